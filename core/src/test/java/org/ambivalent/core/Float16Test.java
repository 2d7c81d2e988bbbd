package org.ambivalent.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class Float16Test {

    @Test
    void knownNumbers() {
        assertThat(Float16.of(1)).isEqualTo((short) 0x3c00);
        assertThat(Float16.of(-2)).isEqualTo((short) 0xc000);
        assertThat(Float16.of(0.1f)).isEqualTo((short) 0x2e66);
        assertThat(Float16.of(65504)).isEqualTo((short) 0x7bff);
        assertThat(Float16.of(0x1p-24f)).isEqualTo((short) 1);
        assertThat(Float16.of(-0f)).isEqualTo((short) 0x8000);
        assertThat(Float16.of(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
    }

    /** From the definition, for every number: neighbours are as far apart as their exponent says. */
    @Test
    void everyNumberIsWhatItsBitsSay() {
        assertThat(Float16.toFloat((short) 0x0000)).isEqualTo(0f);
        assertThat(Float16.toFloat((short) 0x0001)).isEqualTo((float) Math.pow(2, -24));
        assertThat(Float16.toFloat((short) 0x0400)).isEqualTo((float) Math.pow(2, -14));
        assertThat(Float16.toFloat((short) 0x3c00)).isEqualTo(1f);
        assertThat(Float16.toFloat((short) 0x7bff)).isEqualTo(65504f);
        assertThat(Float16.toFloat((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Float16.toFloat((short) 0x7c01)).isNaN();
        for (int bits = 0; bits < 0x7bff; bits++) {
            double apart = Math.pow(2, Math.max(1, bits >> 10) - 25);
            assertThat(Float16.toFloat((short) (bits + 1)) - Float16.toFloat((short) bits))
                    .isEqualTo((float) apart);
            assertThat(Float16.toFloat((short) (bits | 0x8000))).isEqualTo(-Float16.toFloat((short) bits));
        }
    }

    /** Halfway: to the even neighbour, which may have the next exponent, be the least number, or be infinite. */
    @Test
    void halfwayGoesToTheEvenNeighbour() {
        assertThat(Float16.toFloat(Float16.of(2049))).isEqualTo(2048);
        assertThat(Float16.toFloat(Float16.of(2051))).isEqualTo(2052);
        assertThat(Float16.toFloat(Float16.of(4095))).isEqualTo(4096);
        assertThat(Float16.of(0x1p-25f)).isZero();
        assertThat(Float16.of(0x1.8p-24f)).isEqualTo((short) 2);
        assertThat(Float16.of(Math.nextDown(0x1p-14f))).isEqualTo(Float16.of(0x1p-14f));
        assertThat(Float16.toFloat(Float16.of(Math.nextDown(65520f)))).isEqualTo(Float16.MAX);
        assertThat(Float16.toFloat(Float16.of(65520))).isInfinite();
    }

    @Test
    void everyNumberOf16BitsSurvives() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            float value = Float16.toFloat((short) bits);
            if (Float.isNaN(value)) {
                assertThat(Float16.toFloat(Float16.of(value))).isNaN();
            } else {
                assertThat(Float16.of(value)).isEqualTo((short) bits);
            }
        }
    }

    /** No number of 16 bits is nearer than the one chosen. */
    @Test
    void nothingIsNearer() {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(-28, 13)));
            short chosen = Float16.of(value);
            double error = Math.abs((double) value - Float16.toFloat(chosen));
            assertThat(error).isLessThanOrEqualTo(Math.max(Math.abs(value) * 0x1p-11, 0x1p-25));
            assertThat(error).isLessThanOrEqualTo(Math.abs((double) value - Float16.toFloat((short) (chosen + 1))));
        }
    }
}
