package org.ambivalent.data;

import java.util.Arrays;

/** Products of vectors and of matrices, which are arrays of rows. Sums are taken in order: equal input, equal output. */
final class Matrices {

    private Matrices() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** {@code to += factor from}, in place. */
    static void addScaled(double[] to, double factor, double[] from) {
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * from[j];
        }
    }

    /** {@code a b} for a row {@code a [m]} and {@code b [m][p]}. */
    static double[] multiply(double[] a, double[][] b) {
        var product = new double[b[0].length];
        for (int k = 0; k < b.length; k++) {
            addScaled(product, a[k], b[k]);
        }
        return product;
    }

    /** {@code a b} for {@code a [n][m]} and {@code b [m][p]}, on all processors. */
    static double[][] multiply(double[][] a, double[][] b) {
        return Arrays.stream(a).parallel().map(row -> multiply(row, b)).toArray(double[][]::new);
    }

    static double[][] transpose(double[][] a) {
        var transposed = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < transposed.length; j++) {
                transposed[j][i] = a[i][j];
            }
        }
        return transposed;
    }
}
