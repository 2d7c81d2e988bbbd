package org.ambivalent.data;

import static org.ambivalent.data.Markup.escape;

import org.ambivalent.metrics.Estimate;
import org.jspecify.annotations.Nullable;

/** Estimates as markup. */
final class FigureCells {

    private FigureCells() {}

    /** A value above its interval. */
    static String cell(@Nullable Estimate estimate, Measure.Unit unit) {
        return estimate == null
                ? "<td class=\"number\">-</td>"
                : "<td class=\"number\">" + unit.format(estimate.value()) + "<small class=\"muted\">"
                        + brackets(estimate, unit) + "</small></td>";
    }

    /** A share as a bar. */
    static String barCell(Estimate share) {
        return "<td>" + Measure.Unit.SHARE.format(share.value()) + Charts.bar(share) + "<small class=\"muted\">"
                + brackets(share, Measure.Unit.SHARE) + "</small></td>";
    }

    /** A headline figure with what it means. */
    static String card(String title, Estimate estimate, Measure.Unit unit, String explanation) {
        return """
                <li><h3>%s</h3><b>%s</b><small>%s%s</small><p>%s</p></li>
                """.formatted(
                        escape(title),
                        unit.format(estimate.value()),
                        unit == Measure.Unit.NATS ? "nats " : "",
                        brackets(estimate, unit),
                        unbroken(explanation));
    }

    /** A number and its sign stay on one line. */
    private static String unbroken(String text) {
        return escape(text).replace(" %", "\u00a0%");
    }

    /** A drawing with its caption. */
    static String figure(String drawing, String caption) {
        return "<figure>" + drawing + "<figcaption>" + unbroken(caption) + "</figcaption></figure>";
    }

    private static String brackets(Estimate estimate, Measure.Unit unit) {
        return Double.isNaN(estimate.low()) ? "" : EvaluationText.brackets(estimate, unit);
    }
}
