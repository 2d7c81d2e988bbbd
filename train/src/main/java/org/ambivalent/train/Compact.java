package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Layer.BatchNorm;
import org.ambivalent.train.Layer.Convolution;
import org.ambivalent.train.Layer.GlobalAveragePool;
import org.ambivalent.train.Layer.MirrorAverage;
import org.ambivalent.train.Layer.Relu;
import org.ambivalent.train.Layer.Sequence;

/**
 * A small residual network for faces of 48 pixels, made for training on a few cores: it sees the full resolution once,
 * with few channels, and every later stage doubles its channels as it halves its resolution. It answers with the mean
 * over a face and its mirror image.
 *
 * @param mirrored whether it does
 */
record Compact(boolean mirrored) implements Network {

    private static final int STEM = 16;
    private static final int[] WIDTHS = {32, 64, 128};

    @Override
    public String name() {
        return "compact";
    }

    @Override
    public Trunk trunk(ImageShape input) {
        var layers = new ArrayList<Layer>(List.of(
                new Convolution(input.channels(), STEM, 3, 1),
                new BatchNorm(STEM),
                new Relu(),
                new Convolution(STEM, WIDTHS[0], 3, 2),
                new BatchNorm(WIDTHS[0]),
                new Relu()));
        int width = WIDTHS[0];
        for (int next : WIDTHS) {
            if (next != width) {
                layers.add(ResidualBlocks.halving(width, next));
            }
            layers.add(ResidualBlocks.same(next));
            width = next;
        }
        layers.add(new GlobalAveragePool());
        var once = new Sequence(layers);
        return new Trunk(mirrored ? new MirrorAverage(once, width) : once, width);
    }

    @Override
    public Network unmirrored() {
        return new Compact(false);
    }
}
