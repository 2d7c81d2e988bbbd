package org.ambivalent.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Votes;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Divergence;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.Ranking;
import org.jspecify.annotations.Nullable;

/**
 * Judges ways to recover a distribution from one label a face by the votes of the others: where the label is one of the votes,
 * that vote does not count. Only faces about which every way says something, and somebody else too, are judged, so that all
 * are judged by the same faces.
 *
 * <p>Two ways need nothing but the label and are always there: {@code one-hot}, and {@code smoothed}, label smoothing (Szegedy et
 * al. 2016, <a href="https://arxiv.org/abs/1512.00567">Rethinking the Inception Architecture for Computer Vision</a>) by the amount,
 * of {@code 0.05, 0.1 .. 0.9}, that comes closest: chosen on the very faces that judge it, in its favour.
 */
public final class RecoveryScoring {

    private final List<Integer> labels = new ArrayList<>();
    private final List<Distribution> others = new ArrayList<>();
    private final List<OptionalInt> majorities = new ArrayList<>();
    private final Map<String, List<Distribution>> recovered = new LinkedHashMap<>();
    private final Bootstrap bootstrap;

    private RecoveryScoring(Bootstrap bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * Judges every way.
     *
     * @param truth faces with their votes
     * @param given the label of each face, by its name
     * @param isVote whether the label is one of the votes
     * @param ways distributions by the name of the face, by the name of the way
     */
    public static RecoveryScore of(
            Dataset truth,
            Map<String, Integer> given,
            boolean isVote,
            Map<String, Map<String, Distribution>> ways,
            Bootstrap bootstrap) {
        var scoring = new RecoveryScoring(bootstrap);
        ways.keySet().forEach(way -> scoring.recovered.put(way, new ArrayList<>()));
        for (var face : truth.faces()) {
            var label = given.get(face.id());
            var votes = face.votes();
            if (label != null && votes != null && ways.values().stream().allMatch(way -> way.containsKey(face.id()))) {
                scoring.add(label, isVote ? without(votes, label) : votes, votes.majority(), face.id(), ways);
            }
        }
        if (scoring.labels.isEmpty()) {
            throw new BadInputException(truth.name() + ": no face has a label and votes of others beside it.");
        }
        return scoring.score(truth.labels().size());
    }

    private static Votes without(Votes votes, int label) {
        var one = new int[votes.size()];
        one[label] = Math.min(1, votes.count(label));
        return votes.without(Votes.of(one));
    }

    private void add(
            int label, Votes votes, OptionalInt majority, String face, Map<String, Map<String, Distribution>> ways) {
        if (votes.hasEmotion()) {
            labels.add(label);
            others.add(votes.distribution());
            majorities.add(majority);
            recovered.forEach((name, distributions) -> distributions.add(of(face, ways.get(name))));
        }
    }

    private static Distribution of(String face, @Nullable Map<String, Distribution> way) {
        return Objects.requireNonNull(Objects.requireNonNull(way).get(face));
    }

    private RecoveryScore score(int emotions) {
        var scores = new LinkedHashMap<String, Estimate>();
        var best = smoothed(0, emotions);
        scores.put("one-hot", best);
        for (int step = 1; step < 19; step++) {
            var smoothed = smoothed(0.05 * step, emotions);
            best = smoothed.value() < best.value() ? smoothed : best;
        }
        scores.put("smoothed", best);
        var doubt = new LinkedHashMap<String, Double>();
        recovered.forEach((name, distributions) -> {
            scores.put(name, divergence(distributions));
            doubt.put(name, Rounded.of(doubtAuroc(distributions)));
        });
        return new RecoveryScore(labels.size(), scores, doubt);
    }

    /** Of {@code 1 - d_y} for labels y that are not the majority, on faces with one. */
    private double doubtAuroc(List<Distribution> distributions) {
        var ranking = new Ranking();
        for (int i = 0; i < labels.size(); i++) {
            if (majorities.get(i).isPresent()) {
                int label = labels.get(i);
                ranking.add(
                        1 - distributions.get(i).probability(label),
                        majorities.get(i).getAsInt() != label);
            }
        }
        return ranking.auroc();
    }

    private Estimate smoothed(double amount, int emotions) {
        return divergence(
                labels.stream().map(label -> smoothed(label, amount, emotions)).toList());
    }

    private static Distribution smoothed(int label, double amount, int emotions) {
        var weights = new double[emotions];
        for (int k = 0; k < emotions; k++) {
            weights[k] = amount / emotions + (k == label ? 1 - amount : 0);
        }
        return Distribution.proportionalTo(weights);
    }

    private Estimate divergence(List<Distribution> distributions) {
        var each = new double[distributions.size()];
        for (int i = 0; i < each.length; i++) {
            each[i] = Divergence.jensenShannon(others.get(i), distributions.get(i));
        }
        return Rounded.of(bootstrap.mean(each));
    }
}
