package org.ambivalent.core;

import java.util.List;

/**
 * How much a prediction leaves open, in nats, and where the doubt comes from.
 *
 * <p>For the distributions {@code p_1 .. p_T} of T posterior samples:
 * <pre>
 *   total     = H(mean_t p_t)
 *   aleatoric = mean_t H(p_t)          people would disagree about this face
 *   epistemic = total - aleatoric      the model itself is unsure: the mutual information, at least 0
 * </pre>
 * One sample has no epistemic part: all of its doubt counts as aleatoric.
 *
 * <p>Source: Depeweg et al. 2018, arXiv 1710.07283.
 *
 * @param total in [0, log emotions]
 * @param aleatoric in [0, total]
 * @param epistemic total - aleatoric
 */
public record Uncertainty(double total, double aleatoric, double epistemic) {

    /** What rounding may leave below 0. */
    private static final double ROUNDING = 1e-9;

    public Uncertainty {
        if (!(total >= 0 && aleatoric >= 0 && epistemic >= 0)) {
            throw new IllegalArgumentException("Uncertainties are at least 0, but got total " + total + ", aleatoric "
                    + aleatoric + ", epistemic " + epistemic);
        }
    }

    /** The uncertainty of at least one sample. */
    public static Uncertainty of(List<Distribution> samples) {
        double total = mean(samples).entropy();
        double aleatoric =
                samples.stream().mapToDouble(Distribution::entropy).average().orElseThrow();
        double epistemic = total - aleatoric;
        return new Uncertainty(total, Math.min(aleatoric, total), epistemic > ROUNDING ? epistemic : 0);
    }

    /** The average of the probabilities (not of the logits) of at least one sample. */
    public static Distribution mean(List<Distribution> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("At least 1 sample is needed");
        }
        var sum = new double[samples.get(0).size()];
        for (Distribution sample : samples) {
            if (sample.size() != sum.length) {
                throw new IllegalArgumentException(
                        "Samples over " + sum.length + " and " + sample.size() + " emotions cannot be averaged");
            }
            for (int k = 0; k < sum.length; k++) {
                sum[k] += sample.probability(k);
            }
        }
        return Distribution.proportionalTo(sum);
    }
}
