package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
                        new Duplicates.Group(List.of(List.of(0, 60, 62))),
                        new Duplicates.Group(List.of(List.of(1), List.of(61))));
    }

    @Test
    void tellsEqualCopiesFromNearOnesOfTheSamePicture() {
        var face =
                SampledFaces.defaults().withCounts(1, 1, 0).dataset().images().pixels(0);
        var group = Duplicates.find(FaceImages.of(SHAPE, new byte[][] {face, noisy(face.clone()), face.clone()}))
                .get(0);
        assertThat(group.faces()).containsExactly(0, 1, 2);
        assertThat(group.pictures()).containsExactly(List.of(0, 2), List.of(1));
        assertThat(group.exact()).isFalse();
    }

    /** All these hashes agree in their upper half; a near copy is found all the same. */
    @Test
    void findsCopiesInACrowd() {
        var pixels = new byte[602][];
        var random = new Random(4);
        for (int i = 0; i < 601; i++) {
            pixels[i] = halfShaded(random);
        }
        pixels[601] = noisy(pixels[300].clone());
        assertThat(Duplicates.find(FaceImages.of(SHAPE, pixels)))
                .containsExactly(new Duplicates.Group(List.of(List.of(300), List.of(601))));
    }

    /** Evenly brighter to the right above, coarse noise below. */
    private static byte[] halfShaded(Random random) {
        var pixels = new byte[SHAPE.size()];
        var blocks = new byte[16 * 8];
        random.nextBytes(blocks);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 48; x++) {
                pixels[y * 48 + x] = y < 24 ? (byte) (x * 2) : (byte) ((blocks[(y / 3 - 8) * 16 + x / 3] & 0xff) / 2);
            }
        }
        return pixels;
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
