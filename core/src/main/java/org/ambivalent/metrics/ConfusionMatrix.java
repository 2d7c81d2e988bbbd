package org.ambivalent.metrics;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How often each emotion was taken for each other: counts {@code n[label][predicted]}, where predicted is the most probable
 * emotion.
 *
 * <p>For emotion k, with the row sum {@code n[k][.]} (faces that are k) and the column sum {@code n[.][k]} (faces called k):
 * <pre>
 *   recall    = n[k][k] / n[k][.]                        NaN if no face is k
 *   precision = n[k][k] / n[.][k]                        NaN if no face was called k
 *   F1        = 2 n[k][k] / (n[k][.] + n[.][k])          NaN if neither; the harmonic mean where both exist
 * </pre>
 * All are in [0, 1]. The value as a metric is the share on the diagonal, which is the {@link Accuracy}.
 */
public final class ConfusionMatrix implements Metric<ConfusionMatrix> {

    private final int size;

    /** {@code [label][predicted]}, row after row: one array is combined several times faster than an array of arrays. */
    private final long[] counts;

    /** For {@code size} emotions. */
    public ConfusionMatrix(int size) {
        if (size < 2) {
            throw new IllegalArgumentException("At least 2 emotions are needed, but got " + size);
        }
        this.size = size;
        this.counts = new long[size * size];
    }

    @Override
    public void add(Observation observation) {
        requireSize(observation.target().size());
        counts[observation.label() * size + observation.predicted().top()]++;
    }

    @Override
    public void combine(ConfusionMatrix other) {
        requireSize(other.size);
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    private void requireSize(int other) {
        if (other != size) {
            throw new IllegalArgumentException("A matrix of " + size + " emotions does not take " + other);
        }
    }

    @Override
    public double value() {
        return (double) diagonal().sum() / total();
    }

    /** Number of emotions. */
    public int size() {
        return size;
    }

    /** How many faces that are {@code label} were called {@code predicted}. */
    public long count(int label, int predicted) {
        return counts[label * size + predicted];
    }

    /** How many faces are {@code label}: the row sum. */
    public long labelled(int label) {
        return IntStream.range(0, size).mapToLong(k -> count(label, k)).sum();
    }

    /** How many faces were called {@code predicted}: the column sum. */
    public long predicted(int predicted) {
        return IntStream.range(0, size).mapToLong(k -> count(k, predicted)).sum();
    }

    /** All faces. */
    public long total() {
        return IntStream.range(0, size).mapToLong(this::labelled).sum();
    }

    /** The share of the faces that are {@code emotion} which were called so; NaN if there is none. */
    public double recall(int emotion) {
        return (double) count(emotion, emotion) / labelled(emotion);
    }

    /** The share of the faces called {@code emotion} which are; NaN if there is none. */
    public double precision(int emotion) {
        return (double) count(emotion, emotion) / predicted(emotion);
    }

    /** The harmonic mean of precision and recall; NaN if no face is {@code emotion} or was called so. */
    public double f1(int emotion) {
        return 2.0 * count(emotion, emotion) / (labelled(emotion) + predicted(emotion));
    }

    /** The mean recall of the emotions that at least one face is; NaN if there is no face. See {@link MeanClassAccuracy}. */
    public double meanRecall() {
        return IntStream.range(0, size)
                .mapToDouble(this::recall)
                .filter(recall -> !Double.isNaN(recall))
                .average()
                .orElse(Double.NaN);
    }

    private LongStream diagonal() {
        return IntStream.range(0, size).mapToLong(k -> count(k, k));
    }
}
