/** Values and metrics; no third-party run-time dependency. */
@NullMarked
package org.ambivalent.core;

import org.jspecify.annotations.NullMarked;
