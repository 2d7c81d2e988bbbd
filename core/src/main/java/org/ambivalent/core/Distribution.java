package org.ambivalent.core;

import java.util.Arrays;
import java.util.Locale;

/**
 * A probability distribution over the emotions of a {@link LabelSet}: values in [0, 1] that sum to 1.
 *
 * <p>Immutable. Values that sum to 1 within {@value #TOLERANCE} are accepted and rescaled to sum to 1 in double
 * precision; anything else, NaN included, is refused.
 */
public final class Distribution {

    /** How far a sum may be from 1: float probabilities of a few dozen classes stay well within it. */
    static final double TOLERANCE = 1e-4;

    private final double[] probabilities;

    private Distribution(double[] probabilities) {
        this.probabilities = probabilities;
    }

    /** Probabilities {@code [emotions]} in [0, 1], at least two, which sum to 1. */
    public static Distribution of(double... probabilities) {
        double sum = 0;
        for (double p : probabilities) {
            if (!(p >= 0 && p <= 1 + TOLERANCE)) {
                throw new IllegalArgumentException(
                        "A probability must be in [0, 1], but got " + p + " in " + Arrays.toString(probabilities));
            }
            sum += p;
        }
        if (probabilities.length < 2 || !(Math.abs(sum - 1) <= TOLERANCE)) {
            throw new IllegalArgumentException("At least 2 probabilities that sum to 1 are needed, but "
                    + Arrays.toString(probabilities) + " sum to " + sum);
        }
        return proportionalTo(probabilities);
    }

    /** The distribution proportional to weights {@code [emotions]}: finite, not negative, not all zero. */
    public static Distribution proportionalTo(double... weights) {
        double sum = 0;
        for (double weight : weights) {
            if (!(weight >= 0)) {
                throw new IllegalArgumentException(
                        "A weight must be at least 0, but got " + weight + " in " + Arrays.toString(weights));
            }
            sum += weight;
        }
        if (weights.length < 2 || !(sum > 0) || Double.isInfinite(sum)) {
            throw new IllegalArgumentException("At least 2 weights with a positive, finite sum are needed, but "
                    + Arrays.toString(weights) + " sum to " + sum);
        }
        var scaled = new double[weights.length];
        for (int k = 0; k < weights.length; k++) {
            scaled[k] = weights[k] / sum;
        }
        return new Distribution(scaled);
    }

    /** softmax(logits): {@code p_k = exp(z_k - max z) / sum_j exp(z_j - max z)}, which does not overflow. */
    public static Distribution softmax(double... logits) {
        double max = Arrays.stream(logits).max().orElseThrow();
        if (!Double.isFinite(max) || Arrays.stream(logits).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("Logits must be finite, but got " + Arrays.toString(logits));
        }
        var weights = new double[logits.length];
        for (int k = 0; k < logits.length; k++) {
            weights[k] = Math.exp(logits[k] - max);
        }
        return proportionalTo(weights);
    }

    /** The mean of this and another distribution over the same emotions. */
    public Distribution averageWith(Distribution other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException("Distributions over " + size() + " and " + other.size() + " emotions");
        }
        var mean = new double[size()];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = (probability(k) + other.probability(k)) / 2;
        }
        return proportionalTo(mean);
    }

    /** All mass on one emotion. */
    public static Distribution oneHot(int emotion, int size) {
        var weights = new double[size];
        weights[emotion] = 1;
        return proportionalTo(weights);
    }

    public static Distribution uniform(int size) {
        var weights = new double[size];
        Arrays.fill(weights, 1);
        return proportionalTo(weights);
    }

    public int size() {
        return probabilities.length;
    }

    public double probability(int emotion) {
        return probabilities[emotion];
    }

    /** The most probable emotion; the first of those that tie. */
    public int top() {
        int top = 0;
        for (int k = 1; k < probabilities.length; k++) {
            if (probabilities[k] > probabilities[top]) {
                top = k;
            }
        }
        return top;
    }

    /** The largest probability, in [1/size, 1]. */
    public double confidence() {
        return probabilities[top()];
    }

    /** Shannon entropy {@code H(p) = -sum_k p_k log p_k} in nats, in [0, log size]; {@code 0 log 0 = 0}. */
    public double entropy() {
        double entropy = 0;
        for (double p : probabilities) {
            entropy -= p > 0 ? p * Math.log(p) : 0;
        }
        return Math.max(0, entropy);
    }

    /** A copy, {@code [emotions]}. */
    public double[] toArray() {
        return probabilities.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Distribution that && Arrays.equals(probabilities, that.probabilities);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(probabilities);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("[");
        for (int k = 0; k < probabilities.length; k++) {
            text.append(k == 0 ? "" : ", ").append(String.format(Locale.ROOT, "%.3f", probabilities[k]));
        }
        return text.append(']').toString();
    }
}
