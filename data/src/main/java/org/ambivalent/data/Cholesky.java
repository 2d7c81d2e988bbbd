package org.ambivalent.data;

/**
 * The factor of a symmetric, positive definite matrix: {@code A = L L^T} with {@code L} lower triangular.
 *
 * <p>Golub and Van Loan, Matrix Computations, 4th edition 2013, section 4.2.
 */
final class Cholesky {

    /** A pivot this much smaller than its diagonal element is rounding error: the matrix is singular. */
    private static final double SINGULAR = 1e-12;

    private final double[][] lower;

    private Cholesky(double[][] lower) {
        this.lower = lower;
    }

    /**
     * Factorises {@code matrix} {@code [n][n]}, of which only the lower triangle is read.
     *
     * @throws IllegalArgumentException if it is not positive definite
     */
    static Cholesky of(double[][] matrix) {
        int n = matrix.length;
        var lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                lower[i][j] = (matrix[i][j] - dot(lower[i], lower[j], j)) / lower[j][j];
            }
            double pivot = matrix[i][i] - dot(lower[i], lower[i], i);
            if (!(pivot > SINGULAR * matrix[i][i]) || Double.isInfinite(pivot)) {
                throw new IllegalArgumentException("The matrix is not positive definite: pivot " + i + " is " + pivot);
            }
            lower[i][i] = StrictMath.sqrt(pivot);
        }
        return new Cholesky(lower);
    }

    private static double dot(double[] a, double[] b, int count) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** {@code A^-1 b}, a fresh array. */
    double[] solve(double[] b) {
        int n = lower.length;
        var x = b.clone();
        for (int i = 0; i < n; i++) {
            x[i] = (x[i] - dot(lower[i], x, i)) / lower[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= lower[i][i];
            for (int k = 0; k < i; k++) {
                x[k] -= lower[i][k] * x[i];
            }
        }
        return x;
    }

    /** {@code L x}, a fresh array: of covariance A if x is standard normal. */
    double[] times(double[] x) {
        var y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = dot(lower[i], x, i + 1);
        }
        return y;
    }
}
