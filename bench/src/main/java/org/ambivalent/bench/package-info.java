/** Speed of training and prediction, measured. */
@NullMarked
package org.ambivalent.bench;

import org.jspecify.annotations.NullMarked;
