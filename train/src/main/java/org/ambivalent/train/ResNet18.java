package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Layer.BatchNorm;
import org.ambivalent.train.Layer.Convolution;
import org.ambivalent.train.Layer.GlobalAveragePool;
import org.ambivalent.train.Layer.MaxPool;
import org.ambivalent.train.Layer.Relu;
import org.ambivalent.train.Layer.Sequence;

/**
 * ResNet-18 (He et al. 2016, arXiv 1512.03385): four stages of two residual blocks with 64, 128, 256 and 512 channels.
 * Faces of at least 112 pixels pass the original stem (7x7 with stride 2, then a pool); smaller ones a 3x3 stem with
 * stride 1 below 64 pixels and 2 from there, because the original would leave a 48-pixel face 2 pixels a side.
 */
final class ResNet18 implements Network {

    private static final int[] WIDTHS = {64, 128, 256, 512};
    private static final int MIN_SIDE = 48;
    private static final int MAX_SIDE = 224;

    @Override
    public String name() {
        return "resnet18";
    }

    @Override
    public Trunk trunk(ImageShape input) {
        Networks.requireSides(name(), input, MIN_SIDE, MAX_SIDE);
        var layers = new ArrayList<Layer>(stem(input.channels(), Math.min(input.height(), input.width())));
        int width = WIDTHS[0];
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            int next = WIDTHS[stage];
            layers.add(stage == 0 ? ResidualBlocks.same(next) : ResidualBlocks.striding(width, next));
            layers.add(ResidualBlocks.same(next));
            width = next;
        }
        layers.add(new GlobalAveragePool());
        return new Trunk(new Sequence(layers), width);
    }

    private static List<Layer> stem(int channels, int side) {
        if (side >= 112) {
            return List.of(
                    new Convolution(channels, WIDTHS[0], 7, 2),
                    new BatchNorm(WIDTHS[0]),
                    new Relu(),
                    new MaxPool(3, 2, 1));
        }
        return List.of(
                new Convolution(channels, WIDTHS[0], 3, side >= 64 ? 2 : 1), new BatchNorm(WIDTHS[0]), new Relu());
    }
}
