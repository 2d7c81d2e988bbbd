package org.ambivalent.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Layer.BatchNorm;
import org.ambivalent.train.Layer.Convolution;
import org.ambivalent.train.Layer.GlobalAveragePool;
import org.ambivalent.train.Layer.MaxPool;
import org.ambivalent.train.Layer.Relu;
import org.ambivalent.train.Layer.Residual;
import org.ambivalent.train.Layer.Sequence;

/**
 * Residual networks (He et al. 2016, arXiv 1512.03385) of four stages with 64, 128, 256 and 512 channels: ResNet-18 of two
 * blocks a stage, and ResNet-50 of 3, 4, 6 and 3 bottlenecks with four times as many channels at their ends. Faces of at
 * least 112 pixels pass the original stem (7x7 with stride 2, then a pool); smaller ones a 3x3 stem with stride 1 below 64
 * pixels and 2 from there, because the original would leave a 48-pixel face 2 pixels a side.
 *
 * <p>From 112 pixels on all tensors are those of torchvision's {@code resnet18} and {@code resnet50}, layer by layer; below,
 * all but those of the stem's convolution.
 */
final class ResNet implements Network {

    private static final int[] WIDTHS = {64, 128, 256, 512};
    private static final int MIN_SIDE = 48;
    private static final int MAX_SIDE = 224;

    /** From here on the original stem. */
    private static final int LARGE = 112;

    private final String name;
    private final boolean bottleneck;
    private final List<Integer> blocks;

    private ResNet(String name, boolean bottleneck, Integer... blocks) {
        this.name = name;
        this.bottleneck = bottleneck;
        this.blocks = List.of(blocks);
    }

    static ResNet of18Layers() {
        return new ResNet("resnet18", false, 2, 2, 2, 2);
    }

    static ResNet of50Layers() {
        return new ResNet("resnet50", true, 3, 4, 6, 3);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Trunk trunk(ImageShape input) {
        Networks.requireSides(name(), input, MIN_SIDE, MAX_SIDE);
        var layers = new ArrayList<Layer>(stem(input));
        int width = WIDTHS[0];
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            for (int block = 0; block < blocks.get(stage); block++) {
                layers.add(block(width, WIDTHS[stage], stage, block));
                width = bottleneck ? ResidualBlocks.EXPANSION * WIDTHS[stage] : WIDTHS[stage];
            }
        }
        layers.add(new GlobalAveragePool());
        return new Trunk(new Sequence(layers), width);
    }

    private Residual block(int in, int width, int stage, int block) {
        boolean strides = stage > 0 && block == 0;
        if (bottleneck) {
            return block == 0
                    ? ResidualBlocks.widening(in, width, strides ? 2 : 1)
                    : ResidualBlocks.sameBottleneck(in, width);
        }
        return strides ? ResidualBlocks.striding(in, width) : ResidualBlocks.same(width);
    }

    private static List<Layer> stem(ImageShape input) {
        int side = Math.min(input.height(), input.width());
        if (side >= LARGE) {
            return List.of(
                    new Convolution(input.channels(), WIDTHS[0], 7, 2),
                    new BatchNorm(WIDTHS[0]),
                    new Relu(),
                    new MaxPool(3, 2, 1));
        }
        return List.of(
                new Convolution(input.channels(), WIDTHS[0], 3, side >= 64 ? 2 : 1),
                new BatchNorm(WIDTHS[0]),
                new Relu());
    }

    /** Torchvision's: {@code conv1}, {@code bn1}, then {@code layer1.0.conv1} and so on. */
    @Override
    public Map<String, String> publishedLayers(ImageShape input) {
        var layers = new LinkedHashMap<String, String>();
        layers.put("conv1", "0");
        layers.put("bn1", "1");
        int place = stem(input).size();
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            for (int block = 0; block < blocks.get(stage); block++) {
                String published = "layer" + (stage + 1) + "." + block + ".";
                for (int part = 0; part < (bottleneck ? 3 : 2); part++) {
                    // Convolution, normalisation and ReLU, again and again.
                    layers.put(published + "conv" + (part + 1), place + ".body." + 3 * part);
                    layers.put(published + "bn" + (part + 1), place + ".body." + (3 * part + 1));
                }
                layers.put(published + "downsample.0", place + ".shortcut.0");
                layers.put(published + "downsample.1", place + ".shortcut.1");
                place++;
            }
        }
        return layers;
    }
}
