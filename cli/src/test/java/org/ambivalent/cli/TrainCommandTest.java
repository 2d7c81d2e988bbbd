package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.train.ModelFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a dataset on disk to a model file that the other commands read. */
final class TrainCommandTest {

    @TempDir
    private Path folder;

    private String data;
    private String run;

    @BeforeEach
    void writeFaces() {
        var faces = SampledFaces.defaults().withCounts(96, 32, 0).dataset();
        ManifestWriter.writeWithImages(faces, folder.resolve("faces"));
        data = folder.resolve("faces").toString();
        run = folder.resolve("run").toString();
    }

    @Test
    void trainsAModelThatTheOtherCommandsRead() {
        var trained = train("--epochs", "2");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("best epoch").contains("model file: " + Path.of(run, "model.onnx"));
        assertThat(trained.err()).contains("96 faces to train on, 32 to validate");

        String model = Path.of(run, "model.onnx").toString();
        assertThat(Cli.run("inspect", model).out()).contains("small").contains("\"epochs\":2");
        var evaluated = Cli.run("evaluate", "--data", data, "--model", model, "--json");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("\"jensenShannon\"");
    }

    @Test
    void refusesAnotherRunInTheSameFolderAndOtherSettingsOnResume() {
        assertThat(train("--epochs", "1").code()).isZero();
        var again = train("--epochs", "1");
        assertThat(again.code()).isEqualTo(Main.BAD_INPUT);
        assertThat(again.err()).contains("--resume").doesNotContain("\tat ");
        var resumed = Cli.run("train", "--data", data, "--out", run, "--resume", "--epochs", "9", "--lr", "0.5");
        assertThat(resumed.code()).isEqualTo(Main.BAD_INPUT);
        assertThat(resumed.err()).contains("--epochs").contains("--lr");
        assertThat(Cli.run("train", "--data", data, "--out", run, "--resume").code())
                .isZero();
    }

    @Test
    void learnsFromWrongLabelsHowMuchEachIsWorth() {
        var noisy = new String[] {
            "--labels", "majority", "--noise", "symmetric:0.25", "--objective", "self-cure:from=0", "--epochs", "2"
        };
        var trained = train(noisy);
        assertThat(trained.code()).as(trained.err()).isZero();
        for (String file : List.of("noise.csv", "labels.csv", "relabelling.csv", "importance.csv")) {
            assertThat(Path.of(run, file)).exists();
        }
        var face = Path.of(data, "images/000000.png");
        var predicted = Cli.run("predict", "--no-detect", "--json", "--model", Path.of(run, "model.onnx"), face);
        assertThat(predicted.out()).contains("\"importance\":0.");
        assertThat(Cli.run("train", "--data", data, "--out", run, "--resume").code())
                .as("noise.csv is read back")
                .isZero();
    }

    @Test
    void learnsAgainFromLabelsThatAnEarlierRunTrusts() {
        var first = train("--labels", "majority", "--objective", "forward-correction", "--epochs", "1");
        assertThat(first.code()).as(first.err()).isZero();
        String second = run + "-second";
        assertBadInput(again(run, second, "--network", "small", "--trust", "1"), "Trust less");
        var trained = again(run, second, "--network", "small", "--batch", "16", "--epochs", "1");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .containsPattern("[0-9]+ faces to train on, 32 to validate")
                .doesNotContain("96 faces");
        assertThat(Cli.run("train", "--data", data, "--out", second, "--resume").code())
                .isZero();

        String third = run + "-third";
        assertBadInput(again(run, second, "--resume"), "--trusted-by");
        assertBadInput(again(second, third), "has no labels.csv");
        assertBadInput(again(run, third, "--noise", "symmetric:0.1"), "Leave out --labels and --noise");
        assertBadInput(again(run, third, "--objective", "neighbours"), "Add places=own to it");
        assertBadInput(
                Cli.run("train", "--data", data, "--out", third, "--trust", "0.5"),
                "--trust says how far --trusted-by");
    }

    private Cli again(String first, String second, String... options) {
        var arguments = new ArrayList<>(List.of("train", "--data", data, "--out", second, "--trusted-by", first));
        arguments.addAll(List.of(options));
        return Cli.run(arguments.toArray());
    }

