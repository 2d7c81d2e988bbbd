package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureDensityTest {

    /** Feature k is {@code mean + deviation_k x normal}; the last copies the first. */
    private static List<float[]> faces(int count, double... deviations) {
        var random = new Random(1);
        var faces = new ArrayList<float[]>();
        for (int i = 0; i < count; i++) {
            var face = new float[deviations.length + 1];
            for (int k = 0; k < deviations.length; k++) {
                face[k] = (float) (3 + deviations[k] * random.nextGaussian());
            }
            face[deviations.length] = face[0];
            faces.add(face);
        }
        return faces;
    }

    @Test
    void isOneOnAverageOverTheFacesItWasFittedTo() {
        var faces = faces(500, 5, 1, 1, 1, 0.5);
        var density = FeatureDensity.fit(faces);
        assertThat(faces.stream().mapToDouble(density::score).average().orElseThrow())
                .isCloseTo(1, within(0.02));
    }

    /** Two features of deviations 4 and 1: one direction, the other is the residual. */
    @Test
    void isTheMahalanobisDistanceOfTwoFeatures() {
        var density = FeatureDensity.fit(
                List.of(new float[] {4, 0}, new float[] {-4, 0}, new float[] {0, 1}, new float[] {0, -1}));
        // variances 8 and 0.5
        assertThat(density.score(new float[] {4, 0})).isCloseTo(16 / 8.0 / 2, within(1e-9));
        assertThat(density.score(new float[] {0, 2})).isCloseTo(4 / 0.5 / 2, within(1e-9));
        assertThat(density.score(new float[] {2, 1})).isCloseTo((4 / 8.0 + 1 / 0.5) / 2, within(1e-9));
        assertThat(density.score(new float[] {0, 0})).isZero();
    }

    @Test
    void breaksOfAFamiliarRelationAreStrange() {
        var density = FeatureDensity.fit(faces(500, 1, 1, 1, 1, 1));
        float[] usual = {4, 3, 3, 3, 3, 4};
        float[] broken = {4, 3, 3, 3, 3, 2};
        assertThat(density.score(broken)).isGreaterThan(2 * density.score(usual));
    }

    @Test
    void featuresThatNeverDifferDoNotMakeAllElseInfinitelyStrange() {
        var same = FeatureDensity.fit(List.of(new float[] {1, 2, 3}, new float[] {1, 2, 3}));
        assertThat(same.score(new float[] {1, 2, 3})).isZero();
        assertThat(same.score(new float[] {1, 2, 4})).isFinite().isPositive();
        var dead = FeatureDensity.fit(faces(100, 1, 0, 0, 0, 0));
        assertThat(dead.score(new float[] {3, 3, 3, 3, 3, 3})).isLessThan(1);
    }

    @Test
    void refusesWhatItCannotFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> FeatureDensity.fit(List.of(new float[] {1})));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeatureDensity.fit(List.of(new float[] {1}, new float[] {1, 2})));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeatureDensity.fit(faces(10, 1, 1)).score(new float[2]));
    }
}
