package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
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
        while (child.isAlive() && !Files.exists(killed.resolve("checkpoint.pt"))) {
            child.waitFor(20, TimeUnit.MILLISECONDS);
        }
        child.destroyForcibly().waitFor();

        try (var trainer = Trainer.resume(RunFolder.resume(killed), DATA, new Device("cpu"))) {
            assertThat(trainer.log()).isNotEmpty();
            trainer.run(new TrainListener() {});
            assertThat(trainer.log()).hasSize(EPOCHS);
        }
        assertThat(killed.resolve("model.onnx")).hasSameBinaryContentAs(whole.resolve("model.onnx"));
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
        }
    }

    @Test
    void refusesToStartFromWhatIsNoModel() throws Exception {
        var file = Files.writeString(folder.resolve("model.onnx"), "not a model");
        assertThatThrownBy(() -> start(folder.resolve("run"), DATA, 1, file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("model.onnx");
    }

    @Test
    void holdsOutATenthWhereNoFaceIsForValidation() {
        var parts = Parts.of(Faces.generated(2_000, 0, ImageShape.grey(8), 1), 3);
        assertThat(parts.valid().size()).isBetween(150, 250);
        assertThat(parts.train().size() + parts.valid().size()).isEqualTo(2_000);
    }

    private static Trainer start(Path folder, Dataset data, long seed, @Nullable Path init) {
        var settings = new TrainSettings(
                "compact",
                "votes",
                ImageShape.grey(48),
                EPOCHS,
                16,
                new TrainSettings.Optimiser(TrainSettings.Rule.ADAMW, 0.002, 0.01, TrainSettings.Schedule.STEP, 0),
                0.9,
                0.2,
                ClassWeights.SQRT,
                Augmentation.standard(),
                seed,
                Precision.FP32,
                1);
        return Trainer.start(folder, settings, data, "generated", new Device("cpu"), init);
    }
}
