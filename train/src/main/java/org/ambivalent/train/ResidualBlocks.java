package org.ambivalent.train;

import org.ambivalent.train.Layer.AveragePool;
import org.ambivalent.train.Layer.BatchNorm;
import org.ambivalent.train.Layer.Convolution;
import org.ambivalent.train.Layer.Relu;
import org.ambivalent.train.Layer.Residual;
import org.ambivalent.train.Layer.Sequence;

/** Residual blocks of two 3x3 convolutions; the branch's last scale starts at 0, so a block starts as its shortcut. */
final class ResidualBlocks {

    private ResidualBlocks() {}

    /** Keeps channels and resolution. */
    static Residual same(int channels) {
        return new Residual(body(channels, channels, 1), new Sequence());
    }

    /** Halves the resolution; the shortcut averages before it projects (He et al. 2019, arXiv 1812.01187, ResNet-D). */
    static Residual halving(int in, int out) {
        return new Residual(
                body(in, out, 2), new Sequence(new AveragePool(2), new Convolution(in, out, 1, 1), new BatchNorm(out)));
    }

    /** As {@link #halving}, with the shortcut of the original ResNet: a projection at every second pixel. */
    static Residual striding(int in, int out) {
        return new Residual(body(in, out, 2), new Sequence(new Convolution(in, out, 1, 2), new BatchNorm(out)));
    }

    private static Sequence body(int in, int out, int stride) {
        return new Sequence(
                new Convolution(in, out, 3, stride),
                new BatchNorm(out),
                new Relu(),
                new Convolution(out, out, 3, 1),
                new BatchNorm(out, 0));
    }
}
