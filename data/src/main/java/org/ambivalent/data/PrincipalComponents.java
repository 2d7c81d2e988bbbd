package org.ambivalent.data;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The mean of images and the orthonormal directions of their largest variance, largest first (eigenfaces: Sirovich and
 * Kirby 1987, https://doi.org/10.1364/JOSAA.4.000519).
 *
 * <p>The covariance is exact: pixels are whole numbers, so its sums are too, in any order and on any number of threads.
 * Its leading eigenvectors come from orthogonal iteration (Golub and Van Loan, Matrix Computations, 4th edition 2013,
 * section 8.2.4) started from a fixed seed; equal images give equal components.
 */
final class PrincipalComponents {

    /** Squares of a byte summed over this many images stay far within an int. */
    private static final int BLOCK = 256;

    /** Directions iterated beyond those asked for: the iteration's error shrinks with the gap to the first left out. */
    private static final int EXTRA = 20;

    private static final int ITERATIONS = 40;

    /** Left of a unit vector once its projections are removed; less is rounding error, not a direction. */
    private static final double NEGLIGIBLE = 1e-9;

    private final double[] mean;
    private final double[][] directions;

    private PrincipalComponents(double[] mean, double[][] directions) {
        this.mean = mean;
        this.directions = directions;
    }

    /** {@code [pixels]}, 0 to 255; not a copy. */
    double[] mean() {
        return mean;
    }

    /** {@code [components][pixels]}, of length 1; the largest entry of each is positive; not a copy. */
    double[][] directions() {
        return directions;
    }

    /** The {@code components} leading directions of the images; fewer that vary leave zeros in the last. */
    static PrincipalComponents of(FaceImages images, int components) {
        int n = images.shape().size();
        var sums = new long[n];
        var products = new long[n][n];
        for (int from = 0; from < images.count(); from += BLOCK) {
            addBlock(block(images, from), sums, products);
        }
        var mean = new double[n];
        for (int a = 0; a < n; a++) {
            mean[a] = (double) sums[a] / images.count();
        }
        double[][] covariance = covariance(products, mean, images.count());
        int width = Math.min(n, components + EXTRA);
        return new PrincipalComponents(mean, leading(covariance, components, width));
    }

    private static int[][] block(FaceImages images, int from) {
        return IntStream.range(from, Math.min(from + BLOCK, images.count()))
                .mapToObj(images::pixels)
                .map(PrincipalComponents::unsigned)
                .toArray(int[][]::new);
    }

    private static int[] unsigned(byte[] pixels) {
        return IntStream.range(0, pixels.length)
                .map(k -> Byte.toUnsignedInt(pixels[k]))
                .toArray();
    }

    private static void addBlock(int[][] block, long[] sums, long[][] products) {
        IntStream.range(0, sums.length).parallel().forEach(a -> addRow(block, a, sums, products[a]));
    }

    /** Row a of the sum of {@code x x^T}, from the diagonal on. */
    private static void addRow(int[][] block, int a, long[] sums, long[] row) {
        var sum = new int[row.length];
        for (int[] x : block) {
            int factor = x[a];
            sums[a] += factor;
            for (int b = a; b < sum.length; b++) {
                sum[b] += factor * x[b];
            }
        }
        for (int b = a; b < sum.length; b++) {
            row[b] += sum[b];
        }
    }

    private static double[][] covariance(long[][] products, double[] mean, int count) {
        int n = mean.length;
        var covariance = new double[n][n];
        for (int a = 0; a < n; a++) {
            for (int b = a; b < n; b++) {
                covariance[a][b] = (double) products[a][b] / count - mean[a] * mean[b];
                covariance[b][a] = covariance[a][b];
            }
        }
        return covariance;
    }

    /**
     * The {@code components} leading directions of a covariance {@code [n][n]}, {@code [components][n]}.
     *
     * @param width how many are iterated, at least {@code components} and at most n
     */
    static double[][] leading(double[][] covariance, int components, int width) {
        int n = covariance.length;
        var random = new Random(1);
        var q = new double[n][width];
        for (double[] row : q) {
            for (int j = 0; j < width; j++) {
                row[j] = random.nextGaussian();
            }
        }
        for (int i = 0; i < ITERATIONS; i++) {
            q = Matrices.transpose(orthonormal(Matrices.transpose(Matrices.multiply(covariance, q))));
        }
        double[][] basis = Matrices.transpose(q);
        double[][] inside = Matrices.multiply(basis, Matrices.multiply(covariance, q));
        double[][] rotation = new SymmetricEigen(inside).vectors();
        var directions = new double[components][];
        for (int k = 0; k < components; k++) {
            directions[k] = positive(Matrices.multiply(rotation[k], basis));
        }
        return directions;
    }

    /** Gram-Schmidt, twice per vector ("twice is enough"), in place; a vector that depends on those before becomes 0. */
    private static double[][] orthonormal(double[][] vectors) {
        for (int k = 0; k < vectors.length; k++) {
            normalise(vectors[k], 0);
            for (int j = 0; j < 2 * k; j++) {
                double[] earlier = vectors[j % k];
                Matrices.addScaled(vectors[k], -Matrices.dot(earlier, vectors[k]), earlier);
            }
            normalise(vectors[k], NEGLIGIBLE);
        }
        return vectors;
    }

    private static void normalise(double[] vector, double negligible) {
        double length = StrictMath.sqrt(Matrices.dot(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] = length > negligible ? vector[i] / length : 0;
        }
    }

    /** An eigenvector's sign is free; this fixes it. */
    private static double[] positive(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        double sign = Math.signum(largest);
        return Arrays.stream(vector).map(value -> sign * value).toArray();
    }
}
