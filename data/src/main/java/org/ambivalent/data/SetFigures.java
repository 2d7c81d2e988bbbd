package org.ambivalent.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ambivalent.core.PredictionSet;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.SetCoverage;

/**
 * Whether sets of emotions hold what they should, and how much they say (see {@link SetCoverage}).
 *
 * @param coverage the share of sets that hold the label
 * @param votesCovered the expected share of a face's votes for an emotion that its set holds: the probability that it holds
 *     what one person, drawn at random, says; NaN without votes
 * @param meanSize emotions in a set
 * @param singletons the share of sets of one emotion
 * @param empties the share of sets of none
 * @param sizes how many sets have 0, 1, .. all emotions
 * @param emotions in the order of the label set
 */
public record SetFigures(
        Estimate coverage,
        Estimate votesCovered,
        Estimate meanSize,
        Estimate singletons,
        Estimate empties,
        List<Long> sizes,
        List<Emotion> emotions) {

    /**
     * The sets of the faces of one label.
     *
     * @param faces how many there are
     * @param coverage the share of their sets that hold the label; NaN without faces
     * @param meanSize of their sets; NaN without faces
     */
    public record Emotion(long faces, Estimate coverage, Estimate meanSize) {}

    public SetFigures {
        sizes = List.copyOf(sizes);
        emotions = List.copyOf(emotions);
    }

    static SetFigures of(List<ScoredFace> faces, int emotions, Bootstrap bootstrap) {
        var estimates =
                bootstrap.estimates(() -> new SetCoverage(emotions), SetFigures::add, readings(emotions), faces);
        var whole = new SetCoverage(emotions);
        faces.forEach(face -> add(whole, face));
        return new SetFigures(
                Estimate.ofShare(covered(whole), whole.count()),
                FaceMeans.estimates(bootstrap, faces, List.of(SetFigures::votesCovered))
                        .get(0),
                estimates.get(0),
                Estimate.ofShare(whole.ofSize(1), whole.count()),
                Estimate.ofShare(whole.ofSize(0), whole.count()),
                IntStream.rangeClosed(0, emotions).mapToObj(whole::ofSize).toList(),
                IntStream.range(0, emotions)
                        .mapToObj(k -> new Emotion(
                                whole.count(k),
                                Estimate.ofShare(whole.covered(k), whole.count(k)),
                                estimates.get(1 + k)))
                        .toList());
    }

    private static long covered(SetCoverage coverage) {
        return IntStream.range(0, coverage.emotions())
                .mapToLong(coverage::covered)
                .sum();
    }

    private static void add(SetCoverage coverage, ScoredFace face) {
        coverage.add(set(face), face.target().label());
    }

    private static List<ToDoubleFunction<SetCoverage>> readings(int emotions) {
        var readings = new ArrayList<ToDoubleFunction<SetCoverage>>(List.of(SetCoverage::meanSize));
        for (int k = 0; k < emotions; k++) {
            int emotion = k;
            readings.add(coverage -> coverage.meanSize(emotion));
        }
        return readings;
    }

    private static double votesCovered(ScoredFace face) {
        var votes = face.target().distribution();
        return face.face().hasVotes()
                ? set(face).members().mapToDouble(votes::probability).sum()
                : Double.NaN;
    }

    private static PredictionSet set(ScoredFace face) {
        return face.decision().set().orElseThrow();
    }
}
