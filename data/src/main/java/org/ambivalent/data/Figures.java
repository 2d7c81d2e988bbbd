package org.ambivalent.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Votes;
import org.ambivalent.decide.AbstentionRule;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.CalibrationError;
import org.ambivalent.metrics.CalibrationFloor;
import org.ambivalent.metrics.ConfusionMatrix;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.HumanReference;
import org.ambivalent.metrics.Metric;
import org.ambivalent.metrics.Observation;
import org.ambivalent.metrics.RiskCoverage;
import org.jspecify.annotations.Nullable;

/**
 * How good predictions are under one {@link Protocol}.
 *
 * @param protocol which faces count
 * @param faces how many count
 * @param votedFaces how many of them have votes: the faces of {@link Measure.Compared#TO_VOTES}
 * @param trueFaces how many of them have a known true posterior: the faces of the measures that need the truth
 * @param estimates every measure with its 95 % interval; NaN where it has no faces
 * @param emotions recall, precision and F1 of every emotion, in the order of the label set
 * @param groups accuracy of every group that a face names, by name; empty where no face names one
 * @param confusion faces {@code [label][predicted]}
 * @param reliability the 15 bins of confidence, from low to high
 * @param riskCoverage the share of wrong answers against the share of the faces, surest first, that are answered: at most
 *     {@value #CURVE} choices of a threshold, evenly spaced in coverage, the last of which answers all
 * @param calibrationFloor the ECE that perfectly calibrated predictions of the same probabilities would show
 * @param uncertainty how much doubt there is, and what it finds
 * @param decisions what the model decides, or null if it was not calibrated
 * @param people the level of people themselves, or null without votes
 */
