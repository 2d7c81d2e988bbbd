package org.ambivalent.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambivalent.metrics.CalibrationFloor;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.HumanReference;

/** The terminal's view of an evaluation, within 100 columns for names of usual length. */
final class EvaluationText {

    /** More rows than these help nobody; the others are in the JSON and the report. */
    private static final Set<Measure> SHOWN = Collections.unmodifiableSet(EnumSet.of(
            Measure.ACCURACY,
            Measure.MEAN_CLASS_ACCURACY,
            Measure.NEGATIVE_LOG_LIKELIHOOD,
            Measure.BRIER_SCORE,
            Measure.EXPECTED_CALIBRATION_ERROR,
            Measure.CROSS_ENTROPY,
            Measure.KULLBACK_LEIBLER,
            Measure.JENSEN_SHANNON,
            Measure.HALF_JENSEN_SHANNON,
            Measure.DIST_CE,
            Measure.ENT_CE,
            Measure.ENTROPY_CORRELATION,
            Measure.AURC,
            Measure.RISK_AT_80,
            Measure.ERROR_AUROC,
            Measure.DISAGREEMENT_AUROC,
            Measure.BAYES_OPTIMAL_ACCURACY,
            Measure.TRUE_KULLBACK_LEIBLER,
            Measure.TRUE_ENTROPY_CORRELATION));

    private EvaluationText() {}

    static String of(Evaluation evaluation) {
        var parts = Stream.of(heading(evaluation), measures(evaluation), emotions(evaluation), groups(evaluation));
        return parts.filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n"))
                .stripTrailing();
    }

    private static String heading(Evaluation evaluation) {
        return evaluation.dataset() + ": " + count(evaluation.size()) + " faces. Square brackets: 95 % intervals ("
                + count(evaluation.bootstrap().resamples())
                + " resamples of the faces; Wilson's for emotions, groups and decisions).\n";
    }

    private static String measures(Evaluation evaluation) {
        var rows = new ArrayList<List<String>>();
        rows.add(row("", evaluation, EvaluationText::name));
        rows.add(row("faces", evaluation, figures -> count(figures.faces())));
        for (Measure measure : SHOWN) {
            if (evaluation.isDefined(measure)) {
                rows.add(row(title(measure), evaluation, figures -> interval(figures.get(measure), measure.unit())));
            }
            if (measure == Measure.EXPECTED_CALIBRATION_ERROR) {
                rows.add(row("ECE of perfect calibration", evaluation, figures -> floor(figures.calibrationFloor())));
            }
        }
        rows.addAll(uncertainty(evaluation));
        rows.addAll(decisions(evaluation));
        rows.addAll(people(evaluation));
        return table(rows);
    }

    /** Such as "1.3 % [0.0, 2.1]". */
    static String floor(CalibrationFloor floor) {
        double low = Double.isNaN(floor.mean()) ? Double.NaN : 0;
        return interval(new Estimate(floor.mean(), low, floor.high()), Measure.Unit.SHARE);
    }

    private static List<List<String>> uncertainty(Evaluation evaluation) {
        if (!evaluation.broadest().uncertainty().hasEpistemic()) {
            return List.of();
        }
        return List.of(
                row(
                        "aleatoric doubt, nats",
                        evaluation,
                        figures -> nats(figures.uncertainty().aleatoric())),
                row(
                        "epistemic doubt, nats",
                        evaluation,
                        figures -> nats(figures.uncertainty().epistemic())));
    }

    private static String nats(Estimate estimate) {
        return interval(estimate, Measure.Unit.NATS);
    }

    private static List<List<String>> decisions(Evaluation evaluation) {
        var broadest = evaluation.broadest().decisions();
        if (broadest == null) {
            return List.of();
        }
        var rows = new ArrayList<List<String>>();
        rows.add(row("", evaluation, figures -> ""));
        rows.add(row("what it decides", evaluation, figures -> ""));
        rows.add(decisions("abstains", evaluation, DecisionFigures::abstained));
        rows.add(decisions("wrong among its answers", evaluation, DecisionFigures::risk));
        rows.add(decisions("called unfamiliar", evaluation, DecisionFigures::unfamiliar));
        if (broadest.sets() != null) {
            rows.add(sets("sets with the label", evaluation, SetFigures::coverage, Measure.Unit.SHARE));
            rows.add(sets("votes in the sets", evaluation, SetFigures::votesCovered, Measure.Unit.SHARE));
            rows.add(sets("emotions in a set", evaluation, SetFigures::meanSize, Measure.Unit.NUMBER));
        }
        return rows;
    }

