package org.ambivalent.data;

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
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ambivalent.metrics.RiskCoverage;
import org.jspecify.annotations.Nullable;

/** Drawings of what a model decides; see {@link Charts}. */
final class DecisionCharts {

    /** Where the y axis of a risk may end: half of each is a whole percentage. */
    private static final double[] RISKS = {0.02, 0.04, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1};

    /** Points of a curve. */
    private static final int POINTS = 100;

    /** Of fewer faces than this a curve jumps from 0 to 100 % and back. */
    private static final double FIRST_FACES = 10;

    /** A row of set sizes: its text and its bar. */
    private static final int ROW = 42;

    /** The largest size that a bar tells apart from larger ones. */
    private static final int LARGEST = 4;

    /** Of no more than this, so that text stays readable on every shade. */
    private static final double SHADE = 0.2;

    private DecisionCharts() {}

    /**
     * A choice of what to answer.
     *
     * @param coverage the share of faces that are answered, above 0
     * @param risk the share of wrong answers among them
     */
    record Choice(double coverage, double risk) {}

    /**
     * The share of wrong answers against how many of the surest faces are answered, between a random order and the best.
     *
     * @param model faces in the order of the model's doubt
     * @param best the same faces, wrong answers last
     * @param choice marked, or null
     */
    static String risk(RiskCoverage model, RiskCoverage best, @Nullable Choice choice, String description) {
        double error = model.riskAt(1);
        double top = top(model, error, choice);
        double random = y(error, top);
        return svg(
                WIDTH,
                SIDE + 10 + MARGIN,
                description,
                plotArea(percent(0), percent(top / 2), percent(top))
                        + line("ideal", MARGIN, random, MARGIN + SIDE, random)
                        + text(MARGIN + 6, random - 5, "start", "faint", "a random order")
                        + curve("best", best, top)
                        + bestOrder(random)
                        + curve("line", model, top)
                        + mark(choice, top)
                        + xTicks(SIDE + 25, percent(0), percent(0.5), percent(1))
                        + text(
                                MARGIN + SIDE / 2.0,
                                SIDE + 44,
                                "middle",
                                "",
                                "faces that are answered, the surest first")
                        + vertical("wrong answers"));
    }

    /** What the thin line is: in the upper left corner, clear of the words on the dashed line. */
    private static String bestOrder(double random) {
        double y = random < 50 ? random + 16 : 24;
        return fill("<path class=\"best\" d=\"M%.1f %.1fL%.1f %.1f\"/>", MARGIN + 6.0, y - 4, MARGIN + 24.0, y - 4)
                + text(MARGIN + 30, y, "start", "faint", "the best order");
    }

    private static double top(RiskCoverage model, double error, @Nullable Choice choice) {
        double most = coverages(model)
                .filter(coverage -> coverage >= 0.1)
                .map(model::riskAt)
                .max()
                .orElse(error);
        double highest = Math.max(most, choice == null ? 0 : choice.risk());
        return DoubleStream.of(RISKS)
                .filter(risk -> risk >= 1.1 * highest)
                .findFirst()
                .orElse(1);
    }

    private static DoubleStream coverages(RiskCoverage curve) {
        double first = FIRST_FACES / curve.size();
        return IntStream.rangeClosed(1, POINTS)
                .mapToDouble(k -> (double) k / POINTS)
                .filter(coverage -> coverage >= first || coverage == 1);
    }

    private static double y(double risk, double top) {
        return 10 + SIDE * (1 - Math.min(1, risk / top));
    }

    private static String curve(String style, RiskCoverage curve, double top) {
        return coverages(curve)
                .mapToObj(coverage -> fill("%.1f %.1f", MARGIN + SIDE * coverage, y(curve.riskAt(coverage), top)))
                .collect(Collectors.joining("L", "<path class=\"" + style + "\" d=\"M", "\"/>"));
    }

    private static String mark(@Nullable Choice choice, double top) {
        if (choice == null) {
            return "";
        }
        double x = MARGIN + SIDE * choice.coverage();
        return line("chosen", x, 10, x, 10 + SIDE)
                + fill(
                        "<circle class=\"people\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"><title>answers %s, %s wrong</title></circle>",
                        x, y(choice.risk(), top), percent(choice.coverage()), percent(choice.risk()));
    }

    /**
     * The sets of some faces.
     *
     * @param name of the faces, such as those that people agree about
     * @param sizes how many emotions each face's set has; at least one face
     */
    record SetSizes(String name, List<Integer> sizes) {

        SetSizes {
            sizes = List.copyOf(sizes);
        }

        double mean() {
            return sizes.stream().mapToInt(Integer::intValue).average().orElseThrow();
        }

        /** The share of sets that a bar shows as {@code shown} emotions. */
        double share(int shown) {
            return sizes.stream()
                            .filter(size -> Math.min(size, LARGEST) == shown)
                            .count()
                    / (double) sizes.size();
        }
    }

    /** How large sets are: a bar for each row, divided by how many emotions a set has. */
    static String setSizes(List<SetSizes> rows, String description) {
        var body = new StringBuilder(legend());
        for (int k = 0; k < rows.size(); k++) {
            body.append(bar(rows.get(k), 26 + ROW * k));
        }
        return svg(WIDTH, 26 + ROW * rows.size(), description, body.toString());
    }

    private static String legend() {
        var legend = new StringBuilder(text(0, 12, "start", "faint", "emotions in the set:"));
        for (int size = 0; size <= LARGEST; size++) {
            int x = 112 + 36 * size;
            legend.append(segment(size, x, 3, 11, 11)).append(text(x + 15, 12, "start", "faint", shown(size)));
        }
        return legend.toString();
    }

    private static String shown(int size) {
        return size == LARGEST ? LARGEST + " or more" : Integer.toString(size);
    }

    private static String bar(SetSizes row, int y) {
        var bar = new StringBuilder(text(0, y + 11, "start", "", row.name()))
                .append(text(
                        WIDTH,
                        y + 11,
                        "end",
                        "faint",
                        Markup.faces(row.sizes().size()) + fill(", mean %.2f", row.mean())));
        double x = 0;
        for (int size = 0; size <= LARGEST; size++) {
            double width = WIDTH * row.share(size);
            if (width > 0) {
                bar.append(fill("<g><title>%s: %s</title>", shown(size), percent(row.share(size))))
                        .append(segment(size, x, y + 16, width, 18))
                        .append(width < 34 ? "" : text(x + width / 2, y + 29, "middle", "", percent(row.share(size))))
                        .append("</g>");
            }
            x += width;
        }
        return bar.toString();
    }

    /** The more emotions, the stronger the colour; no emotion has none. */
    private static String segment(int size, double x, double y, double width, double height) {
        return size == 0
                ? rect("track", x, y, width, height)
                : fill(
                        "<rect class=\"heat\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill-opacity=\"%.2f\"/>",
                        x, y, width, height, SHADE * size - 0.06);
    }

    /** In words, for those who do not see the drawing. */
    static String inWords(List<SetSizes> rows) {
        return rows.stream()
                .map(row -> row.name() + fill(": %.2f emotions on average", row.mean()))
                .collect(Collectors.joining("; "));
    }
}
