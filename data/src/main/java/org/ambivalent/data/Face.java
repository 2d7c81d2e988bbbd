package org.ambivalent.data;

import java.util.OptionalInt;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Votes;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset says about one face; its pixels are in {@link FaceImages} under the same index.
 *
 * @param id unique in the dataset: the image's name as the dataset writes it
 * @param split the part it belongs to
 * @param votes how many people chose each emotion, where the dataset has votes
 * @param label the single given label, where the dataset has one
 * @param valenceArousal where annotated
 * @param group a group of people to report separately, such as an age band, where the dataset names one
 * @param truth the true posterior, known for sampled faces only
 */
public record Face(
        String id,
        Split split,
        @Nullable Votes votes,
        @Nullable Integer label,
        @Nullable ValenceArousal valenceArousal,
        @Nullable String group,
        @Nullable Distribution truth) {

    public static Face withVotes(String id, Split split, Votes votes) {
        return new Face(id, split, votes, null, null, null, null);
    }

    public static Face withLabel(String id, Split split, int label) {
        return new Face(id, split, null, label, null, null, null);
    }

    /** The same face with a label, and nothing known of its votes or its true posterior. */
    public Face withLabelAlone(int other) {
        return new Face(id, split, null, other, valenceArousal, group, null);
    }

    /** The same face with votes, and nothing known of a label or its true posterior. */
    public Face withVotesAlone(Votes other) {
        return new Face(id, split, other, null, valenceArousal, group, null);
    }

    /** The same face at this place in the plane of valence and arousal. */
    public Face withValenceArousal(ValenceArousal place) {
        return new Face(id, split, votes, label, place, group, truth);
    }

    public Face in(Split other) {
        return new Face(id, other, votes, label, valenceArousal, group, truth);
    }

    /** The same face over more emotions, of which no one sees the new ones: the index there of each that it was over. */
    Face over(int[] places, int size) {
        return new Face(
                id,
                split,
                votes == null ? null : votes(votes, places, size),
                label == null ? null : places[label],
                valenceArousal,
                group,
                truth == null ? null : truth(truth, places, size));
    }

    private static Votes votes(Votes votes, int[] places, int size) {
        var counts = new int[size];
        for (int k = 0; k < places.length; k++) {
            counts[places[k]] = votes.count(k);
        }
        return Votes.of(counts, votes.unknown(), votes.notAFace());
    }

    private static Distribution truth(Distribution truth, int[] places, int size) {
        var probabilities = new double[size];
        for (int k = 0; k < places.length; k++) {
            probabilities[places[k]] = truth.probability(k);
        }
        return Distribution.of(probabilities);
    }

    public boolean hasVotes() {
        return votes != null;
    }

    /** The single given label, or empty where the dataset has votes alone. */
    public OptionalInt givenLabel() {
        return label == null ? OptionalInt.empty() : OptionalInt.of(label);
    }
}
