package org.ambivalent.predict;

import org.ambivalent.core.Distribution;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;

/**
 * One face of a picture and what the model says about it.
 *
 * @param box in pixels of the upright picture
 * @param prediction the distribution over emotions and what it leaves open
 */
public record FacePrediction(Box box, Prediction prediction) {

    /** The probabilities of the emotions of {@code prediction().labels()}. */
    public Distribution distribution() {
        return prediction.distribution();
    }

    /** In nats. */
    public Uncertainty uncertainty() {
        return prediction.uncertainty();
    }

    /** The name of the most probable emotion. */
    public String emotion() {
        return prediction.emotion();
    }
}
