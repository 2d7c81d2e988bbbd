package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.ProcessLock;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleTrainingTest {

    private static final Dataset DATA = Faces.generated(64, 16, ImageShape.grey(48), 1);
    private static final Device CPU = new Device("cpu");

    @TempDir
    private Path folder;

    /** The file's answer is the mean of its members' answers, and its samples are those. */
    @Test
    void answersWithTheMeanOfItsMembers() throws Exception {
        var run = folder.resolve("run");
        train(run, "votes");
        float[][] mean = (float[][]) answer(run, "probabilities");
        float[][][] samples = (float[][][]) answer(run, "samples");
        for (int member = 1; member <= 2; member++) {
            float[][] alone = (float[][]) answer(run.resolve("member" + member), "probabilities");
            for (int face = 0; face < alone.length; face++) {
                assertThat(samples[member - 1][face]).containsExactly(alone[face], within(1e-6f));
            }
        }
        assertThat(samples[0]).isNotEqualTo(samples[1]);
        for (int k = 0; k < mean[0].length; k++) {
            assertThat(mean[0][k]).isCloseTo((samples[0][0][k] + samples[1][0][k]) / 2, within(1e-6f));
        }
        var metadata = ModelFile.metadata(run);
        assertThat(metadata.posterior().name()).isEqualTo("ensemble");
        assertThat(metadata.posterior().members()).isEqualTo(2);
        var settings = settings("votes");
        assertThat(metadata.provenance())
                .containsEntry("settings", settings.toJson())
                .containsEntry("member1.seed", Long.toString(settings.seed()))
                .containsEntry("member2.seed", Long.toString(settings.seed() + 1000))
                .containsKeys("valid.accuracy", "member2.valid.accuracy", "data.hash")
                .doesNotContainKeys("epoch", "seed");
    }

    /** Each member's own file says so too: joined with others it may be asked. */
    @Test
    void holdsTheSameFacesOutFromAllMembers() {
        var data = Faces.generated(300, 0, ImageShape.grey(48), 1);
        var run = folder.resolve("run");
        EnsembleTraining.start(run, settings("votes"), data, "generated", CPU, null)
                .run((member, of, trainer) -> trainer.run(new TrainListener() {}));
        var held = ids(Parts.of(data, settings("votes").seed()).valid());
        for (var file : List.of(run, run.resolve("member1"), run.resolve("member2"))) {
            assertThat(HeldOut.of(data, ModelFile.metadata(file)).map(EnsembleTrainingTest::ids))
                    .as("%s", file)
                    .contains(held);
        }
    }

    private static List<String> ids(Dataset faces) {
        return faces.faces().stream().map(face -> face.id()).toList();
    }

    @Test
    void aStartThatFailsLeavesTheFolderFree() throws Exception {
        train(folder.resolve("first"), "votes");
        var init = folder.resolve("first/member1/model.onnx");
        var run = folder.resolve("run");
        var ensemble = EnsembleTraining.start(run, settings("neighbours:form=own,k=200"), DATA, "generated", CPU, init);
        assertThatThrownBy(() -> ensemble.run((member, of, trainer) -> trainer.run(new TrainListener() {})))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("calm");
        RunFolder.requireFree(run);
        train(run, "votes");
        assertThat(run.resolve("init.onnx")).doesNotExist();
        assertThat(run.resolve("model.onnx")).hasSameBinaryContentAs(folder.resolve("first/model.onnx"));
    }

    @Test
    void itsFirstMemberIsTheNetworkAlone() throws Exception {
        train(folder.resolve("run"), "votes");
        try (var alone = Trainer.start(
                folder.resolve("alone"),
                settings("votes").but().posterior("deterministic").build(),
                DATA,
                "generated",
                CPU,
                null)) {
            alone.run(new TrainListener() {});
        }
        assertThat(folder.resolve("run/member1/model.onnx")).hasSameBinaryContentAs(folder.resolve("alone/model.onnx"));
    }

    /** Under noise too: all members see the same wrong labels, and those that begin later as well. */
    @Test
    void goesOnWithTheMemberThatWasBeingTrained() throws Exception {
        var whole = folder.resolve("whole");
        train(whole, "self-cure");
        var cut = folder.resolve("cut");
        var trained = new ArrayList<Integer>();
        assertThatThrownBy(() -> {
                    var ensemble = EnsembleTraining.start(cut, settings("self-cure"), DATA, "generated", CPU, null);
                    ensemble.run((member, of, trainer) -> {
                        if (member == 2) {
                            throw new IllegalStateException("the power went");
                        }
                        trainer.run(new TrainListener() {});
                    });
                })
                .hasMessage("the power went");
        assertThat(cut.resolve("model.onnx")).doesNotExist();
        var ensemble = EnsembleTraining.resume(cut, DATA, CPU);
        ensemble.run((member, of, trainer) -> {
            trained.add(member);
            trainer.run(new TrainListener() {});
        });
        assertThat(trained).containsExactly(2);
        assertThat(answer(cut, "importance")).isEqualTo(answer(whole, "importance"));
        assertThat(answer(cut, "samples")).isEqualTo(answer(whole, "samples"));
        var noise = Files.readString(whole.resolve("noise.csv"));
        assertThat(noise.lines().count()).isGreaterThan(5);
        for (int member = 1; member <= 2; member++) {
            assertThat(whole.resolve("member" + member + "/noise.csv")).hasContent(noise);
        }
    }

    /** Somebody may have calibrated it. */
    @Test
    void leavesAModelFileAloneWhereNothingIsLeftToTrain() throws Exception {
        var run = folder.resolve("run");
        train(run, "votes");
        byte[] calibrated = "calibrated".getBytes(StandardCharsets.UTF_8);
        Files.write(run.resolve("model.onnx"), calibrated);
        EnsembleTraining.resume(run, DATA, CPU).run((member, of, trainer) -> trainer.run(new TrainListener() {}));
        assertThat(run.resolve("model.onnx")).hasBinaryContent(calibrated);
        Files.delete(run.resolve("model.onnx"));
        EnsembleTraining.resume(run, DATA, CPU).run((member, of, trainer) -> trainer.run(new TrainListener() {}));
        assertThat(ModelFile.metadata(run).posterior().members()).isEqualTo(2);
    }

    /** The last one to end a member writes the model file, which is as if one process had done all. */
    @Test
    void severalProcessesShareTheMembers() throws Exception {
        var settings = settings("votes").but().posterior("ensemble:4").build();
        var alone = folder.resolve("alone");
        EnsembleTraining.start(alone, settings, DATA, "generated", CPU, null)
                .run((member, of, trainer) -> trainer.run(new TrainListener() {}));
        var run = folder.resolve("run");
        EnsembleTraining.start(run, settings, DATA, "generated", CPU, null);
        var children = List.of(child(run), child(run));
        var said = new ArrayList<String>();
        for (var child : children) {
            said.addAll(child.inputReader().lines().toList());
            assertThat(child.waitFor()).isZero();
        }
        assertThat(said.stream().filter(line -> line.startsWith("member")))
                .containsExactlyInAnyOrder("member 1", "member 2", "member 3", "member 4");
        assertThat(said).contains("left []");
        assertThat(answer(run, "samples")).isEqualTo(answer(alone, "samples"));
    }

    /** Shares in an ensemble, and says what it trained and what it left. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            var run = Path.of(args[0]);
            var left = EnsembleTraining.resume(run, DATA, CPU).run((member, of, trainer) -> {
                System.out.println("member " + member);
                awaitTwo(run);
                trainer.run(new TrainListener() {});
            });
            System.out.println("left " + left);
        }

        /** So that neither has done all before the other begins. */
        private static void awaitTwo(Path run) {
            while (!Files.exists(run.resolve("member1")) || !Files.exists(run.resolve("member2"))) {
                Thread.onSpinWait();
            }
        }
    }

    private static Process child(Path run) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Child.class.getName(), run.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Without a model file: whoever ends the member writes it. */
    @Test
    void leavesAMemberToTheProcessThatIsAtIt() {
        var run = folder.resolve("run");
        var ensemble = EnsembleTraining.start(run, settings("votes"), DATA, "generated", CPU, null);
        var trained = new ArrayList<Integer>();
        EnsembleTraining.Listener listener = (member, of, trainer) -> {
            trained.add(member);
            trainer.run(new TrainListener() {});
        };
        try (var other = ProcessLock.take(run.resolve("member1.lock"))) {
            assertThat(ensemble.run(listener)).containsExactly(1);
        }
        assertThat(run.resolve("model.onnx")).doesNotExist();
        assertThat(ensemble.run(listener)).isEmpty();
        assertThat(trained).containsExactly(2, 1);
        assertThat(run.resolve("model.onnx")).exists();
    }

    @Test
    void looksAgainAtWhatOthersWereAt() {
        var run = folder.resolve("run");
        var ensemble = EnsembleTraining.start(run, settings("votes"), DATA, "generated", CPU, null);
        var other = ProcessLock.take(run.resolve("member1.lock"));
        var left = ensemble.run((member, of, trainer) -> {
            trainer.run(new TrainListener() {});
            if (member == 2) {
                other.close();
            }
        });
        assertThat(left).isEmpty();
        assertThat(run.resolve("model.onnx")).exists();
    }

    /** Who has it only looks at it, and may be passing over another member at this moment. */
    @Test
    void waitsForAMemberThatIsDone() throws Exception {
        var run = folder.resolve("run");
        train(run, "votes");
        Files.delete(run.resolve("model.onnx"));
        var other = ProcessLock.take(run.resolve("member2.lock"));
        var later = new Thread(() -> {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            other.close();
        });
        later.start();
        assertThat(EnsembleTraining.resume(run, DATA, CPU).run((member, of, trainer) -> {}))
                .isEmpty();
        later.join();
        assertThat(run.resolve("model.onnx")).exists();
    }

    /** The folder is theirs, too. */
    @Test
    void aStartThatFailsLeavesWhatOthersTrained() throws Exception {
        train(folder.resolve("first"), "votes");
        var init = folder.resolve("first/member1/model.onnx");
        var run = folder.resolve("run");
        var ensemble = EnsembleTraining.start(run, settings("neighbours:form=own,k=200"), DATA, "generated", CPU, init);
        Files.createDirectories(run.resolve("member2"));
        assertThatThrownBy(() -> ensemble.run((member, of, trainer) -> {})).isInstanceOf(BadInputException.class);
        assertThat(run.resolve("settings.json")).exists();
    }

    /** A process may be killed after the last line of a log and before the model file: the checkpoint decides. */
    @Test
    void doesNotTakeALogForAModel() throws Exception {
        var run = folder.resolve("run");
        train(run, "votes");
        float[][][] before = (float[][][]) answer(run, "samples");
        Files.delete(run.resolve("member2/checkpoint.pt"));
        Files.delete(run.resolve("member2/model.onnx"));
        var ensemble = EnsembleTraining.resume(run, DATA, CPU);
        ensemble.run((member, of, trainer) -> {
            assertThat(member).isEqualTo(2);
            trainer.run(new TrainListener() {});
        });
        assertThat(answer(run, "samples")).isEqualTo(before);
    }

    @Test
    void membersStartFromTheModelThatWasThereAtTheStart() throws Exception {
        train(folder.resolve("first"), "votes");
        var from = folder.resolve("first/member1");
        var run = folder.resolve("run");
        EnsembleTraining.start(run, settings("votes"), DATA, "generated", CPU, from);
        Files.delete(from.resolve("model.onnx"));
        var ensemble = EnsembleTraining.resume(run, DATA, CPU);
        ensemble.run((member, of, trainer) -> {
            assertThat(trainer.loaded()).isNotNull();
            trainer.run(new TrainListener() {});
        });
        assertThat(run.resolve("model.onnx")).exists();
    }

    @Test
    void aSubEnsembleKeepsLabelsOfItsOwnForEachHead() throws Exception {
        var run = folder.resolve("run");
        var settings = settings("self-cure").but().posterior("sub-ensemble:2").build();
        try (var trainer = Trainer.start(run, settings, DATA, "generated", CPU, null)) {
            trainer.run(new TrainListener() {});
        }
        assertThat(Files.readString(run.resolve("labels.csv")))
                .isNotEqualTo(Files.readString(run.resolve("labels-head2.csv")));
        float[][][] samples = (float[][][]) answer(run, "samples");
        assertThat(samples.length).isEqualTo(2);
        assertThat(samples[0]).isNotEqualTo(samples[1]);
    }

    @Test
    void refusesNumbersOfMembersThatMakeNoEnsemble() {
        for (String posterior : List.of("ensemble:1", "ensemble:0", "ensemble:", "ensemble:-2", "sub-ensemble:x")) {
            assertThatThrownBy(
                            () -> settings("votes").but().posterior(posterior).build())
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("2 to 999 members");
        }
    }

    private static void train(Path run, String objective) {
        var ensemble = EnsembleTraining.start(run, settings(objective), DATA, "generated", CPU, null);
        ensemble.run((member, of, trainer) -> trainer.run(new TrainListener() {}));
    }

    private static Object answer(Path run, String output) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        var images = FloatBuffer.allocate(2 * 48 * 48);
        while (images.hasRemaining()) {
            images.put((float) Math.sin(images.position()));
        }
        try (var session = environment.createSession(run.resolve("model.onnx").toString());
                var input = OnnxTensor.createTensor(environment, images.flip(), new long[] {2, 1, 48, 48});
                var result = session.run(Map.of("images", input))) {
            return result.get(output).orElseThrow().getValue();
        }
    }

    private static TrainSettings settings(String objective) {
        boolean noisy = objective.equals("self-cure");
        return TrainSettings.defaults()
                .network("small")
                .objective(objective)
                .labels(noisy ? GivenLabels.MAJORITY : GivenLabels.VOTES)
                .noise(noisy ? "symmetric:0.2" : "none")
                .posterior("ensemble:2")
                .epochs(2)
                .batch(16)
                .averaging(0.9)
                .augmentation(Augmentation.light())
                .precision(Precision.FP32)
                .threads(1)
                .build();
    }
}
