package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.ambivalent.core.Distribution;
import org.junit.jupiter.api.Test;

class LinearDiscriminantTest {

    private static final Distribution PRIORS = Distribution.of(0.2, 0.5, 0.3);
    private static final double[][] MEANS = {{1, 0}, {-2, 1}, {0, 3}};
    private static final double[][] COVARIANCE = {{2, 0.5}, {0.5, 1}};

    private final LinearDiscriminant discriminant = new LinearDiscriminant(PRIORS, MEANS, COVARIANCE);

    @Property
    void answersWithBayesRule(
            @ForAll @DoubleRange(min = -5, max = 5) double x, @ForAll @DoubleRange(min = -5, max = 5) double y) {
        var joint = new double[3];
        for (int c = 0; c < 3; c++) {
            joint[c] = PRIORS.probability(c) * density(x - MEANS[c][0], y - MEANS[c][1]);
        }
        double evidence = Arrays.stream(joint).sum();
        var posterior = discriminant.posterior(new double[] {x, y});
        for (int c = 0; c < 3; c++) {
            assertThat(posterior.probability(c)).isCloseTo(joint[c] / evidence, within(1e-12));
        }
        assertThat(Arrays.stream(posterior.toArray()).sum()).isCloseTo(1, within(1e-12));
    }

    /** The normal density of {@link #COVARIANCE}, whose inverse is written out. */
    private static double density(double x, double y) {
        double determinant = 2 * 1 - 0.5 * 0.5;
        double square = (1 * x * x - 2 * 0.5 * x * y + 2 * y * y) / determinant;
        return Math.exp(-square / 2) / (2 * Math.PI * Math.sqrt(determinant));
    }

    @Test
    void staysADistributionFarAway() {
        var posterior = discriminant.posterior(new double[] {1e6, -1e6});
        assertThat(posterior.confidence()).isEqualTo(1);
    }

    @Test
    void drawsPointsWithTheMeanAndCovarianceOfTheirClass() {
        var random = new Random(7);
        int n = 50_000;
        double[] sum = new double[2];
        double[][] products = new double[2][2];
        for (int i = 0; i < n; i++) {
            double[] z = discriminant.drawPoint(1, random);
            for (int a = 0; a < 2; a++) {
                sum[a] += z[a] / n;
                for (int b = 0; b < 2; b++) {
                    products[a][b] += (z[a] - MEANS[1][a]) * (z[b] - MEANS[1][b]) / n;
                }
            }
        }
        // Five standard errors: sqrt(2 / n) for a mean, at most 2 sqrt(2 / n) for a product.
        assertThat(sum).containsExactly(MEANS[1], within(0.032));
        assertThat(products[0]).containsExactly(COVARIANCE[0], within(0.064));
        assertThat(products[1]).containsExactly(COVARIANCE[1], within(0.064));
    }

    @Test
    void drawsClassesAsOftenAsTheirPriors() {
        var random = new Random(7);
        var counts = new double[3];
        for (int i = 0; i < 50_000; i++) {
            counts[discriminant.drawClass(random)] += 1.0 / 50_000;
        }
        assertThat(counts).containsExactly(PRIORS.toArray(), within(0.012));
    }

    @Test
    void refusesAnEmotionThatNeverHappens() {
        var never = Distribution.of(0, 0.5, 0.5);
        assertThatIllegalArgumentException().isThrownBy(() -> new LinearDiscriminant(never, MEANS, COVARIANCE));
    }
}
