package org.ambivalent.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ambivalent.core.PredictionSet;

/**
 * Whether sets of emotions hold the label as often as they promise, and how much they say: the smaller, the more.
 * <pre>
 *   coverage   = mean_i [y_i in C_i]      in [0, 1]; a procedure of level alpha promises 1 - alpha or more, on average
 *   mean size  = mean_i |C_i|             in [0, emotions]; at equal coverage lower is better
 *   singletons = mean_i [|C_i| = 1]       one answer, in [0, 1]; at equal coverage higher is better
 *   empties    = mean_i [|C_i| = 0]       no answer, in [0, 1]
 * </pre>
 * Coverage and mean size of one emotion are those of the faces whose label it is: a promise kept over all faces may be broken
 * for the rare ones. NaN without such a face. Accumulates, combines and reads.
 *
 * <p>Source: Angelopoulos and Bates 2021, <a href="https://arxiv.org/abs/2107.07511">A Gentle Introduction to Conformal
 * Prediction and Distribution-Free Uncertainty Quantification</a>, section 3.
 */
public final class SetCoverage {

    private final int emotions;

    /** Faces {@code [label]} whose set holds the label. */
    private final long[] covered;

    /** Faces {@code [label][size of the set]}. */
    private final long[][] sizes;

    /** For sets out of {@code emotions} emotions. */
    public SetCoverage(int emotions) {
        if (emotions < 2) {
            throw new IllegalArgumentException("At least 2 emotions are needed, but got " + emotions);
        }
        this.emotions = emotions;
        this.covered = new long[emotions];
        this.sizes = new long[emotions][emotions + 1];
    }

    /** Takes one face into account. */
    public void add(PredictionSet set, int label) {
        requireEmotions(set.emotions());
        boolean holds = set.contains(label);
        covered[label] += holds ? 1 : 0;
        sizes[label][set.size()]++;
    }

    /** Takes all faces of another one into account; the other is unchanged. */
    public void combine(SetCoverage other) {
        requireEmotions(other.emotions);
        for (int label = 0; label < emotions; label++) {
            covered[label] += other.covered[label];
            for (int size = 0; size <= emotions; size++) {
                sizes[label][size] += other.sizes[label][size];
            }
        }
    }

    private void requireEmotions(int other) {
        if (other != emotions) {
            throw new IllegalArgumentException(
                    "A coverage of sets out of " + emotions + " emotions does not take " + other);
        }
    }

    /** Out of how many emotions sets are. */
    public int emotions() {
        return emotions;
    }

    /** Number of faces. */
    public long count() {
        return IntStream.range(0, emotions).mapToLong(this::count).sum();
    }

    /** Number of faces whose label is {@code emotion}. */
    public long count(int emotion) {
        return IntStream.rangeClosed(0, emotions)
                .mapToLong(size -> sizes[emotion][size])
                .sum();
    }

    /** Number of faces whose set has {@code size} emotions. */
    public long ofSize(int size) {
        return IntStream.range(0, emotions)
                .mapToLong(label -> sizes[label][size])
                .sum();
    }

    /** Number of faces whose label is {@code emotion} and whose set holds it. */
    public long covered(int emotion) {
        return covered[emotion];
    }

    public double coverage() {
        return (double) Arrays.stream(covered).sum() / count();
    }

    /** Of the faces whose label is {@code emotion}; NaN if there is none. */
    public double coverage(int emotion) {
        return (double) covered[emotion] / count(emotion);
    }

    public double meanSize() {
        return (double) IntStream.range(0, emotions).mapToLong(this::members).sum() / count();
    }

    /** Of the faces whose label is {@code emotion}; NaN if there is none. */
    public double meanSize(int emotion) {
        return (double) members(emotion) / count(emotion);
    }

    /** Emotions in the sets of the faces whose label is {@code emotion}, all together. */
    private long members(int emotion) {
        return IntStream.rangeClosed(0, emotions)
                .mapToLong(size -> size * sizes[emotion][size])
                .sum();
    }

    /** The share of sets that name one emotion. */
    public double singletons() {
        return (double) ofSize(1) / count();
    }

    /** The share of sets that name none. */
    public double empties() {
        return (double) ofSize(0) / count();
    }
}
