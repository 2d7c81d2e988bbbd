package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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

    /** One hash, but other pixels: the same coarse order of light, and fine noise of its own. */
    @Test
    void picturesOfOneHashAreNoCopiesWhereTheirPixelsDiffer() {
        var one = textured(new Random(1));
        var other = textured(new Random(2));
        var copy = noisy(one.clone());
        assertThat(Duplicates.correlation(one, other)).isLessThan(0.9);
        assertThat(Duplicates.find(FaceImages.of(SHAPE, new byte[][] {one, other, copy})))
                .containsExactly(new Duplicates.Group(List.of(List.of(0), List.of(2))));
    }

    /** Each block brighter than the one to its left by more than its noise could change, whose mean is nothing. */
    private static byte[] textured(Random random) {
        var pixels = new byte[SHAPE.size()];
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 48; x += 2) {
                int noise = random.nextInt(60);
                pixels[y * 48 + x] = (byte) (80 + x / 2 + noise);
                pixels[y * 48 + x + 1] = (byte) (80 + x / 2 - noise);
            }
        }
        return pixels;
    }

    /** Pixel by pixel they are equal or not; likeness means nothing where nothing varies. */
    @Test
    void blankPicturesOfOtherGreysAreNoCopies() {
        var pixels = new byte[600][];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = new byte[SHAPE.size()];
            Arrays.fill(pixels[i], (byte) (i % 200));
        }
        var groups = Duplicates.find(FaceImages.of(SHAPE, pixels));
        assertThat(groups).hasSize(200).allMatch(Duplicates.Group::exact);
        assertThat(groups.get(0).faces()).containsExactly(0, 200, 400);
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
