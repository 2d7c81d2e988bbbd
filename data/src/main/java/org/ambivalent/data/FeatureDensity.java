package org.ambivalent.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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

    /** Of the mean variance: features that never differ must not make every other value infinitely strange. */
    private static final double LEAST_VARIANCE = 1e-6;

    private final List<Double> mean;
    private final double residual;
    private final List<List<Double>> directions;

    private FeatureDensity(List<Double> mean, double residual, List<List<Double>> directions) {
        this.mean = mean;
        this.residual = residual;
        this.directions = directions;
    }

    /**
     * Fits the density to {@code [faces][features]}, at least two faces of as many features; half as many directions as
     * there are features, faces or {@value #DIRECTIONS} x 2, whichever is least.
     */
    public static FeatureDensity fit(List<float[]> faces) {
        if (faces.size() < 2 || faces.stream().anyMatch(face -> face.length != faces.get(0).length)) {
            throw new IllegalArgumentException("At least 2 faces of as many features are needed");
        }
        double[] mean = mean(faces);
        double[][] covariance = covariance(faces, mean);
        int size = mean.length;
        int count = Math.min(DIRECTIONS, Math.min(size, faces.size()) / 2);
        double[][] leading = count == 0
                ? new double[0][]
                : PrincipalComponents.leading(covariance, count, Math.min(size, count + EXTRA));
        return of(mean, covariance, leading);
    }

    private static FeatureDensity of(double[] mean, double[][] covariance, double[][] leading) {
        int size = mean.length;
        double trace = 0;
        for (int k = 0; k < size; k++) {
            trace += covariance[k][k];
        }
        var variances = new double[leading.length];
        double explained = 0;
        for (int j = 0; j < leading.length; j++) {
            variances[j] = variance(leading[j], covariance);
            explained += variances[j];
        }
        double least = Math.max(LEAST_VARIANCE * trace / size, Float.MIN_NORMAL);
        double residual = Math.max(least, (trace - explained) / (size - leading.length));
        var scaled = new ArrayList<List<Double>>();
        for (int j = 0; j < leading.length; j++) {
            if (variances[j] > residual) {
                scaled.add(scaled(leading[j], Math.sqrt(1 / residual - 1 / variances[j])));
            }
        }
        return new FeatureDensity(scaled(mean, 1), residual, List.copyOf(scaled));
    }

    private static double[] mean(List<float[]> faces) {
        var mean = new double[faces.get(0).length];
        for (float[] face : faces) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += face[k] / faces.size();
            }
        }
        return mean;
    }

    private static double[][] covariance(List<float[]> faces, double[] mean) {
        int size = mean.length;
        var covariance = new double[size][size];
        var centred = new double[size];
        for (float[] face : faces) {
            for (int k = 0; k < size; k++) {
                centred[k] = face[k] - mean[k];
            }
            for (int a = 0; a < size; a++) {
                for (int b = 0; b < size; b++) {
                    covariance[a][b] += centred[a] * centred[b] / faces.size();
                }
            }
        }
        return covariance;
    }

    /** {@code u C u}. */
    private static double variance(double[] direction, double[][] covariance) {
        double variance = 0;
        for (int a = 0; a < direction.length; a++) {
            for (int b = 0; b < direction.length; b++) {
                variance += direction[a] * covariance[a][b] * direction[b];
            }
        }
        return variance;
    }

    private static List<Double> scaled(double[] vector, double factor) {
        var scaled = new ArrayList<Double>(vector.length);
        for (double value : vector) {
            scaled.add(factor * value);
        }
        return Collections.unmodifiableList(scaled);
    }

    /** m, {@code [features]}. */
    public List<Double> mean() {
        return mean;
    }

    /** s^2, above 0. */
    public double residual() {
        return residual;
    }

    /** v_j, {@code [directions][features]}. */
    public List<List<Double>> directions() {
        return directions;
    }

    /** The score of a face's features, as many as it was fitted to. */
    public double score(float[] features) {
        if (features.length != mean.size()) {
            throw new IllegalArgumentException(
                    "A density over " + mean.size() + " features does not fit " + features.length);
        }
        double length = 0;
        for (int k = 0; k < features.length; k++) {
            length += square(features[k] - mean.get(k));
        }
        double score = length / residual;
        for (var direction : directions) {
            score -= square(along(direction, features));
        }
        return Math.max(0, score / features.length);
    }

    private double along(List<Double> direction, float[] features) {
        double sum = 0;
        for (int k = 0; k < features.length; k++) {
            sum += direction.get(k) * (features[k] - mean.get(k));
        }
        return sum;
    }

    private static double square(double value) {
        return value * value;
    }
}
