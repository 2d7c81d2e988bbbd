package org.ambivalent.metrics;

import org.ambivalent.core.Distribution;

/**
 * One face as a metric sees it.
 *
 * @param target what people see: the distribution of votes, or one-hot where there is a single label
 * @param label the emotion that counts as right: the majority, or the most voted one
 * @param predicted what the model says
 */
public record Observation(Distribution target, int label, Distribution predicted) {

    public Observation {
        if (target.size() != predicted.size() || label < 0 || label >= target.size()) {
            throw new IllegalArgumentException("Target over " + target.size() + " emotions, prediction over "
                    + predicted.size() + " and label " + label + " do not fit together");
        }
    }

    /** Whether the most probable emotion is the label. */
    public boolean correct() {
        return predicted.top() == label;
    }
}
