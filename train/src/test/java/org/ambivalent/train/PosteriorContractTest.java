package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Masks;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec.Masking;
import org.ambivalent.core.Preprocessing;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every stochastic posterior keeps, on every network, under heads of either kind. */
class PosteriorContractTest {

    private static final int FACES = 3;
    private static final long[] KEYS = {11, 12, 13};
    private static final ImageShape SHAPE = ImageShape.grey(48);
    private static final double RATE = 0.25;

    static Stream<Arguments> all() {
        return Networks.names().stream().flatMap(network -> Stream.of("mc-dropout", "mc-dropconnect")
                .flatMap(posterior -> Stream.of(Stochastic.values()).flatMap(where -> Stream.of("votes", "self-cure")
                        .map(objective -> Arguments.of(network, posterior, where, objective)))));
    }

    /** The model file, given masks, says what LibTorch says under the same masks. */
    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @MethodSource("all")
    void theModelFileSamplesAsLibTorchDoes(String network, String name, Stochastic where, String objective)
            throws Exception {
        var posterior = Posterior.named(name, where, RATE, RATE);
        var head = Objectives.named(objective).head();
        var model = Model.create(Networks.named(network), head, SHAPE, Faces.LABELS.size(), new Device("cpu"), 7);
        var metadata = new ModelMetadata(
                Faces.LABELS, new Preprocessing(SHAPE, 0.5, 0.25), network, posterior.spec(), Map.of());
        var masks = new Masks(RATE, 5);
        int samples = where == Stochastic.HEAD ? 4 : 1;
        float[] images = images();
        var environment = OrtEnvironment.getEnvironment();
        try (var weights = model.weights();
                var session = environment.createSession(model.toOnnx(metadata, where));
                var scope = new PointerScope();
                var noGrad = new NoGradGuard()) {
            var chance = new SampledChance(masks, posterior.spec().masking(), where, KEYS, 0, samples);
            var tensor = Tensor.create(images, FACES, 1, 48, 48);
            var features = model.features(tensor, false, Precision.FP32, chance);
            var expected = model.output(features, chance).logits();
            assertThat(expected.shape()).containsExactly(samples, FACES, Faces.LABELS.size());
            assertThat(weights.parameterCount()).isPositive();
            assertClose(run(session, images, masks, samples), expected);
            assertThat(session.getInputNames().stream().filter(input -> input.startsWith("mask.")))
                    .containsExactlyInAnyOrderElementsOf(
                            masked(weights, posterior.spec().masking(), where));
        }
    }

    /** The head's projection alone, or every layer with weights; but images are not dropped. */
    private static List<String> masked(Weights weights, Masking masking, Stochastic where) {
        var masked = new ArrayList<String>(List.of("mask.head"));
        for (String name : weights.names()) {
            var tensor = weights.get(name);
            boolean image = masking == Masking.DROPOUT && tensor.dim() > 1 && tensor.size(1) == SHAPE.channels();
            if (where == Stochastic.ALL && name.startsWith("trunk.") && tensor.dim() > 1 && !image) {
                masked.add("mask." + name.replace(".weight", ""));
            }
        }
        return masked;
    }

    private static float[] images() {
        var random = new SplittableRandom(5);
        var images = new float[FACES * SHAPE.size()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) (4 * random.nextDouble() - 2);
        }
        return images;
    }

    private static float[][][] run(OrtSession session, float[] images, Masks masks, int samples) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        var inputs = new HashMap<String, OnnxTensor>();
        inputs.put("images", OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), new long[] {FACES, 1, 48, 48
        }));
        for (var input : session.getInputInfo().entrySet()) {
            if (input.getKey().startsWith("mask.")) {
                long[] shape = ((TensorInfo) input.getValue().getInfo()).getShape();
                inputs.put(input.getKey(), mask(masks, input.getKey().substring(5), shape, samples));
            }
        }
        try (var result = session.run(inputs)) {
            return (float[][][]) result.get("logits").orElseThrow().getValue();
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor mask(Masks masks, String path, long[] shape, int samples) throws OrtException {
        boolean head = shape[0] == -1 && shape[1] == -1;
        boolean perFace = shape[0] == -1;
        if (head) {
            shape[0] = samples;
            shape[1] = FACES;
        } else if (perFace) {
            shape[0] = FACES;
        }
        int all = (int) LongStream.of(shape).reduce(1, (a, b) -> a * b);
        var values = FloatBuffer.allocate(all);
        for (int sample = 0; sample < samples; sample++) {
            if (perFace) {
                for (long key : KEYS) {
                    masks.put(values, all / FACES / samples, path, key, sample);
                }
            } else {
                masks.put(values, all, path, 0, sample);
            }
        }
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values.flip(), shape);
    }

    private static void assertClose(float[][][] actual, Tensor expected) {
        FloatBuffer values = expected.contiguous().createBuffer();
        for (float[][] sample : actual) {
            for (float[] face : sample) {
                for (float logit : face) {
                    assertThat((double) logit).isCloseTo(values.get(), within(1e-4));
                }
            }
        }
    }

    @Test
    void refusesRatesThatHideNothingOrEverything() {
        for (double rate : new double[] {0, 1, Double.NaN}) {
            assertThatThrownBy(() -> Posterior.named("mc-dropout", Stochastic.HEAD, rate, 0.1))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("--dropout");
            assertThatThrownBy(() -> Posterior.named("mc-dropconnect", Stochastic.ALL, 0.2, rate))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("--dropconnect");
        }
        assertThatThrownBy(() -> Posterior.named("variational", Stochastic.HEAD, 0.2, 0.1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("deterministic, mc-dropout, mc-dropconnect");
    }
}
