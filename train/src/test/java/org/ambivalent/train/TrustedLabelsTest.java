package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.Split;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedLabelsTest {

    /** Without validation faces, so that each training holds some out. */
    private static final Dataset DATA =
            SampledFaces.defaults().withCounts(80, 0, 0).dataset();

    private static final Dataset TRAIN = DATA.split(Split.TRAIN);
    private static final int ANGER = DATA.labels().indexOf("anger");
    private static final Device CPU = new Device("cpu");

    @TempDir
    private Path folder;

    private static TrainSettings.Builder settings() {
        return TrainSettings.defaults()
                .network("small")
                .objective("forward-correction")
                .labels(GivenLabels.MAJORITY)
                .noise("symmetric:0.2")
                .batch(16)
                .epochs(1)
                .threads(1);
    }

    private Path first() {
        Path run = folder.resolve("first");
        try (var trainer = Trainer.start(run, settings().build(), DATA, "sampled", CPU, null)) {
            trainer.run(new TrainListener() {});
        }
        return run;
    }

    /** One value a face. */
    private static void trusts(Path run, String given, String... trust) {
        var rows = new ArrayList<List<String>>();
        for (int face = 0; face < trust.length; face++) {
            rows.add(List.of(TRAIN.faces().get(face).id(), given, "fear", trust[face]));
        }
        new FaceTable(LabelTable.FILE, LabelTable.HEADER, rows).write(run.resolve(LabelTable.FILE));
    }

    @Test
    void keepsWhatIsTrustedFarEnoughUnderItsGivenLabel() {
        var run = first();
        trusts(run, "anger", "0.7000", "0.6999", "", "1.0000", "0.0000");
        var trusted = TrustedLabels.by(run, 0.7);
        assertThat(trusted.of(TRAIN).faces())
                .containsExactly(
                        TRAIN.faces().get(0).withLabelAlone(ANGER),
                        TRAIN.faces().get(3).withLabelAlone(ANGER));
        assertThat(TrustedLabels.by(run, 0).labels()).hasSize(4);
        assertThat(TrustedLabels.by(run, 1).labels()).hasSize(1);
        trusted.toTable().write(folder.resolve("kept.csv"));
        assertThat(TrustedLabels.read(folder.resolve("kept.csv"), trusted.source()))
                .isEqualTo(trusted);
    }

    /** Whatever becomes of the first one meanwhile; and who chooses the epoch is held out as it was from the first. */
    @Test
    void aSecondTrainingKeepsWhatItLearnsFrom() throws IOException {
        var run = first();
        var trusted = TrustedLabels.by(run, 0);
        var plain = settings()
                .objective("majority")
                .labels(GivenLabels.VOTES)
                .noise("none")
                .epochs(2)
                .build();
        Path second = folder.resolve("second");
        int validated;
        try (var trainer = Trainer.start(second, plain, DATA, "sampled", CPU, null, trusted)) {
            assertThat(trainer.trainingFaces()).isEqualTo(trusted.labels().size());
            validated = trainer.validationFaces();
            assertThatThrownBy(() -> trainer.run(new StopsInTheSecondEpoch()))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(validated).isPositive();
        assertThat(RunFolder.isFinished(second)).isFalse();
        assertRefused(second, 0, "no finished training");

        trusts(run, "fear", "1");
        try (var trainer = Trainer.resume(RunFolder.resume(second), DATA, CPU)) {
            assertThat(trainer.trainingFaces()).isEqualTo(trusted.labels().size());
            assertThat(trainer.validationFaces()).isEqualTo(validated);
            trainer.run(new TrainListener() {});
        }
        assertThat(RunFolder.isFinished(second)).isTrue();
        assertThat(ModelFile.metadata(second).provenance()).containsEntry("trusted", run + ", to 0.0");
        assertRefused(second, 0, "has no labels.csv");
        assertThat(second.resolve("init.txt")).as("from random weights").doesNotExist();
        assertThat(Files.readAllLines(second.resolve(TrustedLabels.FILE)))
                .hasSize(trusted.labels().size() + 1);
    }

    private static final class StopsInTheSecondEpoch implements TrainListener {
        @Override
        public void epochStarted(int epoch, int epochs, int batches) {
            if (epoch == 2) {
                throw new IllegalStateException("stopped");
            }
        }
    }

    /** Each of them, though the first training is gone before the second member begins. */
    @Test
    void membersOfAnEnsembleLearnFromTheSameLabels() throws IOException {
        var trusted = TrustedLabels.by(first(), 0);
        var settings = settings()
                .objective("majority")
                .labels(GivenLabels.VOTES)
                .noise("none")
                .posterior("ensemble:2")
                .build();
        Path run = folder.resolve("ensemble");
        var ensemble = EnsembleTraining.start(run, settings, DATA, "sampled", CPU, null, trusted);
        assertThatThrownBy(() -> ensemble.run((member, of, trainer) -> {
                    if (member == 2) {
                        throw new IllegalStateException("stopped");
                    }
                    trainer.run(new TrainListener() {});
                }))
                .isInstanceOf(IllegalStateException.class);
        Files.delete(folder.resolve("first").resolve(LabelTable.FILE));
        var faces = new ArrayList<Integer>();
        EnsembleTraining.resume(run, DATA, CPU).run((member, of, trainer) -> {
            faces.add(trainer.trainingFaces());
            trainer.run(new TrainListener() {});
        });
        assertThat(faces).containsExactly(trusted.labels().size());
        for (String member : List.of("", "member1", "member2")) {
            assertThat(TrustedLabels.read(run.resolve(member).resolve(TrustedLabels.FILE), trusted.source()))
                    .isEqualTo(trusted);
        }
    }

    @Test
    void saysWhatIsMissing() {
        assertRefused(folder.resolve("none"), 0.7, "no such folder");
        assertRefused(folder, 0.7, "holds no finished training");
        var run = first();
        assertRefused(run, 1.5, "from 0 to 1, not 1.5");
        assertRefused(run, Double.NaN, "from 0 to 1, not NaN");
        trusts(run, "anger", "0.5", "");
        assertRefused(run, 0.7, "trusts no label as far as 0.7");
        trusts(run, "anger", "much");
        assertRefused(run, 0.7, "trusts a label to \"much\"");
        trusts(run, "boredom", "0.9");
        assertThatThrownBy(() -> TrustedLabels.by(run, 0.7).of(TRAIN))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has labels such as boredom");
        trusts(run, "anger", "0.9");
        assertThatThrownBy(() -> TrustedLabels.by(run, 0.7).of(TRAIN.where(face -> false)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none of its training faces is among the 1 whose labels are trusted");
    }

    private static void assertRefused(Path run, double least, String message) {
        assertThatThrownBy(() -> TrustedLabels.by(run, least))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
