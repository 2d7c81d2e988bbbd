package org.ambivalent.metrics;

import org.ambivalent.core.Distribution;

/**
 * How far two distributions over the same emotions are from each other. Logarithms are natural, so the values are in
 * nats, and {@code 0 log 0 = 0}.
 *
 * <p>A predicted probability below {@link #FLOOR} counts as {@link #FLOOR} wherever its logarithm is taken. One certain
 * mistake then costs 27.6 nats rather than making the mean over all faces infinite. scikit-learn does the same with a
 * floor that depends on the number type (2.2e-16 for doubles).
 *
 * <p>All methods throw {@link IllegalArgumentException} if the distributions are over different numbers of emotions.
 */
public final class Divergence {

    /** The smallest probability whose logarithm is taken; far below what a softmax of floats says of a plausible class. */
    public static final double FLOOR = 1e-12;

    private static final double LOG_2 = Math.log(2);

    private Divergence() {}

    /** {@code -log max(p, FLOOR)}: how surprising an event of probability p is, in [0, 27.6] nats. */
    public static double surprise(double probability) {
        return -Math.log(Math.min(1, Math.max(probability, FLOOR)));
    }

    /** {@code -sum_k t_k log max(p_k, FLOOR)}, in [0, 27.6]; {@code H(t) + KL(t || p)} where no p_k is below the floor. */
    public static double crossEntropy(Distribution target, Distribution predicted) {
        int size = commonSize(target, predicted);
        double sum = 0;
        for (int k = 0; k < size; k++) {
            double t = target.probability(k);
            sum += t > 0 ? t * surprise(predicted.probability(k)) : 0;
        }
        return sum;
    }

    /**
     * {@code KL(t || p) = sum_k t_k log(t_k / max(p_k, FLOOR))}, in [0, 27.6]; 0 if the two are equal.
     *
     * <p>Source: Kullback and Leibler 1951, <a href="https://doi.org/10.1214/aoms/1177729694">On Information and
     * Sufficiency</a>.
     */
    public static double kullbackLeibler(Distribution target, Distribution predicted) {
        int size = commonSize(target, predicted);
        double sum = 0;
        for (int k = 0; k < size; k++) {
            double t = target.probability(k);
            sum += t > 0 ? t * (Math.log(t) + surprise(predicted.probability(k))) : 0;
        }
        return Math.max(0, sum);
    }

    /**
     * {@code JS(p, q) = KL(p || m) / 2 + KL(q || m) / 2} with {@code m = (p + q) / 2}, in [0, log 2] nats. Symmetric,
     * finite for every pair, so nothing is clamped. It is the divergence, not its square root.
     *
     * <p>Source: Lin 1991, <a href="https://doi.org/10.1109/18.61115">Divergence Measures Based on the Shannon
     * Entropy</a>.
     */
    public static double jensenShannon(Distribution p, Distribution q) {
        int size = commonSize(p, q);
        double sum = 0;
        for (int k = 0; k < size; k++) {
            double a = p.probability(k);
            double b = q.probability(k);
            sum += towardsMiddle(a, b) + towardsMiddle(b, a);
        }
        return Math.min(LOG_2, Math.max(0, sum / 2));
    }

    /** {@code a log(a / m)} with the middle m of a and b, which is never formed: it would underflow before a does. */
    private static double towardsMiddle(double a, double b) {
        return a > 0 ? a * Math.log(2 * a / (a + b)) : 0;
    }

    /** {@code TV(p, q) = sum_k |p_k - q_k| / 2}, in [0, 1]: the probability mass that has to move. */
    public static double totalVariation(Distribution p, Distribution q) {
        int size = commonSize(p, q);
        double sum = 0;
        for (int k = 0; k < size; k++) {
            sum += Math.abs(p.probability(k) - q.probability(k));
        }
        return Math.min(1, sum / 2);
    }

    private static int commonSize(Distribution p, Distribution q) {
        if (p.size() != q.size()) {
            throw new IllegalArgumentException(
                    "Distributions over " + p.size() + " and " + q.size() + " emotions cannot be compared");
        }
        return p.size();
    }
}
