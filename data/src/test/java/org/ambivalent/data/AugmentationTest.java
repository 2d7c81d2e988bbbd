package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Preprocessing;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    private static final Preprocessing GREY = new Preprocessing(ImageShape.grey(48), 0.5, 0.25);

    @Property(tries = 50)
    void noneOnlyNormalises(@ForAll long seed) {
        byte[] pixels = noise(GREY, seed);
        float[] out = applied(Augmentation.none(), GREY, pixels, seed);
        for (int i = 0; i < pixels.length; i++) {
            assertThat(out[i]).isEqualTo(GREY.normalise(pixels[i]));
        }
    }

    @Property(tries = 50)
    void sameSeedGivesTheSameFace(@ForAll long seed) {
        byte[] pixels = noise(GREY, seed);
        assertThat(applied(Augmentation.standard(), GREY, pixels, seed))
                .isEqualTo(applied(Augmentation.standard(), GREY, pixels, seed));
    }

    @Property(tries = 200)
    void staysWithinWhatTheSettingsAllow(@ForAll long seed) {
        byte[] pixels = noise(GREY, seed);
        float[] out = applied(Augmentation.standard(), GREY, pixels, seed);
        float reach = 1.2f * GREY.normalise((byte) 255) + 0.2f + 1e-4f;
        for (float value : out) {
            assertThat(value).isBetween(-reach, reach);
        }
    }

    @Test
    void mirrorsExactlyAndTwiceIsTheOriginal() {
        var mirror = new Augmentation(1, 0, 0, 0, 0, 0, 0, 0, 0);
        for (var shape : new ImageShape[] {ImageShape.grey(48), new ImageShape(3, 20, 33)}) {
            var plain = new Preprocessing(shape, 0, 1);
            byte[] pixels = noise(plain, 4);
            byte[] once = bytes(applied(mirror, plain, pixels, 1));
            for (int i = 0; i < pixels.length; i++) {
                int column = i % shape.width();
                assertThat(once[i]).isEqualTo(pixels[i - column + shape.width() - 1 - column]);
            }
            assertThat(bytes(applied(mirror, plain, once, 2))).isEqualTo(pixels);
        }
    }

    @Test
    void rotatesByAQuarterTurnExactly() {
        // With 180 degrees as the limit, search a seed whose angle is close to a quarter turn.
        var turn = new Augmentation(0, 180, 0, 0, 0, 0, 0, 0, 0);
        var plain = new Preprocessing(ImageShape.grey(9), 0, 1);
        byte[] pixels = new byte[81];
        pixels[1 * 9 + 4] = (byte) 255; // above the centre
        long seed = 0;
        while (Math.abs(angle(seed) - 90) > 0.05) {
            seed++;
        }
        float[] out = applied(turn, plain, pixels, seed);
        assertThat(out[4 * 9 + 7]).as("right of the centre").isCloseTo(1, within(0.05f));
    }

    /** The second draw, as {@link Augmentation} documents the order. */
    private static double angle(long seed) {
        var random = new SplittableRandom(seed);
        random.nextDouble();
        return (2 * random.nextDouble() - 1) * 180;
    }

    @Test
    void keepsAFlatFaceFlatWhateverMovesIt() {
        var moves = new Augmentation(0.5, 30, 0.3, 0.4, 0, 0, 0, 0, 0);
        byte[] pixels = new byte[GREY.shape().size()];
        Arrays.fill(pixels, (byte) 200);
        for (int seed = 0; seed < 50; seed++) {
            for (float value : applied(moves, GREY, pixels, seed)) {
                assertThat(value).isCloseTo(GREY.normalise((byte) 200), within(1e-5f));
            }
        }
    }

    @Test
    void erasesOneRectangleOfOneValueInTheChosenSizes() {
        var erase = new Augmentation(0, 0, 0, 0, 0, 0, 1, 0.25, 0.5);
        var colour = new Preprocessing(new ImageShape(3, 40, 48), 0.5, 0.25);
        byte[] pixels = noise(colour, 8);
        float[] plain = applied(Augmentation.none(), colour, pixels, 0);
        for (int seed = 0; seed < 100; seed++) {
            float[] out = applied(erase, colour, pixels, seed);
            int left = 48;
            int right = -1;
            int top = 40;
            int bottom = -1;
            var values = new HashSet<Float>();
            for (int i = 0; i < out.length; i++) {
                if (out[i] != plain[i]) {
                    values.add(out[i]);
                    left = Math.min(left, i % 48);
                    right = Math.max(right, i % 48);
                    top = Math.min(top, i / 48 % 40);
                    bottom = Math.max(bottom, i / 48 % 40);
                }
            }
            assertThat(values).hasSize(1);
            assertThat(right - left + 1).isBetween(12, 24);
            assertThat(bottom - top + 1).isBetween(10, 20);
        }
    }

    @Test
    void erasesAsOftenAsAsked() {
        var erase = new Augmentation(0, 0, 0, 0, 0, 0, 0.5, 0.2, 0.4);
        byte[] pixels = noise(GREY, 1);
        float[] plain = applied(Augmentation.none(), GREY, pixels, 0);
        int erased = 0;
        for (int seed = 0; seed < 1000; seed++) {
            erased += Arrays.equals(plain, applied(erase, GREY, pixels, seed)) ? 0 : 1;
        }
        assertThat(erased).isBetween(430, 570);
    }

    @Test
    void writesFromTheOffsetOnAndNowhereElse() {
        byte[] pixels = noise(GREY, 2);
        var out = new float[3 * pixels.length];
        Augmentation.standard().apply(pixels, GREY, new SplittableRandom(1), out, pixels.length);
        for (int i = 0; i < pixels.length; i++) {
            assertThat(out[i]).isZero();
            assertThat(out[2 * pixels.length + i]).isZero();
        }
    }

    @Test
    void namesTheSettingThatIsOutOfRange() {
        assertThatThrownBy(() -> new Augmentation(1.5, 0, 0, 0, 0, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("flip must be in [0, 1.0], but got 1.5");
        assertThatThrownBy(() -> new Augmentation(0, Double.NaN, 0, 0, 0, 0, 0, 0, 0))
                .hasMessageContaining("rotation");
        assertThatThrownBy(() -> new Augmentation(0, 0, 1, 0, 0, 0, 0, 0, 0)).hasMessageContaining("scale");
        assertThatThrownBy(() -> new Augmentation(0, 0, 0, 0, 0, 0, 0, 0.5, 0.2))
                .hasMessageContaining("eraseSmallest");
    }

    @Test
    void refusesAnImageOfAnotherShape() {
        assertThatThrownBy(() ->
                        Augmentation.none().apply(new byte[10], GREY, new SplittableRandom(1), new float[5000], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("48x48 grey");
    }

    private static byte[] noise(Preprocessing preprocessing, long seed) {
        var pixels = new byte[preprocessing.shape().size()];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    private static float[] applied(Augmentation augmentation, Preprocessing preprocessing, byte[] pixels, long seed) {
        var out = new float[pixels.length];
        augmentation.apply(pixels, preprocessing, new SplittableRandom(seed), out, 0);
        return out;
    }

    /** For a preprocessing with mean 0 and deviation 1. */
    private static byte[] bytes(float[] values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) Math.round(255 * values[i]);
        }
        return bytes;
    }
}
