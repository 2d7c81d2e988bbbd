package org.ambivalent.train;

import static org.ambivalent.data.CalibratedTo.MAJORITY;
import static org.ambivalent.data.CalibratedTo.VOTES;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.data.AgreementLevel;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.Protocol;
import org.ambivalent.train.Bayes.Group;

/** The drawings beside {@link BayesPage}, of one group: curves of more would not be told apart. */
final class BayesDrawings {

    private final String prefix;
    private final Group group;
    private final Outcomes outcomes;

    /**
     * Of a group's trainings.
     *
     * @param prefix of file names
     */
    BayesDrawings(String prefix, Group group, Outcomes outcomes) {
        this.prefix = prefix;
        this.group = group;
        this.outcomes = outcomes;
    }

    /** None until a training is done. */
    List<Experiment.Drawing> all() {
        var drawings = new ArrayList<Experiment.Drawing>();
        var scores = new LinkedHashMap<String, PosteriorScore>();
        group.posteriors().forEach(row -> row.score(outcomes).ifPresent(score -> scores.put(row.name(), score)));
        if (scores.isEmpty()) {
            return drawings;
        }
        String of = ", " + group.title().replace("`", "");
        drawings.add(drawing(
                "samples",
                LineDrawing.of(
                        "Accuracy by samples" + of,
                        "samples or members",
                        "accuracy, %",
                        sampleTicks(scores),
                        curves(scores, score -> score.bySamples().stream()
                                .map(one -> 100 * one.accuracy().value())
                                .toList()))));
        drawings.add(drawing(
                "risk",
                LineDrawing.of(
                        "Risk of the faces doubted least" + of,
                        "share of faces answered",
                        "wrong answers, %",
                        IntStream.rangeClosed(1, 20).mapToObj(i -> 5 * i + " %").toList(),
                        curves(
                                scores,
                                score -> score.riskCurve().getOrDefault(Protocol.MAJORITY.key(), List.of()).stream()
                                        .map(risk -> 100 * risk)
                                        .toList()))));
        group.ensemble().score(outcomes).map(this::agreement).ifPresent(drawings::add);
        return drawings;
    }

    private Experiment.Drawing drawing(String kind, String svg) {
        return new Experiment.Drawing(prefix + "-" + kind + ".svg", svg);
    }

    private static Map<String, List<Double>> curves(
            Map<String, PosteriorScore> scores, Function<PosteriorScore, List<Double>> curve) {
        var curves = new LinkedHashMap<String, List<Double>>();
        scores.forEach((name, score) -> curves.put(name, curve.apply(score)));
        return curves;
    }

    private static List<String> sampleTicks(Map<String, PosteriorScore> scores) {
        var longest = scores.values().stream()
                .map(PosteriorScore::bySamples)
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
        return longest.stream().map(one -> Integer.toString(one.samples())).toList();
    }

    private Experiment.Drawing agreement(PosteriorScore score) {
        var levels = score.agreement().getOrDefault(VOTES.key(), List.of());
        var curves = new LinkedHashMap<String, List<Double>>();
        curves.put("ECE of the votes", values(levels, AgreementLevel::crowdCalibrationError));
        curves.put("ECE, to votes", values(levels, AgreementLevel::calibrationError));
        curves.put(
                "ECE, to majority",
                values(score.agreement().getOrDefault(MAJORITY.key(), List.of()), AgreementLevel::calibrationError));
        curves.put("DistCE, to votes", values(levels, AgreementLevel::distCE));
        return drawing(
                "agreement",
                LineDrawing.of(
                        "Calibration by agreement of people, " + Bayes.ENSEMBLE,
                        "share of the top vote, up to",
                        "error",
                        levels.stream()
                                .map(level -> String.format(Locale.ROOT, "%.0f %%", 100 * level.high()))
                                .toList(),
                        curves));
    }

    private static List<Double> values(List<AgreementLevel> levels, Function<AgreementLevel, Double> value) {
        return levels.stream().map(value).toList();
    }

    /** What shows one of them on the page; nothing where it is not there. */
    String markdown(String kind) {
        return all().stream()
                .filter(drawing -> drawing.file().contains("-" + kind + "."))
                .map(drawing -> "![" + kind + "](" + drawing.file() + ")\n\n")
                .collect(Collectors.joining());
    }
}
