package org.ambivalent.data;

import java.util.Arrays;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;

/** Small face models whose every number is known. */
final class HandMade {

    static final LabelSet LABELS = LabelSet.of("calm", "glad", "cross");

    private HandMade() {}

    /** Two components over 8x8 pixels (the left half, the upper half), three emotions, correlated noise. */
    static FaceModel twoComponents() {
        float[][] means = {{1, 0}, {-2, 1}, {0, 3}};
        float[][] covariance = {{2, 0.5f}, {0.5f, 1}};
        return new FaceModel(
                LABELS, ImageShape.grey(8), new float[] {0.25f, 0.25f, 0.5f}, grey(), halves(), means, covariance);
    }

    /** One component, two emotions two apart with variance 1. */
    static FaceModel oneComponent() {
        var component = new FaceModel.Components(new float[] {0.125f}, new byte[][] {half(true)});
        float[][] means = {{-1}, {1}};
        return new FaceModel(
                LabelSet.of("calm", "glad"),
                ImageShape.grey(8),
                new float[] {0.5f, 0.5f},
                grey(),
                component,
                means,
                new float[][] {{1}});
    }

    private static FaceModel.Components halves() {
        return new FaceModel.Components(new float[] {2, 3}, new byte[][] {half(true), half(false)});
    }

    private static byte[] half(boolean left) {
        var values = new byte[64];
        for (int i = 0; i < 64; i++) {
            values[i] = (byte) ((left ? i % 8 : i / 8) < 4 ? 1 : 0);
        }
        return values;
    }

    private static float[] grey() {
        var mean = new float[64];
        Arrays.fill(mean, 128);
        return mean;
    }
}
