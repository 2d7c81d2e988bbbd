package org.ambivalent.data;

import static org.ambivalent.data.Markup.count;
import static org.ambivalent.data.Markup.escape;
import static org.ambivalent.data.Markup.percent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Version;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.HumanReference;
import org.jspecify.annotations.Nullable;

/**
 * One self-contained page about an evaluation: nothing is fetched, no script runs, images are in the file. It follows the
 * reader's light or dark mode, and is well-formed XML below its first line, so that other tools can read it.
 *
 * <p>A section is a method that returns its markup, or nothing where the dataset has no such figures; {@link #html()} lists
 * them in order.
 *
 * <p>The page shows faces of the dataset and says so where they are of real people, that is, unless all were sampled.
 */
public final class EvaluationReport {

    private static final int MOST_AMBIGUOUS = 12;

    /** Fewer, since certain faces look alike. */
    private static final int LEAST_AMBIGUOUS = 8;

    /** The opacity of a full cell: text stays readable on it (4.5 to 1) in both modes. */
    private static final double MOST_HEAT = 0.75;

    private final Evaluation evaluation;
    private final LabelSet labels;
    private final FaceImages images;

    /** The faces that count, the one with the highest predicted entropy first. */
    private final List<Shown> faces;

    /** A face that counts, by its index in the dataset, with the distributions to compare. */
    private record Shown(int index, Face face, Distribution predicted, Distribution reference) {}

