package org.ambivalent.core;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a model says about one face: a distribution over emotions, and how much it leaves open.
 *
 * @param labels the emotions that the distribution is over
 * @param distribution the probabilities of the emotions
 * @param uncertainty in nats
 * @param importance how much the model would have trusted a label of this face while it learned, in (0, 1): small for
 *     faces that look hard to name; empty for models that do not learn it
 * @param unfamiliarity how far the face is from those that the model was calibrated on, at least 0; 1 on average for
 *     the faces it was fitted to, a little more for others like them; empty for models that cannot tell
 * @param decision empty if the model was not calibrated
 */
public record Prediction(
        LabelSet labels,
        Distribution distribution,
        Uncertainty uncertainty,
        OptionalDouble importance,
        OptionalDouble unfamiliarity,
        Optional<Decision> decision) {

    /** A prediction of a model that was not calibrated and learns no importance. */
    public Prediction(LabelSet labels, Distribution distribution, Uncertainty uncertainty) {
        this(labels, distribution, uncertainty, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());
    }

    public Prediction {
        if (importance.isPresent() && !(importance.getAsDouble() >= 0 && importance.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("An importance is in [0, 1], but got " + importance.getAsDouble());
        }
        if (unfamiliarity.isPresent() && !(unfamiliarity.getAsDouble() >= 0)) {
            throw new IllegalArgumentException(
                    "An unfamiliarity is at least 0, but got " + unfamiliarity.getAsDouble());
        }
        if (labels.size() != distribution.size()) {
            throw new IllegalArgumentException(
                    "A distribution over " + distribution.size() + " emotions does not fit the labels " + labels);
        }
    }

    /** The name of the most probable emotion. */
    public String emotion() {
        return labels.name(distribution.top());
    }

    /** Whether the model declines to name one emotion; never if it was not calibrated to abstain. */
    public boolean abstains() {
        return decision.isPresent() && decision.get().abstains();
    }

    /** Where the doubt comes from; that a face is unfamiliar counts before all else. */
    public Doubt doubt() {
        boolean unfamiliar = decision.isPresent() && decision.get().unfamiliar();
        return unfamiliar ? Doubt.UNFAMILIAR : Doubt.of(distribution, uncertainty);
    }
}
