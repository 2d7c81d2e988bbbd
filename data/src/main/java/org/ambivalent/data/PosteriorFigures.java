package org.ambivalent.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.decide.AbstentionRule;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.CalibrationError;
import org.ambivalent.metrics.CalibrationFloor;
import org.ambivalent.metrics.Divergence;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.Observation;
import org.ambivalent.metrics.Ranking;
import org.ambivalent.metrics.RiskCoverage;

/**
 * Every measure of the samples of a posterior under one protocol, by name, each with its bootstrap interval:
 * <ul>
 *   <li>those of {@link Measure} that compare with labels or votes, by their keys, without its rankings
 *   <li>{@code expectedCalibrationErrorFloor}: the 95 % level of {@link CalibrationFloor}
 *   <li>{@code errorAuroc.total}, {@code .aleatoric}, {@code .epistemic}: how well each part of the uncertainty finds wrong
 *       answers; {@code disagreementAuroc.total} and so on: how well it finds faces of which no emotion has more than
 *       half of the votes
 *   <li>{@code jensenShannonToHalf}: to a random half of each face's votes; {@code jensenShannonBetweenHalves}: of the two
 *       halves; {@code jensenShannonOverHalves}: the first less the second, below 0 where the model is closer to five people
 *       than five others are. Means over {@value #SPLITS} random halves of each face with at least two votes
 * </ul>
 */
final class PosteriorFigures {

    private static final int SPLITS = 20;

    private final List<JudgedFace> faces;
    private final List<List<Distribution>> samples;
    private final List<Distribution> predicted;
    private final List<Uncertainty> uncertainties;
    private final Bootstrap bootstrap;
    private final int emotions;

    /** Of the samples {@code [faces of the dataset][samples]}; those of the faces that count are looked at. */
    PosteriorFigures(List<JudgedFace> faces, List<List<Distribution>> samples, Bootstrap bootstrap) {
        this.faces = faces;
        this.samples = faces.stream().map(face -> samples.get(face.index())).toList();
        this.predicted = this.samples.stream().map(Uncertainty::mean).toList();
        this.uncertainties = this.samples.stream().map(Uncertainty::of).toList();
        this.bootstrap = bootstrap;
        this.emotions = predicted.isEmpty() ? 0 : predicted.get(0).size();
    }

    /** By name; none without faces, and without what is undefined. Takes all cores: measures share nothing. */
    Map<String, Estimate> figures() {
        var tasks = new LinkedHashMap<String, Supplier<Estimate>>();
        if (!faces.isEmpty()) {
            addMetrics(tasks);
            addRankings(tasks);
            tasks.putAll(halves());
        }
        var figures = new LinkedHashMap<String, Estimate>();
        tasks.entrySet().parallelStream()
                .map(task -> Map.entry(task.getKey(), Rounded.of(task.getValue().get())))
                .toList()
                .forEach(figure -> figures.put(figure.getKey(), figure.getValue()));
        figures.values().removeIf(estimate -> Double.isNaN(estimate.value()));
        return figures;
    }

    private void addMetrics(Map<String, Supplier<Estimate>> tasks) {
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < faces.size(); i++) {
            observations.add(faces.get(i).with(predicted.get(i)));
        }
        for (var measure : Measure.values()) {
            if (isTaken(measure)) {
                tasks.put(measure.key(), () -> measure.estimate(bootstrap, emotions, observations));
            }
        }
        tasks.put("expectedCalibrationErrorFloor", this::floor);
    }

    /** Rankings are taken by every part of the uncertainty instead, halves of the votes over many splits. */
    private static boolean isTaken(Measure measure) {
        boolean compares =
                measure.compared() == Measure.Compared.TO_LABEL || measure.compared() == Measure.Compared.TO_VOTES;
        return compares && measure != Measure.ERROR_AUROC && measure != Measure.DISAGREEMENT_AUROC;
    }

    private Estimate floor() {
        var floor = CalibrationFloor.of(CalibrationError::new, predicted, bootstrap.seed());
        return new Estimate(floor.high(), Double.NaN, Double.NaN);
    }

    private RiskCoverage riskCoverage(int... drawn) {
        var curve = new RiskCoverage();
        for (int i : drawn) {
            curve.add(AbstentionRule.doubt(predicted.get(i)), isWrong(i) ? 1 : 0);
        }
        return curve;
    }

    /** The risk at 5, 10, .. 100 % coverage. */
    List<Double> riskCurve() {
        var curve = riskCoverage(IntStream.range(0, faces.size()).toArray());
        return IntStream.rangeClosed(1, 20)
                .mapToObj(twentieth -> Rounded.of(curve.riskAt(twentieth / 20.0)))
                .toList();
    }

    private boolean isWrong(int i) {
        return faces.get(i).isWrong(predicted.get(i));
    }

    private void addRankings(Map<String, Supplier<Estimate>> tasks) {
        addRankings(tasks, "total", Uncertainty::total);
        addRankings(tasks, "aleatoric", Uncertainty::aleatoric);
        addRankings(tasks, "epistemic", Uncertainty::epistemic);
    }

    private void addRankings(
            Map<String, Supplier<Estimate>> tasks, String part, ToDoubleFunction<Uncertainty> reading) {
        tasks.put("errorAuroc." + part, () -> auroc(reading, this::isWrong));
        tasks.put(
                "disagreementAuroc." + part,
                () -> auroc(
                        reading, i -> ScoredFace.isDivided(faces.get(i).votes().distribution())));
    }

    private Estimate auroc(ToDoubleFunction<Uncertainty> score, Function<Integer, Boolean> isPositive) {
        return bootstrap.estimate(faces.size(), drawn -> {
            var ranking = new Ranking();
            for (int i : drawn) {
                ranking.add(score.applyAsDouble(uncertainties.get(i)), isPositive.apply(i));
            }
            return ranking.auroc();
        });
    }

    private Map<String, Supplier<Estimate>> halves() {
        var random = new SplittableRandom(bootstrap.seed());
        var model = new ArrayList<Double>();
        var people = new ArrayList<Double>();
        for (int i = 0; i < faces.size(); i++) {
            var votes = faces.get(i).votes();
            if (votes.emotionTotal() >= 2) {
                double toHalf = 0;
                double betweenHalves = 0;
                for (int s = 0; s < SPLITS; s++) {
                    var half = votes.half(random);
                    var rest = votes.without(half).distribution();
                    toHalf += Divergence.jensenShannon(predicted.get(i), half.distribution()) / SPLITS;
                    betweenHalves += Divergence.jensenShannon(rest, half.distribution()) / SPLITS;
                }
                model.add(toHalf);
                people.add(betweenHalves);
            }
        }
        // In this order wherever figures are written.
        var tasks = new LinkedHashMap<String, Supplier<Estimate>>();
        tasks.put("jensenShannonToHalf", () -> bootstrap.mean(difference(model, List.of())));
        tasks.put("jensenShannonBetweenHalves", () -> bootstrap.mean(difference(people, List.of())));
        tasks.put("jensenShannonOverHalves", () -> bootstrap.mean(difference(model, people)));
        return tasks;
    }

    /** Less nothing, where there is nothing to take off. */
    private static double[] difference(List<Double> values, List<Double> others) {
        return IntStream.range(0, values.size())
                .mapToDouble(i -> values.get(i) - (others.isEmpty() ? 0 : others.get(i)))
                .toArray();
    }
}
