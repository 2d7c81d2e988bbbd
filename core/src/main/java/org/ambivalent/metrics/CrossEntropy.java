package org.ambivalent.metrics;

/**
 * The mean cross-entropy to the distribution of votes, {@code mean_i -sum_k t_ik log p_ik}, in nats, in [0, 27.6]; lower is
 * better, and no prediction gets below the mean entropy of the votes. Probabilities below {@link Divergence#FLOOR} count
 * as the floor.
 *
 * <p>It is {@link NegativeLogLikelihood} averaged over the voters instead of taken at one label.
 *
 * <p>Source: Barsoum et al. 2016, <a href="https://arxiv.org/abs/1608.01041">Training Deep Networks for Facial Expression
 * Recognition with Crowd-Sourced Label Distribution</a>, which trains with it.
 */
public final class CrossEntropy implements Metric<CrossEntropy> {

    private final Mean mean = new Mean();

    @Override
    public void add(Observation observation) {
        mean.add(Divergence.crossEntropy(observation.target(), observation.predicted()));
    }

    @Override
    public void combine(CrossEntropy other) {
        mean.combine(other.mean);
    }

    @Override
    public double value() {
        return mean.value();
    }
}
