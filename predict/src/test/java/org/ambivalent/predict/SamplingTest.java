package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Masks;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.core.PosteriorSpec.Masking;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.decide.Decisions;
import org.ambivalent.decide.FaceDraws;
import org.ambivalent.decide.Temperature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples of a model small enough to be worked out in full: {@code softmax((pixels * mask) W)}. */
class SamplingTest {

    private static final ImageShape SHAPE = ImageShape.grey(8);
    private static final int PIXELS = 64;
    private static final LabelSet LABELS = LabelSet.of("calm", "glad", "wild");
    private static final double RATE = 0.5;

    @TempDir
    private Path folder;

    /** Which axes a mask has before those of what it hides. */
    private enum Kind {
        HEAD("samples", "faces"),
        CHANNELS("faces"),
        WEIGHTS();

        private final List<String> axes;

        Kind(String... axes) {
            this.axes = List.of(axes);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aRequestMayAskForOtherSamplesThanThePredictorTakes(Kind kind) throws IOException {
        var faces = faces(3);
        try (var predictor =
                        Predictor.open(write(kind), options().withSamples(7).withSeed(3));
                var other = Predictor.open(write(kind), options().withSamples(4).withSeed(9))) {
            assertThat(predictor.predictCrops(faces, 4, 9)).isEqualTo(other.predictCrops(faces));
            assertThat(predictor.predictCrops(faces, 0, 3)).isEqualTo(predictor.predictCrops(faces));
            assertThat(predictor.samples()).isEqualTo(7);
            assertThat(predictor.seed()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void averagesTheSamplesThatItsMasksMake(Kind kind) throws IOException {
        var faces = faces(5);
        try (var predictor =
                Predictor.open(write(kind), options().withSamples(7).withSeed(3))) {
            var predictions = predictor.predictCrops(faces);
            for (int face = 0; face < faces.size(); face++) {
                var samples = expected(kind, faces.get(face), 7, 3);
                assertClose(predictions.get(face).distribution(), Uncertainty.mean(samples));
                var uncertainty = Uncertainty.of(samples);
                assertThat(predictions.get(face).uncertainty().epistemic())
                        .isCloseTo(uncertainty.epistemic(), within(1e-5))
                        .isPositive();
                assertThat(predictions.get(face).uncertainty().aleatoric())
                        .isCloseTo(uncertainty.aleatoric(), within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFaceGetsTheSameAnswerInAnyCompany(Kind kind) throws IOException {
        var faces = faces(7);
        var reversed = new ArrayList<>(faces);
        Collections.reverse(reversed);
        try (var few = Predictor.open(write(kind), options().withBatch(2));
                var many = Predictor.open(write(kind), options().withBatch(32))) {
            var one = few.predictCrops(faces);
            var other = new ArrayList<>(many.predictCrops(reversed));
            Collections.reverse(other);
            for (int face = 0; face < faces.size(); face++) {
                assertClose(one.get(face).distribution(), other.get(face).distribution());
            }
        }
    }

    /** Masks of all samples of 40 faces at once would take 100 MB. */
    @Test
    void manySamplesTakeSeveralRuns() throws IOException {
        var faces = faces(40);
        try (var together = Predictor.open(
                        write(Kind.HEAD), options().withSamples(10_000).withBatch(40));
                var alone = Predictor.open(
                        write(Kind.HEAD), options().withSamples(10_000).withBatch(1))) {
            assertClose(
                    together.predictCrops(faces).get(39).distribution(),
                    alone.predictCrops(faces.subList(39, 40)).get(0).distribution());
        }
    }

    @Test
    void aRunTakesNoMoreSamplesThanMemoryHolds() {
        assertThat(Sampling.samplesARun(50, 2048 * 32)).isEqualTo(50);
        assertThat(Sampling.samplesARun(10_000, 2048 * 32)).isEqualTo(256);
        assertThat(Sampling.samplesARun(10_000, 1L << 40)).isEqualTo(1);
    }

    @Test
    void samplesAreTakenAsTheCalibrationTookThem() throws IOException {
        var calibrated = calibrated(Map.of("samples", "5", "sampleSeed", "9"));
        try (var predictor = Predictor.of(calibrated, "calibrated", options());
                var asked = Predictor.of(
                        calibrated, "calibrated", options().withSamples(3).withSeed(4));
                var raw = Predictor.of(calibrated, "calibrated", options().uncalibrated())) {
            assertThat(List.of(predictor.samples(), asked.samples(), raw.samples()))
                    .containsExactly(5, 3, 20);
            assertThat(List.of(predictor.seed(), asked.seed(), raw.seed())).containsExactly(9L, 4L, 1L);
        }
        for (var damaged : List.of(
                Map.of("samples", "many"),
                Map.of("samples", "0"),
                Map.of("samples", "1000000000"),
                Map.of("sampleSeed", "x"))) {
            var model = calibrated(damaged);
            assertThatThrownBy(() -> Predictor.of(model, "calibrated", options()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("calibration says is damaged");
        }
    }

    private byte[] calibrated(Map<String, String> pairs) throws IOException {
        var all = new TreeMap<>(
                new Decisions(Temperature.NONE, Optional.empty(), Optional.empty(), Optional.empty(), new FaceDraws(2))
                        .toMap());
        all.putAll(pairs);
        return CalibratedModel.write(Files.readAllBytes(write(Kind.HEAD)), "linear", all, null);
    }

    @Test
    void theSeedDecides() throws IOException {
        var faces = faces(1);
        assertThat(answer(faces, 1)).isEqualTo(answer(faces, 1)).isNotEqualTo(answer(faces, 2));
    }

    private Prediction answer(List<byte[]> faces, long seed) throws IOException {
        try (var predictor = Predictor.open(write(Kind.HEAD), options().withSeed(seed))) {
            return predictor.predictCrops(faces).get(0);
        }
    }

    @Test
    void oneSampleHasNoEpistemicDoubt() throws IOException {
        try (var predictor = Predictor.open(write(Kind.HEAD), options().withSamples(1))) {
            assertThat(predictor.predictCrops(faces(1)).get(0).uncertainty().epistemic())
                    .isZero();
        }
    }

    @Test
    void aModelThatHidesNothingIsNotSampled() throws IOException {
        var file = Files.write(
                folder.resolve("linear.onnx"), LinearModel.random(SHAPE, 1).toOnnx());
        assertThatThrownBy(() -> Predictor.open(file, options().withSamples(5)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("same answer every time")
                .hasMessageContaining("mc-dropout");
        Predictor.open(file, options().withSamples(1)).close();
    }

    @Test
    void refusesSamplesOutOfRange() {
        assertThatThrownBy(() -> options().withSamples(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options().withSamples(10_001)).isInstanceOf(IllegalArgumentException.class);
    }

    private static PredictorOptions options() {
        return PredictorOptions.defaults().withDetector(FaceDetector.wholeImage());
    }

    private static List<byte[]> faces(int count) {
        var random = new Random(9);
        var faces = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            var pixels = new byte[PIXELS];
            random.nextBytes(pixels);
            faces.add(pixels);
        }
        return faces;
    }

    private static float[][] weights() {
        var random = new Random(4);
        var weights = new float[PIXELS][LABELS.size()];
        for (float[] row : weights) {
            for (int k = 0; k < row.length; k++) {
                row[k] = (float) (random.nextGaussian() / 8);
            }
        }
        return weights;
    }

    private static List<Distribution> expected(Kind kind, byte[] pixels, int samples, long seed) {
        var masks = new Masks(RATE, seed);
        var weights = weights();
        var expected = new ArrayList<Distribution>();
        for (int sample = 0; sample < samples; sample++) {
            var mask = FloatBuffer.allocate(PIXELS);
            masks.put(mask, PIXELS, "head", kind == Kind.WEIGHTS ? 0 : Masks.key(pixels), sample);
            var odds = new double[LABELS.size()];
            for (int k = 0; k < odds.length; k++) {
                double logit = 0;
                for (int i = 0; i < PIXELS; i++) {
                    logit += preprocessing().normalise(pixels[i]) * mask.get(i) * weights[i][k];
                }
                odds[k] = Math.exp(logit);
            }
            expected.add(Distribution.proportionalTo(odds));
        }
        return expected;
    }

    private static void assertClose(Distribution actual, Distribution expected) {
        for (int k = 0; k < expected.size(); k++) {
            assertThat(actual.probability(k)).isCloseTo(expected.probability(k), within(1e-5));
        }
    }

    private static Preprocessing preprocessing() {
        return new Preprocessing(SHAPE, 0.5, 0.25);
    }

    private Path write(Kind kind) throws IOException {
        var metadata = new ModelMetadata(
                LABELS,
                preprocessing(),
                "linear",
                new PosteriorSpec("mc-dropout", 1, Masking.DROPOUT, RATE, 20),
                Map.of());
        var w = TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(PIXELS)
                .addDims(LABELS.size());
        for (float[] row : weights()) {
            for (float weight : row) {
                w.addFloatData(weight);
            }
        }
        var axis = TensorProto.newBuilder()
                .setName("first")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(1)
                .addInt64Data(0);
        var masked = new ArrayList<Object>(kind.axes);
        masked.add(PIXELS);
        var graph = GraphProto.newBuilder()
                .setName("linear")
                .addInput(value("images", "faces", 1, 8, 8))
                .addInput(value("mask.head", masked.toArray()))
                .addInitializer(w)
                .addInitializer(axis)
                .addNode(node("Flatten", "pixels", "images"))
                .addNode(node("Mul", "seen", "pixels", "mask.head"));
        if (kind != Kind.HEAD) {
            graph.addNode(node("Unsqueeze", "sample", "seen", "first"));
        }
        graph.addNode(node("MatMul", "logits", kind == Kind.HEAD ? "seen" : "sample", "w"))
                .addNode(node("Softmax", "samples", "logits").addAttribute(integer("axis", -1)))
                .addNode(node("ReduceMean", "probabilities", "samples")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("axes")
                                .setType(AttributeType.INTS)
                                .addInts(0))
                        .addAttribute(integer("keepdims", 0)))
                .addOutput(value("samples", "samples", "faces", LABELS.size()))
                .addOutput(value("probabilities", "faces", LABELS.size()));
        var model = ModelProto.newBuilder()
                .setIrVersion(8)
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
        metadata.toMap()
                .forEach((key, text) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
        return Files.write(folder.resolve(kind + ".onnx"), model.build().toByteArray());
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addOutput(output)
                .addAllInput(List.of(inputs));
    }

    private static ValueInfoProto value(String name, Object... axes) {
        var shape = TensorShapeProto.newBuilder();
        for (Object axis : axes) {
            shape.addDim(
                    axis instanceof Integer size
                            ? Dimension.newBuilder().setDimValue(size)
                            : Dimension.newBuilder().setDimParam(axis.toString()));
        }
        var type = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }
}
