package org.ambivalent.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambivalent.data.CalibratedTo;
import org.ambivalent.data.CoverageCheck;
import org.ambivalent.data.Measure;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.Protocol;
import org.ambivalent.data.RiskCheck;
import org.ambivalent.metrics.Estimate;

/**
 * What {@code calibrate --check} says.
 *
 * @param model its name
 * @param score over halves of the faces
 * @param hasVotes whether people voted on the faces; otherwise what is said of votes says nothing new
 */
record CalibrationCheckText(String model, PosteriorScore score, boolean hasVotes) {

    private static final int TITLE = 38;
    private static final int CELL = 27;

    /** A row of the table; shares are shown in percent. */
    private record Row(String title, Protocol protocol, String measure, boolean isShare) {

        static Row share(String title, String measure) {
            return new Row(title, Protocol.MAJORITY, measure, true);
        }

        static Row number(String title, Protocol protocol, String measure) {
            return new Row(title, protocol, measure, false);
        }
    }

    private static final List<Row> ROWS = List.of(
            Row.share("accuracy, majority", Measure.ACCURACY.key()),
            Row.share("  more than one member", "accuracyOverAlone"),
            Row.number("NLL of the label, majority", Protocol.MAJORITY, Measure.NEGATIVE_LOG_LIKELIHOOD.key()),
            Row.share("ECE, 15 bins, majority", Measure.EXPECTED_CALIBRATION_ERROR.key()),
            Row.share("  of a perfect one, at most", "expectedCalibrationErrorFloor"),
            Row.number("KL to the votes, all votes", Protocol.ALL_VOTES, Measure.KULLBACK_LEIBLER.key()),
            Row.number("JS to the votes, all votes", Protocol.ALL_VOTES, Measure.JENSEN_SHANNON.key()),
            Row.number("  more than one member", Protocol.ALL_VOTES, "jensenShannonOverAlone"),
            Row.number("JS to half of the votes, all votes", Protocol.ALL_VOTES, "jensenShannonToHalf"),
            Row.number("  more than the other half has", Protocol.ALL_VOTES, "jensenShannonOverHalves"),
            Row.number("EntCE, all votes", Protocol.ALL_VOTES, Measure.ENT_CE.key()),
            Row.number("entropy correlation, all votes", Protocol.ALL_VOTES, Measure.ENTROPY_CORRELATION.key()));

    String toText() {
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT,
                "checked with %,d faces%s: calibrated on one half, scored on the other, both ways",
                score.faces(),
                hasVotes ? String.format(Locale.ROOT, ", %,d of them with a majority", score.majorityFaces()) : ""));
        lines.add(line("", to -> switch (to) {
            case NOTHING -> "as it is";
            case VOTES -> "calibrated to votes";
            case MAJORITY -> hasVotes ? "calibrated to the majority" : "calibrated to the labels";
        }));
        ROWS.stream().filter(this::isShown).forEach(row -> lines.add(line(row.title(), to -> cell(row, to))));
        lines.add(line("temperatures of the halves", this::temperatures));
        lines.add("over " + CoverageCheck.HALVES + " random halves, promised on one and counted on the other");
        score.coverage().stream().filter(check -> counts(check.protocol())).forEach(check -> lines.add(text(check)));
        score.risk().stream().filter(check -> counts(check.protocol())).forEach(check -> lines.add(text(check)));
        return String.join(System.lineSeparator(), lines);
    }

    private boolean counts(String protocol) {
        return hasVotes || protocol.equals(Protocol.MAJORITY.key());
    }

    private boolean isShown(Row row) {
        return counts(row.protocol().key())
                && !Double.isNaN(estimate(row, CalibratedTo.NOTHING).value());
    }

    private Estimate estimate(Row row, CalibratedTo to) {
        return score.figure(to, row.protocol(), row.measure());
    }

    private Stream<CalibratedTo> columns() {
        return hasVotes ? Stream.of(CalibratedTo.values()) : Stream.of(CalibratedTo.NOTHING, CalibratedTo.MAJORITY);
    }

    private String line(String title, Function<CalibratedTo, String> cell) {
        String cells = columns().map(cell).map(text -> padded(text, CELL)).collect(Collectors.joining(" "));
        return (padded(title, TITLE) + " " + cells).stripTrailing();
    }

    private static String padded(String text, int width) {
        return String.format(Locale.ROOT, "%-" + width + "s", text);
    }

    private String cell(Row row, CalibratedTo to) {
        var estimate = estimate(row, to);
        String value = format(estimate.value(), row) + (row.isShare() ? " %" : "");
        return Double.isNaN(estimate.low())
                ? value
                : value + " [" + format(estimate.low(), row) + ", " + format(estimate.high(), row) + "]";
    }

    private static String format(double value, Row row) {
        return String.format(Locale.ROOT, row.isShare() ? "%.1f" : "%.4f", row.isShare() ? 100 * value : value);
    }

    private String temperatures(CalibratedTo to) {
        return score.temperatures().getOrDefault(to.key(), List.of()).stream()
                .map(value -> String.format(Locale.ROOT, "%.3f", value))
                .collect(Collectors.joining(", "));
    }

    private String about(String protocol) {
        return protocol.equals(Protocol.ALL_VOTES.key()) ? "a drawn vote" : hasVotes ? "the majority" : "the label";
    }

    private String text(CoverageCheck check) {
        String kept = check.outside() == null
                ? String.format(Locale.ROOT, "%.1f %% of the emotion covered least", 100 * check.leastOfAnEmotion())
                : String.format(
                        Locale.ROOT,
                        "%d outside %.1f to %.1f %%",
                        check.outside(),
                        100 * check.low(),
                        100 * check.high());
        return promise(
                check.score() + " sets, " + about(check.protocol()) + (check.perEmotion() ? ", per emotion" : ""),
                String.format(
                        Locale.ROOT,
                        "hold %.1f %%; %s; %.2f emotions",
                        100 * check.meanCoverage(),
                        kept,
                        check.meanSize()));
    }

    private String text(RiskCheck check) {
        String kept = check.refused() == check.halves()
                ? String.format(Locale.ROOT, "no rule keeps %.0f %% in any", 100 * check.targetRisk())
                : String.format(
                        Locale.ROOT,
                        "answers %.1f %%, %.1f %% of them wrong; %.0f %% exceeded in %d; no rule in %d",
                        100 * check.meanCoverage(),
                        100 * check.meanRisk(),
                        100 * check.targetRisk(),
                        check.exceeded(),
                        check.refused());
        return promise("abstention, " + about(check.protocol()), kept);
    }

    private static String promise(String title, String kept) {
        return padded("  " + title, TITLE) + " " + kept;
    }

    String toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("model", model);
        json.put("posterior", score);
        return Json.pretty(json);
    }
}
