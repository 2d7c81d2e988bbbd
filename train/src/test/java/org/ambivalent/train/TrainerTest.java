package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run folders, killed processes, fine-tuning. */
class TrainerTest {

    private static final Dataset DATA = Faces.generated(64, 16, ImageShape.grey(48), 1);
    private static final int EPOCHS = 4;

    @TempDir
    private Path folder;

    /** Trains in a process of its own, which the test kills without a word. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            try (var trainer = start(Path.of(args[0]), DATA, 1, null)) {
                trainer.run(new TrainListener() {});
            }
        }
    }

    @Test
    void endsWithTheSameModelAfterItsProcessWasKilled() throws Exception {
        var whole = folder.resolve("whole");
        try (var trainer = start(whole, DATA, 1, null)) {
            trainer.run(new TrainListener() {});
        }
        var killed = folder.resolve("killed");
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        killed.toString())
                .inheritIO()
                .start();
        // The log of an epoch is written before its checkpoint: with the second line the first one is there.
        while (child.isAlive() && lines(killed.resolve("log.jsonl")) < 2) {
            child.waitFor(20, TimeUnit.MILLISECONDS);
        }
        child.destroyForcibly().waitFor();

        try (var trainer = Trainer.resume(RunFolder.resume(killed), DATA, new Device("cpu"))) {
            trainer.run(new TrainListener() {});
            assertThat(trainer.log()).hasSize(EPOCHS);
        }
        assertThat(killed.resolve("model.onnx")).hasSameBinaryContentAs(whole.resolve("model.onnx"));
    }

    private static long lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    @Test
    void resumesFromItsFirstWeightsWhereNoEpochWasDone() {
        try (var trainer = start(folder.resolve("first"), DATA, 1, null)) {
            trainer.run(new TrainListener() {});
        }
        try (var trainer = start(folder.resolve("whole"), DATA, 2, folder.resolve("first"))) {
            trainer.run(new TrainListener() {});
        }
        start(folder.resolve("killed"), DATA, 2, folder.resolve("first")).close();
        try (var trainer = Trainer.resume(RunFolder.resume(folder.resolve("killed")), DATA, new Device("cpu"))) {
            trainer.run(new TrainListener() {});
        }
        assertThat(weights(folder.resolve("killed"))).isEqualTo(weights(folder.resolve("whole")));
    }

    /** The values of the model of a run; the provenance of two runs may differ. */
    private static List<Float> weights(Path run) {
        try (var model = Model.create(
                        Networks.named("small"), new LinearHead(), ImageShape.grey(48), 3, new Device("cpu"), 9)
                .weights()) {
            ModelFile.load(run, model, Faces.LABELS);
            var values = new ArrayList<Float>();
            for (String name : model.names()) {
                for (float value : model.values(name).values()) {
                    values.add(value);
                }
            }
            return values;
        }
    }

    @Test
    void saysThatTrainingDivergedInsteadOfGoingOnWithNaN() {
        var settings = settings(
                1, new TrainSettings.Optimiser(TrainSettings.Rule.SGD, 1e30, 0, TrainSettings.Schedule.STEP, 0));
        try (var trainer = Trainer.start(folder.resolve("run"), settings, DATA, "generated", new Device("cpu"), null)) {
            assertThatThrownBy(() -> trainer.run(new TrainListener() {}))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("diverged in epoch 1")
                    .hasMessageContaining("--lr");
        }
    }

    /** Batch normalisation hides it from the loss; its running statistics do not. */
    @Test
    void saysThatTrainingDivergedWhereOnlyTheValidationShowsIt() {
        var settings = settings(
                1, new TrainSettings.Optimiser(TrainSettings.Rule.SGD, 1e6, 0, TrainSettings.Schedule.STEP, 0));
        try (var trainer = Trainer.start(folder.resolve("run"), settings, DATA, "generated", new Device("cpu"), null)) {
            assertThatThrownBy(() -> trainer.run(new TrainListener() {}))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("diverged");
        }
        // Where the first epochs are not scored, their weights are kept all the same.
        var last = settings.but().keep(TrainSettings.Keep.LAST).epochs(3).build();
        try (var trainer = Trainer.start(folder.resolve("last"), last, DATA, "generated", new Device("cpu"), null)) {
            assertThatThrownBy(() -> trainer.run(new TrainListener() {}))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("diverged in epoch 1");
            assertThat(folder.resolve("last/model.onnx")).doesNotExist();
        }
    }

