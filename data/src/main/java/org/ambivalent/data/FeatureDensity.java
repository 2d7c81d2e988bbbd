package org.ambivalent.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * How unlike the features of known faces those of a picture are: the squared Mahalanobis distance to their mean, per
 * feature, under a normal distribution with k leading directions and the same variance in all others (probabilistic
 * principal components):
 * <pre>
 *   C       = covariance of the features, D x D, with eigenvalues l_1 &gt;= l_2 ... and eigenvectors u_j
 *   s^2     = (trace C - sum_j&lt;=k l_j) / (D - k)
 *   score   = 1/D (sum_j&lt;=k (u_j . (f - m))^2 / l_j + (|f - m|^2 - sum_j&lt;=k (u_j . (f - m))^2) / s^2)
 *           = 1/D (|f - m|^2 / s^2 - sum_j&lt;=k (v_j . (f - m))^2)         with v_j = u_j sqrt(1/s^2 - 1/l_j)
 * </pre>
 * It is at least 0, and 1 on average over the faces it was fitted to. The second form is what a model file computes.
 *
 * <p>Sources: Tipping and Bishop 1999, <a href="https://doi.org/10.1111/1467-9868.00196">Probabilistic Principal Component
 * Analysis</a>; Lee et al. 2018, <a href="https://arxiv.org/abs/1807.03888">A Simple Unified Framework for Detecting
 * Out-of-Distribution Samples and Adversarial Attacks</a>, for the distance in feature space.
 */
public final class FeatureDensity {

    /** More directions than this are noise with a thousand faces or two. */
    private static final int DIRECTIONS = 64;

    /** Directions iterated beyond those asked for. */
    private static final int EXTRA = 20;

    /** Faces centred at a time. */
    private static final int BLOCK = 256;

    /** Of the mean variance: features that never differ must not make every other value infinitely strange. */
    private static final double LEAST_VARIANCE = 1e-6;

    private final double[] mean;
    private final double residual;
    private final double[][] directions;

    private FeatureDensity(double[] mean, double residual, double[][] directions) {
        this.mean = mean;
        this.residual = residual;
        this.directions = directions;
    }

    /**
     * Fits the density to {@code [faces][features]}, at least two faces of as many features; half as many directions as
     * there are features, faces or {@value #DIRECTIONS} x 2, whichever is least.
     *
     * <p>With X the centred features, {@code X^T X} and {@code X X^T} have the same eigenvalues above 0, and eigenvectors u
     * and w with {@code u = X^T w / |X^T w|} (Sirovich and Kirby 1987, https://doi.org/10.1364/JOSAA.4.000519). The smaller
     * of the two is solved: one is as large as there are features, the other as there are faces.
     */
    public static FeatureDensity fit(List<float[]> faces) {
        if (faces.size() < 2 || faces.stream().anyMatch(face -> face.length != faces.get(0).length)) {
            throw new IllegalArgumentException("At least 2 faces of as many features are needed");
        }
        double[] mean = mean(faces);
        if (faces.size() >= mean.length) {
            return of(mean, faces.size(), outerProducts(faces, mean), UnaryOperator.identity());
        }
        double[][] x = centred(faces, mean);
        double[][] products = Matrices.multiply(x, Matrices.transpose(x));
        return of(mean, faces.size(), products, w -> unit(Matrices.multiply(w, x)));
    }

    /** Of one of the two products; {@code direction} makes an eigenvector of it one of the covariance. */
    private static FeatureDensity of(double[] mean, int faces, double[][] products, UnaryOperator<double[]> direction) {
        int count = Math.min(DIRECTIONS, products.length / 2);
        double[][] leading = count == 0
                ? new double[0][]
                : PrincipalComponents.leading(products, count, Math.min(products.length, count + EXTRA));
        var variances = Arrays.stream(leading)
                .mapToDouble(vector -> along(vector, products) / faces)
                .toArray();
        double residual = residual(trace(products) / faces, variances, mean.length);
        var directions = IntStream.range(0, count)
                .filter(j -> variances[j] > residual)
                .mapToObj(j -> scaled(direction.apply(leading[j]), Math.sqrt(1 / residual - 1 / variances[j])))
                .toArray(double[][]::new);
        return new FeatureDensity(mean, residual, directions);
    }

    private static double residual(double trace, double[] explained, int size) {
        double least = Math.max(LEAST_VARIANCE * trace / size, Float.MIN_NORMAL);
        return Math.max(least, (trace - Arrays.stream(explained).sum()) / (size - explained.length));
    }

    private static double[] mean(List<float[]> faces) {
        var mean = new double[faces.get(0).length];
        for (float[] face : faces) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += (double) face[k] / faces.size();
            }
        }
        return mean;
    }

    private static double[][] centred(List<float[]> faces, double[] mean) {
        return faces.stream()
                .map(face -> IntStream.range(0, mean.length)
                        .mapToDouble(k -> face[k] - mean[k])
                        .toArray())
                .toArray(double[][]::new);
    }

    /** {@code X^T X}, block by block: a copy of all faces as doubles may be too much. */
    private static double[][] outerProducts(List<float[]> faces, double[] mean) {
        var products = new double[mean.length][mean.length];
        for (int from = 0; from < faces.size(); from += BLOCK) {
            var block = centred(faces.subList(from, Math.min(from + BLOCK, faces.size())), mean);
            IntStream.range(0, mean.length).parallel().forEach(a -> {
                for (double[] x : block) {
                    Matrices.addScaled(products[a], x[a], x);
                }
            });
        }
        return products;
    }

    private static double trace(double[][] matrix) {
        return IntStream.range(0, matrix.length).mapToDouble(k -> matrix[k][k]).sum();
    }

    /** {@code u A u}. */
    private static double along(double[] direction, double[][] matrix) {
        return Matrices.dot(direction, Matrices.multiply(direction, matrix));
    }

    private static double[] unit(double[] vector) {
        return scaled(vector, 1 / Math.sqrt(Matrices.dot(vector, vector)));
    }

    private static double[] scaled(double[] vector, double factor) {
        return Arrays.stream(vector).map(value -> factor * value).toArray();
    }

    /** m, {@code [features]}. */
    public List<Double> mean() {
        return list(mean);
    }

    /** s^2, above 0. */
    public double residual() {
        return residual;
    }

    /** v_j, {@code [directions][features]}. */
    public List<List<Double>> directions() {
        return Arrays.stream(directions).map(FeatureDensity::list).toList();
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** The score of a face's features, as many as it was fitted to. */
    public double score(float[] features) {
        if (features.length != mean.length) {
            throw new IllegalArgumentException(
                    "A density over " + mean.length + " features does not fit " + features.length);
        }
        var centred = new double[mean.length];
        for (int k = 0; k < centred.length; k++) {
            centred[k] = features[k] - mean[k];
        }
        double score = Matrices.dot(centred, centred) / residual;
        for (double[] direction : directions) {
            double along = Matrices.dot(direction, centred);
            score -= along * along;
        }
        return Math.max(0, score / features.length);
    }
}
