package org.ambivalent.data;

import static org.ambivalent.data.Markup.capital;
import static org.ambivalent.data.Markup.escape;
import static org.ambivalent.data.Markup.fill;
import static org.ambivalent.data.Markup.percent;
import static org.ambivalent.data.Svg.MARGIN;
import static org.ambivalent.data.Svg.SIDE;
import static org.ambivalent.data.Svg.WIDTH;
import static org.ambivalent.data.Svg.line;
import static org.ambivalent.data.Svg.plotArea;
import static org.ambivalent.data.Svg.rect;
import static org.ambivalent.data.Svg.svg;
import static org.ambivalent.data.Svg.text;
import static org.ambivalent.data.Svg.vertical;
import static org.ambivalent.data.Svg.xTicks;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.metrics.CalibrationError;
import org.ambivalent.metrics.Estimate;

/**
 * The drawings of a report as inline SVG, coloured by its style sheet, so that they follow dark mode, stay sharp at every
 * size and are read aloud. Java2D, which plotting libraries draw with, stops with an error on a machine without fonts,
 * as small containers are.
 */
final class Charts {

    /** Cells a side of a density plot: a cell is smaller than what the eye needs, larger than a crowd of ten resolves. */
    private static final int CELLS = 24;

    private Charts() {}

    /**
     * A reliability diagram: the accuracy of every bin of confidence against the diagonal on which both are equal, and
     * how many faces each bin holds below.
     */
    static String reliability(List<CalibrationError.Bin> bins, String description) {
        long most = bins.stream().mapToLong(CalibrationError.Bin::count).max().orElse(1);
        int histogram = 56;
        int base = SIDE + 22 + histogram;
        var body = new StringBuilder();
        for (CalibrationError.Bin bin : bins) {
            if (bin.count() > 0) {
                body.append(reliabilityBin(bin, base, (double) histogram / most));
            }
        }
        return svg(
                WIDTH,
                base + MARGIN,
                description,
                plotArea(percent(0), percent(0.5), percent(1))
                        + body
                        + line("ideal", MARGIN, SIDE + 10, MARGIN + SIDE, 10)
                        + line("axis", MARGIN, base, MARGIN + SIDE, base)
                        + text(MARGIN - 6, base - histogram / 2.0 + 4, "end", "faint", "faces")
                        + text(MARGIN + SIDE / 2.0, base + 32, "middle", "", "confidence")
                        + xTicks(base + 15, percent(0), percent(0.5), percent(1))
                        + vertical("accuracy"));
    }

    private static String reliabilityBin(CalibrationError.Bin bin, int base, double perFace) {
        double x = MARGIN + SIDE * bin.low() + 1;
        double width = SIDE * (bin.high() - bin.low()) - 2;
        String title = fill(
                "confidence %s to %s: accuracy %s, mean confidence %s, %s",
                percent(bin.low()),
                percent(bin.high()),
                percent(bin.accuracy()),
                percent(bin.meanConfidence()),
                Markup.faces(bin.count()));
        return "<g><title>" + title + "</title>"
                + rect("soft", x, 10 + SIDE * (1 - bin.accuracy()), width, SIDE * bin.accuracy())
                + fill(
                        "<circle class=\"model\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>",
                        MARGIN + SIDE * bin.meanConfidence(), 10 + SIDE * (1 - bin.accuracy()))
                + rect("soft", x, base - perFace * bin.count(), width, perFace * bin.count())
                + "</g>";
    }

    /** How often each pair of entropies occurs, {@code x} against {@code y}, both in [0, max] nats. */
    static String density(double[] x, double[] y, double max, String xName, String yName, String description) {
        var counts = new int[CELLS][CELLS];
        for (int i = 0; i < x.length; i++) {
            counts[cell(x[i] / max)][cell(y[i] / max)]++;
        }
        int most = IntStream.range(0, CELLS * CELLS)
                .map(k -> counts[k / CELLS][k % CELLS])
                .max()
                .orElse(1);
        var body = new StringBuilder();
        double size = (double) SIDE / CELLS;
        for (int i = 0; i < CELLS; i++) {
            for (int j = 0; j < CELLS; j++) {
                if (counts[i][j] > 0) {
                    // The square root keeps single faces visible beside the crowd of certain ones.
                    body.append(fill(
                            "<rect class=\"model\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                                    + " fill-opacity=\"%.2f\"><title>%s</title></rect>",
                            MARGIN + i * size,
                            10 + SIDE - (j + 1) * size,
                            size,
                            size,
                            0.12 + 0.88 * Math.sqrt((double) counts[i][j] / most),
                            Markup.faces(counts[i][j])));
                }
            }
        }
        String[] ticks = {"0", fill("%.2f", max / 2), fill("%.2f", max)};
        return svg(
                WIDTH,
                SIDE + 10 + MARGIN,
                description,
                plotArea(ticks)
                        + body
                        + line("ideal", MARGIN, SIDE + 10, MARGIN + SIDE, 10)
                        + xTicks(SIDE + 25, ticks)
                        + text(MARGIN + SIDE / 2.0, SIDE + 44, "middle", "", xName)
                        + vertical(yName));
    }

    private static int cell(double share) {
        return (int) Math.max(0, Math.min(CELLS - 1, share * CELLS));
    }

    /** A share in [0, 1] as a bar with its interval as a whisker. */
    static String bar(Estimate share) {
        if (Double.isNaN(share.value())) {
            return "";
        }
        String whisker = Double.isNaN(share.low())
                ? ""
                : fill(
                        "<path class=\"whisker\" d=\"M%1$.1f 5H%2$.1f M%1$.1f 2V8 M%2$.1f 2V8\"/>",
                        100 * share.low(), 100 * share.high());
        return "<svg viewBox=\"0 0 101 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                + rect("track", 0, 2, 100, 6)
                + rect("soft", 0, 2, 100 * share.value(), 6)
                + whisker
                + "</svg>";
    }

    /** Two distributions over the same emotions, a pair of bars for each. */
    static String pairedBars(
            LabelSet labels, String modelName, Distribution model, String peopleName, Distribution people) {
        var rows = new StringBuilder();
        for (int k = 0; k < labels.size(); k++) {
            int y = 18 * k;
            rows.append("<g><title>")
                    .append(escape(labels.name(k)))
                    .append(fill(
                            ": %s %s, %s %s",
                            modelName, percent(model.probability(k)), peopleName, percent(people.probability(k))))
                    .append("</title>")
                    .append(text(66, y + 12, "end", "", shorten(labels.name(k))))
                    .append(rect("track", 72, y + 2, 128, 13))
                    .append(rect("model", 72, y + 2, 128 * model.probability(k), 6))
                    .append(rect("people", 72, y + 9, 128 * people.probability(k), 6))
                    .append("</g>");
        }
        String description = capital(modelName) + ": " + inWords(labels, model) + ". " + capital(peopleName) + ": "
                + inWords(labels, people) + ".";
        return svg(202, 18 * labels.size(), description, rows.toString());
    }

    /** The emotions of at least one percent, the most probable first: "anger 62 %, disgust 30 %". */
    private static String inWords(LabelSet labels, Distribution distribution) {
        return IntStream.range(0, labels.size())
                .boxed()
                .filter(k -> distribution.probability(k) >= 0.01)
                .sorted((a, b) -> Double.compare(distribution.probability(b), distribution.probability(a)))
                .map(k -> labels.name(k) + " " + percent(distribution.probability(k)))
                .collect(Collectors.joining(", "));
    }

    private static String shorten(String name) {
        return name.length() <= 11 ? name : name.substring(0, 10) + "…";
    }
}
