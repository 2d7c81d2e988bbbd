package org.ambivalent.train;

import java.util.List;
import java.util.Locale;
import org.ambivalent.core.BadInputException;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Self-Cure Network (Wang et al., CVPR 2020, arXiv 2002.10392): learns how much each label is worth, ranks the faces
 * of a batch by it, and relabels the worst. With {@code a} the importance of {@link ImportanceHead}, {@code p} the
 * softmax of its logits, {@code y} the current labels and {@code M = round(beta N)} the size of the high group:
 * <pre>
 *   L_WCE = -1/N sum_i w_{y_i} log p_{i, y_i}                                                      (2)
 *   L_RR  = max(0, delta1 - (mean of the M highest a - mean of the N - M lowest a))               (3, 4)
 *   L     = gamma L_RR + (1 - gamma) L_WCE
 *   y_i'  = argmax p_i if max p_i - p_{i, given} > delta2, else the given label                     (5)
 * </pre>
 * Where paper and authors' code differ, the paper is the default: the code relabels every face of the batch, weights
 * both losses by 1 and overwrites the given labels for good. {@code w} are the class weights, 1 in the paper.
 *
 * <p>The paper found {@code delta1} 0.15 with batches of 1024; with 64 its authors use 0.07. {@link #marginFor} draws the
 * line between the two.
 *
 * @param gamma share of rank regularisation in the loss, in [0, 0.99]
 * @param beta share of a batch in the high group, in (0, 1)
 * @param margin delta1, in [0, 1]
 * @param marginLearned whether delta1 is learned from {@code margin} on, within [{@value #LEAST_MARGIN},
 *     {@value #MOST_MARGIN}]: its own loss pulls it towards 0
 * @param marginByBatch whether delta1 is {@link #marginFor} the batch instead
 * @param threshold delta2, in [0, 1]
 * @param relabelFrom share of the epochs before relabelling begins, in [0, 1]
 * @param relabel which faces of a batch may be relabelled
 * @param weighting whether importance scales the logits
 * @param ranking whether L_RR is part of the loss
 */
record SelfCureObjective(
        double gamma,
        double beta,
        double margin,
        boolean marginLearned,
        boolean marginByBatch,
        double threshold,
        double relabelFrom,
        Relabel relabel,
        boolean weighting,
        boolean ranking)
        implements SingleLabelObjective {

    static final double LEAST_MARGIN = 0.05;
    static final double MOST_MARGIN = 0.5;

    /** Beyond, labels would hardly be learned. */
    private static final double MOST_GAMMA = 0.99;

    /** Which faces of a batch may be relabelled. */
    enum Relabel {
        OFF,
        /** The low group, as in the paper. */
        LOW,
        /** Every face, as in the authors' code. */
        ALL
    }

    static SelfCureObjective of(ObjectiveOptions options) {
        String margin = options.text("delta1", "0.15");
        boolean learned = margin.equals("learn");
        boolean byBatch = margin.equals("batch");
        var objective = new SelfCureObjective(
                options.number("gamma", 0.5, 0, MOST_GAMMA),
                options.number("beta", 0.7, 0, 1),
                learned || byBatch ? 0.15 : options.number("delta1", 0.15, 0, 1, "learn", "batch"),
                learned,
                byBatch,
                options.number("delta2", 0.2, 0, 1),
                options.number("from", 0.25, 0, 1),
                Relabel.valueOf(options.choice("relabel", "low", List.of("off", "low", "all"))
                        .toUpperCase(Locale.ROOT)),
                options.flag("weight", true),
                options.flag("rank", true));
        options.require(
                objective.hasImportance() || objective.relabel != Relabel.LOW,
                "relabel=low needs weight=on or rank=on: without importance there is no low group; use relabel=all or"
                        + " off");
        return objective;
    }

    @Override
    public Head head() {
        return hasImportance() ? new ImportanceHead(weighting) : new LinearHead();
    }

    /** Ranking alone teaches it, too. */
    boolean hasImportance() {
        return weighting || ranking;
    }

    @Override
    public void requireBatch(int batch) {
        int high = highGroup(batch);
        if (hasImportance() && (high < 1 || high >= batch)) {
            throw new BadInputException(
                    "beta=" + beta + " leaves one group empty in batches of " + batch + " (the high group"
                            + " would have " + high + "). Choose beta between the two, or a larger --batch.");
        }
    }

    @Override
    public SelfCureSession open(Context context) {
        return new SelfCureSession(this, context);
    }

    /** M of a batch of N. */
    int highGroup(int faces) {
        return (int) Math.round(beta * faces);
    }

    /** The first epoch that relabels, from 1. */
    int firstRelabelling(int epochs) {
        return Math.max(1, (int) Math.round(relabelFrom * epochs));
    }

    /** {@code 0.07 + 0.02 log2(N / 64)}, through the two batch sizes known to work, within [0.03, 0.15]. */
    static double marginFor(int batch) {
        return Math.max(0.03, Math.min(0.15, 0.07 + 0.02 * Math.log(batch / 64.0) / Math.log(2)));
    }

    /**
     * L_RR of equation (3).
     *
     * @param importance {@code [faces]}, both groups non-empty
     * @param high how many faces are in the high group
     * @param margin delta1, a scalar
     */
    static Tensor rankRegularisation(Tensor importance, int high, Tensor margin) {
        long faces = importance.size(0);
        var sorted = torch.sort(importance, 0, true).get0();
        var meanHigh = sorted.narrow(0, 0, high).mean();
        var meanLow = sorted.narrow(0, high, faces - high).mean();
        return torch.relu(margin.sub(meanHigh.sub(meanLow)));
    }

    /** {@code gamma ranking + (1 - gamma) weighted}. */
    Tensor total(Tensor ranked, Tensor weighted) {
        return ranked.mul(new Scalar(gamma)).add(weighted.mul(new Scalar(1 - gamma)));
    }
}
