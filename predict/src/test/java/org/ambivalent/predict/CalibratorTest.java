package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Votes;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.Split;
import org.ambivalent.decide.ConformalMethod;
import org.ambivalent.decide.ConformalScore;
import org.ambivalent.decide.Decisions;
import org.ambivalent.predict.Calibrator.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CalibratorTest {

    private static final LabelSet LABELS = LabelSet.FERPLUS;
    private static final ImageShape SHAPE = ImageShape.grey(8);

    @TempDir
    private Path folder;

    /** Faces whose votes follow the model's own probabilities at another temperature: logits were doubled. */
    private static Dataset faces(LinearModel model, int count, double logitFactor, long seed) {
        var random = new SplittableRandom(seed);
        var noise = new Random(seed);
        var faces = new ArrayList<Face>();
        var pixels = new byte[count][SHAPE.size()];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < SHAPE.size(); k++) {
                pixels[i][k] = (byte) Math.max(0, Math.min(255, 128 + 60 * noise.nextGaussian()));
            }
            double[] logits = model.logits(pixels[i]);
            for (int k = 0; k < logits.length; k++) {
                logits[k] *= logitFactor;
            }
            faces.add(Face.withVotes("face" + i, Split.VALID, votes(Distribution.softmax(logits), random)));
        }
        return new Dataset("drawn", LABELS, faces, FaceImages.of(SHAPE, pixels), "cafe", List.of());
    }

    private static Votes votes(Distribution truth, SplittableRandom random) {
        var counts = new int[truth.size()];
        for (int vote = 0; vote < 10; vote++) {
            double left = random.nextDouble();
            int k = 0;
            while (k < truth.size() - 1 && left >= truth.probability(k)) {
                left -= truth.probability(k++);
            }
            counts[k]++;
        }
        return Votes.of(counts);
    }

    private static Calibrator.Settings settings(OptionalDouble risk) {
        return new Calibrator.Settings(
                Optional.of(Promise.VOTES),
                Promise.VOTES,
                OptionalDouble.of(0.9),
                ConformalMethod.of(ConformalScore.LAC),
                risk,
                0.1,
                0.99,
                1);
    }

    private static Calibrator.Result calibrate(LinearModel model, Dataset faces, Calibrator.Settings settings)
            throws IOException {
        try (var predictor = open(model.toOnnx(), Files.createTempFile("linear", ".onnx"))) {
            return Calibrator.of(faces, predictor.answerCrops(faces.images()), settings);
        }
    }

    private static Predictor open(byte[] model, Path file) throws IOException {
        Files.write(file, model);
        return Predictor.open(
                file,
                PredictorOptions.defaults()
                        .withDetector(FaceDetector.wholeImage())
                        .withThreads(1));
    }

    @Test
    void findsTheTemperatureThatTheVotesFollow() throws IOException {
        var model = LinearModel.random(SHAPE, 1);
        var result = calibrate(model, faces(model, 4000, 2.5, 1), settings(OptionalDouble.empty()));
        assertThat(result.decisions().temperature().value()).isCloseTo(1 / 2.5, within(0.03));
        assertThat(result.fitted() + result.scored().size()).isEqualTo(4000);
        assertThat(result.fitted()).isBetween(900, 1100);
    }

    /** Fresh faces: sets hold a drawn vote in 90 % of cases, and one face in a hundred is called unfamiliar. */
    @Test
    void keepsItsPromisesOnFreshFacesThroughTheModelFile() throws IOException {
        var model = LinearModel.random(SHAPE, 2);
        var settings = settings(OptionalDouble.of(0.5));
        var result = calibrate(model, faces(model, 4000, 6, 2), settings);
        assertThat(result.noAbstention()).isEmpty();
        var file = folder.resolve("calibrated.onnx");
        byte[] bytes = Calibrator.write(model.toOnnx(), "linear.onnx", result, Map.of("data", "drawn"));
        var fresh = faces(model, 4000, 6, 3);
        try (var predictor = open(bytes, file)) {
            assertThat(predictor.decisions()).isEqualTo(result.decisions());
            var predictions = predictor.predictCrops(fresh.images());
            assertThat(coverage(fresh, predictions)).isCloseTo(0.9, within(0.015));
            assertThat(share(
                            predictions,
                            i -> predictions.get(i).decision().orElseThrow().unfamiliar()))
                    .isLessThan(0.02);
            var answered = IntStream.range(0, fresh.size())
                    .filter(i -> !predictions.get(i).decision().orElseThrow().abstains())
                    .toArray();
            assertThat(answered).hasSizeGreaterThan(1000);
            assertThat(wrong(fresh, predictions, answered)).isLessThan(0.52);
        }
    }

    /** The expected share of votes that are in the sets. */
    private static double coverage(Dataset faces, List<Prediction> predictions) {
        double covered = 0;
        for (int i = 0; i < faces.size(); i++) {
            var set = predictions.get(i).decision().orElseThrow().set().orElseThrow();
            var votes = faces.faces().get(i).votes().distribution();
            covered += set.members().mapToDouble(votes::probability).sum() / faces.size();
        }
        return covered;
    }

    private static double share(List<Prediction> predictions, IntPredicate which) {
        return IntStream.range(0, predictions.size()).filter(which).count() / (double) predictions.size();
    }

    private static double wrong(Dataset faces, List<Prediction> predictions, int[] which) {
        double wrong = 0;
        for (int i : which) {
            var votes = faces.faces().get(i).votes().distribution();
            wrong += (1 - votes.probability(predictions.get(i).distribution().top())) / which.length;
        }
        return wrong;
    }

    @Test
    void theGraphAnswersWithTheDensitysScore() throws IOException {
        var model = LinearModel.random(SHAPE, 3);
        var faces = faces(model, 600, 1, 4);
        var result = calibrate(model, faces, settings(OptionalDouble.empty()));
        byte[] bytes = Calibrator.write(model.toOnnx(), "linear.onnx", result, Map.of());
        try (var predictor = open(bytes, folder.resolve("scores.onnx"))) {
            var answers = predictor.answerCrops(faces.images());
            var predictions = predictor.predictCrops(faces.images());
            for (int i = 0; i < faces.size(); i++) {
                double expected =
                        result.density().orElseThrow().score(answers.get(i).features());
                assertThat(predictions.get(i).unfamiliarity().orElseThrow())
                        .isCloseTo(expected, within(1e-4 * (1 + expected)));
            }
        }
    }

    @Test
    void aSecondCalibrationReplacesTheFirst() throws IOException {
        var model = LinearModel.random(SHAPE, 4);
        var faces = faces(model, 600, 1, 5);
        var result = calibrate(model, faces, settings(OptionalDouble.empty()));
        byte[] once = Calibrator.write(model.toOnnx(), "linear.onnx", result, Map.of("data", "first"));
        byte[] twice = Calibrator.write(once, "linear.onnx", result, Map.of("split", "second"));
        var graph = ModelProto.parseFrom(twice).getGraph();
        assertThat(graph.getNodeCount())
                .isEqualTo(ModelProto.parseFrom(once).getGraph().getNodeCount());
        assertThat(graph.getInitializerCount())
                .isEqualTo(ModelProto.parseFrom(once).getGraph().getInitializerCount());
        try (var predictor = open(twice, folder.resolve("twice.onnx"))) {
            assertThat(predictor.metadata().calibration())
                    .containsEntry("split", "second")
                    .doesNotContainKey("data");
            assertThat(predictor.metadata().calibrated(Map.of())).isEqualTo(model.metadata());
        }
    }

    @Test
    void answersAsBeforeWhenAskedTo() throws IOException {
        var model = LinearModel.random(SHAPE, 5);
        var faces = faces(model, 600, 2, 6);
        var result = calibrate(model, faces, settings(OptionalDouble.empty()));
        var file = Files.write(
                folder.resolve("raw.onnx"), Calibrator.write(model.toOnnx(), "linear.onnx", result, Map.of()));
        try (var raw = Predictor.open(file, PredictorOptions.defaults().uncalibrated());
                var before = open(model.toOnnx(), folder.resolve("before.onnx"))) {
            assertThat(raw.decisions()).isEqualTo(Decisions.NONE);
            assertThat(raw.predictCrops(faces.images()).stream().map(Prediction::distribution))
                    .containsExactlyElementsOf(before.predictCrops(faces.images()).stream()
                            .map(Prediction::distribution)
                            .toList());
            assertThat(raw.predictCrops(faces.images())).allSatisfy(prediction -> assertThat(prediction.unfamiliarity())
                    .isEmpty());
        }
    }

    @Test
    void saysWhyItCannotPromise() throws IOException {
        var model = LinearModel.random(SHAPE, 6);
        var result = calibrate(model, faces(model, 400, 1, 7), settings(OptionalDouble.of(0.01)));
        assertThat(result.decisions().abstention()).isEmpty();
        assertThat(result.noAbstention()).contains("0.01");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> calibrate(model, faces(model, 8, 1, 8), settings(OptionalDouble.empty())))
                .withMessageContaining("drawn");
    }

    @Test
    void aModelWithoutFeaturesHasNoFamiliarity() throws IOException {
        var model = LinearModel.random(SHAPE, 7);
        var faces = faces(model, 400, 1, 9);
        try (var predictor = open(model.toOnnx(), folder.resolve("plain.onnx"))) {
            var bare = predictor.answerCrops(faces.images()).stream()
                    .map(answer -> new Answer(
                            answer.samples(), answer.importance(), answer.unfamiliarity(), new float[0], answer.face()))
                    .toList();
            var result = Calibrator.of(faces, bare, settings(OptionalDouble.empty()));
            assertThat(result.decisions().familiarity()).isEmpty();
            var graph = ModelProto.parseFrom(Calibrator.write(model.toOnnx(), "m", result, Map.of()))
                    .getGraph();
            assertThat(graph.getOutputList())
                    .noneMatch(output -> output.getName().equals("unfamiliarity"));
        }
    }

    @Test
    void damagedCalibrationIsNamed() throws IOException {
        var model = LinearModel.random(SHAPE, 8);
        var metadata = model.metadata().calibrated(Map.of("temperature", "hot", "seed", "1"));
        byte[] bytes = new LinearModel(metadata, model.weights()).toOnnx();
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> open(bytes, folder.resolve("damaged.onnx")))
                .withMessageContaining("temperature is \"hot\"")
                .withMessageContaining("ambivalent calibrate");
    }
}
