package org.ambivalent.data;

import java.util.Optional;
import java.util.OptionalInt;
import org.ambivalent.core.Distribution;

/** Which faces count, and what counts as right (see {@link org.ambivalent.core.Votes}). */
public enum Protocol {
    /** Faces with a majority emotion: what papers report. A face with a single label and no votes counts too. */
    MAJORITY,
    /**
     * Every face with at least one vote for an emotion: the ambiguous ones too. A face with a single label and no votes
     * counts too.
     */
    ALL_VOTES;

    /** Its name in results. */
    public String key() {
        return this == MAJORITY ? "majority" : "all";
    }

    /**
     * What people say about one face.
     *
     * @param distribution shares of the votes for an emotion; one-hot for a single label
     * @param label the majority (or, under all votes, most voted) emotion
     */
    public record Target(Distribution distribution, int label) {}

    /** The target of a face over {@code classes} emotions, or empty if the face does not count. */
    public Optional<Target> target(Face face, int classes) {
        var votes = face.votes();
        if (votes == null) {
            OptionalInt label = face.givenLabel();
            return label.isPresent()
                    ? Optional.of(new Target(Distribution.oneHot(label.getAsInt(), classes), label.getAsInt()))
                    : Optional.empty();
        }
        if (!votes.hasEmotion() || (this == MAJORITY && votes.majority().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Target(votes.distribution(), votes.plurality()));
    }
}
