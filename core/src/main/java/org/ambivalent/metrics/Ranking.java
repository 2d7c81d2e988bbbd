package org.ambivalent.metrics;

import java.util.Arrays;

/**
 * How well a score puts positives (such as wrong labels) before negatives. Accumulates, combines and reads; the order of
 * items does not matter, and equal scores are one step: no order among them is assumed.
 */
public final class Ranking {

    private static final int FIRST_CAPACITY = 64;

    private double[] scores = new double[FIRST_CAPACITY];
    private boolean[] positive = new boolean[FIRST_CAPACITY];
    private int size;
    private int positives;

    /**
     * Takes one item into account.
     *
     * @param score higher for items that look positive; not NaN
     * @param isPositive whether it is
     */
    public void add(double score, boolean isPositive) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("A score must be a number, but is NaN");
        }
        if (size == scores.length) {
            scores = Arrays.copyOf(scores, 2 * size);
            positive = Arrays.copyOf(positive, 2 * size);
        }
        // 0.0 and -0.0 are one score.
        scores[size] = score + 0.0;
        positive[size++] = isPositive;
        positives += isPositive ? 1 : 0;
    }

    /** Takes all items of another ranking into account; the other is unchanged. */
    public void combine(Ranking other) {
        int count = other.size;
        for (int i = 0; i < count; i++) {
            add(other.scores[i], other.positive[i]);
        }
    }

    public int size() {
        return size;
    }

    public int positives() {
        return positives;
    }

    /**
     * Area under the receiver operating characteristic: the probability that a positive scores higher than a negative,
     * ties counting half. NaN without positives or without negatives.
     *
     * <p>Source: Hanley and McNeil 1982, <a href="https://doi.org/10.1148/radiology.143.1.7063747">The meaning and use of
     * the area under a ROC curve</a>.
     */
    public double auroc() {
        double negatives = size - positives;
        double[] wins = {0};
        double[] positivesAbove = {0};
        steps((positivesHere, negativesHere) -> {
            wins[0] += negativesHere * (positivesAbove[0] + 0.5 * positivesHere);
            positivesAbove[0] += positivesHere;
        });
        return wins[0] / (positives * negatives);
    }

    /**
     * Average precision {@code sum_n (R_n - R_{n-1}) P_n} over the distinct scores from high to low, with precision
     * {@code P_n} and recall {@code R_n} of everything down to the n-th. NaN without positives.
     */
    public double averagePrecision() {
        double[] sum = {0};
        int[] found = {0};
        int[] seen = {0};
        steps((positivesHere, negativesHere) -> {
            found[0] += positivesHere;
            seen[0] += positivesHere + negativesHere;
            sum[0] += positivesHere * (double) found[0] / seen[0];
        });
        return sum[0] / positives;
    }

    private interface Step {
        void take(int positives, int negatives);
    }

    /** All items of one score at a time, from high to low. */
    private void steps(Step step) {
        var order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
        int at = 0;
        while (at < size) {
            double score = scores[order[at]];
            int here = 0;
            int from = at;
            while (at < size && scores[order[at]] == score) {
                here += positive[order[at++]] ? 1 : 0;
            }
            step.take(here, at - from - here);
        }
    }
}
