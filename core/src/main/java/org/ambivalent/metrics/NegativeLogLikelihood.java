package org.ambivalent.metrics;

/**
 * The mean surprise at the label, {@code mean_i -log p_i,y_i}, in nats, in [0, 27.6]; lower is better. Probabilities below
 * {@link Divergence#FLOOR} count as the floor.
 *
 * <p>This is the form against one label per face; {@link CrossEntropy} is the form against the distribution of votes.
 * The two are equal where the target is one-hot at the label.
 *
 * <p>Source: Good 1952, <a href="https://doi.org/10.1111/j.2517-6161.1952.tb00104.x">Rational Decisions</a>.
 */
public final class NegativeLogLikelihood implements Metric<NegativeLogLikelihood> {

    private final Mean mean = new Mean();

    @Override
    public void add(Observation observation) {
        mean.add(Divergence.surprise(observation.predicted().probability(observation.label())));
    }

    @Override
    public void combine(NegativeLogLikelihood other) {
        mean.combine(other.mean);
    }

    @Override
    public double value() {
        return mean.value();
    }
}
