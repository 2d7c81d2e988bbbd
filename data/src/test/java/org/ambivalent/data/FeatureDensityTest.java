package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** By the first form of the definition, from the covariance, whichever of the two products is solved. */
    @ParameterizedTest
    @ValueSource(ints = {3, 21, 39, 40, 700})
    void fewFacesAndManyAreScoredByTheSameDefinition(int count) {
        double[] deviations = new Random(2).doubles(39, 0.1, 4).toArray();
        deviations[0] = 20;
        var faces = faces(count, deviations);
        var density = FeatureDensity.fit(faces);
        for (float[] face : faces(8, new Random(3).doubles(39, 0.1, 4).toArray())) {
            assertThat(density.score(face)).isCloseTo(defined(faces, face), withinPercentage(1e-6));
        }
    }

    private static double defined(List<float[]> faces, float[] face) {
        int size = face.length;
        var mean = new double[size];
        faces.forEach(f -> IntStream.range(0, size).forEach(k -> mean[k] += f[k] / (double) faces.size()));
        var covariance = new double[size][size];
        for (float[] f : faces) {
            for (int a = 0; a < size; a++) {
                for (int b = 0; b < size; b++) {
                    covariance[a][b] += (f[a] - mean[a]) * (f[b] - mean[b]) / faces.size();
                }
            }
        }
        int count = Math.min(size, faces.size()) / 2;
        double[][] u = new SymmetricEigen(covariance).vectors();
        double score = 0;
        double left = 0;
        double residual = 0;
        for (int j = 0; j < size; j++) {
            double along = square(u[j], mean, face);
            double[] direction = u[j];
            double variance = faces.stream()
                    .mapToDouble(f -> square(direction, mean, f))
                    .average()
                    .orElseThrow();
            score += j < count ? along / variance : 0;
            left += j < count ? 0 : along;
            residual += j < count ? 0 : variance / (size - count);
        }
        return (score + left / residual) / size;
    }

    private static double square(double[] direction, double[] mean, float[] face) {
        double along = IntStream.range(0, mean.length)
                .mapToDouble(k -> direction[k] * (face[k] - mean[k]))
                .sum();
        return along * along;
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
