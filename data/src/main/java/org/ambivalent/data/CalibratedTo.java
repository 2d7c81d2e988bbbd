package org.ambivalent.data;

import org.ambivalent.core.Distribution;

/**
 * What a temperature is fitted to. No prediction can be calibrated against both: where people disagree, the majority is right
 * far more often than any one of them.
 */
public enum CalibratedTo {
    /** Nothing: the prediction as the network makes it. */
    NOTHING("raw"),
    /** The votes on all faces: how sure people are. */
    VOTES("toVotes"),
    /** The majority of the faces that have one: how often the most probable emotion is right. */
    MAJORITY("toMajority");

    private final String key;

    CalibratedTo(String key) {
        this.key = key;
    }

    /** Its name in results. */
    public String key() {
        return key;
    }

    Protocol protocol() {
        return this == MAJORITY ? Protocol.MAJORITY : Protocol.ALL_VOTES;
    }

    Distribution target(JudgedFace face) {
        return this == MAJORITY
                ? Distribution.oneHot(
                        face.target().label(), face.target().distribution().size())
                : face.target().distribution();
    }
}
