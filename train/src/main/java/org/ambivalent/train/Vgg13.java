package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Layer.Convolution;
import org.ambivalent.train.Layer.Dropout;
import org.ambivalent.train.Layer.Flatten;
import org.ambivalent.train.Layer.FullyConnected;
import org.ambivalent.train.Layer.MaxPool;
import org.ambivalent.train.Layer.Relu;
import org.ambivalent.train.Layer.Sequence;

/**
 * The network of FER+ (Barsoum et al. 2016, arXiv 1608.01041): 3x3 convolutions with ReLU, twice 64, twice 128, three times 256
 * and three times 256 channels, after each group a 2x2 pool and a quarter of the values dropped; then two fully connected layers
 * of 1024 with ReLU, half of the values dropped after the first. Nothing is normalised. The paper's faces have 64 pixels.
 *
 * <p>The paper also drops half of the 1024 features before the output: here the head's inputs are what a {@link Posterior}
 * hides, at a rate of 0.5.
 *
 * <p>The fully connected layers read every place of the face apart, so the network is made for one size, and grows with it:
 * 6.9 million weights for faces of 48 pixels, 8.8 million for 64 and 55.9 million for 224.
 */
final class Vgg13 implements Network {

    private static final List<Integer> WIDTHS = List.of(64, 128, 256, 256);
    private static final List<Integer> CONVOLUTIONS = List.of(2, 2, 3, 3);
    private static final double DROPPED = 0.25;

    private static final int FEATURES = 1024;
    private static final double FEATURES_DROPPED = 0.5;

    private static final int MIN_SIDE = 48;
    private static final int MAX_SIDE = 224;

    @Override
    public String name() {
        return "vgg13";
    }

    @Override
    public boolean readsAnySize() {
        return false;
    }

    @Override
    public Trunk trunk(ImageShape input) {
        Networks.requireSides(name(), input, MIN_SIDE, MAX_SIDE);
        var layers = new ArrayList<Layer>();
        int channels = input.channels();
        int height = input.height();
        int width = input.width();
        for (int group = 0; group < WIDTHS.size(); group++) {
            for (int i = 0; i < CONVOLUTIONS.get(group); i++) {
                layers.add(new Convolution(channels, WIDTHS.get(group), 3, 1, true));
                layers.add(new Relu());
                channels = WIDTHS.get(group);
            }
            layers.add(new MaxPool(2));
            layers.add(new Dropout(DROPPED));
            height /= 2;
            width /= 2;
        }
        layers.addAll(List.of(
                new Flatten(),
                new FullyConnected(channels * height * width, FEATURES),
                new Relu(),
                new Dropout(FEATURES_DROPPED),
                new FullyConnected(FEATURES, FEATURES),
                new Relu()));
        return new Trunk(new Sequence(layers), FEATURES);
    }
}
