package org.ambivalent.data;

import static org.ambivalent.data.Markup.escape;
import static org.ambivalent.data.Markup.fill;

/** What drawings are made of: shapes of a style that the style sheet colours, and the frame of a square plot. */
final class Svg {

    /** The side of a square plot. */
    static final int SIDE = 280;

    /** What the y axis and its labels take. */
    static final int MARGIN = 56;

    /** Of a drawing with a square plot. */
    static final int WIDTH = MARGIN + SIDE + 12;

    private Svg() {}

    /** The frame, grid and y axis of a square plot, with tick names from bottom to top. */
    static String plotArea(String... ticks) {
        var area = new StringBuilder();
        for (int k = 0; k < ticks.length; k++) {
            double share = (double) k / (ticks.length - 1);
            double y = 10 + SIDE * (1 - share);
            area.append(line("grid", MARGIN, y, MARGIN + SIDE, y));
            area.append(line("grid", MARGIN + SIDE * share, 10, MARGIN + SIDE * share, 10 + SIDE));
            area.append(text(MARGIN - 6, y + 4, "end", "faint", ticks[k]));
        }
        return area.toString();
    }

    static String xTicks(double y, String... ticks) {
        var text = new StringBuilder();
        String[] anchors = {"start", "middle", "end"};
        for (int k = 0; k < ticks.length; k++) {
            text.append(text(MARGIN + SIDE * k / (ticks.length - 1.0), y, anchors[k], "faint", ticks[k]));
        }
        return text.toString();
    }

    static String vertical(String name) {
        return fill(
                "<text transform=\"translate(11 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                10 + SIDE / 2.0, escape(name));
    }

    static String svg(int width, int height, String description, String body) {
        return fill(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg>",
                width, height, escape(description), body);
    }

    static String rect(String style, double x, double y, double width, double height) {
        return fill(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                style, x, y, width, height);
    }

    static String line(String style, double x1, double y1, double x2, double y2) {
        return fill("<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1f\"/>", style, x1, y1, x2, y2);
    }

    static String text(double x, double y, String anchor, String style, String text) {
        String attribute = style.isEmpty() ? "" : " class=\"" + style + "\"";
        return fill(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>", x, y, anchor, attribute, escape(text));
    }
}
