package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ambivalent.core.ImageShape;
import org.junit.jupiter.api.Test;

class DuplicatesTest {

    private static final ImageShape SHAPE = ImageShape.grey(48);

    /** Of sampled faces, which are alike as faces are: 60 and 62 are face 0 again, 61 is face 1 brighter and noisy. */
    @Test
    void findsCopiesExactAndNear() {
        var faces = SampledFaces.defaults().withCounts(60, 1, 0).dataset().images();
        var pixels = new byte[63][];
        for (int i = 0; i < 60; i++) {
            pixels[i] = faces.pixels(i);
        }
        pixels[60] = faces.pixels(0);
        pixels[61] = noisy(faces.pixels(1));
        pixels[62] = faces.pixels(0);
        assertThat(Duplicates.find(FaceImages.of(SHAPE, pixels)))
                .containsExactly(
                        new Duplicates.Group(Arrays.asList(0, 60, 62), true),
                        new Duplicates.Group(Arrays.asList(1, 61), false));
    }

    @Test
    void differentFacesAreNoCopies() {
        var faces = SampledFaces.defaults().withCounts(300, 1, 0).dataset().images();
        assertThat(Duplicates.find(faces)).isEmpty();
    }

    @Test
    void correlationIgnoresBrightnessAndContrast() {
        assertThat(Duplicates.correlation(new byte[] {1, 2, 3}, new byte[] {11, 13, 15}))
                .isCloseTo(1, within(1e-12));
        assertThat(Duplicates.correlation(new byte[] {1, 2, 3}, new byte[] {3, 2, 1}))
                .isCloseTo(-1, within(1e-12));
        assertThat(Duplicates.correlation(new byte[] {5, 5}, new byte[] {9, 9})).isNaN();
    }

    private static byte[] noisy(byte[] pixels) {
        var random = new Random(1);
        for (int i = 0; i < pixels.length; i++) {
            int value = Byte.toUnsignedInt(pixels[i]) + 8 + random.nextInt(5) - 2;
            pixels[i] = (byte) Math.min(255, value);
        }
        return pixels;
    }
}
