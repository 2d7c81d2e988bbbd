package org.ambivalent.train;

import java.util.Arrays;
import java.util.List;
import org.ambivalent.core.Distribution;

/**
 * How rare emotions are weighted in the loss. With {@code f_k} the share of emotion k among the targets, its weight is
 * {@code f_k^-power}, scaled so that the average face weighs 1; an emotion that never occurs weighs 0, or 1 under
 * {@link #NONE}.
 */
public enum ClassWeights {
    /** Every face counts the same: power 0. */
    NONE(0),
    /** Half way, on a logarithmic scale: power 1/2. */
    SQRT(0.5),
    /** Every emotion counts the same: power 1. */
    BALANCED(1);

    private final double power;

    ClassWeights(double power) {
        this.power = power;
    }

    Values of(List<Distribution> targets, int classes) {
        var share = new double[classes];
        for (var target : targets) {
            for (int k = 0; k < classes; k++) {
                share[k] += target.probability(k) / targets.size();
            }
        }
        var weights = new double[classes];
        double average = 0;
        for (int k = 0; k < classes; k++) {
            weights[k] = share[k] > 0 || power == 0 ? Math.pow(share[k], -power) : 0;
            average += share[k] * weights[k];
        }
        for (int k = 0; k < classes; k++) {
            weights[k] /= average;
        }
        return new Values(weights);
    }

    /** Weights by emotion. */
    public static final class Values {

        private final double[] weights;

        private Values(double[] weights) {
            this.weights = weights;
        }

        /** What a face of this emotion counts. */
        public double of(int emotion) {
            return weights[emotion];
        }

        @Override
        public String toString() {
            return Arrays.toString(weights);
        }
    }
}
