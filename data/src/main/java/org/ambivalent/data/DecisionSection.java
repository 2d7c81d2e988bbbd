package org.ambivalent.data;

import static org.ambivalent.data.FigureCells.card;
import static org.ambivalent.data.FigureCells.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The section of a report about what a calibrated model decides. */
final class DecisionSection {

    private final Evaluation evaluation;

    /** Those that count under the broadest protocol. */
    private final List<ScoredFace> faces;

    DecisionSection(Evaluation evaluation, List<ScoredFace> faces) {
        this.evaluation = evaluation;
        this.faces = faces;
    }

    /** What a calibrated model decides; nothing for others. */
    String html() {
        var decisions = evaluation.broadest().decisions();
        if (decisions == null) {
            return "";
        }
        var sets = decisions.sets();
        return Page.section(
                "What it decides (" + EvaluationText.name(evaluation.broadest()) + ")",
                "<ul class=\"cards\">" + answers(decisions) + (sets == null ? "" : sets(sets)) + "</ul>"
                        + (sets == null ? "" : sizes() + setTable(sets)));
    }

    private static String answers(DecisionFigures decisions) {
        return card(
                        "It declines",
                        decisions.abstained(),
                        Measure.Unit.SHARE,
                        "Of so many faces it says that it had better not name one emotion. It calls "
                                + Measure.Unit.SHARE.format(
                                        decisions.unfamiliar().value())
                                + " unlike those it was calibrated on.")
                + card(
                        "Wrong answers",
                        decisions.risk(),
                        Measure.Unit.SHARE,
                        "So many of the answers it does give are not what most people say.");
    }

    private static String sets(SetFigures sets) {
        String votes = Double.isNaN(sets.votesCovered().value())
                ? ""
                : " What one person, drawn at random, says is in "
                        + Measure.Unit.SHARE.format(sets.votesCovered().value()) + " of them.";
        return card(
                        "Sets with the label",
                        sets.coverage(),
                        Measure.Unit.SHARE,
                        "How often the set of emotions it leaves possible holds what most people say." + votes)
                + card(
                        "Emotions in a set",
                        sets.meanSize(),
                        Measure.Unit.NUMBER,
                        "On average. "
                                + Measure.Unit.SHARE.format(sets.singletons().value())
                                + " of the sets name a single one. Fewer say more.");
    }

    private String sizes() {
        var rows = Stream.of(
                        rows("all faces", face -> true),
                        rows("over 90 % of people agree", face -> agreement(face) > 0.9),
                        rows("over 70 % agree", face -> agreement(face) > 0.7 && agreement(face) <= 0.9),
                        rows("over half agree", face -> agreement(face) > 0.5 && agreement(face) <= 0.7),
                        rows("no emotion has over half", face -> agreement(face) <= 0.5))
                .flatMap(row -> row)
                .toList();
        String caption =
                "How many emotions a set has, by how far people agree about the face. Sets should grow with their"
                        + " disagreement.";
        return "<div class=\"charts\">"
                + figure(
                        DecisionCharts.setSizes(rows, "Set sizes. " + DecisionCharts.inWords(rows)),
                        rows.size() > 1 ? caption : "How many emotions a set has.")
                + "</div>";
    }

    private Stream<DecisionCharts.SetSizes> rows(String name, Predicate<ScoredFace> which) {
        var sizes = faces.stream()
                .filter(which)
                .map(face -> face.decision().set().orElseThrow().size())
                .toList();
        return sizes.isEmpty() ? Stream.empty() : Stream.of(new DecisionCharts.SetSizes(name, sizes));
    }

    /** The share of votes of the label; NaN without votes. */
    private static double agreement(ScoredFace face) {
        return face.face().hasVotes() ? face.target().distribution().confidence() : Double.NaN;
    }

    private String setTable(SetFigures sets) {
        var rows = new ArrayList<String>();
        for (int k = 0; k < sets.emotions().size(); k++) {
            var emotion = sets.emotions().get(k);
            rows.add(
                    "<tr><th scope=\"row\">" + Markup.escape(evaluation.labels().name(k))
                            + "</th><td class=\"number\">" + Markup.count(emotion.faces()) + "</td>"
                            + FigureCells.barCell(emotion.coverage())
                            + FigureCells.cell(emotion.meanSize(), Measure.Unit.NUMBER) + "</tr>\n");
        }
        return """
                <table class="emotions">
                <caption>The sets of the faces of each emotion. A promise over all faces may be broken for rare emotions.</caption>
                <thead><tr><th scope="col">Emotion</th><th scope="col">Faces</th><th scope="col">Sets with it</th>\
                <th scope="col">Emotions in a set</th></tr></thead>
                <tbody>
                %s</tbody>
                </table>""".formatted(String.join("", rows));
    }
}