    private static List<String> decisions(
            String name, Evaluation evaluation, Function<DecisionFigures, Estimate> figure) {
        return row(name, evaluation, figures -> {
            var decisions = figures.decisions();
            return decisions == null ? "-" : interval(figure.apply(decisions), Measure.Unit.SHARE);
        });
    }

    private static List<String> sets(
            String name, Evaluation evaluation, Function<SetFigures, Estimate> figure, Measure.Unit unit) {
        return row(name, evaluation, figures -> {
            var decisions = figures.decisions();
            var sets = decisions == null ? null : decisions.sets();
            return sets == null ? "-" : interval(figure.apply(sets), unit);
        });
    }

    private static String title(Measure measure) {
        return measure.title() + (measure.unit() == Measure.Unit.NATS ? ", nats" : "");
    }

    private static List<List<String>> people(Evaluation evaluation) {
        if (evaluation.broadest().people() == null) {
            return List.of();
        }
        return List.of(
                row("", evaluation, figures -> ""),
                row("people among themselves", evaluation, figures -> ""),
                row("one agrees with the others", evaluation, people(HumanReference::agreement, Measure.Unit.SHARE)),
                row("JS of two random halves, nats", evaluation, people(HumanReference::halves, Measure.Unit.NATS)),
                row("entropy of the votes, nats", evaluation, people(HumanReference::entropy, Measure.Unit.NATS)));
    }

    private static Function<Figures, String> people(Function<HumanReference, Double> figure, Measure.Unit unit) {
        return figures -> {
            var people = figures.people();
            return people == null ? "-" : unit.format(figure.apply(people));
        };
    }

    private static List<String> row(String name, Evaluation evaluation, Function<Figures, String> cell) {
        return Stream.concat(Stream.of(name), evaluation.protocols().map(cell)).toList();
    }

    private static String emotions(Evaluation evaluation) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(name(evaluation.broadest()) + ", by emotion", "faces", "recall", "precision", "F1"));
        for (Figures.Emotion emotion : evaluation.broadest().emotions()) {
            rows.add(List.of(
                    emotion.name(),
                    count(emotion.faces()),
                    interval(emotion.recall(), Measure.Unit.SHARE),
                    interval(emotion.precision(), Measure.Unit.SHARE),
                    interval(emotion.f1(), Measure.Unit.SHARE)));
        }
        return table(rows);
    }

    private static String groups(Evaluation evaluation) {
        var groups = evaluation.broadest().groups();
        if (groups.isEmpty()) {
            return "";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(name(evaluation.broadest()) + ", by group", "faces", "accuracy"));
        for (Figures.Group group : groups) {
            rows.add(List.of(group.name(), count(group.faces()), interval(group.accuracy(), Measure.Unit.SHARE)));
        }
        return table(rows);
    }

    /** The protocol's name on a screen. */
    static String name(Figures figures) {
        return figures.protocol() == Protocol.MAJORITY ? "majority" : "all votes";
    }

    private static String count(long faces) {
        return String.format(Locale.ROOT, "%,d", faces);
    }

    /** Such as "87.5 % [86.3, 88.6]"; no brackets where the interval is unknown. */
    static String interval(Estimate estimate, Measure.Unit unit) {
        String value = unit.format(estimate.value());
        return Double.isNaN(estimate.low()) ? value : value + " " + brackets(estimate, unit);
    }

    /** Such as "[86.3, 88.6]". */
    static String brackets(Estimate estimate, Measure.Unit unit) {
        return "[" + bare(estimate.low(), unit) + ", " + bare(estimate.high(), unit) + "]";
    }

    private static String bare(double value, Measure.Unit unit) {
        return unit.format(value).replace(" %", "");
    }

    /** Columns as wide as their widest cell, two spaces between them, no space at the end of a line. */
    private static String table(List<List<String>> rows) {
        var widths = new int[rows.get(0).size()];
        for (var row : rows) {
            Arrays.setAll(widths, k -> Math.max(widths[k], row.get(k).length()));
        }
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int k = 0; k < widths.length; k++) {
                line.append(row.get(k)).append(" ".repeat(widths[k] - row.get(k).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