public record Figures(
        Protocol protocol,
        int faces,
        int votedFaces,
        int trueFaces,
        Map<Measure, Estimate> estimates,
        List<Emotion> emotions,
        List<Group> groups,
        List<List<Long>> confusion,
        List<CalibrationError.Bin> reliability,
        List<RiskCoverage.Point> riskCoverage,
        CalibrationFloor calibrationFloor,
        UncertaintyFigures uncertainty,
        @Nullable DecisionFigures decisions,
        @Nullable HumanReference people) {

    private static final int CURVE = 200;

    /**
     * One emotion.
     *
     * @param name as in the label set
     * @param faces how many faces of this label
     * @param recall the share of them that are recognised; NaN without faces
     * @param precision the share of the faces called so that are; NaN if none was called so
     * @param f1 the harmonic mean of both
     */
    public record Emotion(String name, long faces, Estimate recall, Estimate precision, Estimate f1) {}

    /**
     * One group of people.
     *
     * @param name as the dataset writes it
     * @param faces how many faces of this group
     * @param accuracy among them
     */
    public record Group(String name, int faces, Estimate accuracy) {}

    public Figures {
        estimates = Collections.unmodifiableMap(new EnumMap<>(estimates));
        emotions = List.copyOf(emotions);
        groups = List.copyOf(groups);
        confusion = confusion.stream().map(List::copyOf).toList();
        reliability = List.copyOf(reliability);
        riskCoverage = List.copyOf(riskCoverage);
    }

    /** The figures of one prediction per face, index by index. */
    static Figures of(Dataset dataset, List<Prediction> predictions, Protocol protocol, Bootstrap bootstrap) {
        int emotions = dataset.labels().size();
        var items = ScoredFace.of(dataset, predictions, protocol);
        var observations = items.stream().map(ScoredFace::toTarget).toList();
        var confusion = accumulate(new ConfusionMatrix(emotions), observations);
        return new Figures(
                protocol,
                items.size(),
                observations(items, Measure.Compared.TO_VOTES, bootstrap.seed()).size(),
                observations(items, Measure.Compared.TO_TRUTH, bootstrap.seed()).size(),
                estimates(items, emotions, bootstrap),
                emotions(dataset.labels(), observations, confusion, bootstrap),
                groups(items),
                rows(confusion),
                accumulate(new CalibrationError(), observations).bins(),
                riskCoverage(items),
                CalibrationFloor.of(
                        CalibrationError::new,
                        items.stream().map(ScoredFace::predicted).toList(),
                        bootstrap.seed()),
                UncertaintyFigures.of(items, bootstrap),
                DecisionFigures.of(items, emotions, bootstrap),
                people(items, bootstrap.seed()));
    }

    /** A measure with its interval; NaN where it has no faces. */
    public Estimate get(Measure measure) {
        return Objects.requireNonNull(estimates.get(measure));
    }

    /** The observations of a measure; faces that lack what it compares are left out. */
    private static List<Observation> observations(List<ScoredFace> items, Measure.Compared compared, long seed) {
        var random = new SplittableRandom(seed);
        Function<ScoredFace, @Nullable Observation> look =
                switch (compared) {
                    case TO_LABEL -> ScoredFace::toTarget;
                    case TO_VOTES -> item -> item.face().hasVotes() ? item.toTarget() : null;
                    case TO_HALF_OF_VOTES -> item -> item.to(half(item.face().votes(), random));
                    case TO_TRUTH -> item -> item.to(item.face().truth());
                    case TRUTH_TO_LABEL -> item -> item.predicting(item.face().truth());
                };
        return items.stream().map(look).filter(Objects::nonNull).toList();
    }

    /**
     * The shares in a random half of the votes for an emotion (one less if their number is odd), or null if there are
     * fewer than 2: selection sampling, Knuth 1981, The Art of Computer Programming 2, 3.4.2 algorithm S.
     */
    private static @Nullable Distribution half(@Nullable Votes votes, SplittableRandom random) {
        if (votes == null || votes.emotionTotal() < 2) {
            return null;
        }
        var half = new double[votes.size()];
        int left = votes.emotionTotal();
        int wanted = left / 2;
        for (int k = 0; k < half.length; k++) {
            for (int vote = 0; vote < votes.count(k); vote++) {
                if (random.nextInt(left--) < wanted) {
                    half[k]++;
                    wanted--;
                }
            }
        }
        return Distribution.proportionalTo(half);
    }

    /** What measures share. */
    private record Pass(Measure.Compared compared, MeasurePass<?> pass) {}

    /** Passes do not share anything, so all cores take part; draws depend on the seed alone. */
    private static Map<Measure, Estimate> estimates(List<ScoredFace> items, int emotions, Bootstrap bootstrap) {
        var passes = Arrays.stream(Measure.values())
                .collect(Collectors.groupingBy(measure -> new Pass(measure.compared(), measure.pass())));
        return passes.entrySet().parallelStream()
                .flatMap(pass -> Measure.estimates(
                        pass.getKey().pass(),
                        pass.getValue(),
                        bootstrap,
                        emotions,
                        observations(items, pass.getKey().compared(), bootstrap.seed()))
                        .entrySet()
                        .stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<Emotion> emotions(
            LabelSet labels, List<Observation> observations, ConfusionMatrix confusion, Bootstrap bootstrap) {
        var readings = new ArrayList<ToDoubleFunction<ConfusionMatrix>>();
        for (int k = 0; k < labels.size(); k++) {
            int emotion = k;
            readings.add(matrix -> matrix.f1(emotion));
        }
        var estimates = bootstrap.estimates(() -> new ConfusionMatrix(labels.size()), readings, observations);
        return IntStream.range(0, labels.size())
                .mapToObj(k -> new Emotion(
                        labels.name(k),
                        confusion.labelled(k),
                        Estimate.ofShare(confusion.count(k, k), confusion.labelled(k)),
                        Estimate.ofShare(confusion.count(k, k), confusion.predicted(k)),
                        estimates.get(k)))
                .toList();
    }

    private static List<Group> groups(List<ScoredFace> items) {
        var byName = new TreeMap<String, List<ScoredFace>>();
        for (ScoredFace item : items) {
            String group = item.face().group();
            if (group != null) {
                byName.computeIfAbsent(group, name -> new ArrayList<>()).add(item);
            }
        }
        return byName.entrySet().stream()
                .map(group -> group(group.getKey(), group.getValue()))
                .toList();
    }

    private static Group group(String name, List<ScoredFace> faces) {
        long right = faces.stream().filter(face -> !face.wrong()).count();
        return new Group(name, faces.size(), Estimate.ofShare(right, faces.size()));
    }

    private static @Nullable HumanReference people(List<ScoredFace> items, long seed) {
        var crowds = items.stream()
                .map(item -> item.face().votes())
                .filter(Objects::nonNull)
                .toList();
        return crowds.isEmpty() ? null : HumanReference.of(crowds, seed);
    }

    private static List<RiskCoverage.Point> riskCoverage(List<ScoredFace> items) {
        var all = Doubted.curve(items.stream()
                        .map(item -> new Doubted(AbstentionRule.doubt(item.predicted()), item.wrong()))
                        .toList())
                .curve();
        var kept = new ArrayList<RiskCoverage.Point>();
        double next = 1.0 / CURVE;
        for (var point : all) {
            if (point.coverage() >= next) {
                kept.add(point);
                next = (Math.floor(point.coverage() * CURVE) + 1) / CURVE;
            }
        }
        return kept;
    }

    private static List<List<Long>> rows(ConfusionMatrix confusion) {
        return IntStream.range(0, confusion.size())
                .mapToObj(label -> IntStream.range(0, confusion.size())
                        .mapToObj(predicted -> confusion.count(label, predicted))
                        .toList())
                .toList();
    }

    private static <M extends Metric<M>> M accumulate(M metric, List<Observation> faces) {
        faces.forEach(metric::add);
        return metric;
    }
}
