package org.ambivalent.data;

import static org.ambivalent.data.Markup.escape;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A page that shows what a calibration did: reliability diagrams before and after, and what is promised now. */
public final class CalibrationReport {

    private final Evaluation before;
    private final Evaluation after;
    private final List<String> promises;

    /**
     * The page of a calibration.
     *
     * @param before figures without it
     * @param after figures of the same faces with it
     * @param promises what is promised, a sentence each
     */
    public CalibrationReport(Evaluation before, Evaluation after, List<String> promises) {
        this.before = before;
        this.after = after;
        this.promises = List.copyOf(promises);
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        AtomicFiles.write(file, html());
    }

    /** The page. */
    public String html() {
        return Page.html("Calibration on " + after.dataset(), heading() + promised() + majority() + all());
    }

    private String heading() {
        return """
                <header>
                <h1>Calibration on %s</h1>
                <p>%s that the temperature was not fitted to. Ranges in square brackets are 95&#160;%% intervals.</p>
                <p class="note"><strong>Promises hold for faces like these</strong>: the same kind of pictures, cropped the same way. \
                They are about what people call an expression, not about what anyone feels.</p>
                </header>
                """.formatted(escape(after.dataset()), Markup.faces(after.size()));
    }

    private String promised() {
        return Page.section(
                "What is promised",
                promises.stream()
                        .map(promise -> "<li>" + escape(promise) + "</li>")
                        .collect(Collectors.joining("", "<ul>", "</ul>")));
    }

    private String majority() {
        return Page.section("Against the majority", """
                <p>On the dashed line, of the faces called with 70&#160;% confidence, 70&#160;% are right. Points below it are \
                overconfident, points above it too modest. Where people disagree, a model that says what they say is modest \
                about their majority: that is no fault.</p>
                """ + charts(before.majority(), after.majority()));
    }

    private String all() {
        var first = before.all();
        var second = after.all();
        if (first == null || second == null) {
            return "";
        }
        return Page.section(
                "On all faces, the ambiguous ones too",
                "<p>The same against the emotion with most votes.</p>\n" + charts(first, second));
    }

    private static String charts(Figures first, Figures second) {
        return "<div class=\"charts\">" + chart("Before", first) + chart("After", second) + "</div>";
    }

    private static String chart(String when, Figures figures) {
        String caption = when + ": expected calibration error "
                + EvaluationText.interval(figures.get(Measure.EXPECTED_CALIBRATION_ERROR), Measure.Unit.SHARE)
                + ", negative log-likelihood "
                + EvaluationText.interval(figures.get(Measure.NEGATIVE_LOG_LIKELIHOOD), Measure.Unit.NATS) + " nats";
        return "<figure>" + Charts.reliability(figures.reliability(), "Reliability diagram. " + caption)
                + "<figcaption>" + escape(caption) + "</figcaption></figure>";
    }
}
