package org.ambivalent.metrics;

/**
 * Distribution calibration error: the mean total variation between votes and prediction,
 * {@code mean_i sum_k |t_ik - p_ik| / 2}, in [0, 1]; lower is better.
 *
 * <p>Source: Baan et al. 2022, <a href="https://arxiv.org/abs/2210.16133">Stop Measuring Calibration When Humans
 * Disagree</a>.
 */
public final class DistCE implements Metric<DistCE> {

    private final Mean mean = new Mean();

    @Override
    public void add(Observation observation) {
        mean.add(Divergence.totalVariation(observation.target(), observation.predicted()));
    }

    @Override
    public void combine(DistCE other) {
        mean.combine(other.mean);
    }

    @Override
    public double value() {
        return mean.value();
    }
}
