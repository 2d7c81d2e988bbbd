package org.ambivalent.data;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, Matrix
 * Computations, 4th edition 2013, section 8.5).
 */
final class SymmetricEigen {

    private static final int MAX_SWEEPS = 50;
    private static final double CONVERGED = 1e-24;

    private final double[][] matrix;
    private final double[][] vectors;

    /** Decomposes {@code matrix} {@code [n][n]}; the argument is not changed. */
    SymmetricEigen(double[][] matrix) {
        int n = matrix.length;
        this.matrix = new double[n][];
        this.vectors = new double[n][n];
        for (int i = 0; i < n; i++) {
            this.matrix[i] = matrix[i].clone();
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < MAX_SWEEPS && !diagonal(); sweep++) {
            sweep();
        }
    }

    /** Eigenvectors as rows {@code [n][n]}, that of the largest eigenvalue first. */
    double[][] vectors() {
        return IntStream.range(0, matrix.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -matrix[i][i]))
                .map(i -> vectors[i])
                .toArray(double[][]::new);
    }

    private boolean diagonal() {
        double on = 0;
        double off = 0;
        for (int i = 0; i < matrix.length; i++) {
            on += matrix[i][i] * matrix[i][i];
            for (int j = 0; j < i; j++) {
                off += matrix[i][j] * matrix[i][j];
            }
        }
        return off <= CONVERGED * on;
    }

    private void sweep() {
        for (int p = 0; p < matrix.length; p++) {
            for (int q = p + 1; q < matrix.length; q++) {
                if (matrix[p][q] != 0) {
                    rotate(p, q);
                }
            }
        }
    }

    /** The rotation of rows and columns p and q that makes element (p, q) zero. */
    private void rotate(int p, int q) {
        double tau = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        double t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + StrictMath.sqrt(1 + tau * tau));
        double cos = 1 / StrictMath.sqrt(1 + t * t);
        double sin = t * cos;
        rotateRows(matrix, p, q, cos, sin);
        rotateRows(vectors, p, q, cos, sin);
        for (double[] row : matrix) {
            double a = row[p];
            row[p] = cos * a - sin * row[q];
            row[q] = sin * a + cos * row[q];
        }
    }

    private static void rotateRows(double[][] rows, int p, int q, double cos, double sin) {
        for (int k = 0; k < rows[p].length; k++) {
            double a = rows[p][k];
            rows[p][k] = cos * a - sin * rows[q][k];
            rows[q][k] = sin * a + cos * rows[q][k];
        }
    }
}
