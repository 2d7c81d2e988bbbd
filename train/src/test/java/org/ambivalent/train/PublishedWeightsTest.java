package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Published.Named;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedWeightsTest {

    private static final int FACES = 2;

    @TempDir
    private Path folder;

    private static Model model(String network, ImageShape shape) {
        return Model.create(
                Networks.named(network), new LinearHead(), shape, Faces.LABELS.size(), new Device("cpu"), 7);
    }

    private static ModelFile.Loaded load(Path file, Model model, String network) {
        return PublishedWeights.load(file, Networks.named(network), model.input(), model.weights());
    }

    private static float[] features(Model model, float[] images) {
        return LibTorchAnswers.about(List.of(model), images, Chance.NONE).getOrDefault("features", new float[0]);
    }

    /** Made by PyTorch under the same names: src/test/golden/published.py. */
    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "ir50"})
    void givesTheFeaturesThatPyTorchGives(String network) throws Exception {
        Path file = folder.resolve("checkpoint.safetensors");
        Published.write(file, Published.tensors(network), network.equals("resnet50") ? "module." : "");
        var golden = Published.lines("published-features.txt", network);
        int side = Integer.parseInt(golden.get(0).split(" ")[0]);
        var model = model(network, ImageShape.colour(side));
        try (var weights = model.weights()) {
            var loaded = load(file, model, network);
            assertThat(loaded.notUsed())
                    .as("all but counters and the last layer")
                    .allMatch(line -> line.contains("of no use here")
                            || line.contains("fc.weight: answers with 1000 classes, here are ")
                            || line.contains("fc.bias: answers with 1000 classes")
                            || line.startsWith("head."));
            assertThat(loaded.used()).hasSize((int) weights.names().stream()
                    .filter(name -> name.startsWith("trunk."))
                    .count());
            var features = features(model, Published.images(FACES, side));
            for (int face = 0; face < FACES; face++) {
                var expected = numbers(golden.get(face));
                int width = expected.length;
                var given = Arrays.copyOfRange(features, face * width, (face + 1) * width);
                assertThat(given).containsExactly(expected, within(1e-4f));
                float largest = 0;
                for (float value : expected) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(largest).as("values that show a difference").isBetween(0.5f, 100f);
            }
        }
    }

    /** Behind the side of the picture. */
    private static float[] numbers(String line) {
        String[] words = line.split(" ");
        var numbers = new float[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.parseFloat(words[i + 1]);
        }
        return numbers;
    }

    @Test
    void aGreyNetworkSeesGreyAsTheColourNetworkDid() throws Exception {
        Path file = folder.resolve("checkpoint.safetensors");
        Published.write(file, Published.tensors("resnet18"), "");
        var colour = model("resnet18", ImageShape.colour(112));
        var grey = model("resnet18", ImageShape.grey(112));
        load(file, colour, "resnet18");
        var loaded = load(file, grey, "resnet18");
        assertThat(loaded.used())
                .contains("conv1.weight: as trunk.0.weight, summed over its three channels")
                .contains("bn1.weight: as trunk.1.weight");

        int plane = 112 * 112;
        float[] picture = Arrays.copyOf(Published.images(1, 112), plane);
        var thrice = new float[3 * plane];
        for (int channel = 0; channel < 3; channel++) {
            System.arraycopy(picture, 0, thrice, channel * plane, plane);
        }
        var expected = features(colour, thrice);
        assertThat(features(grey, picture)).containsExactly(expected, within(1e-4f));
        assertThat(expected).isNotEqualTo(features(model("resnet18", ImageShape.colour(112)), thrice));
    }

    @Test
    void saysWhatASmallFaceCannotUse() throws Exception {
        Path file = folder.resolve("checkpoint.safetensors");
        Published.write(file, Published.tensors("resnet18"), "");
        var model = model("resnet18", ImageShape.grey(48));
        var loaded = load(file, model, "resnet18");
        assertThat(loaded.notUsed())
                .contains("conv1.weight: [64, 3, 7, 7] in the file, [64, 1, 3, 3] here")
                .contains("trunk.0.weight: not in the file, starts at random")
                .contains("head.weight: not in the file, starts at random");
        assertThat(loaded.used()).contains("layer4.1.bn2.running_var: as trunk.10.body.4.running_var");
    }

    /** Of which parts would fit, by name and shape. */
    @Test
    void aFileOfAnotherNetworkIsRefused() throws Exception {
        assertForeign("resnet18", 112, Published.tensors("resnet50"), "layer1.0.conv1.weight [64, 64, 1, 1]");
        assertForeign("resnet50", 112, Published.tensors("resnet18"), "layer1.0.conv1.weight [64, 64, 3, 3]");
        var deeper = new ArrayList<>(Published.tensors("resnet18"));
        deeper.add(new Named("module.layer1.2.bn1.weight", true, new int[] {64}));
        assertForeign("resnet18", 112, deeper, "no module.layer1.2.bn1.weight [64].");
        var gated = new ArrayList<>(Published.tensors("ir50"));
        gated.add(new Named("body.0.res_layer.5.fc1.weight", true, new int[] {4, 64, 1, 1}));
        assertForeign("ir50", 48, gated, "body.0.res_layer.5.fc1.weight");
        // A normalisation where this network has slopes: its scales would pass for them.
        var normalised = List.of(
                new Named("body.0.res_layer.0.weight", true, new int[] {64}),
                new Named("body.0.res_layer.2.weight", true, new int[] {64}),
                new Named("body.0.res_layer.2.bias", true, new int[] {64}));
        assertForeign("ir50", 48, normalised, "no body.0.res_layer.2.bias [64].");
    }

    private void assertForeign(String network, int side, List<Named> tensors, String example) throws Exception {
        Path file = folder.resolve("checkpoint.safetensors");
        Published.write(file, tensors, "");
        assertThatThrownBy(() -> load(file, model(network, ImageShape.colour(side)), network))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is of another network than " + network)
                .hasMessageContaining(example);
    }

    @Test
    void aLastLayerOfAsManyClassesIsUsed() throws Exception {
        Path file = folder.resolve("checkpoint.SafeTensors");
        int classes = Faces.LABELS.size();
        var head = List.of(
                new Named("module.fc.weight", true, new int[] {classes, 512}),
                new Named("module.fc.bias", true, new int[] {classes}));
        var first = new Named("module.bn1.weight", true, new int[] {64});
        Published.write(file, List.of(first, head.get(0), head.get(1)), "");
        assertThat(PublishedWeights.is(file)).isTrue();
        var model = model("resnet18", ImageShape.grey(48));
        assertThat(load(file, model, "resnet18").used())
                .contains("module.fc.weight: as head.weight", "module.fc.bias: as head.bias");
        assertThat(model.weights().values("head.weight").values())
                .isEqualTo(Published.values("module.fc.weight", classes, 512));
    }

    @Test
    void aLastLayerAloneIsNotEnough() throws Exception {
        Path file = folder.resolve("checkpoint.safetensors");
        Published.write(file, List.of(new Named("fc.bias", true, new int[] {Faces.LABELS.size()})), "");
        assertThatThrownBy(() -> load(file, model("resnet18", ImageShape.grey(48)), "resnet18"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none of its tensors fits resnet18");
    }

    @Test
    void failsIfNothingFits() throws Exception {
        Path file = folder.resolve("checkpoint.safetensors");
        Published.write(
                file,
                List.of(
                        new Named("features.0.weight", true, new int[] {4}),
                        new Named("conv1.weight", true, new int[] {64, 3, 5, 5}),
                        new Named("bn1.weight", false, new int[] {64})),
                "");
        assertThatThrownBy(() -> load(file, model("resnet18", ImageShape.grey(48)), "resnet18"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none of its tensors fits resnet18")
                .hasMessageContaining("conv1.weight");
        assertThatThrownBy(() -> load(file, model("small", ImageShape.grey(48)), "small"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("resnet18, resnet50 and ir50");
    }

    @Test
    void aTrainingStartsFromItAndKeepsTheListInItsFolder() throws Exception {
        Path file = folder.resolve("checkpoint.safetensors");
        Published.write(file, Published.tensors("resnet18"), "module.");
        var settings = TrainSettings.defaults()
                .network("resnet18")
                .input(ImageShape.grey(48))
                .epochs(1)
                .batch(16)
                .threads(2)
                .build();
        var data = Faces.generated(32, 8, ImageShape.grey(48), 1);
        Path run = folder.resolve("run");
        try (var trainer = Trainer.start(run, settings, data, "generated", new Device("cpu"), file)) {
            assertThat(trainer.loaded().used()).hasSize(99);
        }
        assertThat(run.resolve("init.txt"))
                .content()
                .contains("used: module.layer1.0.conv1.weight: as trunk.3.body.0.weight")
                .contains("not used: module.fc.weight: answers with 1000 classes");
        assertThat(run.resolve("settings.json")).content().contains("checkpoint.safetensors, SHA-256");
    }

    @Test
    void membersOfAnEnsembleFindACopy() throws Exception {
        Path file = folder.resolve("checkpoint.safetensors");
        Published.write(file, List.of(new Named("bn1.weight", true, new int[] {64})), "");
        try (var run = RunFolder.create(folder.resolve("run"))) {
            assertThat(run.init()).isNull();
            run.keepInit(file);
            assertThat(run.init()).hasFileName("init.safetensors").hasSameBinaryContentAs(file);
        }
        Files.writeString(file, "no tensors");
        try (var run = RunFolder.create(folder.resolve("other"))) {
            assertThatThrownBy(() -> run.keepInit(file)).isInstanceOf(BadInputException.class);
        }
    }
}
