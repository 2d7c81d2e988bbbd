package org.ambivalent.metrics;

import static org.ambivalent.metrics.Observations.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.ambivalent.core.Distribution;
import org.junit.jupiter.api.Test;

class EntropyCorrelationTest {

    private final Distribution sure = Distribution.of(1, 0);
    private final Distribution leaning = Distribution.of(0.9, 0.1);
    private final Distribution even = Distribution.of(0.5, 0.5);

    private static Observation face(Distribution target, Distribution predicted) {
        return new Observation(target, 0, predicted);
    }

    private static double correlation(Observation... faces) {
        return value(EntropyCorrelation::new, faces);
    }

    @Test
    void sameEntropiesCorrelateFully() {
        assertThat(correlation(face(sure, sure), face(leaning, leaning), face(even, even)))
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void oppositeEntropiesCorrelateNegatively() {
        assertThat(correlation(face(sure, even), face(even, sure))).isCloseTo(-1, within(1e-12));
    }

    @Test
    void independentEntropiesDoNotCorrelate() {
        assertThat(correlation(face(sure, even), face(even, sure), face(sure, sure), face(even, even)))
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void oneFaceHasNoCorrelation() {
        assertThat(correlation(face(sure, even))).isNaN();
    }

    @Test
    void constantEntropiesHaveNoCorrelation() {
        assertThat(correlation(face(sure, even), face(sure, leaning), face(sure, sure)))
                .isNaN();
        assertThat(correlation(face(even, leaning), face(sure, leaning))).isNaN();
    }

    /** Entropies whose last digits alone differ are constant: their correlation would be that of rounding errors. */
    @Test
    void roundingIsNoVariance() {
        var almost = Distribution.of(0.9 + 1e-15, 0.1 - 1e-15);
        assertThat(correlation(face(sure, leaning), face(even, almost))).isNaN();
    }

    /** Sums of squares of values near log 2 that differ by 1e-7 would cancel; sums about the mean do not. */
    @Test
    void smallVariancesDoNotCancel() {
        var faces = new Observation[1000];
        for (int i = 0; i < faces.length; i++) {
            double p = 0.4 + (i % 10) * 1e-8;
            faces[i] = face(Distribution.of(p, 1 - p), Distribution.of(0.5 * p, 1 - 0.5 * p));
        }
        assertThat(correlation(faces)).isCloseTo(1, within(1e-6));
    }
}
