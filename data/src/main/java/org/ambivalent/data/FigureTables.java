package org.ambivalent.data;

import static org.ambivalent.data.FigureCells.barCell;
import static org.ambivalent.data.FigureCells.cell;
import static org.ambivalent.data.Markup.capital;
import static org.ambivalent.data.Markup.count;
import static org.ambivalent.data.Markup.escape;
import static org.ambivalent.data.Markup.percent;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.HumanReference;
import org.jspecify.annotations.Nullable;

/** The tables of a report: emotions, groups, confusions, and every figure. */
final class FigureTables {

    /** The opacity of a full cell: text stays readable on it (4.5 to 1) in both modes. */
    private static final double MOST_HEAT = 0.75;

    private final Evaluation evaluation;

    FigureTables(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    String emotions() {
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

    String groups() {
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
                <caption>%s. Groups are the dataset's own. The fewer faces, the wider the interval; of many groups one may differ by chance.</caption>
                <thead><tr><th scope="col">Group</th><th scope="col">Faces</th><th scope="col">Accuracy</th></tr></thead>
                <tbody>
                %s</tbody>
                </table>""".formatted(capital(protocol()), rows));
    }

    String confusion() {
        var labels = evaluation.labels();
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

    /** Every measure under every protocol. */
    String figures() {
        var rows = new StringBuilder();
        rows.append(row("Faces", "", figures -> "<td class=\"number\">" + count(figures.faces()) + "</td>"));
        for (var topic : Measure.Topic.values()) {
            rows.append(topic(topic));
        }
        return Page.section("All figures", """
                <table class="figures">
                <caption>%s Divergences and entropies are in nats.</caption>
                <thead><tr><th scope="col">Measure</th>%s</tr></thead>
                <tbody>
                %s%s%s</tbody>
                </table>""".formatted(whichFaces(), columns(), rows, decisions(), people()));
    }

    private String whichFaces() {
        return evaluation.all() == null
                ? "Every labelled face counts."
                : "Majority: faces with a majority emotion. All votes: every face that someone saw an emotion in, the"
                        + " ambiguous ones too.";
    }

    private String columns() {
        return evaluation
                .protocols()
                .map(figures -> "<th scope=\"col\">" + capital(EvaluationText.name(figures)) + "</th>")
                .collect(Collectors.joining());
    }

    private String topic(Measure.Topic topic) {
        var rows = new StringBuilder();
        for (Measure measure : Measure.values()) {
            if (measure.topic() == topic && evaluation.isDefined(measure)) {
                rows.append(row(
                        capital(measure.title()),
                        measure.explanation(),
                        figures -> cell(figures.get(measure), measure.unit())));
            }
            if (measure == Measure.EXPECTED_CALIBRATION_ERROR && measure.topic() == topic) {
                rows.append(row(
                        "ECE of perfect calibration",
                        "What the ECE would be by chance if the probabilities were right, and what it would be below 19"
                                + " times in 20.",
                        figures -> cell(floor(figures), Measure.Unit.SHARE)));
            }
        }
        if (topic == Measure.Topic.DOUBT) {
            rows.append(doubt());
        }
        return rows.isEmpty() ? "" : subhead(topic.title()) + rows;
    }

    private static Estimate floor(Figures figures) {
        return new Estimate(
                figures.calibrationFloor().mean(), 0, figures.calibrationFloor().high());
    }

    private String doubt() {
        if (!evaluation.broadest().uncertainty().hasEpistemic()) {
            return "";
        }
        return doubt(
                        "Aleatoric doubt",
                        "The part of the predicted entropy that says people would disagree.",
                        Measure.Unit.NATS,
                        UncertaintyFigures::aleatoric)
                + doubt(
                        "Epistemic doubt",
                        "The part that comes from samples of the model contradicting each other.",
                        Measure.Unit.NATS,
                        UncertaintyFigures::epistemic)
                + doubt(
                        "AUROC of aleatoric doubt for errors",
                        "",
                        Measure.Unit.NUMBER,
                        UncertaintyFigures::aleatoricErrors)
                + doubt(
                        "AUROC of epistemic doubt for errors",
                        "",
                        Measure.Unit.NUMBER,
                        UncertaintyFigures::epistemicErrors)
                + doubt(
                        "AUROC of aleatoric doubt for disagreement",
                        "",
                        Measure.Unit.NUMBER,
                        UncertaintyFigures::aleatoricDisagreement)
                + doubt(
                        "AUROC of epistemic doubt for disagreement",
                        "",
                        Measure.Unit.NUMBER,
                        UncertaintyFigures::epistemicDisagreement);
    }

    private String doubt(
            String name, String explanation, Measure.Unit unit, Function<UncertaintyFigures, Estimate> figure) {
        return row(name, explanation, figures -> cell(figure.apply(figures.uncertainty()), unit));
    }

    private String decisions() {
        if (evaluation.broadest().decisions() == null) {
            return "";
        }
        return subhead("What it decides")
                + decision(
                        "It declines",
                        "The share of faces it does not name an emotion for.",
                        DecisionFigures::abstained)
                + decision("Wrong among its answers", "", DecisionFigures::risk)
                + decision("Called unfamiliar", "", DecisionFigures::unfamiliar)
                + sets();
    }

    private String sets() {
        var broadest = evaluation.broadest().decisions();
        if (broadest == null || broadest.sets() == null) {
            return "";
        }
        return set("Sets with the label", "", Measure.Unit.SHARE, SetFigures::coverage)
                + set(
                        "Votes in the sets",
                        "How probable it is that a set holds what one person, drawn at random, says.",
                        Measure.Unit.SHARE,
                        SetFigures::votesCovered)
                + set("Emotions in a set", "On average.", Measure.Unit.NUMBER, SetFigures::meanSize)
                + set("Sets of one emotion", "", Measure.Unit.SHARE, SetFigures::singletons)
                + set("Empty sets", "", Measure.Unit.SHARE, SetFigures::empties);
    }

    private String decision(String name, String explanation, Function<DecisionFigures, Estimate> figure) {
        return row(name, explanation, figures -> {
            var decisions = figures.decisions();
            return cell(decisions == null ? null : figure.apply(decisions), Measure.Unit.SHARE);
        });
    }

    private String set(String name, String explanation, Measure.Unit unit, Function<SetFigures, Estimate> figure) {
        return row(name, explanation, figures -> cell(ofSets(figures, figure), unit));
    }

    private static @Nullable Estimate ofSets(Figures figures, Function<SetFigures, Estimate> figure) {
        var decisions = figures.decisions();
        var sets = decisions == null ? null : decisions.sets();
        return sets == null ? null : figure.apply(sets);
    }

    private String people() {
        if (evaluation.broadest().people() == null) {
            return "";
        }
        return subhead("People among themselves")
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

    private String subhead(String title) {
        return "<tr class=\"subhead\"><th scope=\"rowgroup\" colspan=\""
                + (1 + evaluation.protocols().count()) + "\">" + escape(title) + "</th></tr>\n";
    }

    private String row(String name, String explanation, Function<Figures, String> cell) {
        return "<tr><th scope=\"row\">" + escape(name)
                + (explanation.isEmpty() ? "" : "<small class=\"muted\">" + escape(explanation) + "</small>") + "</th>"
                + evaluation.protocols().map(cell).collect(Collectors.joining()) + "</tr>\n";
    }

    private String protocol() {
        return EvaluationText.name(evaluation.broadest());
    }
}
