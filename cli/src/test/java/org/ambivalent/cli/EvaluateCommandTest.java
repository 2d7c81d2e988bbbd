package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two emotions: the model calls everything above black anger, and black (a tie) happiness. */
final class EvaluateCommandTest {

    private static final int ANGRY = 0xffffff;
    private static final int HAPPY = 0x000000;

    @TempDir
    private Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void writeModelAndFaces() throws IOException {
        model = TinyModel.write(folder.resolve("two.onnx"), LabelSet.of("happiness", "anger"));
        data = folder.resolve("faces");
        face("valid/anger/1.png", ANGRY);
        face("valid/anger/2.png", HAPPY);
        face("valid/happiness/3.png", HAPPY);
        face("valid/happiness/4.png", HAPPY);
        face("train/happiness/5.png", ANGRY);
    }

    private void face(String name, int colour) throws IOException {
        var file = data.resolve(name);
        Files.createDirectories(file.getParent());
        var image = new BufferedImage(48, 48, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 48, 48, new int[48 * 48], 0, 48);
        for (int i = 0; i < 48 * 48; i++) {
            image.setRGB(i % 48, i / 48, colour);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private Cli evaluate(Object... args) {
        var all = new ArrayList<>(List.<Object>of("evaluate", "--model", model, "--data", data));
        all.addAll(List.of(args));
        return Cli.run(all.toArray());
    }

    private double accuracy(Object... args) throws IOException {
        var answer = evaluate(args);
        assertThat(answer.code()).as(answer.err()).isZero();
        return new ObjectMapper()
                .readTree(answer.out())
                .at("/majority/accuracy/value")
                .asDouble();
    }

    @Test
    void scoresTheValidationSplitUnlessToldOtherwise() throws IOException {
        assertThat(accuracy("--json")).isEqualTo(0.75);
        assertThat(accuracy("--json", "--split", "train")).isZero();
        assertThat(accuracy("--json", "--split", "all")).isEqualTo(0.6);
        assertThat(accuracy("--json", "--limit", "2")).isEqualTo(0.5);
    }

    @Test
    void answersWithATable() {
        assertThat(evaluate().out()).containsIgnoringCase("accuracy").contains("75.0");
    }

    @Test
    void writesAReport() {
        var answer = evaluate("--report", folder.resolve("new/report"));

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(folder.resolve("new/report/report.html")).isNotEmptyFile();
    }

    @Test
    void mapsOtherWordsForEmotions() throws IOException {
        Files.move(data.resolve("valid/anger"), data.resolve("valid/cross"));

        assertThat(accuracy("--json", "--label-map", "cross=anger")).isEqualTo(0.75);
    }

    /** White is contempt above all, which the dataset has not: then anger. A face called bored is none of the model's. */
    @Test
    void comparesOnTheEmotionsThatBothKnow() throws IOException {
        TinyModel.write(model, LabelSet.of("happiness", "anger", "contempt"));
        face("valid/bored/6.png", ANGRY);

        var answer = evaluate("--json", "--report", folder.resolve("report"));

        assertThat(answer.err())
                .contains("Scored on the emotions that both know, happiness, anger:")
                .contains("happiness, anger, contempt");
        var json = new ObjectMapper().readTree(answer.out());
        assertThat(json.at("/dataset/faces").asInt()).isEqualTo(4);
        assertThat(json.at("/majority/accuracy/value").asDouble()).isEqualTo(0.75);
        assertThat(folder.resolve("report/predictions.csv"))
                .content()
                .contains("p.anger")
                .doesNotContain("contempt");
    }

    @Test
    void anotherOrderMakesNoDifference() throws IOException {
        // White is happiness now, and black anger.
        TinyModel.write(model, LabelSet.of("anger", "happiness"));

        var answer = evaluate();

        assertThat(answer.err()).doesNotContain("Scored on");
        assertThat(accuracy("--json")).isEqualTo(0.25);
    }

    @Test
    void refusesAModelOfOtherEmotions() throws IOException {
        TinyModel.write(model, LabelSet.of("calm", "happiness"));

        requireRefused(evaluate(), "only happiness in common");
    }

    @Test
    void refusesASplitWithoutFacesAndSaysWhatThereIs() {
        requireRefused(evaluate("--split", "test"), "4 in valid");
    }

    @Test
    void refusesUnknownSplitsAndImpossibleLimits() {
        requireRefused(evaluate("--split", "half"), "half");
        requireRefused(evaluate("--limit", "0"), "--limit");
        requireRefused(evaluate("--limit", "many"), "many");
    }

    @Test
    void refusesAMissingDataset() {
        requireRefused(Cli.run("evaluate", "--model", model, "--data", folder.resolve("missing.zip")), "missing.zip");
    }

    @Test
    void reportsABadImageAndStrictStopsAtIt() throws IOException {
        Files.writeString(data.resolve("valid/anger/bad.png"), "not a picture");

        assertThat(evaluate().code()).isZero();
        assertThat(evaluate().err()).contains("bad.png");
        requireRefused(evaluate("--strict"), "bad.png");
    }

    private static void requireRefused(Cli answer, String reason) {
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).startsWith("ambivalent: ").contains(reason).doesNotContain("\tat ");
        assertThat(answer.out()).isEmpty();
    }
}
