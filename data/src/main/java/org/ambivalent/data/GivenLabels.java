package org.ambivalent.data;

import java.util.Locale;
import java.util.OptionalInt;
import org.ambivalent.core.BadInputException;
import org.ambivalent.decide.FaceDraws;

/** What is known of each face's emotion: all votes, or a single label alone, as most datasets have it. */
public enum GivenLabels {
    /** Whatever the dataset has. */
    VOTES,
    /** The majority emotion of the votes as a single label; faces without a majority are left out. */
    MAJORITY,
    /**
     * The single label that a dataset has beside its votes, such as FER2013's own beside the votes of FER+; faces without
     * one are left out.
     */
    ORIGINAL,
    /**
     * What one voter said, drawn from the votes for an emotion: what a dataset with one rater a face would hold. The draw
     * follows from the face's name alone, so every training and every experiment sees the same voter.
     */
    VOTER;

    private static final FaceDraws VOTERS = new FaceDraws(0);

    /** The given labels of a name; {@link BadInputException} with the names there are if there are none. */
    public static GivenLabels named(String name) {
        for (var labels : values()) {
            if (labels.toString().equals(name.toLowerCase(Locale.ROOT))) {
                return labels;
            }
        }
        throw new BadInputException(
                "There are no labels \"" + name + "\". Use one of: votes, majority, original, voter");
    }

    /**
     * The faces with these labels alone.
     *
     * @throws BadInputException if no face is left
     */
    public Dataset of(Dataset data) {
        if (this == VOTES) {
            return data;
        }
        var labelled = data.where(face -> label(face).isPresent())
                .map(face -> face.withLabelAlone(label(face).getAsInt()));
        if (labelled.size() == 0) {
            throw new BadInputException(data.name()
                    + (this == ORIGINAL
                            ? ": has no single labels of its own beside votes. Use --labels majority."
                            : ": no face has a majority emotion or a label. Name data with labels or votes."));
        }
        return labelled;
    }

    private OptionalInt label(Face face) {
        var votes = face.votes();
        if (this == ORIGINAL || votes == null) {
            return face.givenLabel();
        }
        return this == VOTER ? votes.drawn(VOTERS.of(face.id())) : votes.majority();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
