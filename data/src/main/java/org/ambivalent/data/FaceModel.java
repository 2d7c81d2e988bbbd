package org.ambivalent.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;

/**
 * A statistical model of faces: every face is a mean face plus a weighted sum of D components (eigenfaces), and the
 * weights z of faces of one emotion c are normally distributed about that emotion's mean,
 * <pre>
 *   pixels = mean + sum_k z_k component_k,   z | c ~ N(m_c, S),   S the same for all emotions.
 * </pre>
 * It holds averages and directions of variation over thousands of faces, and no person's face. {@link SampledFaces}
 * draws faces from it; because the model is known, so is the probability of each emotion given a drawn face.
 *
 * <p>Immutable. What is sampled is exactly what the file stores: components are single bytes with a scale each and
 * numbers are floats, and the emotion means and S were measured in the stored components.
 *
 * <p>Sources: Sirovich and Kirby 1987, https://doi.org/10.1364/JOSAA.4.000519 (eigenfaces); Fisher 1936,
 * https://doi.org/10.1111/j.1469-1809.1936.tb02137.x (the linear discriminant).
 */
public final class FaceModel {

    private static final String RESOURCE = "faces.bin";

    /** A model of 256 components over 64x64 pixels has about 1.3 MB. */
    private static final int MAX_BYTES = 16 << 20;

    private final LabelSet labels;
    private final ImageShape shape;
    private final float[] priors;
    private final float[] mean;
    private final Components components;
    private final float[][] emotionMeans;
    private final float[][] covariance;
    private final Cholesky gram;

    /** The arrays are not copied. {@link IllegalArgumentException} if their sizes or values do not make a model. */
    FaceModel(
            LabelSet labels,
            ImageShape shape,
            float[] priors,
            float[] mean,
            Components components,
            float[][] emotionMeans,
            float[][] covariance) {
        this.labels = labels;
        this.shape = shape;
        this.priors = priors;
        this.mean = mean;
        this.components = components;
        this.emotionMeans = emotionMeans;
        this.covariance = covariance;
        this.gram = Cholesky.of(components.gram());
        discriminant(1, 1, components(), priors());
    }

