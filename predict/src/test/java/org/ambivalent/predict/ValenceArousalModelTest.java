package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.FaceImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose answers are multiples of the first pixel. */
final class ValenceArousalModelTest {

    private static final ImageShape SHAPE = ImageShape.grey(8);
    private static final Preprocessing PIXELS = new Preprocessing(SHAPE, 0, 1);

    @TempDir
    private Path folder;

    private static FaceImages faces(int... brightness) {
        var pixels = new byte[brightness.length][SHAPE.size()];
        for (int i = 0; i < brightness.length; i++) {
            Arrays.fill(pixels[i], (byte) brightness[i]);
        }
        return FaceImages.of(SHAPE, pixels);
    }

    /** Answers {@code both [faces][2]}: the brightness times each factor. */
    private Path model(float valence, float arousal) throws IOException {
        return model(1, valence, arousal);
    }

    /** The same of the mean over so many channels. */
    private Path model(int channels, float valence, float arousal) throws IOException {
        var weights = TensorProto.newBuilder()
                .setName("weights")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(channels)
                .addDims(2);
        for (int channel = 0; channel < channels; channel++) {
            weights.addFloatData(valence / channels).addFloatData(arousal / channels);
        }
        var graph = GraphProto.newBuilder()
                .setName("places")
                .addInput(value("faces", channels, 8, 8))
                .addInitializer(weights)
                .addNode(node("GlobalAveragePool", "mean", "faces"))
                .addNode(node("Flatten", "brightness", "mean"))
                .addNode(node("MatMul", "both", "brightness", "weights"))
                .addNode(node("ReduceSum", "sum", "both")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("keepdims")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(0)))
                .addOutput(value("both", 2))
                .addOutput(value("brightness", channels))
                .addOutput(scalar("sum"));
        var model = ModelProto.newBuilder()
                .setIrVersion(8)
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
        return Files.write(folder.resolve("places.onnx"), model.build().toByteArray());
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder().setOpType(operator).addOutput(output).addAllInput(List.of(inputs));
    }

    private static ValueInfoProto value(String name, int... axes) {
        var shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
        for (int axis : axes) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(axis));
        }
        return named(name, shape);
    }

    private static ValueInfoProto scalar(String name) {
        return named(name, TensorShapeProto.newBuilder());
    }

    private static ValueInfoProto named(String name, TensorShapeProto.Builder shape) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }

    @Test
    void readsOneOutputOfTwoValuesOrTwoOutputs() throws IOException {
        var model = model(1, -0.5f);
        try (var one = open(model, PIXELS, "both")) {
            var places = one.of(faces(0, 255, 51));
            assertThat(places.get(0).valence()).isZero();
            assertThat(places.get(1).valence()).isEqualTo(1);
            assertThat(places.get(1).arousal()).isEqualTo(-0.5);
            assertThat(places.get(2).valence()).isCloseTo(0.2, within(1e-6));
            assertThat(one.of(faces(new int[100]))).hasSize(100);
        }
        try (var two = open(model, PIXELS, "brightness", "brightness")) {
            assertThat(two.of(faces(255)).get(0).arousal()).isEqualTo(1);
        }
    }

    /** As models of several tasks answer: emotions, and two numbers behind them. */
    @Test
    void readsNumbersAmongSeveral() throws IOException {
        var model = model(1, -0.5f);
        try (var swapped = open(model, PIXELS, "both[1]", "both[0]")) {
            var place = swapped.of(faces(255, 255)).get(1);
            assertThat(place.valence()).isEqualTo(-0.5);
            assertThat(place.arousal()).isEqualTo(1);
        }
        assertRefused(
                () -> open(model, PIXELS, "both[0]", "both[2]").of(faces(255)), "should be at least 3 numbers a face");
        assertRefused(() -> open(model, PIXELS, "joy[0]", "both[1]"), "such as output[8],output[9]");
    }

    /** Channels of one brightness, each with a normalisation of its own: the mean of 1 - 0, 1 - 0.5 and 1 - 0.6. */
    @Test
    void normalisesEachChannel() throws IOException {
        var colour = new ImageShape(3, 8, 8);
        var white = new byte[1][colour.size()];
        Arrays.fill(white[0], (byte) 255);
        var channels = DoubleStream.of(0, 0.5, 0.6)
                .mapToObj(mean -> new Preprocessing(colour, mean, 1))
                .toList();
        try (var model = ValenceArousalModel.open(model(3, 1, 1), colour, channels, List.of("both"))) {
            assertThat(model.of(FaceImages.of(colour, white)).get(0).valence()).isCloseTo(1.9 / 3, within(1e-6));
        }
    }

    @Test
    void saysWhatDoesNotFit() throws IOException {
        var model = model(1, 2);
        assertRefused(() -> open(model, PIXELS, "both").of(faces(255)), "answers with 1.0 and 2.0");
        assertRefused(() -> open(model, PIXELS, "sum").of(faces(255, 255)), "should be 2 numbers a face");
        assertRefused(() -> open(model, PIXELS, "joy"), "its outputs are [both, brightness, sum]");
        assertRefused(() -> open(model, PIXELS), "Name one output of two values");
        assertRefused(() -> open(model, new Preprocessing(ImageShape.grey(16), 0, 1), "both"), "--va-size");
        assertRefused(() -> open(folder.resolve("none.onnx"), PIXELS, "both"), "no such file");
    }

    private static ValenceArousalModel open(Path model, Preprocessing preprocessing, String... outputs) {
        return ValenceArousalModel.open(model, preprocessing.shape(), List.of(preprocessing), List.of(outputs));
    }

    private interface Attempt {
        void run();
    }

    private static void assertRefused(Attempt attempt, String message) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(attempt::run)
                .withMessageContaining(message);
    }
}