    /**
     * The page of an evaluation.
     *
     * @param evaluation of these predictions
     * @param dataset whose faces are shown
     * @param predicted one distribution per face, index by index
     */
    public EvaluationReport(Evaluation evaluation, Dataset dataset, List<Distribution> predicted) {
        Evaluation.requireFit(dataset, predicted);
        this.evaluation = evaluation;
        this.labels = dataset.labels();
        this.images = dataset.images();
        this.faces = IntStream.range(0, dataset.size())
                .mapToObj(i -> shown(i, dataset.faces().get(i), predicted.get(i)))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingDouble(
                                (Shown face) -> face.predicted().entropy())
                        .reversed())
                .toList();
    }

    private @Nullable Shown shown(int index, Face face, Distribution predicted) {
        var target = evaluation.broadest().protocol().target(face, labels.size());
        if (target.isEmpty()) {
            return null;
        }
        var truth = face.truth();
        return new Shown(index, face, predicted, truth == null ? target.get().distribution() : truth);
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
                reliability(),
                entropies(),
                mostAmbiguous(),
                leastAmbiguous(),
                emotions(),
                groups(),
                confusion(),
                measures(),
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
                        labels.size());
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
                "In short (" + protocol() + ")",
                chosen.stream()
                        .filter(this::isDefined)
                        .map(this::card)
                        .collect(joining("<ul class=\"cards\">", "</ul>")));
    }

    private String card(Measure measure) {
        Estimate estimate = evaluation.broadest().get(measure);
        return """
                <li><h3>%s</h3><b>%s</b><small>%s%s</small><p>%s</p></li>
                """.formatted(
                        escape(capital(measure.title())),
                        measure.unit().format(estimate.value()),
                        unit(measure),
                        brackets(estimate, measure.unit()),
                        escape(measure.explanation() + besides(measure)));
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
        return "";
    }

    private String measures() {
        var rows = new StringBuilder();
        rows.append(row("Faces", "", figures -> "<td class=\"number\">" + count(figures.faces()) + "</td>"));
        for (Measure measure : Measure.values()) {
            if (isDefined(measure)) {
                rows.append(row(
                        capital(measure.title()),
                        measure.explanation(),
                        figures -> cell(figures.get(measure), measure.unit())));
            }
        }
        return Page.section("All figures", """
                <table class="figures">
                <caption>%s Divergences and entropies are in nats.</caption>
                <thead><tr><th scope="col">Measure</th>%s</tr></thead>
                <tbody>
                %s%s</tbody>
                </table>""".formatted(whichFaces(), columns(), rows, people()));
    }

    private String whichFaces() {
        return evaluation.all() == null
                ? "Every labelled face counts."
                : "Majority: faces with a majority emotion. All votes: every face that someone saw an emotion in, the"
                        + " ambiguous ones too.";
    }

    private String columns() {
        return protocols()
                .map(figures -> "<th scope=\"col\">" + capital(EvaluationText.name(figures)) + "</th>")
                .collect(Collectors.joining());
    }

    private String people() {
        if (evaluation.broadest().people() == null) {
            return "";
        }
        return "<tr class=\"subhead\"><th scope=\"rowgroup\" colspan=\""
                + (1 + protocols().count())
                + "\">People among themselves</th></tr>\n"
                + people(
                        "Agreement",
                        "How often one person names what most of the others do.",
                        Measure.Unit.SHARE,
                        HumanReference::agreement)
                + people(
                        "JS of two random halves",
                        "How far two halves of the same crowd are from each other.",
                        Measure.Unit.NATS,
                        HumanReference::halves)
                + people(
                        "Entropy of the votes",
                        "How much people disagree about a face.",
                        Measure.Unit.NATS,
                        HumanReference::entropy);
    }

    private String people(String name, String explanation, Measure.Unit unit, ToDoubleFunction<HumanReference> figure) {
        return row(name, explanation, figures -> {
            var people = figures.people();
            return "<td class=\"number\">" + (people == null ? "-" : unit.format(figure.applyAsDouble(people)))
                    + "</td>";
        });
    }

    private String row(String name, String explanation, Function<Figures, String> cell) {
        return "<tr><th scope=\"row\">" + escape(name)
                + (explanation.isEmpty() ? "" : "<small class=\"muted\">" + escape(explanation) + "</small>") + "</th>"
                + protocols().map(cell).collect(Collectors.joining()) + "</tr>\n";
    }

    private String reliability() {
        return Page.section("Is its confidence deserved?", """
                <p>On the dashed line, of the faces called with 70&#160;%% confidence, 70&#160;%% are right. Points below it \
                are overconfident, points above it too modest. The lower bars show how many faces each bin of confidence \
                holds.</p>
                <div class="charts">%s</div>""".formatted(
                        protocols().map(this::reliability).collect(Collectors.joining())));
    }

    private String reliability(Figures figures) {
        Estimate error = figures.get(Measure.EXPECTED_CALIBRATION_ERROR);
        String caption = capital(EvaluationText.name(figures)) + ", " + Markup.faces(figures.faces())
                + ": expected calibration error "
                + EvaluationText.interval(error, Measure.Unit.SHARE);
        return figure(Charts.reliability(figures.reliability(), "Reliability diagram. " + caption), caption);
    }

    private String entropies() {
        boolean truth = evaluation.hasTruth();
        if (!truth && evaluation.broadest().votedFaces() == 0) {
            return "";
        }
        var compared = faces.stream()
                .filter(face ->
                        truth ? face.face().truth() != null : face.face().hasVotes())
                .toList();
        Estimate correlation =
                evaluation.broadest().get(truth ? Measure.TRUE_ENTROPY_CORRELATION : Measure.ENTROPY_CORRELATION);
        String caption = "Correlation " + EvaluationText.interval(correlation, Measure.Unit.NUMBER) + " over "
                + Markup.faces(compared.size());
        String chart = Charts.density(
                entropies(compared, Shown::reference),
                entropies(compared, Shown::predicted),
                Math.log(labels.size()),
                truth ? "true entropy, nats" : "entropy of the votes, nats",
                "predicted entropy, nats",
                "Predicted entropy against " + (truth ? "true" : "human") + " entropy. " + caption);
        return Page.section("Does it know which faces are ambiguous?", """
                <p>A face lies to the right if %s, and high up if the model is unsure of it (its predicted entropy). The stronger a square's \
                colour, the more faces it holds. A perfect model stays on the dashed line.</p>
                <div class="charts">%s</div>""".formatted(
                        truth
                                ? "it is truly ambiguous (its true entropy)"
                                : "people disagree about it (the entropy of its votes)",
                        figure(chart, caption)));
    }

    private static double[] entropies(List<Shown> faces, Function<Shown, Distribution> which) {
        return faces.stream().mapToDouble(face -> which.apply(face).entropy()).toArray();
    }

    private String emotions() {
        var rows = evaluation.broadest().emotions().stream()
                .map(emotion -> "<tr><th scope=\"row\">" + escape(emotion.name()) + "</th><td class=\"number\">"
                        + count(emotion.faces()) + "</td>" + barCell(emotion.recall()) + barCell(emotion.precision())
                        + barCell(emotion.f1()) + "</tr>\n")
                .collect(Collectors.joining());
        return Page.section("Emotion by emotion", """
                <table class="emotions">
                <caption>%s. Recall: the share of an emotion's faces that are recognised. Precision: the share of the faces \
                called so that are.</caption>
                <thead><tr><th scope="col">Emotion</th><th scope="col">Faces</th><th scope="col">Recall</th>\
                <th scope="col">Precision</th><th scope="col">F1</th></tr></thead>
                <tbody>
                %s</tbody>
                </table>""".formatted(capital(protocol()), rows));
    }

    private String groups() {
        var groups = evaluation.broadest().groups();
        if (groups.isEmpty()) {
            return "";
        }
        var rows = groups.stream()
                .map(group -> "<tr><th scope=\"row\">" + escape(group.name()) + "</th><td class=\"number\">"
                        + count(group.faces()) + "</td>" + barCell(group.accuracy()) + "</tr>\n")
                .collect(Collectors.joining());
        return Page.section("Group by group", """
                <table class="emotions">
                <caption>%s. Groups are the dataset's own; intervals that do not overlap differ by more than chance.</caption>
                <thead><tr><th scope="col">Group</th><th scope="col">Faces</th><th scope="col">Accuracy</th></tr></thead>
                <tbody>
                %s</tbody>
                </table>""".formatted(capital(protocol()), rows));
    }

    private String confusion() {
        var figures = evaluation.broadest();
        var columns = labels.names().stream()
                .map(name -> "<th scope=\"col\">" + escape(name) + "</th>")
                .collect(Collectors.joining());
        var rows = IntStream.range(0, labels.size())
                .mapToObj(k -> "<tr><th scope=\"row\">" + escape(labels.name(k)) + "</th>"
                        + confusionRow(figures.confusion().get(k)) + "</tr>\n")
                .collect(Collectors.joining());
        return Page.section("What is taken for what", """
                <p>A row is what people say, a column what the model says, and a row adds up to 100&#160;%%.</p>
                <div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix">
                <table class="confusion">
                <caption>Confusion matrix, %s</caption>
                <thead><tr><td></td>%s</tr></thead>
                <tbody>
                %s</tbody>
                </table>
                </div>""".formatted(protocol(), columns, rows));
    }

    private static String confusionRow(List<Long> counts) {
        long total = counts.stream().mapToLong(Long::longValue).sum();
        return counts.stream()
                .map(cell -> confusionCell(cell, total == 0 ? 0 : (double) cell / total))
                .collect(Collectors.joining());
    }

    private static String confusionCell(long count, double share) {
        return Markup.fill(
                "<td class=\"%s\" style=\"--share:%.2f\" title=\"%s\">%s</td>",
                count == 0 ? "none" : "some",
                MOST_HEAT * share,
                Markup.faces(count),
                count == 0 ? "0" : percent(share));
    }

    private String mostAmbiguous() {
        int shown = Math.min(MOST_AMBIGUOUS, faces.size());
        return gallery(
                "The most ambiguous faces",
                "The faces with the highest predicted entropy, of all " + count(faces.size()) + ".",
                faces.subList(0, shown));
    }

    private String leastAmbiguous() {
        int shown = Math.min(LEAST_AMBIGUOUS, Math.max(0, faces.size() - MOST_AMBIGUOUS));
        var least = new ArrayList<>(faces.subList(faces.size() - shown, faces.size()));
        Collections.reverse(least);
        return gallery(
                "The least ambiguous faces", "The faces with the lowest predicted entropy, the lowest first.", least);
    }

    /** Faces with what the model and people (or the truth) say about them; nothing if there are none. */
    private String gallery(String title, String note, List<Shown> chosen) {
        if (chosen.isEmpty()) {
            return "";
        }
        return Page.section(
                title,
                "<p>" + escape(note) + " <span class=\"key model\"></span>predicted <span class=\"key people\"></span>"
                        + referenceName(chosen.get(0)) + "</p>\n"
                        + chosen.stream().map(this::faceCard).collect(joining("<ul class=\"faces\">", "</ul>")));
    }

    private String faceCard(Shown shown) {
        var predicted = shown.predicted();
        return """
                <li><div class="face"><img src="%s" alt="Face %s"/><div><h3>%s %s</h3>\
                <small class="muted">entropy %s, %s %s nats</small></div></div>%s</li>
                """.formatted(
                        Page.dataUri(images, shown.index()),
                        escape(shown.face().id()),
                        escape(labels.name(predicted.top())),
                        percent(predicted.confidence()),
                        Markup.fill("%.2f", predicted.entropy()),
                        referenceName(shown),
                        Markup.fill("%.2f", shown.reference().entropy()),
                        Charts.pairedBars(labels, "predicted", predicted, referenceName(shown), shown.reference()));
    }

    private static String referenceName(Shown shown) {
        return shown.face().truth() != null ? "truth" : shown.face().hasVotes() ? "people" : "label";
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
                        + evaluation.bootstrap().seed());
        var list = entries.entrySet().stream()
                .map(entry -> "<dt>" + escape(entry.getKey()) + "</dt><dd>" + escape(entry.getValue()) + "</dd>\n")
                .collect(joining("<dl>", "</dl>"));
        return "<footer>\n<h2>Where these figures come from</h2>\n" + list + "\n" + sharing() + "</footer>";
    }

    private String sharing() {
        boolean sampled = faces.stream().allMatch(face -> face.face().truth() != null);
        return sampled
                ? "<p>The faces on this page were sampled from a statistical model; they show nobody.</p>\n"
                : "<p class=\"note\"><strong>This page contains images from the dataset, which may show real people."
                        + "</strong> Share it only as the dataset's terms and those people's rights allow.</p>\n";
    }

    private boolean isDefined(Measure measure) {
        return protocols()
                .anyMatch(figures -> !Double.isNaN(figures.get(measure).value()));
    }

    private Stream<Figures> protocols() {
        var all = evaluation.all();
        return all == null ? Stream.of(evaluation.majority()) : Stream.of(evaluation.majority(), all);
    }

    private String protocol() {
        return EvaluationText.name(evaluation.broadest());
    }

    private static String figure(String drawing, String caption) {
        return "<figure>" + drawing + "<figcaption>" + escape(caption) + "</figcaption></figure>";
    }

    private static String cell(Estimate estimate, Measure.Unit unit) {
        return "<td class=\"number\">" + unit.format(estimate.value()) + "<small class=\"muted\">"
                + brackets(estimate, unit) + "</small></td>";
    }

    private static String barCell(Estimate share) {
        return "<td>" + Measure.Unit.SHARE.format(share.value()) + Charts.bar(share) + "<small class=\"muted\">"
                + brackets(share, Measure.Unit.SHARE) + "</small></td>";
    }

    private static String brackets(Estimate estimate, Measure.Unit unit) {
        return Double.isNaN(estimate.low()) ? "" : EvaluationText.brackets(estimate, unit);
    }

    private static String unit(Measure measure) {
        return measure.unit() == Measure.Unit.NATS ? "nats " : "";
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static Collector<CharSequence, ?, String> joining(String before, String after) {
        return Collectors.joining("", before, after);
    }
}
