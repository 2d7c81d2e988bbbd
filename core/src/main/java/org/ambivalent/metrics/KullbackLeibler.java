package org.ambivalent.metrics;

/**
 * The mean divergence of the prediction from the votes, {@code mean_i KL(t_i || p_i)}, in nats, in [0, 27.6]; lower is better.
 * Probabilities below {@link Divergence#FLOOR} count as the floor.
 *
 * <p>The target comes first: an emotion that people voted for and the model excludes is what costs most. For the formula
 * and its source see {@link Divergence#kullbackLeibler}.
 */
public final class KullbackLeibler implements Metric<KullbackLeibler> {

    private final Mean mean = new Mean();

    @Override
    public void add(Observation observation) {
        mean.add(Divergence.kullbackLeibler(observation.target(), observation.predicted()));
    }

    @Override
    public void combine(KullbackLeibler other) {
        mean.combine(other.mean);
    }

    @Override
    public double value() {
        return mean.value();
    }
}
