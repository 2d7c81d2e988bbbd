package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {

    @Test
    void findsTheVectorsOfAKnownMatrix() {
        double[][] vectors = new SymmetricEigen(new double[][] {{2, 1}, {1, 2}}).vectors();
        double half = Math.sqrt(0.5);
        assertThat(vectors[0][0] * vectors[0][1]).isCloseTo(0.5, within(1e-12));
        assertThat(Math.abs(vectors[1][0])).isCloseTo(half, within(1e-12));
        assertThat(vectors[1][0] * vectors[1][1]).isCloseTo(-0.5, within(1e-12));
    }

    @Property(tries = 100)
    void vectorsAreOrthonormalAndOnlyStretchedByTheMatrix(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int n) {
        double[][] matrix = CholeskyTest.positiveDefinite(n, new Random(seed));
        double[][] vectors = new SymmetricEigen(matrix).vectors();
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double[] image = times(matrix, vectors[i]);
            double eigenvalue = dot(image, vectors[i]);
            assertThat(eigenvalue).isLessThanOrEqualTo(before + 1e-9);
            before = eigenvalue;
            for (int j = 0; j < n; j++) {
                assertThat(dot(vectors[i], vectors[j])).isCloseTo(i == j ? 1 : 0, within(1e-9));
                assertThat(image[j]).isCloseTo(eigenvalue * vectors[i][j], within(1e-9));
            }
        }
    }

    private static double[] times(double[][] matrix, double[] x) {
        var y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = dot(matrix[i], x);
        }
        return y;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
