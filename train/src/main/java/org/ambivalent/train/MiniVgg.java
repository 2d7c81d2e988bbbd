package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Layer.BatchNorm;
import org.ambivalent.train.Layer.Convolution;
import org.ambivalent.train.Layer.Flatten;
import org.ambivalent.train.Layer.FullyConnected;
import org.ambivalent.train.Layer.MaxPool;
import org.ambivalent.train.Layer.Relu;
import org.ambivalent.train.Layer.Sequence;

/**
 * The network on which Matin and Valdenegro-Toro (2020, arXiv 2008.07426) are taken to have compared posteriors; its settings
 * are those of the latter's later code. Three 3x3 convolutions with 64, 128 and 128 channels, each followed by ReLU, batch
 * normalisation and a 2x2 pool, and a fully connected layer of 256 with ReLU.
 *
 * <p>That code also drops a quarter of the 256 features before the output: here the head's inputs are what a {@link Posterior}
 * hides, at a rate of 0.25, and the network itself hides nothing.
 *
 * <p>The fully connected layer reads every place of the face apart, so the network is made for one size, and grows with it:
 * 1.4 million weights for faces of 48 pixels, 4.9 million for 96 and 25.9 million for 224.
 */
final class MiniVgg implements Network {

    private static final int[] WIDTHS = {64, 128, 128};
    private static final int FEATURES = 256;
    private static final int MIN_SIDE = 48;
    private static final int MAX_SIDE = 224;

    @Override
    public String name() {
        return "mini-vgg";
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
        for (int next : WIDTHS) {
            // A bias, because ReLU stands between the convolution and its batch normalisation.
            layers.addAll(List.of(
                    new Convolution(channels, next, 3, 1, true), new Relu(), new BatchNorm(next), new MaxPool(2)));
            channels = next;
            height /= 2;
            width /= 2;
        }
        layers.addAll(List.of(new Flatten(), new FullyConnected(channels * height * width, FEATURES), new Relu()));
        return new Trunk(new Sequence(layers), FEATURES);
    }
}