    @Test
    void findsNeighboursForFacesWithoutValenceAndArousal() {
        var trained = train("--labels", "voter", "--objective", "neighbours:k=4,from=0", "--epochs", "2");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("fold 1 of 2", "fold 2 of 2");
        assertThat(Path.of(run, "recovered.csv")).exists();
        assertThat(Path.of(run + "-valence-arousal", "valence-arousal.csv")).exists();
        var resumed = Cli.run("train", "--data", data, "--out", run, "--resume");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).as("places are kept").doesNotContain("fold");

        assertThat(Path.of(run + "-valence-arousal")
                        .toFile()
                        .renameTo(Path.of(run + "-elsewhere").toFile()))
                .isTrue();
        var alone = Cli.run("train", "--data", data, "--out", run, "--resume");
        assertBadInput(alone, "put that beside it again");
        assertThat(alone.err()).as("at once, not after other places were found").doesNotContain("fold 1");
        assertThat(Path.of(run + "-valence-arousal")).doesNotExist();
    }

    @Test
    void hidesAtPredictionWhatItHidInTraining() {
        var trained = train("--epochs", "1", "--posterior", "mc-dropconnect", "--stochastic", "all");
        assertThat(trained.code()).as(trained.err()).isZero();
        String model = Path.of(run, "model.onnx").toString();
        assertThat(Cli.run("inspect", model).out()).contains("mc-dropconnect, members: 1, hides 10 %", "samples: 50");
        var face = Path.of(data, "images/000000.png");
        var three = Cli.run("predict", "--no-detect", "--json", "--model", model, "--samples", "3", face);
        assertThat(three.out()).as(three.err()).contains("\"epistemic\":0.").doesNotContain("\"epistemic\":0.0}");
        var again = Cli.run("predict", "--no-detect", "--json", "--model", model, "--samples", "3", face);
        assertThat(again.out()).isEqualTo(three.out());
        var other =
                Cli.run("predict", "--no-detect", "--json", "--model", model, "--samples", "3", "--seed", "2", face);
        assertThat(other.out()).isNotEqualTo(three.out());
        var evaluated = Cli.run("evaluate", "--data", data, "--model", model, "--samples", "2", "--json");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertBadInput(Cli.run("predict", "--no-detect", "--model", model, "--samples", "0", face), "--samples");
    }

    @Test
    void doubtsSingleLabelsUnlessToldOtherwise() {
        assertThat(train("--epochs", "1").err()).contains("small under votes").doesNotContain("doubted");
        run += "-single";
        assertThat(train("--epochs", "1", "--labels", "majority").err())
                .contains("small under forward-correction")
                .contains("each face has one label, so labels are doubted");
        run += "-plain";
        assertThat(train("--epochs", "1", "--labels", "majority", "--objective", "majority")
                        .err())
                .contains("small under majority")
                .doesNotContain("doubted");
    }

    /** Any model serves whose numbers are in [-1, 1]: here probabilities stand for valence and arousal. */
    @Test
    void takesPlacesFromAModelOfTheUsersOwn() throws Exception {
        assertThat(train("--epochs", "1").code()).isZero();
        String model = Path.of(run, "model.onnx").toString();
        run += "-placed";
        String[] options = {"--epochs", "1", "--objective", "neighbours:k=4", "--va-model", model, "--va-size", "48"};
        assertBadInput(train(with(options, "--va-outputs", "joy")), "its outputs are");
        assertBadInput(train(with(options, "--va-mean", "0.4,0.5")), "three with --va-colour");
        assertThat(Path.of(run)).doesNotExist();
        var placed = train(with(options, "--va-outputs", "probabilities[3],probabilities[0]"));
        assertThat(placed.code()).as(placed.err()).isZero();
        assertThat(placed.err()).as("nothing is trained before").doesNotContain("fold");
        assertThat(Files.readAllLines(Path.of(run + "-valence-arousal", "valence-arousal.csv")))
                .as("a line each training face, and a header")
                .hasSize(97);
        assertBadInput(train("--epochs", "1", "--objective", "neighbours:k=4"), "holds a run already");
        run += "-other";
        assertBadInput(train("--va-size", "48"), "Add --va-model FILE");
        assertBadInput(train("--objective", "majority", "--va-model", model), "--va-model places faces");
    }

    private static String[] with(String[] options, String... more) {
        var all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void limitsTheFacesOfEverySplit() {
        assertThat(train("--epochs", "1", "--limit", "20").err()).contains("20 faces to train on, 20 to validate");
    }

    @Test
    void tellsWhatCannotBeUsedBeforeItReadsAnything() {
        assertBadInput(Cli.run("train", "--data", "nowhere.zip", "--out", run), "nowhere.zip");
        assertBadInput(train("--init", "nowhere.onnx"), "nowhere.onnx");
        assertBadInput(train("--size", "4"), "--size");
        assertBadInput(train("--network", "vgg99"), "compact");
        assertBadInput(train("--precision", "fp8"), "fp32");
        assertBadInput(train("--device", "tpu"), "cuda");
        assertBadInput(train("--epochs", "0"), "epochs");
        assertBadInput(train("--labels", "best"), "original");
        assertBadInput(train("--noise", "symmetric:0.2"), "--labels majority");
        assertBadInput(train("--labels", "majority", "--noise", "symmetric:1"), "below 1");
        assertBadInput(train("--objective", "self-cure:beta=0.001"), "leaves one group empty");
        assertBadInput(train("--objective", "self-cure:gamma=2"), "gamma");
        assertBadInput(train("--objective", "neighbours:k=0"), "k must be in");
        assertBadInput(train("--posterior", "bayes"), "mc-dropconnect");
        assertBadInput(train("--posterior", "mc-dropout", "--dropout", "1"), "dropout");
        assertBadInput(train("--dropconnect", "0.3"), "--dropconnect is used under");
        assertBadInput(train("--posterior", "mc-dropconnect", "--dropout", "0.3"), "--dropout is used under");
        assertBadInput(train("--augmentation", "light", "--settle", "0.5"), "--settle is used under");
        assertThat(Path.of(run)).doesNotExist();
    }

    /** As nearly every published network is: a zip with a program in it, or the program alone. */
    @Test
    void saysWhatToMakeOfACheckpointOfPyTorchs() throws IOException {
        Path checkpoint = folder.resolve("resnet.pth");
        byte[] program = {(byte) 0x80, 2, '}', '.'};
        Files.write(checkpoint, program);
        assertBadInput(train("--init", checkpoint.toString()), "safetensors.torch.save_file");
        try (var zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(program);
        }
        assertBadInput(train("--init", checkpoint.toString()), "safetensors.torch.save_file");
        Files.writeString(checkpoint, "");
        assertBadInput(train("--init", checkpoint.toString()), "resnet.pth");
    }

    /** The first networks of `neighbours` would take their time. */
    @Test
    void aModelOfAnotherNetworkIsRefusedBeforeFacesArePlaced() {
        var model = folder.resolve("compact.onnx");
        ModelFile.writeUntrained(model, "compact", ImageShape.grey(48), LabelSet.FERPLUS);
        var refused = train(
                "--init", model.toString(), "--labels", "voter", "--objective", "neighbours:k=4", "--network", "small");
        assertBadInput(refused, "none of its tensors fits");
        assertThat(refused.err()).doesNotContain("fold");
        assertThat(Path.of(run)).doesNotExist();
        assertThat(Path.of(run + "-valence-arousal")).doesNotExist();
    }

    private static void assertBadInput(Cli result, String named) {
        assertThat(result.code()).as(result.err()).isEqualTo(Main.BAD_INPUT);
        assertThat(result.err()).contains(named).doesNotContain("\tat ");
    }

    /** Quick and repeatable, unless an option says otherwise. */
    private Cli train(String... options) {
        var arguments = new ArrayList<>(List.of("train", "--data", data, "--out", run, "--batch", "16"));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--network")) {
            arguments.addAll(List.of("--network", "small"));
        }
        if (!arguments.contains("--precision")) {
            arguments.addAll(List.of("--precision", "fp32"));
        }
        return Cli.run(arguments.toArray());
    }
}
