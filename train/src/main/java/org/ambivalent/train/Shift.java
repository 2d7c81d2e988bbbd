package org.ambivalent.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.ambivalent.data.Corruption;
import org.ambivalent.data.ShiftScore;
import org.ambivalent.train.Bayes.Group;

/** What posteriors know on faces worse than those they were trained on; the trainings are those of {@link Bayes}. */
final class Shift implements Experiment {

    /** A figure of {@link ShiftScore}. */
    private record Figure(String title, String name, boolean isShare) {

        int decimals() {
            return isShare ? 1 : 4;
        }
    }

    private static final List<Figure> FIGURES = List.of(
            new Figure("Accuracy, majority, %", "raw.majority.accuracy", true),
            new Figure("ECE, majority, not calibrated, %", "raw.majority.expectedCalibrationError", true),
            new Figure(
                    "ECE, majority, at the temperature of clean faces, %",
                    "toMajority.majority.expectedCalibrationError", true),
            new Figure("Jensen-Shannon to the votes, nats", "raw.all.jensenShannon", false),
            new Figure(
                    "Jensen-Shannon to the votes, at the temperature of clean faces, nats",
                    "toVotes.all.jensenShannon",
                    false),
            new Figure("Abstained from, %", "abstained", true),
            new Figure("Risk: wrong among the answers given, %", "risk", true));

    @Override
    public String name() {
        return "shift";
    }

    @Override
    public String question() {
        return "Do posteriors notice faces that are worse than those they know? Blur, noise, brightness, occlusion and low"
                + " resolution at five strengths.";
    }

    /** The network that is shipped, trained on votes. */
    private static Group group(Recipe recipe) {
        return Bayes.groups(recipe).get(0);
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        return group(recipe).trials();
    }

    @Override
    public Set<Finding> findings() {
        return Set.of(Finding.SHIFT);
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        page.append(
                "The trainings are those of `bayes`. Temperatures and the rule that abstains (target risk 5 %, delta 0.1) come"
                        + " from one random half of the clean validation faces and are used on changed faces of the other half, both"
                        + " ways. `deterministic` is each member of the ensemble alone, with temperature and rule of its own: mean ±"
                        + " standard deviation.\n\n");
        page.append(
                "## By strength\n\nMeans over the five kinds; strength 0 is clean, with its interval. Who answers nothing has no"
                        + " risk: then the mean is over the other kinds, and their number is given.\n\n");
        for (var figure : FIGURES) {
            page.append(figure.title()).append(":\n\n").append(strengths());
            for (var row : group(recipe).rows()) {
                page.append(row(row, outcomes, Corruption.NAMES, figure, "`" + row.name() + "`"));
            }
            page.append("\n");
        }
        drawings(recipe, outcomes).forEach(drawing -> page.append("![Mean over the kinds](")
                .append(drawing.file())
                .append(")\n\n"));
        page.append("## By kind\n\n");
        for (String kind : Corruption.NAMES) {
            page.append("### ").append(kind).append("\n\n");
            for (var figure : FIGURES) {
                page.append(figure.title()).append(":\n\n").append(strengths());
                for (var row : group(recipe).rows()) {
                    page.append(row(row, outcomes, List.of(kind), figure, "`" + row.name() + "`"));
                }
                page.append("\n");
            }
        }
        return page.toString();
    }

    private static String strengths() {
        return Outcomes.header("posterior", "0", "1", "2", "3", "4", "5");
    }

    private static String row(PosteriorRow row, Outcomes outcomes, List<String> kinds, Figure figure, String title) {
        var scores = scores(row, outcomes);
        var cells = new ArrayList<Object>(List.of(title));
        cells.add(Optional.ofNullable(scores.get(ShiftScore.CLEAN))
                .map(clean -> row.ofMembers()
                        ? PosteriorRow.interval(clean.member(figure.name()), figure.decimals(), figure.isShare())
                        : PosteriorRow.interval(clean.figure(figure.name()), figure.decimals(), figure.isShare()))
                .orElse("-"));
        for (int strength = 1; strength <= Corruption.STRONGEST; strength++) {
            var values = values(row, scores, kinds, strength, figure);
            cells.add(
                    values.length == 0
                            ? "-"
                            : PosteriorRow.format(mean(values), figure.decimals(), figure.isShare())
                                    + (values.length == kinds.size()
                                            ? ""
                                            : " (" + values.length + " of " + kinds.size() + ")"));
        }
        return Outcomes.row(cells.toArray());
    }

    /** By condition. */
    private static Map<String, ShiftScore> scores(PosteriorRow row, Outcomes outcomes) {
        var scores = new LinkedHashMap<String, ShiftScore>();
        outcomes.of(row.trial())
                .flatMap(result -> Optional.ofNullable(result.shift()))
                .orElse(List.of())
                .forEach(score -> scores.put(score.faces(), score));
        return scores;
    }

    private static double mean(double... values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** Of the kinds that have the figure: where nothing is answered, there is no risk. */
    private static double[] values(
            PosteriorRow row, Map<String, ShiftScore> scores, List<String> kinds, int strength, Figure figure) {
        return kinds.stream()
                .flatMap(kind -> Optional.ofNullable(
                        scores.get(Corruption.of(kind, strength).text()))
                        .stream())
                .mapToDouble(score -> row.ofMembers()
                        ? score.member(figure.name()).mean()
                        : score.figure(figure.name()).value())
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    @Override
    public List<Drawing> drawings(Recipe recipe, Outcomes outcomes) {
        var drawings = new ArrayList<Drawing>();
        for (var figure : List.of(FIGURES.get(0), FIGURES.get(2), FIGURES.get(5), FIGURES.get(6))) {
            var curves = new LinkedHashMap<String, List<Double>>();
            for (var row : group(recipe).rows()) {
                var scores = scores(row, outcomes);
                var curve = curve(row, scores, figure);
                if (curve.stream().anyMatch(value -> !Double.isNaN(value))) {
                    curves.put(row.name(), curve);
                }
            }
            if (!curves.isEmpty()) {
                drawings.add(new Drawing(
                        name() + "-" + recipe.name() + "-" + (drawings.size() + 1) + ".svg",
                        LineDrawing.of(
                                figure.title(),
                                "strength",
                                "mean over the kinds",
                                IntStream.rangeClosed(0, Corruption.STRONGEST)
                                        .mapToObj(Integer::toString)
                                        .toList(),
                                curves)));
            }
        }
        return drawings;
    }

    private static List<Double> curve(PosteriorRow row, Map<String, ShiftScore> scores, Figure figure) {
        var curve = new ArrayList<Double>();
        var clean = Optional.ofNullable(scores.get(ShiftScore.CLEAN));
        curve.add(100
                * clean.map(score -> row.ofMembers()
                                ? score.member(figure.name()).mean()
                                : score.figure(figure.name()).value())
                        .orElse(Double.NaN));
        for (int strength = 1; strength <= Corruption.STRONGEST; strength++) {
            var values = values(row, scores, Corruption.NAMES, strength, figure);
            // A mean over other kinds is no point of the same curve.
            curve.add(values.length == Corruption.NAMES.size() ? 100 * mean(values) : Double.NaN);
        }
        return curve;
    }
}
