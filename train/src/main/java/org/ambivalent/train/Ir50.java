package org.ambivalent.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Layer.BatchNorm;
import org.ambivalent.train.Layer.Convolution;
import org.ambivalent.train.Layer.Dropout;
import org.ambivalent.train.Layer.Flatten;
import org.ambivalent.train.Layer.FullyConnected;
import org.ambivalent.train.Layer.MaxPool;
import org.ambivalent.train.Layer.PRelu;
import org.ambivalent.train.Layer.Sequence;
import org.ambivalent.train.Layer.Sum;

/**
 * IR-50, a face-recognition network after ArcFace (Deng et al. 2019, arXiv 1801.07698, section 3.1) in the form of the usual PyTorch
 * code, which does not normalise between the first convolution of a block and its PReLU, as ArcFace does. The strongest backbone of the
 * Self-Cure Network is called so; which form that was is not known. A 3x3 stem that keeps every pixel, then 3, 4, 14 and 3 improved residual blocks (normalise, 3x3, PReLU, 3x3,
 * normalise; the shortcut takes every second pixel, or projects where channels change) with 64, 128, 256 and 512 channels, each
 * stage half the resolution; then every place of the face is read apart by a fully connected layer of 512 between two
 * normalisations.
 *
 * <p>So it is made for one size, and grows with it: 33 million weights for faces of 48 pixels, 44 million for the 112 of face
 * recognition, 82 million for 224.
 */
final class Ir50 implements Network {

    private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512);
    private static final List<Integer> BLOCKS = List.of(3, 4, 14, 3);
    private static final int FEATURES = 512;
    private static final double DROPPED = 0.5;
    private static final int STEM = 3;
    private static final int MIN_SIDE = 48;
    private static final int MAX_SIDE = 224;

    @Override
    public String name() {
        return "ir50";
    }

    @Override
    public boolean readsAnySize() {
        return false;
    }

    @Override
    public Trunk trunk(ImageShape input) {
        Networks.requireSides(name(), input, MIN_SIDE, MAX_SIDE);
        int channels = WIDTHS.get(0);
        int height = input.height();
        int width = input.width();
        var layers = new ArrayList<Layer>(List.of(
                new Convolution(input.channels(), channels, 3, 1), new BatchNorm(channels), new PRelu(channels)));
        for (int stage = 0; stage < WIDTHS.size(); stage++) {
            for (int block = 0; block < BLOCKS.get(stage); block++) {
                layers.add(block(channels, WIDTHS.get(stage), block == 0 ? 2 : 1));
                channels = WIDTHS.get(stage);
            }
            height = (height + 1) / 2;
            width = (width + 1) / 2;
        }
        layers.addAll(List.of(
                new BatchNorm(channels),
                new Dropout(DROPPED),
                new Flatten(),
                new FullyConnected(channels * height * width, FEATURES),
                new BatchNorm(FEATURES)));
        return new Trunk(new Sequence(layers), FEATURES);
    }

    private static Sum block(int in, int out, int stride) {
        var body = new Sequence(
                new BatchNorm(in),
                new Convolution(in, out, 3, 1),
                new PRelu(out),
                new Convolution(out, out, 3, stride),
                new BatchNorm(out));
        if (in != out) {
            return new Sum(body, new Sequence(new Convolution(in, out, 1, stride), new BatchNorm(out)));
        }
        return new Sum(body, stride == 1 ? new Sequence() : new Sequence(new MaxPool(1, stride, 0)));
    }

    /** Those of the usual PyTorch code: {@code input_layer.0}, {@code body.0.res_layer.0}, {@code output_layer.3} and so on. */
    @Override
    public Map<String, String> publishedLayers(ImageShape input) {
        var layers = new LinkedHashMap<String, String>();
        for (int i = 0; i < STEM; i++) {
            layers.put("input_layer." + i, Integer.toString(i));
        }
        int blocks = BLOCKS.stream().mapToInt(Integer::intValue).sum();
        for (int block = 0; block < blocks; block++) {
            for (int i = 0; i < 5; i++) {
                layers.put("body." + block + ".res_layer." + i, STEM + block + ".body." + i);
            }
            for (int i = 0; i < 2; i++) {
                layers.put("body." + block + ".shortcut_layer." + i, STEM + block + ".shortcut." + i);
            }
        }
        for (int i : new int[] {0, 3, 4}) {
            layers.put("output_layer." + i, Integer.toString(STEM + blocks + i));
        }
        return layers;
    }
}
