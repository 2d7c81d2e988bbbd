package org.ambivalent.train;

import org.ambivalent.train.Layer.AveragePool;
import org.ambivalent.train.Layer.BatchNorm;
import org.ambivalent.train.Layer.Convolution;
import org.ambivalent.train.Layer.Relu;
import org.ambivalent.train.Layer.Residual;
import org.ambivalent.train.Layer.Sequence;

/**
 * Residual blocks of two 3x3 convolutions, and bottlenecks of 1x1, 3x3 and 1x1; the branch's last scale starts at 0, so a block
 * starts as its shortcut.
 */
final class ResidualBlocks {

    /** How many times as many channels a bottleneck has at its ends. */
    static final int EXPANSION = 4;

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

    /** A bottleneck of {@code width} channels inside; {@code channels} is {@value #EXPANSION} times as many. */
    static Residual sameBottleneck(int channels, int width) {
        return new Residual(bottleneck(channels, width, 1), new Sequence());
    }

    /** A bottleneck with other channels at its end than at its start. */
    static Residual widening(int in, int width, int stride) {
        int out = EXPANSION * width;
        return new Residual(
                bottleneck(in, width, stride), new Sequence(new Convolution(in, out, 1, stride), new BatchNorm(out)));
    }

    /** The 3x3 convolution has the stride, as in everyone's later code; the paper's 1x1 would skip three pixels of four. */
    private static Sequence bottleneck(int in, int width, int stride) {
        int out = EXPANSION * width;
        return new Sequence(
                new Convolution(in, width, 1, 1),
                new BatchNorm(width),
                new Relu(),
                new Convolution(width, width, 3, stride),
                new BatchNorm(width),
                new Relu(),
                new Convolution(width, out, 1, 1),
                new BatchNorm(out, 0));
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
