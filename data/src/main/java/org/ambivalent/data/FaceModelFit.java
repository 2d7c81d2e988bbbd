package org.ambivalent.data;

import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;

/** Fits a {@link FaceModel}: components first, rounded as they are stored, then the statistics of faces in them. */
final class FaceModelFit {

    /** The covariance of more pixels would need more than a quarter of a gigabyte. */
    private static final int MAX_PIXELS = 64 * 64;

    private final Dataset faces;
    private final List<Distribution> shares;
    private final int components;

    FaceModelFit(Dataset dataset, int components) {
        int emotions = dataset.labels().size();
        this.faces = dataset.where(face -> face.split() == Split.TRAIN
                && Protocol.ALL_VOTES.target(face, emotions).isPresent());
        this.shares = faces.faces().stream()
                .map(face ->
                        Protocol.ALL_VOTES.target(face, emotions).orElseThrow().distribution())
                .toList();
        this.components = components;
        requireFit();
    }

    private void requireFit() {
        var shape = faces.images().shape();
        if (shape.channels() != 1 || shape.size() > MAX_PIXELS) {
            throw new BadInputException(
                    faces.name() + ": a face model is fitted to grey images of at most 64x64 pixels,"
                            + " but these are " + shape + ". Read the dataset as 48x48 grey.");
        }
        if (components < 1 || components > shape.size()) {
            throw new BadInputException("The number of components must be in [1, " + shape.size() + "], but got "
                    + components + ". 100 suits faces of 48x48 pixels.");
        }
        for (int c = 0; c < faces.labels().size(); c++) {
            int emotion = c;
            if (shares.stream().noneMatch(share -> share.probability(emotion) > 0)) {
                throw new BadInputException(faces.name() + ": no training face has a vote for \""
                        + faces.labels().name(c) + "\". Use a dataset with faces of every emotion in its train split.");
            }
        }
    }

    FaceModel fit() {
        try {
            var principal = PrincipalComponents.of(faces.images(), components);
            var rounded = FaceModel.Components.quantised(principal.directions());
            return statistics(floats(principal.mean()), rounded);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    faces.name() + ": its " + faces.size() + " training faces do not vary in " + components
                            + " directions. Ask for fewer components or use more faces.",
                    e);
        }
    }

    private FaceModel statistics(float[] mean, FaceModel.Components rounded) {
        double[][] z = weights(mean, rounded);
        var totals = new double[faces.labels().size()];
        var means = new double[totals.length][components];
        for (int i = 0; i < z.length; i++) {
            for (int c = 0; c < totals.length; c++) {
                double share = shares.get(i).probability(c);
                totals[c] += share;
                addScaled(means[c], share, z[i]);
            }
        }
        for (int c = 0; c < totals.length; c++) {
            scale(means[c], 1 / totals[c]);
        }
        float[][] covariance = floats(within(z, means, totals));
        var priors = Distribution.proportionalTo(totals).toArray();
        return new FaceModel(
                faces.labels(), faces.images().shape(), floats(priors), mean, rounded, floats(means), covariance);
    }

    /** Weights of every face, {@code [faces][components]}. */
    private double[][] weights(float[] mean, FaceModel.Components rounded) {
        var gram = Cholesky.of(rounded.gram());
        return IntStream.range(0, faces.size())
                .parallel()
                .mapToObj(i ->
                        gram.solve(rounded.dot(FaceModel.offset(faces.images().pixels(i), mean))))
                .toArray(double[][]::new);
    }

    /**
     * {@code S = 1/N sum_i sum_c d_ic (z_i - m_c)(z_i - m_c)^T = 1/N (sum_i z_i z_i^T - sum_c n_c m_c m_c^T)}, where d_ic
     * are the shares of the votes and n_c their sums.
     */
    private static double[][] within(double[][] z, double[][] means, double[] totals) {
        int d = means[0].length;
        var covariance = new double[d][d];
        for (double[] face : z) {
            addOuter(covariance, 1.0 / z.length, face);
        }
        for (int c = 0; c < means.length; c++) {
            addOuter(covariance, -totals[c] / z.length, means[c]);
        }
        return covariance;
    }

    private static void addOuter(double[][] matrix, double factor, double[] vector) {
        for (int a = 0; a < vector.length; a++) {
            addScaled(matrix[a], factor * vector[a], vector);
        }
    }

    private static void addScaled(double[] to, double factor, double[] from) {
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * from[j];
        }
    }

    private static void scale(double[] vector, double factor) {
        for (int j = 0; j < vector.length; j++) {
            vector[j] *= factor;
        }
    }

    private static float[][] floats(double[][] rows) {
        return IntStream.range(0, rows.length).mapToObj(i -> floats(rows[i])).toArray(float[][]::new);
    }

    private static float[] floats(double[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
