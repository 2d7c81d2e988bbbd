/** One model file in, predictions out: face detection, batching, annotation. */
@NullMarked
package org.ambivalent.predict;

import org.jspecify.annotations.NullMarked;
