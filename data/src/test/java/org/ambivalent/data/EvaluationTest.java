package org.ambivalent.data;

import static java.lang.Math.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Decision;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.PredictionSet;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.core.Version;
import org.ambivalent.core.Votes;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Estimate;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EvaluationTest {

    private static final LabelSet LABELS = LabelSet.of("neutral", "happiness", "anger");
    private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 7);
    private static final Offset<Double> EXACT = within(1e-12);

    /** A clear face, one that divides its crowd, one that the model gets wrong, and one that nobody saw an emotion in. */
    private static final Dataset DATASET = dataset(
            face("clear", Votes.of(8, 2, 0), "x", Distribution.of(0.8, 0.2, 0)),
            face("divided", Votes.of(0, 5, 5), "y", Distribution.of(0, 0.5, 0.5)),
            face("wrong", Votes.of(10, 0, 0), "x", Distribution.of(0.5, 0.5, 0)),
            face("no emotion", Votes.of(new int[3], 9, 1), null, Distribution.uniform(3)));

    private static final List<Distribution> PREDICTED = List.of(
            Distribution.of(0.8, 0.2, 0),
            Distribution.of(0, 0.5, 0.5),
            Distribution.of(0.25, 0.75, 0),
            Distribution.uniform(3));

    private static Face face(String id, Votes votes, String group, Distribution truth) {
        return new Face(id, Split.VALID, votes, null, null, group, truth);
    }

    private static Dataset dataset(Face... faces) {
        var images = FaceImages.of(ImageShape.grey(8), new byte[faces.length][64]);
        return new Dataset("small.zip", LABELS, List.of(faces), images, "cafe", List.of());
    }

    private static double value(Figures figures, Measure measure) {
        return figures.get(measure).value();
    }

    private final Evaluation evaluation = Evaluation.of(DATASET, PREDICTED, BOOTSTRAP);

    @Test
    void majorityCountsFacesWithAMajorityEmotionAlone() {
        var figures = evaluation.majority();
        assertThat(figures.faces()).isEqualTo(2);
        assertThat(value(figures, Measure.ACCURACY)).isEqualTo(0.5);
        assertThat(value(figures, Measure.MEAN_CLASS_ACCURACY)).isEqualTo(0.5);
        assertThat(value(figures, Measure.NEGATIVE_LOG_LIKELIHOOD)).isCloseTo((log(4) - log(0.8)) / 2, EXACT);
        assertThat(value(figures, Measure.BRIER_SCORE)).isCloseTo((0.08 + 1.125) / 2, EXACT);
        // Confidences 0.8 (right) and 0.75 (wrong) share the bin (11/15, 12/15].
        assertThat(value(figures, Measure.EXPECTED_CALIBRATION_ERROR)).isCloseTo(0.775 - 0.5, EXACT);
        assertThat(value(figures, Measure.MAXIMUM_CALIBRATION_ERROR)).isCloseTo(0.775 - 0.5, EXACT);
        assertThat(value(figures, Measure.KULLBACK_LEIBLER)).isCloseTo(log(4) / 2, EXACT);
    }

    @Test
    void allVotesCountsTheDividedFaceToo() {
        var figures = evaluation.all();
        double entropyOfWrong = -0.25 * log(0.25) - 0.75 * log(0.75);
        double middle = (1 + 0.25) / 2;
        double jensenShannon = (log(1 / middle) + 0.25 * log(0.25 / middle) + 0.75 * log(2)) / 2;
        assertThat(figures.faces()).isEqualTo(3);
        assertThat(value(figures, Measure.ACCURACY)).isCloseTo(2 / 3.0, EXACT);
        assertThat(value(figures, Measure.MEAN_CLASS_ACCURACY)).isEqualTo(0.75);
        assertThat(value(figures, Measure.EXPECTED_CALIBRATION_ERROR)).isCloseTo((2 * 0.275 + 0.5) / 3, EXACT);
        assertThat(value(figures, Measure.MAXIMUM_CALIBRATION_ERROR)).isEqualTo(0.5);
        assertThat(value(figures, Measure.KULLBACK_LEIBLER)).isCloseTo(log(4) / 3, EXACT);
        assertThat(value(figures, Measure.CROSS_ENTROPY))
                .isCloseTo((log(4) + Votes.of(8, 2).distribution().entropy() + log(2)) / 3, EXACT);
        assertThat(value(figures, Measure.JENSEN_SHANNON)).isCloseTo(jensenShannon / 3, EXACT);
        assertThat(value(figures, Measure.DIST_CE)).isCloseTo(0.25, EXACT);
        assertThat(value(figures, Measure.ENT_CE)).isCloseTo(entropyOfWrong / 3, EXACT);
    }

    /** Every half of a crowd of one mind is that mind; of a crowd of two, it is one or the other. */
    @Test
    void comparesWithARandomHalfOfTheVotesAsPeopleAreCompared() {
        var dataset = dataset(Face.withVotes("one mind", Split.VALID, Votes.of(0, 7, 0)));
        var predicted = List.of(Distribution.of(0, 1, 0));
        assertThat(value(Evaluation.of(dataset, predicted, BOOTSTRAP).all(), Measure.HALF_JENSEN_SHANNON))
                .isZero();
        var pair = dataset(Face.withVotes("pair", Split.VALID, Votes.of(1, 1, 0)));
        var even = List.of(Distribution.of(0.5, 0.5, 0));
        assertThat(value(Evaluation.of(pair, even, BOOTSTRAP).all(), Measure.HALF_JENSEN_SHANNON))
                .isCloseTo((log(4 / 3.0) + (log(2 / 3.0) + log(2)) / 2) / 2, EXACT);
        var alone = dataset(Face.withVotes("alone", Split.VALID, Votes.of(1, 0, 0)));
        assertThat(value(Evaluation.of(alone, even, BOOTSTRAP).all(), Measure.HALF_JENSEN_SHANNON))
                .isNaN();
    }

    @Test
    void allVotesAreNearerToAHalfThanTheOtherHalfIs() {
        var dataset = GeneratedFaces.withVotes(400, 9);
        var crowd = dataset.faces().stream()
                .map(face -> face.votes().distribution())
                .toList();
        var figures = Evaluation.of(dataset, crowd, new Bootstrap(2, 1)).all();
        assertThat(value(figures, Measure.HALF_JENSEN_SHANNON))
                .isPositive()
                .isLessThan(figures.people().halves());
        assertThat(value(figures, Measure.JENSEN_SHANNON)).isZero();
    }

    @Test
    void countsEveryConfusionAndReadsEveryEmotionFromIt() {
        var figures = evaluation.all();
        assertThat(figures.confusion()).containsExactly(List.of(1L, 1L, 0L), List.of(0L, 1L, 0L), List.of(0L, 0L, 0L));
        assertThat(figures.emotions())
                .extracting(Figures.Emotion::name, Figures.Emotion::faces)
                .containsExactly(tuple("neutral", 2L), tuple("happiness", 1L), tuple("anger", 0L));
        var neutral = figures.emotions().get(0);
        assertThat(neutral.recall().value()).isEqualTo(0.5);
        assertThat(neutral.precision().value()).isEqualTo(1);
        assertThat(neutral.f1().value()).isCloseTo(2 / 3.0, EXACT);
        assertThat(figures.emotions().get(2).recall().value()).isNaN();
    }

    @Test
    void reportsEveryGroupThatAFaceNames() {
        assertThat(evaluation.all().groups())
                .extracting(Figures.Group::name, Figures.Group::faces, group -> group.accuracy()
                        .value())
                .containsExactly(tuple("x", 2, 0.5), tuple("y", 1, 1.0));
    }

    @Test
    void comparesWithTheTruthWhereItIsKnown() {
        var figures = evaluation.majority();
        assertThat(figures.trueFaces()).isEqualTo(2);
        assertThat(value(figures, Measure.TRUE_KULLBACK_LEIBLER)).isCloseTo(0.5 * log(4 / 3.0) / 2, EXACT);
        assertThat(value(figures, Measure.BAYES_OPTIMAL_ACCURACY)).isEqualTo(1);
    }

    @Test
    void knowsHowFarPeopleAgree() {
        assertThat(evaluation.all().people().faces()).isEqualTo(3);
        assertThat(evaluation.all().people().entropy())
                .isCloseTo((Votes.of(8, 2).distribution().entropy() + log(2)) / 3, EXACT);
    }

    @Test
    void everyMeasureHasAnIntervalThatDependsOnTheSeedAlone() {
        var dataset = GeneratedFaces.withTruth(80, 3);
        var predicted = GeneratedFaces.predictions(dataset, 4);
        var first = Evaluation.of(dataset, predicted, new Bootstrap(40, 5));
        assertThat(Evaluation.of(dataset, predicted, new Bootstrap(40, 5))).isEqualTo(first);
        assertThat(first.all().estimates())
                .containsOnlyKeys(Measure.values())
                .allSatisfy((measure, estimate) ->
                        assertThat(estimate.low()).as(measure.title()).isLessThan(estimate.high()));
    }

    @Test
    void singleLabelsHaveTheMajorityProtocolAlone() throws IOException {
        var dataset = dataset(Face.withLabel("a", Split.TEST, 0), Face.withLabel("b", Split.TEST, 1));
        var single = Evaluation.of(dataset, PREDICTED.subList(0, 2), BOOTSTRAP);
        assertThat(single.all()).isNull();
        assertThat(single.majority().faces()).isEqualTo(2);
        assertThat(single.majority().people()).isNull();
        assertThat(value(single.majority(), Measure.ACCURACY)).isEqualTo(1);
        assertThat(value(single.majority(), Measure.JENSEN_SHANNON)).isNaN();
        assertThat(single.toText()).contains("majority").doesNotContain("all votes", "JS", "people");
        var json = new ObjectMapper().readTree(single.toJson());
        assertThat(json.get("all").isNull()).isTrue();
        assertThat(json.at("/majority/jensenShannon/value").isNull()).isTrue();
        assertThat(json.at("/majority/people").isNull()).isTrue();
    }

    @Test
    void writesTheJsonThatUsersRelyOn() throws IOException {
        var mapper = new ObjectMapper();
        String written = evaluation.with("model", "small.onnx").toJson();
        // What to commit as the new golden file after keys were added: data/target/evaluation.json.
        Files.writeString(Path.of("target", "evaluation.json"), written + "\n");
        var json = flat(mapper.readTree(written));
        var golden = flat(mapper.readTree(EvaluationTest.class.getResourceAsStream("evaluation.json")));
        assertThat(json.remove(".version").textValue()).isEqualTo(Version.CURRENT);
        golden.remove(".version");
        assertThat(json.keySet()).containsExactlyElementsOf(golden.keySet());
        golden.forEach((key, value) -> {
            if (value.isDouble()) {
                assertThat(json.get(key).doubleValue()).as(key).isCloseTo(value.doubleValue(), within(1e-9));
            } else {
                assertThat(json.get(key)).as(key).isEqualTo(value);
            }
        });
    }

    private static Prediction decided(Distribution first, Distribution second, boolean abstains, int... set) {
        var samples = List.of(first, second);
        return new Prediction(
                LABELS,
                Uncertainty.mean(samples),
                Uncertainty.of(samples),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of(new Decision(Optional.of(PredictionSet.of(3, set)), abstains, abstains)));
    }

    /** The four faces as a calibrated model sees them; it doubts the wrong one most, and its samples differ there alone. */
    private static final List<Prediction> DECIDED = List.of(
            decided(PREDICTED.get(0), PREDICTED.get(0), false, 0),
            decided(PREDICTED.get(1), PREDICTED.get(1), true, 1, 2),
            decided(Distribution.of(0, 1, 0), Distribution.of(0.5, 0.5, 0), false, 1),
            decided(PREDICTED.get(3), PREDICTED.get(3), false));

    @Test
    void readsWhatACalibratedModelDecides() throws IOException {
        var calibrated = Evaluation.ofPredictions(DATASET, DECIDED, BOOTSTRAP);
        var decisions = calibrated.all().decisions();
        assertThat(decisions.abstained().value()).isCloseTo(1 / 3.0, EXACT);
        assertThat(decisions.risk().value()).isEqualTo(0.5);
        assertThat(decisions.unfamiliar().value()).isCloseTo(1 / 3.0, EXACT);
        var sets = decisions.sets();
        assertThat(sets.coverage().value()).isCloseTo(2 / 3.0, EXACT);
        assertThat(sets.votesCovered().value()).isCloseTo((0.8 + 1 + 0) / 3, EXACT);
        assertThat(sets.meanSize().value()).isCloseTo(4 / 3.0, EXACT);
        assertThat(sets.singletons().value()).isCloseTo(2 / 3.0, EXACT);
        assertThat(sets.empties().value()).isZero();
        assertThat(sets.sizes()).containsExactly(0L, 2L, 1L, 0L);
        assertThat(sets.emotions())
                .extracting(
                        SetFigures.Emotion::faces, emotion -> emotion.coverage().value())
                .containsExactly(tuple(2L, 0.5), tuple(1L, 1.0), tuple(0L, Double.NaN));
        assertThat(calibrated.majority().decisions().abstained().value()).isZero();
        assertThat(calibrated.toText())
                .contains("what it decides", "abstains ", "emotions in a set ", "epistemic doubt");
        var json = new ObjectMapper().readTree(calibrated.toJson());
        assertThat(json.at("/all/decisions/risk/value").doubleValue()).isEqualTo(0.5);
        assertThat(json.at("/all/decisions/sets/sizes")).hasToString("[0,2,1,0]");
        assertThat(json.at("/all/decisions/sets/emotions/neutral/coverage/value")
                        .doubleValue())
                .isEqualTo(0.5);
    }

    @Test
    void decisionsAreThoseOfCalibratedModels() {
        assertThat(evaluation.majority().decisions()).isNull();
        assertThat(evaluation.toText()).doesNotContain("decides", "epistemic");
        var withoutSets = DECIDED.stream()
                .map(prediction -> new Prediction(
                        LABELS,
                        prediction.distribution(),
                        prediction.uncertainty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Optional.of(new Decision(Optional.empty(), true, false))))
                .toList();
        var silent = Evaluation.ofPredictions(DATASET, withoutSets, BOOTSTRAP);
        assertThat(silent.all().decisions().sets()).isNull();
        assertThat(silent.all().decisions().abstained().value()).isEqualTo(1);
        assertThat(silent.all().decisions().risk().value()).isNaN();
        assertThat(silent.toText()).contains("wrong among its answers").doesNotContain("emotions in a set", "NaN");
    }

    @Test
    void tellsWhichPartOfTheDoubtFindsErrorsAndDisagreement() {
        var doubt = Evaluation.ofPredictions(DATASET, DECIDED, BOOTSTRAP).all().uncertainty();
        double clear = PREDICTED.get(0).entropy();
        double unsure = Distribution.of(0.25, 0.75, 0).entropy();
        assertThat(doubt.total().value()).isCloseTo((clear + log(2) + unsure) / 3, EXACT);
        assertThat(doubt.aleatoric().value()).isCloseTo((clear + log(2) + log(2) / 2) / 3, EXACT);
        assertThat(doubt.epistemic().value()).isCloseTo((unsure - log(2) / 2) / 3, EXACT);
        assertThat(doubt.epistemicErrors().value()).isEqualTo(1);
        assertThat(doubt.aleatoricErrors().value()).isZero();
        assertThat(doubt.aleatoricDisagreement().value()).isEqualTo(1);
        assertThat(doubt.epistemicDisagreement().value()).isEqualTo(0.25);
        var single = evaluation.all().uncertainty();
        assertThat(single.hasEpistemic()).isFalse();
        assertThat(single.epistemicErrors().value()).isNaN();
        assertThat(single.aleatoric()).isEqualTo(single.total());
    }

    /** Confidences 0.8 (right), 0.75 (wrong), 0.5 (right), in this order. */
    @Test
    void readsWhatDoubtIsWorth() {
        var figures = evaluation.all();
        assertThat(value(figures, Measure.AURC)).isCloseTo((0 + 0.5 + 1 / 3.0) / 3, EXACT);
        assertThat(value(figures, Measure.EXCESS_AURC)).isCloseTo((0 + 0.5 + 1 / 3.0) / 3 - 1 / 9.0, EXACT);
        assertThat(value(figures, Measure.RISK_AT_80)).isCloseTo(1 / 2.4, EXACT);
        assertThat(value(figures, Measure.RISK_AT_90)).isCloseTo(1 / 2.7, EXACT);
        assertThat(value(figures, Measure.ERROR_AUROC)).isEqualTo(0.5);
        assertThat(value(figures, Measure.DISAGREEMENT_AUROC)).isEqualTo(1);
        assertThat(value(evaluation.majority(), Measure.DISAGREEMENT_AUROC)).isNaN();
    }

    @Test
    void readsTheOtherDistancesToTheVotes() {
        var figures = evaluation.all();
        double hellinger = Math.sqrt(((1 - 0.5) * (1 - 0.5) + 0.75) / 2);
        assertThat(value(figures, Measure.HELLINGER)).isCloseTo(hellinger / 3, EXACT);
        assertThat(value(figures, Measure.CHEBYSHEV)).isCloseTo(0.25, EXACT);
        assertThat(value(figures, Measure.CLARK)).isCloseTo(Math.sqrt(0.36 + 1) / 3, EXACT);
        assertThat(value(figures, Measure.CANBERRA)).isCloseTo(1.6 / 3, EXACT);
        assertThat(value(figures, Measure.COSINE_SIMILARITY)).isCloseTo((2 + 0.25 / Math.sqrt(0.625)) / 3, EXACT);
        assertThat(value(figures, Measure.INTERSECTION)).isCloseTo(0.75, EXACT);
        assertThat(value(figures, Measure.RANK_CS)).isCloseTo(2 / 3.0, EXACT);
    }

    @Test
    void theBrierScoreIsTheSumOfItsParts() {
        var dataset = GeneratedFaces.withVotes(300, 3);
        var figures = Evaluation.of(dataset, GeneratedFaces.predictions(dataset, 4), new Bootstrap(2, 1))
                .all();
        assertThat(value(figures, Measure.BRIER_RELIABILITY)
                        - value(figures, Measure.BRIER_RESOLUTION)
                        + value(figures, Measure.BRIER_UNCERTAINTY)
                        + value(figures, Measure.BRIER_WITHIN_BINS))
                .isCloseTo(value(figures, Measure.BRIER_SCORE), EXACT);
    }

    @Test
    void rightProbabilitiesAreNearTheFloorOfTheirCalibrationErrorAndOthersAboveIt() {
        var dataset = GeneratedFaces.withTruth(600, 5);
        var labels = dataset.faces().stream().map(Face::truth).toList();
        var drawn = GeneratedFaces.labelledFromTruth(dataset, 6);
        var right = Evaluation.of(drawn, labels, new Bootstrap(2, 1)).majority();
        assertThat(value(right, Measure.EXPECTED_CALIBRATION_ERROR))
                .isBetween(
                        0.3 * right.calibrationFloor().mean(),
                        1.3 * right.calibrationFloor().high());
        var sure =
                labels.stream().map(p -> Distribution.oneHot(p.top(), p.size())).toList();
        var wrong = Evaluation.of(drawn, sure, new Bootstrap(2, 1)).majority();
        assertThat(wrong.calibrationFloor().high()).isZero();
        assertThat(value(wrong, Measure.EXPECTED_CALIBRATION_ERROR)).isPositive();
    }

    /** Every measure, and every row of the terminal's table, is in the page that users read. */
    @Test
    void isDocumented() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "evaluate.md"));
        for (Measure measure : Measure.values()) {
            String group = measure.compared().needsTruth() ? "truth." : "";
            assertThat(page).contains("`" + group + measure.key() + "`");
        }
        assertThat(page)
                .contains(
                        "`decisions.sets.votesCovered`",
                        "`uncertainty.epistemicErrorAuroc`",
                        "`calibrationFloor.high`");
        var rows = Evaluation.ofPredictions(DATASET, DECIDED, BOOTSTRAP)
                .toText()
                .lines()
                .skip(3)
                .takeWhile(row -> !row.contains("by emotion"));
        assertThat(rows).allMatch(row -> page.contains("\n" + row.split(" {2,}")[0]));
    }

    /** Every leaf by its path, so that a difference names the key. */
    private static Map<String, JsonNode> flat(JsonNode node) {
        var leaves = new TreeMap<String, JsonNode>();
        collect("", node, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, JsonNode> leaves) {
        if (node.isEmpty()) {
            leaves.put(path, node);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(path + "[" + i + "]", node.get(i), leaves);
        }
        node.properties().forEach(entry -> collect(path + "." + entry.getKey(), entry.getValue(), leaves));
    }

    @Test
    void showsBothProtocolsSideBySideOnTheTerminal() {
        assertThat(evaluation.toText().lines())
                .contains("                                  majority                all votes")
                .contains("faces                             2                       3")
                .anyMatch(line -> line.startsWith("accuracy                          50.0 % [0.0, 100.0]     66.7 % ["))
                .anyMatch(line -> line.startsWith("one agrees with the others "))
                .anyMatch(line -> line.startsWith("anger                  0      -"))
                .noneMatch(line -> line.endsWith(" "));
    }

    @Test
    void refusesAnotherNumberOfPredictionsThanFaces() {
        assertThatThrownBy(() -> Evaluation.of(DATASET, PREDICTED.subList(0, 3), BOOTSTRAP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 faces got 3");
    }

    @Test
    void refusesPredictionsOverAnotherNumberOfEmotions() {
        var predicted = new ArrayList<>(PREDICTED);
        predicted.set(3, Distribution.uniform(4));
        assertThatThrownBy(() -> Evaluation.of(DATASET, predicted, BOOTSTRAP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("over 4 emotions");
    }

    @Test
    void refusesAModelOfTheSameEmotionsInAnotherOrder() {
        var labels = LabelSet.of("happiness", "neutral", "anger");
        var predictions = PREDICTED.stream()
                .map(distribution -> new Prediction(labels, distribution, Uncertainty.of(List.of(distribution))))
                .toList();
        assertThatThrownBy(() -> Evaluation.ofPredictions(DATASET, predictions, BOOTSTRAP))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("neutral, happiness, anger")
                .hasMessageContaining("happiness, neutral, anger");
    }

    @Test
    void refusesADatasetWithNothingToScore() {
        assertThatThrownBy(() -> Evaluation.of(DATASET.select(3), PREDICTED.subList(3, 4), BOOTSTRAP))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("nothing to score");
    }

    @Test
    void leavesAnIntervalOutWhereTooFewResamplesDefineTheMeasure() {
        Estimate anger = evaluation.all().emotions().get(2).f1();
        assertThat(anger.low()).isNaN();
        assertThat(evaluation.toText()).doesNotContain("NaN");
    }
}
