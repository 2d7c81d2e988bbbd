package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Masks;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.core.Preprocessing;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every network keeps, whatever it looks like; a new one joins by its line in {@link Networks}. */
class NetworkContractTest {

    private static final int FACES = 5;

    /** So large that two shapes have to do: the smallest, and one that halves unevenly. */
    static final Set<String> LARGE = Set.of("vgg13", "resnet50", "ir50");

    static Stream<Arguments> networks() {
        return Networks.names().stream().flatMap(name -> shapes(name).map(shape -> Arguments.of(name, shape)));
    }

    private static Stream<ImageShape> shapes(String name) {
        return LARGE.contains(name)
                ? Stream.of(ImageShape.grey(48), new ImageShape(3, 67, 50))
                : Stream.of(
                        ImageShape.grey(48),
                        ImageShape.colour(48),
                        ImageShape.grey(50),
                        ImageShape.grey(64),
                        new ImageShape(3, 112, 112));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answersTheSameFromTheModelFile(String name, ImageShape shape) throws Exception {
        var model =
                Model.create(Networks.named(name), new LinearHead(), shape, Faces.LABELS.size(), new Device("cpu"), 7);
        disturbStatistics(model);
        float[] images = randomImages(shape);
        var metadata = new ModelMetadata(
                Faces.LABELS, new Preprocessing(shape, 0.5, 0.25), name, PosteriorSpec.DETERMINISTIC, Map.of());
        try (var weights = model.weights();
                var file = new OnnxAnswers(model.toOnnx(metadata, Stochastic.HEAD))) {
            var given = file.about(images, shape, new Masks(0, 0), new long[FACES], 0, 1);
            LibTorchAnswers.assertGiven(LibTorchAnswers.about(List.of(model), images, Chance.NONE), given);
            assertThat(file.metadata()).containsAllEntriesOf(metadata.toMap());
            assertThat(weights.parameterCount()).isPositive();
        }
    }

    @Test
    void compactAnswersAFaceAndItsMirrorImageAlike() {
        var shape = ImageShape.grey(48);
        float[] images = randomImages(shape);
        var mirrored = new float[images.length];
        var upsideDown = new float[images.length];
        for (int i = 0; i < images.length; i++) {
            int row = i / 48;
            mirrored[i] = images[row * 48 + 47 - i % 48];
            upsideDown[i] = images[(row / 48 * 48 + 47 - row % 48) * 48 + i % 48];
        }
        assertThat(differs("compact", shape, images, mirrored)).isLessThan(1e-6);
        assertThat(differs("compact", shape, images, upsideDown)).isGreaterThan(1e-3);
        assertThat(differs("small", shape, images, mirrored)).isGreaterThan(1e-3);
    }

    /** Counted by hand, as docs/train.md says: for faces of 48 pixels, grey, and 8 emotions. */
    @ParameterizedTest
    @CsvSource({
        "compact, 681720",
        "small, 57328",
        "mini-vgg, 1404680",
        "vgg13, 6922696",
        "resnet18, 11171784",
        "resnet50, 23515592",
        "ir50, 33092168"
    })
    void hasAsManyWeightsAsItsLayersAskFor(String name, long count) {
        try (var weights = Model.create(
                        Networks.named(name), new LinearHead(), ImageShape.grey(48), 8, new Device("cpu"), 7)
                .weights()) {
            assertThat(weights.parameterCount()).isEqualTo(count);
        }
    }

    /** Where a grey face begins with the channels outermost, {@code mini-vgg} trains a third slower. */
    @Test
    void convolutionsKeepChannelsInnermostWhateverTheFace() {
        for (var shape : List.of(ImageShape.grey(48), ImageShape.colour(48))) {
            try (var scope = new PointerScope();
                    var weights = new Weights(new Device("cpu"))) {
                var layer = new Layer.Convolution(shape.channels(), 16, 3, 1);
                layer.init(weights, "stem");
                var images = torch.randn(FACES, shape.channels(), shape.height(), shape.width());
                var answer = layer.forward(images, "stem", new Pass(weights, true, Chance.NONE));
                assertThat(answer.stride(1)).as("%s", shape).isEqualTo(1);
            }
        }
    }

    /** Three pools leave an eighth of each side, rounded down. */
    @ParameterizedTest
    @CsvSource({"48, 36", "55, 36", "56, 49", "224, 784"})
    void miniVggReadsEveryPlaceApart(int side, int places) {
        var trunk = Networks.named("mini-vgg").trunk(ImageShape.grey(side));
        assertThat(trunk.layers())
                .isInstanceOfSatisfying(Layer.Sequence.class, sequence -> assertThat(sequence.layers())
                        .contains(new Layer.FullyConnected(128 * places, trunk.features())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini-vgg", "vgg13", "resnet18", "resnet50", "ir50"})
    void refusesFacesOfOtherSizes(String name) {
        for (var shape : List.of(ImageShape.grey(47), new ImageShape(1, 47, 100), new ImageShape(3, 48, 225))) {
            assertThatThrownBy(() -> Networks.named(name).trunk(shape))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(name + " reads images of 48 to 224 pixels a side, but got " + shape)
                    .hasMessageContaining("--size");
        }
    }

    /** Four pools leave a sixteenth of each side: rounded down by pools, up by convolutions. */
    @ParameterizedTest
    @CsvSource({
        "vgg13, 48, 2304",
        "vgg13, 63, 2304",
        "vgg13, 224, 50176",
        "ir50, 48, 4608",
        "ir50, 49, 8192",
        "ir50, 112, 25088",
        "ir50, 224, 100352"
    })
    void readsEveryPlaceApart(String name, int side, int inputs) {
        var trunk = Networks.named(name).trunk(ImageShape.colour(side));
        assertThat(trunk.layers())
                .isInstanceOfSatisfying(Layer.Sequence.class, sequence -> assertThat(sequence.layers())
                        .contains(new Layer.FullyConnected(inputs, trunk.features())));
    }

    /** Every tensor of a published checkpoint has a place, and no two have the same. */
    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "ir50"})
    void publishedLayersAreLayers(String name) {
        for (int side : new int[] {48, 64, 112}) {
            var layers = Networks.named(name)
                    .publishedLayers(ImageShape.colour(side))
                    .values();
            try (var weights = Model.create(
                            Networks.named(name), new LinearHead(), ImageShape.colour(side), 8, new Device("cpu"), 7)
                    .weights()) {
                var paths = weights.names().stream()
                        .filter(tensor -> tensor.startsWith("trunk."))
                        .map(tensor -> tensor.substring("trunk.".length(), tensor.lastIndexOf('.')))
                        .collect(Collectors.toSet());
                assertThat(layers).doesNotHaveDuplicates().containsAll(paths);
            }
        }
    }

    private static double differs(String network, ImageShape shape, float[] images, float[] others) {
        var model = Model.create(
                Networks.named(network), new LinearHead(), shape, Faces.LABELS.size(), new Device("cpu"), 7);
        disturbStatistics(model);
        var first = probabilities(model, images);
        var second = probabilities(model, others);
        double most = 0;
        for (int i = 0; i < first.length; i++) {
            most = Math.max(most, Math.abs(first[i] - second[i]));
        }
        return most;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void drawsTheSameWeightsFromTheSameSeed(String name, ImageShape shape) {
        var first = Model.create(Networks.named(name), new LinearHead(), shape, 3, new Device("cpu"), 1);
        var same = Model.create(Networks.named(name), new LinearHead(), shape, 3, new Device("cpu"), 1);
        var other = Model.create(Networks.named(name), new LinearHead(), shape, 3, new Device("cpu"), 2);
        for (String tensor : first.weights().names()) {
            assertThat(first.weights().values(tensor).values())
                    .isEqualTo(same.weights().values(tensor).values());
        }
        assertThat(first.weights().values("head.weight").values())
                .isNotEqualTo(other.weights().values("head.weight").values());
    }

    /** Fresh batch norms are the identity and residual branches start at 0: an export could drop them unnoticed. */
    private static void disturbStatistics(Model model) {
        var random = new SplittableRandom(3);
        for (String name : model.weights().names()) {
            var values = model.weights().values(name);
            if (values.shape().length == 1) {
                for (int i = 0; i < values.values().length; i++) {
                    values.values()[i] = (float) (0.5 + random.nextDouble());
                }
                model.weights().set(name, values);
            }
        }
    }

    private static float[] randomImages(ImageShape shape) {
        var random = new SplittableRandom(5);
        var images = new float[FACES * shape.size()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) (4 * random.nextDouble() - 2);
        }
        return images;
    }

    private static float[] probabilities(Model model, float[] images) {
        return LibTorchAnswers.about(List.of(model), images, Chance.NONE).getOrDefault("probabilities", new float[0]);
    }
}
