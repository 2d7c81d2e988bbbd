/** The ambivalent command: one class per sub-command. */
@NullMarked
package org.ambivalent.cli;

import org.jspecify.annotations.NullMarked;
