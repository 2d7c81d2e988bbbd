package org.ambivalent.data;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Votes;
import org.ambivalent.decide.FaceDraws;
import org.ambivalent.metrics.Observation;

/**
 * A face that people voted on and that counts under a protocol. One that has a label and no votes is a face with one vote.
 *
 * @param index in the dataset
 * @param id of the face
 * @param votes with at least one for an emotion
 * @param target what the protocol makes of them
 */
record JudgedFace(int index, String id, Votes votes, Protocol.Target target) {

    /** Votes must not be drawn by the numbers that randomise sets. */
    private static final long VOTE_SEEDS = 1_000_000;

    /** The faces of a dataset that count, in order. */
    static List<JudgedFace> of(Dataset data, Protocol protocol) {
        var judged = new ArrayList<JudgedFace>();
        int emotions = data.labels().size();
        for (int i = 0; i < data.size(); i++) {
            int index = i;
            var face = data.faces().get(i);
            protocol.target(face, emotions)
                    .ifPresent(target ->
                            judged.add(new JudgedFace(index, face.id(), votes(face, target, emotions), target)));
        }
        return judged;
    }

    private static Votes votes(Face face, Protocol.Target target, int emotions) {
        var votes = face.votes();
        return votes != null ? votes : Votes.single(target.label(), emotions);
    }

    Observation with(Distribution predicted) {
        return new Observation(target.distribution(), target.label(), predicted);
    }

    boolean isWrong(Distribution predicted) {
        return predicted.top() != target.label();
    }

    /**
     * What a promise is held against: the majority under that protocol, and one vote drawn for each face and seed under all
     * votes.
     */
    int promised(Protocol protocol, int seed) {
        return protocol == Protocol.MAJORITY
                ? target.label()
                : votes.drawn(new FaceDraws(VOTE_SEEDS + seed).of(index)).orElseThrow();
    }

    /** The share of the emotion that most people chose among the votes for an emotion, in (0, 1]. */
    double agreement() {
        return (double) votes.count(votes.plurality()) / votes.emotionTotal();
    }
}
