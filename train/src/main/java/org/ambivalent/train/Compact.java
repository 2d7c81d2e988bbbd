package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Layer.BatchNorm;
import org.ambivalent.train.Layer.Convolution;
import org.ambivalent.train.Layer.GlobalAveragePool;
import org.ambivalent.train.Layer.Relu;
import org.ambivalent.train.Layer.Sequence;

/**
 * A small residual network for faces of 48 pixels, made for training on a few cores: the first convolution halves the
 * resolution at once, where wide feature maps would cost most and say least, and every later stage doubles its channels
 * as it halves its resolution again.
 */
final class Compact implements Network {

    private static final int STEM = 48;
    private static final int[] WIDTHS = {48, 96, 192};

    @Override
    public String name() {
        return "compact";
    }

    @Override
    public Trunk trunk(ImageShape input) {
        var layers = new ArrayList<Layer>(
                List.of(new Convolution(input.channels(), STEM, 5, 2), new BatchNorm(STEM), new Relu()));
        int width = STEM;
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            if (stage > 0) {
                layers.add(ResidualBlocks.halving(width, WIDTHS[stage]));
            }
            layers.add(ResidualBlocks.same(WIDTHS[stage]));
            width = WIDTHS[stage];
        }
        layers.add(new GlobalAveragePool());
        return new Trunk(new Sequence(layers), width);
    }
}
