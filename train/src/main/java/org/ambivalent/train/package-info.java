/** Networks, objectives, posteriors, the training loop, checkpoints, ONNX export. */
@NullMarked
package org.ambivalent.train;

import org.jspecify.annotations.NullMarked;
