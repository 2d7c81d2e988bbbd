package org.ambivalent.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.jspecify.annotations.Nullable;

/** A dataset with what its reviewers said in place of, or added to, what it says. */
final class ReviewExport {

    private ReviewExport() {}

    /**
     * The dataset after review.
     *
     * @param only whether faces that nobody voted on are left out
     * @param add whether votes of the dataset count too, and a label as one
     */
    static Dataset of(ReviewSource source, boolean only, boolean add) {
        var labels = source.labels();
        Map<String, Ballot> ballots = source.ballots().look(view -> {
            var byFace = new HashMap<String, Ballot>();
            view.faces().forEach((face, words) -> byFace.put(face, Ballot.of(words.values(), labels)));
            return byFace;
        });
        return source.dataset()
                .where(face -> keeps(ballots.get(face.id()), only))
                .map(face -> changed(source, face, ballots.get(face.id()), add));
    }

    private static boolean keeps(@Nullable Ballot ballot, boolean only) {
        return ballot == null ? !only : !ballot.isBadCrop();
    }

    private static Face changed(ReviewSource source, Face face, @Nullable Ballot ballot, boolean add) {
        if (ballot == null || ballot.votes().total() == 0) {
            return face;
        }
        return face.withVotesAlone(
                add ? sum(known(source, face, ballot.votes().size()), ballot.votes()) : ballot.votes());
    }

    /** What people said of a face before: votes, or a label as one vote, also where a cure has put its own in their place. */
    private static Votes known(ReviewSource source, Face face, int emotions) {
        int number = source.number(face.id()).orElseThrow();
        var votes = source.peoplesVotes(number);
        if (votes != null) {
            return votes;
        }
        var label = source.given(number);
        return label.isPresent() ? Votes.single(label.getAsInt(), emotions) : Votes.of(new int[emotions]);
    }

    private static Votes sum(Votes one, Votes other) {
        var counts = one.toArray();
        for (int k = 0; k < counts.length; k++) {
            counts[k] += other.count(k);
        }
        return Votes.of(counts, one.unknown() + other.unknown(), one.notAFace() + other.notAFace());
    }

    /**
     * What several reviewers say of one face.
     *
     * @param votes an emotion counts once for each reviewer that names it
     * @param badCrops reviewers that say the crop is bad
     * @param reviewers all of them
     */
    record Ballot(Votes votes, int badCrops, int reviewers) {

        static Ballot of(Collection<Vote> words, LabelSet labels) {
            var counts = new int[labels.size()];
            int unknown = 0;
            int notAFace = 0;
            int badCrops = 0;
            for (Vote vote : Objects.requireNonNull(words)) {
                for (String emotion : vote.emotions()) {
                    labels.find(emotion).ifPresent(k -> counts[k]++);
                }
                unknown += vote.kind() == VoteKind.UNKNOWN ? 1 : 0;
                notAFace += vote.kind() == VoteKind.NOT_A_FACE ? 1 : 0;
                badCrops += vote.kind() == VoteKind.BAD_CROP ? 1 : 0;
            }
            return new Ballot(Votes.of(counts, unknown, notAFace), badCrops, words.size());
        }

        /** Whether more than half of the reviewers call it a bad crop. */
        boolean isBadCrop() {
            return 2 * badCrops > reviewers;
        }
    }
}
