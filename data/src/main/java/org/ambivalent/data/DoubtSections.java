package org.ambivalent.data;

import static org.ambivalent.data.FigureCells.figure;
import static org.ambivalent.data.Markup.capital;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ambivalent.core.Distribution;
import org.ambivalent.decide.AbstentionRule;
import org.ambivalent.metrics.Estimate;
import org.jspecify.annotations.Nullable;

/** The sections of a report with drawings: whether confidence is deserved, and what doubt finds. */
final class DoubtSections {

    private static final String CROWD =
            " By this measure shares of people are too modest where people disagree, however right they are.";

    private final Evaluation evaluation;

    /** Those that count under the broadest protocol. */
    private final List<ScoredFace> faces;

    DoubtSections(Evaluation evaluation, List<ScoredFace> faces) {
        this.evaluation = evaluation;
        this.faces = faces;
    }

    String reliability() {
        return Page.section("Is its confidence deserved?", """
                <p>On the dashed line, of the faces called with 70&#160;%% confidence, 70&#160;%% are right. Points below it \
                are overconfident, points above it too modest. The lower bars show how many faces each bin of confidence \
                holds.</p>
                <div class="charts">%s</div>""".formatted(
                        evaluation.protocols().map(DoubtSections::reliability).collect(Collectors.joining())));
    }

    private static String reliability(Figures figures) {
        Estimate error = figures.get(Measure.EXPECTED_CALIBRATION_ERROR);
        String caption = capital(EvaluationText.name(figures)) + ", " + Markup.faces(figures.faces())
                + ": expected calibration error "
                + EvaluationText.interval(error, Measure.Unit.SHARE) + ". " + floor(figures);
        return figure(Charts.reliability(figures.reliability(), "Reliability diagram. " + caption), caption);
    }

    /** Such as "Chance alone gives a perfectly calibrated model 1.3 %, and 19 times in 20 at most 2.1 %: ...". */
    static String floor(Figures figures) {
        var floor = figures.calibrationFloor();
        if (Double.isNaN(floor.mean())) {
            return "";
        }
        boolean within = figures.get(Measure.EXPECTED_CALIBRATION_ERROR).value() <= floor.high();
        return "By chance alone, right probabilities would show " + Measure.Unit.SHARE.format(floor.mean())
                + ", and 19 times in 20 at most " + Measure.Unit.SHARE.format(floor.high()) + ": "
                + (within
                        ? "these may be right."
                        : "these are too sure or too modest." + (figures.votedFaces() > 0 ? CROWD : ""));
    }

    /** The share of wrong answers against how many faces are answered. */
    String risk() {
        boolean marked = evaluation.protocols().anyMatch(figures -> choice(figures) != null);
        return Page.section("Is it right when it is sure?", """
                <p>If only the faces it is surest of are answered, fewer answers are wrong. The curve starts with the surest \
                faces at the left; a doubt that says nothing would stay on the dashed line, and no order of the same answers is \
                better than the thin one.%s</p>
                <div class="charts">%s</div>""".formatted(
                        marked ? " The point is where this model stops: to its right, it declines." : "",
                        evaluation.protocols().map(this::risk).collect(Collectors.joining())));
    }

    private String risk(Figures figures) {
        var counted = faces.stream().filter(face -> counts(face, figures)).toList();
        if (counted.isEmpty()) {
            return "";
        }
        var model = Doubted.curve(counted.stream()
                .map(face -> new Doubted(AbstentionRule.doubt(face.predicted()), face.wrong()))
                .toList());
        var best = Doubted.curve(counted.stream()
                .map(face -> new Doubted(face.wrong() ? 1 : 0, face.wrong()))
                .toList());
        var choice = choice(figures);
        String caption = capital(EvaluationText.name(figures)) + ", " + Markup.faces(counted.size())
                + ": mean of the curve (AURC) "
                + EvaluationText.interval(figures.get(Measure.AURC), Measure.Unit.SHARE)
                + (choice == null
                        ? "."
                        : ". It answers " + Measure.Unit.SHARE.format(choice.coverage()) + " of the faces, and "
                                + Measure.Unit.SHARE.format(choice.risk()) + " of these answers are wrong.");
        return figure(DecisionCharts.risk(model, best, choice, "Risk-coverage curve. " + caption), caption);
    }

    private boolean counts(ScoredFace face, Figures figures) {
        return figures.protocol()
                .target(face.face(), evaluation.labels().size())
                .isPresent();
    }

    /** What the model's threshold comes to; null if it answers all faces, or none. */
    private static DecisionCharts.@Nullable Choice choice(Figures figures) {
        var decisions = figures.decisions();
        if (decisions == null
                || decisions.abstained().value() == 0
                || decisions.abstained().value() == 1) {
            return null;
        }
        return new DecisionCharts.Choice(
                1 - decisions.abstained().value(), decisions.risk().value());
    }

    String entropies() {
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
                entropies(compared, ScoredFace::reference),
                entropies(compared, ScoredFace::predicted),
                Math.log(evaluation.labels().size()),
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

    private static double[] entropies(List<ScoredFace> faces, Function<ScoredFace, Distribution> which) {
        return faces.stream().mapToDouble(face -> which.apply(face).entropy()).toArray();
    }
}
