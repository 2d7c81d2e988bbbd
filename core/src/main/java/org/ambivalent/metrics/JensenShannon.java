package org.ambivalent.metrics;

/**
 * The mean Jensen-Shannon divergence between votes and prediction, {@code mean_i JS(t_i, p_i)}, in nats, in [0, log 2]; lower
 * is better. Not its square root, which some libraries call the Jensen-Shannon distance. For the formula and its source
 * see {@link Divergence#jensenShannon}.
 */
public final class JensenShannon implements Metric<JensenShannon> {

    private final Mean mean = new Mean();

    @Override
    public void add(Observation observation) {
        mean.add(Divergence.jensenShannon(observation.target(), observation.predicted()));
    }

    @Override
    public void combine(JensenShannon other) {
        mean.combine(other.mean);
    }

    @Override
    public double value() {
        return mean.value();
    }
}
