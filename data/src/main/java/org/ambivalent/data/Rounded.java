package org.ambivalent.data;

import org.ambivalent.metrics.Estimate;

/** Results keep five digits: more than their intervals leave room for. */
public final class Rounded {

    private Rounded() {}

    public static double of(double value) {
        return Math.rint(1e5 * value) / 1e5;
    }

    public static Estimate of(Estimate estimate) {
        return new Estimate(of(estimate.value()), of(estimate.low()), of(estimate.high()));
    }
}
