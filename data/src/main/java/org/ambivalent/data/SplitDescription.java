package org.ambivalent.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a dataset holds.
 *
 * @param name of the split, or "all"
 * @param faces in it
 * @param voted those with votes
 * @param labelled those with a given label
 * @param placed those with valence and arousal
 * @param groups of people that faces belong to
 * @param majority what counts under the majority protocol
 * @param all what counts under the all-votes protocol
 */
public record SplitDescription(
        String name, int faces, int voted, int labelled, int placed, int groups, Counted majority, Counted all) {

    /**
     * The faces that count under a protocol.
     *
     * @param protocol which
     * @param faces that count
     * @param emotions how many have each emotion as their majority or most voted one, by class
     * @param entropies of the votes of those with votes, or null where there are none
     */
    public record Counted(
            Protocol protocol,
            int faces,
            List<Integer> emotions,
            @Nullable VoteEntropies entropies) {

        public Counted {
            emotions = List.copyOf(emotions);
        }

        static Counted of(List<Face> faces, int classes, Protocol protocol) {
            var counts = new int[classes];
            var entropies = new ArrayList<Double>();
            for (Face face : faces) {
                Optional<Protocol.Target> target = protocol.target(face, classes);
                target.ifPresent(counted -> {
                    counts[counted.label()]++;
                    if (face.hasVotes()) {
                        entropies.add(counted.distribution().entropy());
                    }
                });
            }
            return new Counted(
                    protocol,
                    IntStream.of(counts).sum(),
                    IntStream.of(counts).boxed().toList(),
                    VoteEntropies.of(entropies, classes));
        }
    }

    static SplitDescription of(String name, List<Face> faces, int classes) {
        return new SplitDescription(
                name.toLowerCase(Locale.ROOT),
                faces.size(),
                (int) faces.stream().filter(Face::hasVotes).count(),
                (int) faces.stream().filter(face -> face.label() != null).count(),
                (int) faces.stream()
                        .filter(face -> face.valenceArousal() != null)
                        .count(),
                (int) faces.stream()
                        .map(Face::group)
                        .filter(group -> group != null)
                        .distinct()
                        .count(),
                Counted.of(faces, classes, Protocol.MAJORITY),
                Counted.of(faces, classes, Protocol.ALL_VOTES));
    }
}