    @Test
    void leavesTheHeadOutWhereTheEmotionsStandInAnotherOrder() {
        try (var trainer = start(folder.resolve("first"), DATA, 1, null)) {
            trainer.run(new TrainListener() {});
        }
        var names = new ArrayList<>(Faces.LABELS.names());
        Collections.reverse(names);
        var other =
                new Dataset(DATA.name(), new LabelSet(names), DATA.faces(), DATA.images(), DATA.hash(), DATA.skipped());
        try (var trainer = start(folder.resolve("second"), other, 1, folder.resolve("first"))) {
            assertThat(trainer.loaded()).isNotNull();
            assertThat(trainer.loaded().used()).doesNotContain("head.weight", "head.bias");
            assertThat(trainer.loaded().notUsed()).contains("head.weight: answers with other emotions");
        }
    }

    @Test
    void startsWhereAnEarlierStartWasKilled() throws Exception {
        var run = Files.createDirectories(folder.resolve("run"));
        Files.createFile(run.resolve("lock"));
        Files.writeString(run.resolve(".part-1-settings.json"), "{");
        Files.writeString(run.resolve("checkpoint.pt"), "half");
        Files.writeString(run.resolve("trusted.csv"), "of another start");
        start(run, DATA, 1, null).close();
        assertThat(run.resolve("settings.json")).exists();
        assertThat(run.resolve("trusted.csv")).doesNotExist();
    }

