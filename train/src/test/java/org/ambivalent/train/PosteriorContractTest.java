package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Masks;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec.Masking;
import org.ambivalent.core.Preprocessing;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every stochastic posterior keeps, on every network. */
class PosteriorContractTest {

    private static final int FACES = 3;
    private static final long[] KEYS = {11, 12, 13};
    private static final ImageShape SHAPE = ImageShape.grey(48);
    private static final double RATE = 0.25;

    static Stream<Arguments> all() {
        return Networks.names().stream().flatMap(network -> Stream.of("mc-dropout", "mc-dropconnect")
                .flatMap(posterior -> Stream.of(Stochastic.values())
                        // Heads are alike on all networks.
                        .filter(where -> where == Stochastic.ALL || !NetworkContractTest.LARGE.contains(network))
                        .map(where -> Arguments.of(network, posterior, where))));
    }

    /** The model file, given masks, says what LibTorch says under the same masks. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("all")
    void theModelFileSamplesAsLibTorchDoes(String network, String name, Stochastic where) throws Exception {
        var posterior = Posterior.named(name, where, RATE, RATE);
        var masking = posterior.spec().masking();
        var model = Model.create(
                Networks.named(network), new LinearHead(), SHAPE, Faces.LABELS.size(), new Device("cpu"), 7);
        var metadata = new ModelMetadata(
                Faces.LABELS, new Preprocessing(SHAPE, 0.5, 0.25), network, posterior.spec(), Map.of());
        var masks = new Masks(RATE, 5);
        int samples = where == Stochastic.HEAD ? 4 : 1;
        float[] images = images();
        try (var weights = model.weights();
                var file = new OnnxAnswers(model.toOnnx(metadata, where))) {
            var chance = new SampledChance(masks, masking, where, KEYS, 0, samples);
            var expected = LibTorchAnswers.about(List.of(model), images, chance);
            assertThat(expected.get("samples")).hasSize(samples * FACES * Faces.LABELS.size());
            LibTorchAnswers.assertGiven(expected, file.about(images, SHAPE, masks, KEYS, 0, samples));
            assertThat(file.masks()).containsExactlyInAnyOrderElementsOf(masked(weights, masking, where));
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
