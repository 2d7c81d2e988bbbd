package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.train.ModelFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of random weights and sampled faces: it knows nothing, and a calibration has to say so. */
final class CalibrateCommandTest {

    private static final int FACES = 600;

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private Path model;

    @BeforeAll
    static void sampleFaces() {
        var answer = Cli.run("data", "sample", "--faces", FACES * 5 / 6, "--out", shared.resolve("faces"));
        assertThat(answer.code()).as(answer.err()).isZero();
    }

    @BeforeEach
    void writeModel() {
        model = folder.resolve("model.onnx");
        ModelFile.writeUntrained(model, "small", ImageShape.grey(48), LabelSet.FERPLUS);
    }

    private Cli calibrate(Object... args) {
        var all = new ArrayList<>(
                List.<Object>of("calibrate", "--model", model, "--data", shared.resolve("faces"), "--split", "all"));
        all.addAll(List.of(args));
        return Cli.run(all.toArray());
    }

    private JsonNode json(Object... args) throws IOException {
        var answer = calibrate(args);
        assertThat(answer.code()).as(answer.err()).isZero();
        return new ObjectMapper().readTree(answer.out());
    }

    @Test
    void writesWhatItLearnedIntoTheModelFile() throws IOException {
        var parameters = new ObjectMapper()
                .readTree(Cli.run("inspect", "--json", model).out())
                .at("/parameters");
        var answer = calibrate();
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out())
                .contains("temperature  ", "sets         hold the label of 90.0 % of faces (lac)", "familiarity  ")
                .contains("abstention   none.")
                .contains("wrote " + model);
        var inspected = Cli.run("inspect", "--json", model);
        var calibration = new ObjectMapper().readTree(inspected.out()).at("/calibration");
        assertThat(new ObjectMapper().readTree(inspected.out()).at("/parameters"))
                .as("a calibration is no part of the network")
                .isEqualTo(parameters);
        assertThat(calibration.at("/conformal.level").asText()).isEqualTo("0.9");
        assertThat(calibration.at("/split").asText()).isEqualTo("all");
        assertThat(calibration.at("/sampleSeed").asText()).isEqualTo("1");
    }

    /** Half the file, the same answers but for rounding, and weights that a training can start from. */
    @Test
    void keepsWeightsIn16Bits() throws IOException {
        var half = folder.resolve("half.onnx");
        var whole = json("--json", "--out", folder.resolve("whole.onnx"));
        var rounded = json("--json", "--half", "--out", half);
        long weights = 57_000;
        assertThat(Files.size(half)).isLessThan(Files.size(folder.resolve("whole.onnx")) - 2 * weights + 1000);
        double nll = whole.at("/after/all/jensenShannon/value").asDouble();
        assertThat(nll).isPositive();
        assertThat(rounded.at("/after/all/jensenShannon/value").asDouble()).isCloseTo(nll, within(1e-3));
        var trained = Cli.run(
                "train",
                "--data",
                shared.resolve("faces"),
                "--limit",
                64,
                "--network",
                "small",
                "--epochs",
                1,
                "--init",
                half,
                "--out",
                folder.resolve("run"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).doesNotContain("not used");
    }

    @Test
    void predictionsThenComeWithDecisions() throws IOException {
        assertThat(calibrate("--target-risk", "0.95").code()).isZero();
        var file = anyPicture();
        var face = new ObjectMapper()
                .readTree(Cli.run("predict", "--json", "--no-detect", "--model", model, file)
                        .out())
                .at("/0/faces/0");
        assertThat(face.at("/set").isArray()).isTrue();
        assertThat(face.at("/abstains").isBoolean()).isTrue();
        assertThat(face.at("/unfamiliarity").asDouble()).isPositive();
        var evaluated =
                Cli.run("evaluate", "--json", "--model", model, "--data", shared.resolve("faces"), "--split", "all");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        var decisions = new ObjectMapper().readTree(evaluated.out()).at("/all/decisions");
        assertThat(decisions.isObject()).isTrue();
        var raw = Cli.run("predict", "--json", "--no-detect", "--uncalibrated", "--model", model, file);
        assertThat(raw.out()).doesNotContain("abstains");
        var row = Cli.run("predict", "--csv", "--no-detect", "--uncalibrated", "--model", model, file)
                .out()
                .lines()
                .toList()
                .get(1);
        assertThat(row).as("set, abstains and unfamiliarity").contains(",,,,0.");
    }

    private static Path anyPicture() throws IOException {
        return pictures().get(0);
    }

    private static List<Path> pictures() throws IOException {
        try (var files = Files.walk(shared)) {
            return files.filter(file -> file.toString().endsWith(".png") && !file.endsWith("sheet.png"))
                    .toList();
        }
    }

    @Test
    void answersInJsonAndLeavesTheModelAloneWithOut() throws IOException {
        ModelFile.writeUntrained(model, "small", ImageShape.grey(48), LabelSet.FERPLUS, "mc-dropout");
        byte[] before = Files.readAllBytes(model);
        var other = folder.resolve("calibrated.onnx");
        var report = folder.resolve("report");
        var json = json(
                "--json",
                "--out",
                other,
                "--sets",
                "aps",
                "--per-emotion",
                "--coverage",
                "0.8",
                "--temperature",
                "majority",
                "--promise",
                "votes",
                "--target-risk",
                "none",
                "--samples",
                5,
                "--report",
                report);
        assertThat(Files.readAllBytes(model)).isEqualTo(before);
        assertThat(other).exists();
        assertThat(json.at("/sets/score").asText()).isEqualTo("aps");
        assertThat(json.at("/sets/thresholds")).hasSize(8);
        assertThat(json.at("/abstention").isNull()).isTrue();
        assertThat(json.at("/noAbstention").isNull()).isTrue();
        assertThat(json.at("/faces/all").asInt()).isEqualTo(FACES);
        assertThat(json.at("/faces/fitted").asInt())
                .as("a quarter, but for faces without a majority")
                .isBetween(100, FACES - json.at("/faces/scored").asInt() - 1);
        assertThat(json.at("/after/all/jensenShannon/value").asDouble()).isPositive();
        assertThat(json.at("/noticed/noise/auroc").asDouble()).isGreaterThan(0.9);
        assertThat(json.at("/noticed")).hasSize(7);
        assertThat(Files.readString(report.resolve("calibration.html"))).contains("What is promised", "Before:");
    }

    @Test
    void refusesAPromiseItCannotKeep() {
        assertRefused("least doubted", "--target-risk", "0.01");
        assertRefused("--target-risk must be in (0, 1)", "--target-risk", "1.5");
        assertRefused("--coverage is \"most\"", "--coverage", "most");
        assertRefused("Use lac or aps", "--sets", "raps");
        assertRefused("Use votes or majority.", "--promise", "truth");
        assertRefused("Use votes or majority, or none.", "--temperature", "off");
        assertRefused("--delta must be in (0, 1)", "--delta", "0");
        assertRefused("labelled faces", "--limit", "12");
    }

    private void assertRefused(String message, Object... args) {
        var answer = calibrate(args);
        assertThat(answer.code()).as(answer.out()).isEqualTo(2);
        assertThat(answer.err()).contains(message);
    }

    /** Members that know nothing, joined: a table with every part, JSON with all of it, and not a byte written. */
    @Test
    void aCheckScoresHalvesBothWaysAndWritesNothing() throws IOException {
        ModelFile.writeUntrained(model, "small", ImageShape.grey(48), LabelSet.FERPLUS, "sub-ensemble:2");
        byte[] before = Files.readAllBytes(model);
        var answer = calibrate("--check", "--limit", 300);
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out())
                .contains("checked with 300 faces, ", "calibrated to the majority", "  more than one member")
                .containsPattern("temperatures of the halves +1.000, 1.000")
                .containsPattern("lac sets, a drawn vote +hold [0-9.]+ %; [0-9]+ outside")
                .containsPattern("abstention, the majority +no rule keeps 5 %");
        assertThat(Files.readAllBytes(model)).isEqualTo(before);
        var json = json("--check", "--limit", 300, "--json");
        assertThat(json.at("/posterior/samples").asInt()).isEqualTo(2);
        assertThat(json.at("/posterior/figures/toVotes.all.jensenShannon/value").asDouble())
                .isPositive();
        assertThat(json.at("/posterior/figures/raw.all.jensenShannonOverAlone/value")
                        .asDouble())
                .as("the mean is never farther than its members, as Jensen-Shannon is convex")
                .isLessThanOrEqualTo(0);
        assertRefused("--coverage, --seed: --check", "--check", "--coverage", 0.8, "--seed", 2);
    }

    /** Of one network there are no members, and of labels no votes. */
    @Test
    void aCheckLeavesOutWhatThereIsNot() throws IOException {
        var emotions = LabelSet.FERPLUS.names();
        for (int i = 0; i < 40; i++) {
            var file = folder.resolve("labelled")
                    .resolve(emotions.get(i % emotions.size()))
                    .resolve(i + ".png");
            Files.createDirectories(file.getParent());
            Files.copy(pictures().get(i), file);
        }
        var answer = Cli.run(
                "calibrate", "--check", "--model", model, "--data", folder.resolve("labelled"), "--split", "all");
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out())
                .contains("checked with 40 faces: ", "calibrated to the labels", "abstention, the label")
                .doesNotContain("member", "vote");
    }

    private static Object[] with(List<Object> args, Object... more) {
        var all = new ArrayList<>(args);
        all.addAll(List.of(more));
        return all.toArray();
    }

    /** As most people's own faces are: no contempt among them, and emotions by the alphabet. */
    @Test
    void facesOfFewerEmotionsAreEnough() throws IOException {
        var few = List.of("sadness", "anger", "happiness");
        for (int i = 0; i < 60; i++) {
            var file = folder.resolve("labelled").resolve(few.get(i % 3)).resolve(i + ".png");
            Files.createDirectories(file.getParent());
            Files.copy(pictures().get(i), file);
        }
        var args =
                List.<Object>of("calibrate", "--model", model, "--data", folder.resolve("labelled"), "--split", "all");
        var answer = Cli.run(with(args, "--per-emotion", "--json"));
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.err()).contains("labelled has no faces of neutral, surprise, disgust, fear, contempt.");
        var always = new ObjectMapper().readTree(answer.out()).at("/sets/alwaysIncluded");
        assertThat(always).extracting(JsonNode::asText).contains("neutral", "surprise", "disgust", "fear", "contempt");
        assertThat(Cli.run(with(args, "--check")).code()).isZero();

        Files.move(folder.resolve("labelled/anger"), folder.resolve("labelled/rage"));
        var refused = Cli.run(args.toArray());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("has the emotions rage, but", "--label-map rage=none");
    }

    /** Where a dataset names no validation faces, those that the training held out stand in for them. */
    @Test
    void facesThatWereHeldOutAreNewToTheModel() throws IOException {
        var emotions = LabelSet.FERPLUS.names();
        var data = folder.resolve("labelled");
        for (int i = 0; i < 300; i++) {
            var file = data.resolve(emotions.get(i % emotions.size())).resolve(i + ".png");
            Files.createDirectories(file.getParent());
            Files.copy(pictures().get(i), file);
        }
        var run = folder.resolve("run");
        var trained = Cli.run("train", "--data", data, "--network", "small", "--epochs", 1, "--out", run);
        assertThat(trained.code()).as(trained.err()).isZero();
        for (var command : List.of(List.of("calibrate", "--check"), List.of("evaluate"))) {
            var all = new ArrayList<Object>(command);
            all.addAll(List.of("--model", run.resolve("model.onnx"), "--data", data));
            var answer = Cli.run(all.toArray());
            assertThat(answer.code()).as(answer.err()).isZero();
            assertThat(answer.err())
                    .containsPattern("labelled names no validation faces: using the [23][0-9] that were held out");
        }
        var seen = Cli.run(
                "calibrate", "--check", "--model", run.resolve("model.onnx"), "--data", data, "--split", "train");
        assertThat(seen.code()).isEqualTo(2);
        assertThat(seen.err()).contains("the model was trained on these faces", "Choose --split valid");
        var unknown = Cli.run("calibrate", "--check", "--model", model, "--data", data, "--split", "train");
        assertThat(unknown.code()).as(unknown.err()).isZero();
        assertThat(unknown.err()).contains("300 of these faces are of the split train: make sure");
    }

    @Test
    void saysAtOnceThatAFolderIsInTheWay() {
        assertRefused("is a folder, not a file", "--out", folder, "--report", folder.resolve("page"));
        assertThat(folder.resolve("page")).doesNotExist();
    }

    @Test
    void saysAtOnceThatAFileIsInTheWayOfTheReport() throws IOException {
        byte[] before = Files.readAllBytes(model);
        var file = Files.writeString(folder.resolve("notes.txt"), "mine");
        assertRefused("is a file, not a folder", "--report", file.resolve("page"));
        assertThat(model).hasBinaryContent(before);
    }

    @Test
    void keepsTheBundledModelAsItIs() {
        var answer = Cli.run("calibrate", "--data", shared.resolve("faces"));
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("--out");
    }
}
