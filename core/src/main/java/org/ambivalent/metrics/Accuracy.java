package org.ambivalent.metrics;

/**
 * The share of faces whose most probable emotion is the label: {@code mean_i [argmax_k p_ik = y_i]}, in [0, 1]; higher is
 * better. Of emotions that tie for most probable the first counts.
 */
public final class Accuracy implements Metric<Accuracy> {

    private final Mean mean = new Mean();

    @Override
    public void add(Observation observation) {
        mean.add(observation.correct() ? 1 : 0);
    }

    @Override
    public void combine(Accuracy other) {
        mean.combine(other.mean);
    }

    @Override
    public double value() {
        return mean.value();
    }
}
