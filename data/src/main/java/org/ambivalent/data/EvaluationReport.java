package org.ambivalent.data;

import static org.ambivalent.data.Markup.capital;
import static org.ambivalent.data.Markup.count;
import static org.ambivalent.data.Markup.escape;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Version;

/**
 * One self-contained page about an evaluation: nothing is fetched, no script runs, images are in the file. It follows the
 * reader's light or dark mode, and is well-formed XML below its first line, so that other tools can read it.
 *
 * <p>A section is a method, here or of the class it is about, that returns its markup, or nothing where there are no such
 * figures; {@link #html()} lists them in order.
 *
 * <p>The page shows faces of the dataset and says so where they are of real people, that is, unless all were sampled.
 */
public final class EvaluationReport {

    private final Evaluation evaluation;

    /** The faces that count under the broadest protocol. */
    private final List<ScoredFace> faces;

    private final DecisionSection decisions;
    private final DoubtSections doubt;
    private final FaceGallery gallery;
    private final FigureTables tables;

    /**
     * The page of an evaluation.
     *
     * @param evaluation of these predictions
     * @param dataset whose faces are shown
     * @param predictions one per face, index by index
     */
    public EvaluationReport(Evaluation evaluation, Dataset dataset, List<Prediction> predictions) {
        Evaluation.requireFit(
                dataset, predictions.stream().map(Prediction::distribution).toList());
        this.evaluation = evaluation;
        this.faces = ScoredFace.of(dataset, predictions, evaluation.broadest().protocol());
        this.decisions = new DecisionSection(evaluation, faces);
        this.doubt = new DoubtSections(evaluation, faces);
        this.gallery = new FaceGallery(dataset, faces);
        this.tables = new FigureTables(evaluation);
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        AtomicFiles.write(file, html());
    }

    /** The page. */
    public String html() {
        var sections = Stream.of(
                heading(),
                headline(),
                decisions.html(),
                doubt.risk(),
                doubt.reliability(),
                doubt.entropies(),
                gallery.mostAmbiguous(),
                gallery.abstained(),
                gallery.leastAmbiguous(),
                gallery.drawn(),
                tables.emotions(),
                tables.groups(),
                tables.confusion(),
                tables.figures(),
                provenance());
        return Page.html(title(), sections.collect(Collectors.joining("\n")));
    }

    private String title() {
        return "Evaluation on " + evaluation.dataset();
    }

    private String heading() {
        return """
                <header>
                <h1>%s</h1>
                <p>%s%s, %s emotions. Ranges in square brackets are 95&#160;%% intervals: where the figure would lie if other \
                faces of the same kind had been scored.</p>
                <p class="note"><strong>An expression is not a feeling.</strong> These figures say how well a model predicts \
                which emotion people see in a face. They say nothing about what anyone in a picture feels.</p>
                </header>""".formatted(
                        escape(title()),
                        evaluation.provenance().containsKey("model")
                                ? "Model: " + escape(evaluation.provenance().get("model")) + ". "
                                : "",
                        Markup.faces(evaluation.size()),
                        evaluation.labels().size());
    }

    private String headline() {
        var chosen = evaluation.hasTruth()
                ? List.of(
                        Measure.ACCURACY,
                        Measure.TRUE_KULLBACK_LEIBLER,
                        Measure.EXPECTED_CALIBRATION_ERROR,
                        Measure.TRUE_ENTROPY_CORRELATION)
                : List.of(
                        Measure.ACCURACY,
                        Measure.JENSEN_SHANNON,
                        Measure.EXPECTED_CALIBRATION_ERROR,
                        Measure.ENTROPY_CORRELATION);
        return Page.section(
                "In short (" + EvaluationText.name(evaluation.broadest()) + ")",
                chosen.stream()
                        .filter(evaluation::isDefined)
                        .map(this::card)
                        .collect(Collectors.joining("", "<ul class=\"cards\">", "</ul>")));
    }

    private String card(Measure measure) {
        return FigureCells.card(
                capital(measure.title()),
                evaluation.broadest().get(measure),
                measure.unit(),
                measure.explanation() + besides(measure));
    }

    /** What a headline figure is to be read beside. */
    private String besides(Measure measure) {
        var figures = evaluation.broadest();
        var people = figures.people();
        if (measure == Measure.ACCURACY && evaluation.hasTruth()) {
            return " Knowing the true probabilities gives "
                    + Measure.Unit.SHARE.format(
                            figures.get(Measure.BAYES_OPTIMAL_ACCURACY).value()) + ".";
        }
        if (measure == Measure.ACCURACY && people != null) {
            return " One person agrees with the others on " + Measure.Unit.SHARE.format(people.agreement()) + ".";
        }
        if (measure == Measure.JENSEN_SHANNON && people != null) {
            return " Against half of the votes it is "
                    + Measure.Unit.NATS.format(
                            figures.get(Measure.HALF_JENSEN_SHANNON).value())
                    + ", and the two halves differ by " + Measure.Unit.NATS.format(people.halves()) + ".";
        }
        if (measure == Measure.EXPECTED_CALIBRATION_ERROR) {
            return " " + DoubtSections.floor(figures);
        }
        return "";
    }

    private String provenance() {
        var entries = new LinkedHashMap<String, String>();
        entries.put("dataset", evaluation.dataset());
        entries.put("dataset hash (SHA-256)", evaluation.hash());
        entries.putAll(evaluation.provenance());
        entries.put("Ambivalent", Version.CURRENT);
        entries.put(
                "intervals",
                "95 %, percentile bootstrap, " + count(evaluation.bootstrap().resamples()) + " resamples, seed "
                        + evaluation.bootstrap().seed()
                        + "; for recall and precision, groups and decisions Wilson's score intervals");
        var list = entries.entrySet().stream()
                .map(entry -> "<dt>" + escape(entry.getKey()) + "</dt><dd>" + escape(entry.getValue()) + "</dd>\n")
                .collect(Collectors.joining("", "<dl>", "</dl>"));
        return "<footer>\n<h2>Where these figures come from</h2>\n" + list + "\n" + sharing() + "</footer>";
    }

    private String sharing() {
        boolean sampled = faces.stream().allMatch(face -> face.face().truth() != null);
        return sampled
                ? "<p>The faces on this page were sampled from a statistical model; they show nobody.</p>\n"
                : "<p class=\"note\"><strong>This page contains images from the dataset, which may show real people."
                        + "</strong> Share it only as the dataset's terms and those people's rights allow.</p>\n";
    }
}
