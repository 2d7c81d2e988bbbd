/** Measures of predictions against people: each accumulates, combines and reads. */
@NullMarked
package org.ambivalent.metrics;

import org.jspecify.annotations.NullMarked;
