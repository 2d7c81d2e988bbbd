package org.ambivalent.metrics;

/**
 * Entropy calibration error: how much more the model doubts than people disagree, {@code mean_i H(p_i) - H(t_i)}, in nats, in
 * [-log emotions, log emotions]. Above 0 the model is on average less decided than the crowd, below 0 it is more decided
 * (overconfident); 0 says that the two balance over the faces, not that they agree on any one.
 *
 * <p>Source: Baan et al. 2022, <a href="https://arxiv.org/abs/2210.16133">Stop Measuring Calibration When Humans
 * Disagree</a>.
 */
public final class EntCE implements Metric<EntCE> {

    private final Mean mean = new Mean();

    @Override
    public void add(Observation observation) {
        mean.add(observation.predicted().entropy() - observation.target().entropy());
    }

    @Override
    public void combine(EntCE other) {
        mean.combine(other.mean);
    }

    @Override
    public double value() {
        return mean.value();
    }
}
