package org.ambivalent.core;

/**
 * What a model says about one face: a distribution over emotions, and how much it leaves open.
 *
 * @param labels the emotions that the distribution is over
 * @param distribution the probabilities of the emotions
 * @param uncertainty in nats
 */
public record Prediction(LabelSet labels, Distribution distribution, Uncertainty uncertainty) {

    public Prediction {
        if (labels.size() != distribution.size()) {
            throw new IllegalArgumentException(
                    "A distribution over " + distribution.size() + " emotions does not fit the labels " + labels);
        }
    }

    /** The name of the most probable emotion. */
    public String emotion() {
        return labels.name(distribution.top());
    }
}