    /** The model that comes with the product, fitted to the training faces of FER+. */
    public static FaceModel embedded() {
        try (InputStream in = FaceModel.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + RESOURCE + " is missing");
            }
            return FaceModelFile.decode(in.readAllBytes(), RESOURCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fits a model to the training split of a dataset. Each face with a vote for an emotion counts into every emotion
     * by its share of the votes. Equal faces give an equal model, on any number of threads.
     *
     * @param components number of components, at least 1
     * @throws BadInputException if the images are not grey or are larger than 64x64, an emotion has no vote, or there
     *     are too few different faces for so many components
     */
    public static FaceModel fit(Dataset dataset, int components) {
        return new FaceModelFit(dataset, components).fit();
    }

    /** Reads a model file; {@link BadInputException} if it is missing, damaged, newer or something else. */
    public static FaceModel read(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
                throw new BadInputException(file + ": is too large for a face model. Name a file that"
                        + " \"ambivalent data fit-faces\" wrote.");
            }
            return FaceModelFile.decode(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e + "). Check the name and the rights.", e);
        }
    }

    /** Writes the model, whole or not at all; equal models give equal bytes. */
    public void write(Path file) {
        AtomicFiles.write(file, FaceModelFile.encode(this));
    }

    public LabelSet labels() {
        return labels;
    }

    /** The shape of a drawn face. */
    public ImageShape shape() {
        return shape;
    }

    /** D, the number of components. */
    public int components() {
        return components.count();
    }

    /** The share of each emotion among the votes of the faces the model was fitted to. */
    public Distribution priors() {
        return Distribution.proportionalTo(doubles(priors));
    }

    /** Pixels of the face with weights {@code z [components]}, {@code [1][height][width]}, rounded and cut to a byte. */
    public byte[] render(double[] z) {
        var pixels = doubles(mean);
        components.addTo(pixels, z);
        var bytes = new byte[pixels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(pixels[i])));
        }
        return bytes;
    }

    /** The weights {@code [components]} whose face is nearest to these pixels, in the least-squares sense. */
    public double[] project(byte[] pixels) {
        if (pixels.length != mean.length) {
            throw new IllegalArgumentException(
                    "A face of " + shape + " has " + mean.length + " pixels, but got " + pixels.length);
        }
        return gram.solve(components.dot(offset(pixels, mean)));
    }

    /** The pixels less the mean face. */
    static double[] offset(byte[] pixels, float[] mean) {
        var offset = new double[mean.length];
        for (int i = 0; i < offset.length; i++) {
            offset[i] = Byte.toUnsignedInt(pixels[i]) - mean[i];
        }
        return offset;
    }

    /**
     * Emotions about means moved from the mean face by {@code spread} in the leading {@code emotionComponents} and not at
     * all in the others, with the covariance multiplied by {@code shrink}.
     */
    LinearDiscriminant discriminant(double spread, double shrink, int emotionComponents, Distribution priors) {
        double[][] means = scaled(emotionMeans, spread);
        for (double[] mean : means) {
            Arrays.fill(mean, Math.min(emotionComponents, mean.length), mean.length, 0);
        }
        return new LinearDiscriminant(priors, means, scaled(covariance, shrink));
    }

    float[] storedPriors() {
        return priors;
    }

    float[] storedMean() {
        return mean;
    }

    Components storedComponents() {
        return components;
    }

    /** {@code [emotions][components]}, as differences from the mean face. */
    float[][] storedEmotionMeans() {
        return emotionMeans;
    }

    /** S, {@code [components][components]}. */
    float[][] storedCovariance() {
        return covariance;
    }

    private static double[] doubles(float[] values) {
        var doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static double[][] scaled(float[][] rows, double factor) {
        return Arrays.stream(rows).map(row -> scaled(row, factor)).toArray(double[][]::new);
    }

    private static double[] scaled(float[] row, double factor) {
        var scaled = doubles(row);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    /**
     * Directions of variation, a byte per pixel: {@code component_k[i] = scale_k * values_k[i]}. The arrays are not
     * copied.
     */
    static final class Components {

        private final float[] scales;
        private final byte[][] values;

        /** Scales {@code [components]} and signed bytes {@code [components][pixels]}. */
        Components(float[] scales, byte[][] values) {
            this.scales = scales;
            this.values = values;
        }

        /** Rounds each direction to 255 steps between its largest absolute value and the negative of it. */
        static Components quantised(double[][] directions) {
            var scales = new float[directions.length];
            var values = new byte[directions.length][];
            for (int k = 0; k < scales.length; k++) {
                double largest = 0;
                for (double value : directions[k]) {
                    largest = Math.max(largest, Math.abs(value));
                }
                scales[k] = (float) (largest / Byte.MAX_VALUE);
                values[k] = quantised(directions[k], scales[k]);
            }
            return new Components(scales, values);
        }

        private static byte[] quantised(double[] direction, float scale) {
            var bytes = new byte[direction.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (scale == 0 ? 0 : Math.round(direction[i] / scale));
            }
            return bytes;
        }

        int count() {
            return scales.length;
        }

        float scale(int component) {
            return scales[component];
        }

        byte[] values(int component) {
            return values[component];
        }

        void addTo(double[] pixels, double[] z) {
            for (int k = 0; k < z.length; k++) {
                double weight = z[k] * scales[k];
                byte[] component = values[k];
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] += weight * component[i];
                }
            }
        }

        /** {@code component_k . pixels}, {@code [components]}. */
        double[] dot(double[] pixels) {
            var dots = new double[scales.length];
            for (int k = 0; k < dots.length; k++) {
                double sum = 0;
                for (int i = 0; i < pixels.length; i++) {
                    sum += values[k][i] * pixels[i];
                }
                dots[k] = scales[k] * sum;
            }
            return dots;
        }

        /** {@code component_j . component_k}: nearly the identity, but for rounding to bytes. */
        double[][] gram() {
            var gram = new double[scales.length][];
            for (int k = 0; k < gram.length; k++) {
                var component = new double[values[k].length];
                for (int i = 0; i < component.length; i++) {
                    component[i] = (double) scales[k] * values[k][i];
                }
                gram[k] = dot(component);
            }
            return gram;
        }
    }
}
