package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Random;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Float16;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.FaceImages;
import org.junit.jupiter.api.Test;

final class HalfPrecisionTest {

    private static final ImageShape SHAPE = ImageShape.grey(16);

    private final LinearModel model = LinearModel.random(SHAPE, 1);

    /** Not merely close: the same as with weights that were rounded beforehand. */
    @Test
    void answersAsWithRoundedWeights() {
        var rounded = new float[model.weights().length][];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = model.weights()[i].clone();
            for (int k = 0; k < rounded[i].length; k++) {
                rounded[i][k] = Float16.toFloat(Float16.of(rounded[i][k]));
            }
        }
        var expected = predict(new LinearModel(model.metadata(), rounded).toOnnx());
        var half = predict(HalfPrecision.of(model.toOnnx(), "linear.onnx"));
        var whole = predict(model.toOnnx());
        for (int i = 0; i < half.size(); i++) {
            for (int k = 0; k < 8; k++) {
                double p = half.get(i).distribution().probability(k);
                assertThat(p).isEqualTo(expected.get(i).distribution().probability(k));
                assertThat(p).isCloseTo(whole.get(i).distribution().probability(k), within(2e-3));
            }
        }
        assertThat(half).isNotEqualTo(whole);
    }

    private static List<Prediction> predict(byte[] bytes) {
        var random = new Random(2);
        var faces = new byte[20][SHAPE.size()];
        for (byte[] pixels : faces) {
            random.nextBytes(pixels);
        }
        try (var predictor = Predictor.of(bytes, "linear.onnx", PredictorOptions.defaults())) {
            return predictor.predictCrops(FaceImages.of(SHAPE, faces));
        }
    }

    @Test
    void halvesTheFileAndKeepsWhatItSaysOfItself() throws Exception {
        byte[] half = HalfPrecision.of(model.toOnnx(), "linear.onnx");
        assertThat(half.length).isLessThan(model.toOnnx().length * 2 / 3);
        assertThat(ModelProto.parseFrom(half).getMetadataPropsList())
                .isEqualTo(ModelProto.parseFrom(model.toOnnx()).getMetadataPropsList());
    }

    @Test
    void twiceIsTheSameAsOnce() {
        byte[] half = HalfPrecision.of(model.toOnnx(), "linear.onnx");
        assertThat(HalfPrecision.of(half, "linear.onnx")).isEqualTo(half);
    }

    @Test
    void aWeightTooLargeFor16BitsKeepsItsTensorWhole() {
        model.weights()[3][1] = 70_000;
        byte[] bytes = model.toOnnx();
        assertThat(HalfPrecision.of(bytes, "linear.onnx")).isEqualTo(bytes);
    }

    @Test
    void refusesWhatIsNoModel() {
        assertThatThrownBy(() -> HalfPrecision.of(new byte[] {1, 2, 3}, "some.onnx"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("some.onnx");
    }
}
