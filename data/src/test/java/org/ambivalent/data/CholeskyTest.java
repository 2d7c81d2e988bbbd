package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CholeskyTest {

    @Test
    void factorisesAMatrixWithAKnownFactor() {
        var cholesky = Cholesky.of(new double[][] {{4, 2}, {2, 10}});
        assertThat(cholesky.times(new double[] {1, 0})).containsExactly(2, 1);
        assertThat(cholesky.times(new double[] {0, 1})).containsExactly(0, 3);
    }

    @Property(tries = 100)
    void solvesWhatItMultiplies(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int n) {
        var random = new Random(seed);
        double[][] matrix = positiveDefinite(n, random);
        double[] x = random.doubles(n, -1, 1).toArray();
        var b = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                b[i] += matrix[i][j] * x[j];
            }
        }
        assertThat(Cholesky.of(matrix).solve(b)).containsExactly(x, within(1e-9));
    }

    @Test
    void refusesMatricesThatAreNotPositiveDefinite() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cholesky.of(new double[][] {{1, 2}, {2, 1}}));
        assertThatIllegalArgumentException().isThrownBy(() -> Cholesky.of(new double[][] {{1, 1}, {1, 1}}));
        assertThatIllegalArgumentException().isThrownBy(() -> Cholesky.of(new double[][] {{0}}));
        assertThatIllegalArgumentException().isThrownBy(() -> Cholesky.of(new double[][] {{Double.NaN}}));
        assertThatIllegalArgumentException().isThrownBy(() -> Cholesky.of(new double[][] {{Double.POSITIVE_INFINITY}}));
    }

    /** {@code I + R R^T / n} for a random R. */
    static double[][] positiveDefinite(int n, Random random) {
        var r = new double[n][];
        for (int i = 0; i < n; i++) {
            r[i] = random.doubles(n, -1, 1).toArray();
        }
        var matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            matrix[i][i] = 1;
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    matrix[i][j] += r[i][k] * r[j][k] / n;
                }
            }
        }
        return matrix;
    }
}