    @Test
    void leavesAFileThatIsCalledAsItsOwnToItsOwner() throws Exception {
        var run = Files.createDirectories(folder.resolve("run"));
        Files.writeString(run.resolve("checkpoint.pt"), "mine");
        assertThatThrownBy(() -> start(run, DATA, 1, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not an empty folder");
        assertThat(run.resolve("checkpoint.pt")).hasContent("mine");
    }

    @Test
    void refusesAFolderThatHoldsARun() {
        start(folder.resolve("run"), DATA, 1, null).close();
        assertThatThrownBy(() -> start(folder.resolve("run"), DATA, 1, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--resume");
    }

    @Test
    void refusesAFolderInUse() {
        try (var trainer = start(folder.resolve("run"), DATA, 1, null)) {
            assertThat(trainer.log()).isEmpty();
            assertThatThrownBy(() -> RunFolder.resume(folder.resolve("run")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("another process");
        }
    }

    @Test
    void refusesToResumeWhatIsNoRun() {
        assertThatThrownBy(() -> RunFolder.resume(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no run to resume");
    }

    @Test
    void refusesToResumeOnOtherData() {
        start(folder.resolve("run"), DATA, 1, null).close();
        var other = Faces.generated(64, 16, ImageShape.grey(48), 2);
        assertThatThrownBy(() -> {
                    try (var run = RunFolder.resume(folder.resolve("run"))) {
                        Trainer.resume(run, other, new Device("cpu"));
                    }
                })
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("other data");
    }

    @Test
    void refusesADamagedCheckpoint() throws Exception {
        start(folder.resolve("run"), DATA, 1, null).close();
        Files.writeString(folder.resolve("run").resolve("checkpoint.pt"), "not a checkpoint");
        assertThatThrownBy(() -> {
                    try (var run = RunFolder.resume(folder.resolve("run"))) {
                        Trainer.resume(run, DATA, new Device("cpu"));
                    }
                })
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("checkpoint.pt: is damaged");
    }

    @Test
    void refusesFewerFacesThanABatch() {
        assertThatThrownBy(() -> start(folder.resolve("run"), Faces.generated(8, 8, ImageShape.grey(48), 1), 1, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("fewer than one batch");
    }

    @Test
    void finetunesFromAnEarlierModelAndSaysWhatItUsed() {
        try (var trainer = start(folder.resolve("first"), DATA, 1, null)) {
            trainer.run(new TrainListener() {});
        }
        try (var trainer = start(folder.resolve("second"), DATA, 2, folder.resolve("first"))) {
            var loaded = trainer.loaded();
            assertThat(loaded).isNotNull();
            assertThat(loaded.notUsed()).isEmpty();
            assertThat(loaded.used()).contains("head.weight");
            trainer.run(new TrainListener() {});
        }
        var provenance = ModelFile.metadata(folder.resolve("second")).provenance();
        assertThat(provenance.get("init")).startsWith("model.onnx, SHA-256 ").doesNotContain(folder.toString());
    }

    @Test
    void refusesToStartFromWhatIsNoModel() throws Exception {
        var file = Files.writeString(folder.resolve("model.onnx"), "not a model");
        assertThatThrownBy(() -> start(folder.resolve("run"), DATA, 1, file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("model.onnx");
    }

    /** The first of two epochs sees 32 pixels, the second 48: neither of them is what it would be otherwise. */
    @Test
    void seesSmallerFacesInItsFirstEpochs() {
        var few = Faces.generated(32, 16, ImageShape.grey(48), 1);
        assertThat(losses(few, 0.5)).satisfies(losses -> {
            assertThat(losses.get(0))
                    .isNotEqualTo(losses(few, 0).get(0))
                    .isEqualTo(losses(few, 1).get(0));
            assertThat(losses.get(1)).isNotEqualTo(losses(few, 1).get(1));
        });
    }

    private List<Double> losses(Dataset data, double progressive) {
        var settings = settings(1, TrainSettings.Optimiser.of(TrainSettings.Rule.ADAMW))
                .but()
                .network("compact")
                .epochs(2)
                .progressive(progressive)
                .build();
        var run = folder.resolve("progressive" + progressive + "-" + System.nanoTime());
        try (var trainer = Trainer.start(run, settings, data, "generated", new Device("cpu"), null)) {
            trainer.run(new TrainListener() {});
            return trainer.log().stream().map(EpochLog::trainLoss).toList();
        }
    }

    @Test
    void holdsOutATenthWhereNoFaceIsForValidation() {
        var parts = Parts.of(Faces.generated(2_000, 0, ImageShape.grey(8), 1), 3);
        assertThat(parts.valid().size()).isBetween(150, 250);
        assertThat(parts.train().size() + parts.valid().size()).isEqualTo(2_000);
    }

    /** What is chosen by a copy of what was learned is chosen by what was learned. */
    @Test
    void copiesOfAPictureAreHeldOutTogether() {
        var faces = Faces.generated(400, 0, ImageShape.grey(8), 1);
        var twice = faces.with(faces.map(TrainerTest::again));
        var parts = Parts.of(twice, 3);
        assertThat(parts.valid().size()).isBetween(40, 120);
        var held = ids(parts.valid());
        for (var face : faces.faces()) {
            assertThat(held.contains("again " + face.id())).as(face.id()).isEqualTo(held.contains(face.id()));
        }
    }

    private static Face again(Face face) {
        return new Face("again " + face.id(), face.split(), face.votes(), face.label(), null, null, null);
    }

    @Test
    void startsFromAModelThatHasNotSeenWhatIsHeldOut() {
        var data = Faces.generated(160, 0, ImageShape.grey(48), 1);
        var first = folder.resolve("first");
        try (var trainer = start(first, data, 1, null)) {
            trainer.run(new TrainListener() {});
        }
        start(folder.resolve("same"), data, 1, first).close();
        assertThatThrownBy(() -> start(folder.resolve("second"), data, 2, first))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("use its seed, --seed 1.");
        assertThat(folder.resolve("second")).doesNotExist();
        start(folder.resolve("elsewhere"), Faces.generated(160, 0, ImageShape.grey(48), 2), 2, first)
                .close();
        start(folder.resolve("validated"), DATA, 2, first).close();
    }

    @Test
    void whatWasLearnedMustBeThereToGoOn() throws Exception {
        var run = folder.resolve("run");
        try (var trainer = start(run, DATA, 1, null)) {
            trainer.run(new TrainListener() {});
        }
        String log = Files.readString(run.resolve("log.jsonl"));
        Files.writeString(run.resolve("log.jsonl"), log.lines().findFirst().orElseThrow() + "\n");
        assertThatThrownBy(() -> Trainer.resume(RunFolder.resume(run), DATA, new Device("cpu")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Put log.jsonl back");
        Files.writeString(run.resolve("log.jsonl"), log);

        var second = folder.resolve("second");
        start(second, DATA, 2, run).close();
        Files.delete(second.resolve("checkpoint.pt"));
        assertThatThrownBy(() -> Trainer.resume(RunFolder.resume(second), DATA, new Device("cpu")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("checkpoint.pt: is missing");
    }

    @Test
    void theModelFileSaysWhichFacesWereHeldOut() throws IOException, OrtException {
        var data = Faces.generated(300, 0, ImageShape.grey(48), 1);
        var settings =
                TrainSettings.defaults().network("small").epochs(1).seed(3).threads(1);
        var alone = held(settings.build(), data);
        assertThat(ids(alone.orElseThrow())).isEqualTo(ids(Parts.of(data, 3).valid()));
        var joined = joined(Map.of("data.hash", data.hash(), "member1.heldOut.seed", "3", "member2.heldOut.seed", "4"));
        assertThat(ids(HeldOut.of(data, joined).orElseThrow()))
                .as("what neither has seen")
                .isNotEmpty()
                .isSubsetOf(ids(Parts.of(data, 3).valid()))
                .isSubsetOf(ids(Parts.of(data, 4).valid()));
        assertThat(HeldOut.of(Faces.generated(300, 0, ImageShape.grey(48), 2), joined))
                .as("another dataset")
                .isEmpty();
        assertThat(HeldOut.of(data, joined(Map.of("data.hash", data.hash(), "member1.heldOut.seed", "3"))))
                .as("the other member may have seen any of them")
                .isEmpty();
        var validated = Faces.generated(300, 60, ImageShape.grey(48), 1);
        assertThat(held(settings.build(), validated)).isEmpty();
    }

    private static ModelMetadata joined(Map<String, String> provenance) {
        var two = new PosteriorSpec("ensemble", 2, PosteriorSpec.Masking.NONE, 0, 1);
        return new ModelMetadata(Faces.LABELS, new Preprocessing(ImageShape.grey(48), 0, 1), "small", two, provenance);
    }

    private Optional<Dataset> held(TrainSettings settings, Dataset data) throws IOException, OrtException {
        var run = folder.resolve("held" + System.nanoTime());
        try (var trainer = Trainer.start(run, settings, data, "generated", new Device("cpu"), null)) {
            trainer.run(new TrainListener() {});
        }
        try (var model = new OnnxAnswers(Files.readAllBytes(run.resolve("model.onnx")))) {
            return HeldOut.of(data, ModelMetadata.fromMap(model.metadata(), "model.onnx"));
        }
    }

    private static List<String> ids(Dataset data) {
        return data.faces().stream().map(face -> face.id()).toList();
    }

    private static Trainer start(Path folder, Dataset data, long seed, @Nullable Path init) {
        var adamw = new TrainSettings.Optimiser(TrainSettings.Rule.ADAMW, 0.002, 0.01, TrainSettings.Schedule.STEP, 0);
        return Trainer.start(folder, settings(seed, adamw), data, "generated", new Device("cpu"), init);
    }

    private static TrainSettings settings(long seed, TrainSettings.Optimiser optimiser) {
        return TrainSettings.defaults()
                .network("small")
                .objective("votes")
                .input(ImageShape.grey(48))
                .epochs(EPOCHS)
                .batch(16)
                .optimiser(optimiser)
                .averaging(0.9)
                .dropout(0.2)
                .classWeights(ClassWeights.SQRT)
                .augmentation(Augmentation.standard())
                .seed(seed)
                .precision(Precision.FP32)
                .threads(1)
                .build();
    }

    @Test
    void looksAtValidationFacesNowAndThenWhereNothingIsChosen() {
        var settings = TrainSettings.defaults()
                .network("small")
                .batch(16)
                .epochs(6)
                .keep(TrainSettings.Keep.LAST)
                .threads(1)
                .build();
        var run = folder.resolve("last");
        try (var trainer = Trainer.start(run, settings, DATA, "generated", new Device("cpu"), null)) {
            trainer.run(new TrainListener() {});
            assertThat(trainer.log())
                    .extracting(line -> Double.isNaN(line.validCrossEntropy()))
                    .containsExactly(true, true, true, false, true, false);
        }
        try (var trainer = Trainer.resume(RunFolder.resume(run), DATA, new Device("cpu"))) {
            assertThat(trainer.log()).hasSize(6);
            assertThat(trainer.log().get(0).validCrossEntropy()).isNaN();
        }
    }
}
