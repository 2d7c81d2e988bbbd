package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a model that sees brightness alone: black is uniform over the emotions, white is most likely contempt. */
final class PredictCommandTest {

    private static final double WHITE_CONTEMPT = 0.6323;

    @TempDir
    private Path folder;

    private Path model;
    private Path black;
    private Path white;

    @BeforeEach
    void writeModelAndPictures() throws IOException {
        model = TinyModel.write(folder.resolve("tiny.onnx"), LabelSet.FERPLUS);
        black = picture("crops/black.png", 0);
        white = picture("crops/deep/white.png", 255);
    }

    private Path picture(String name, int grey) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        var image = new BufferedImage(60, 50, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(new Color(grey, grey, grey));
        graphics.fillRect(0, 0, 60, 50);
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private Cli predict(Object... args) {
        var all = new ArrayList<>(List.<Object>of("predict", "--model", model, "--no-detect"));
        all.addAll(List.of(args));
        return Cli.run(all.toArray());
    }

    @Test
    void answersWithATable() {
        var answer = predict(black, white);

        assertThat(answer.code()).as(answer.err()).isZero();
        var lines = answer.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).containsSubsequence("file", "box", "emotion", "prob.", "entropy", "distribution");
        assertThat(lines.get(1))
                .contains(
                        "60x50+0+0", "neutral", "13 %", "2.08", "##==--..........  also happiness 13 %, surprise 13 %");
        assertThat(lines.get(2)).contains("contempt", "63 %", "##########====-.  also fear 23 %");
        assertThat(answer.err()).isEmpty();
    }

    @Test
    void answersWithOneJsonDocument() throws IOException {
        var answer = predict("--json", black, white);

        var json = new ObjectMapper().readTree(answer.out());
        assertThat(json).hasSize(2);
        assertThat(json.at("/0/file").asText()).isEqualTo(black.toString());
        assertThat(json.at("/0/width").asInt()).isEqualTo(60);
        assertThat(json.at("/0/height").asInt()).isEqualTo(50);
        JsonNode face = json.at("/1/faces/0");
        assertThat(face.at("/box").toString()).isEqualTo("{\"x\":0,\"y\":0,\"width\":60,\"height\":50}");
        assertThat(face.at("/emotion").asText()).isEqualTo("contempt");
        assertThat(face.at("/distribution")).hasSize(8);
        assertThat(face.at("/distribution/contempt").asDouble()).isCloseTo(WHITE_CONTEMPT, within(1e-3));
        assertThat(face.at("/uncertainty/total").asDouble())
                .isEqualTo(face.at("/entropy").asDouble());
        assertThat(face.at("/uncertainty/epistemic").asDouble()).isZero();
        assertThat(json.at("/0/faces/0/entropy").asDouble()).isCloseTo(Math.log(8), within(1e-5));
        assertThat(face.at("/doubtScore").asDouble()).isCloseTo(1 - WHITE_CONTEMPT, within(1e-3));
        assertThat(json.at("/0/faces/0/reason").asText()).isEqualTo("People would disagree about this face.");
    }

    @Test
    void answersWithCsv() {
        var lines = predict("--csv", white).out().lines().toList();

        assertThat(lines.get(0))
                .isEqualTo(
                        "file,x,y,width,height,emotion,probability,entropy,aleatoric,epistemic,importance,"
                                + "doubt,set,abstains,unfamiliarity,doubtScore,reason,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt");
        assertThat(lines.get(1)).startsWith(white + ",0,0,60,50,contempt,0.632").contains(",0.0,,none,,,,0.36");
        assertThat(lines.get(1).split(",", -1)).hasSize(25);
    }

    @Test
    void searchesFoldersAndLooksAtEachPictureOnce() throws IOException {
        Files.writeString(folder.resolve("crops/notes.txt"), "not a picture");
        Files.writeString(folder.resolve("crops/._black.png"), "what macOS leaves on foreign disks");

        assertThat(files(predict("--json", folder.resolve("crops"), black)))
                .containsExactly(black.toString(), white.toString());
    }

    @Test
    void answersInTheOrderGivenWhateverTheThreads() throws IOException {
        var pictures = new ArrayList<Object>(List.of("--json", "--threads", 4));
        var expected = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            var file = picture("many/" + (i * 7 % 40) + ".png", i);
            pictures.add(file);
            expected.add(file.toString());
        }

        assertThat(files(predict(pictures.toArray()))).isEqualTo(expected);
    }

    private static List<String> files(Cli answer) throws IOException {
        var pictures = new ObjectMapper().readTree(answer.out());
        return StreamSupport.stream(pictures.spliterator(), false)
                .map(picture -> picture.get("file").asText())
                .toList();
    }

    @Test
    void reportsAndSkipsABadPictureAmongOthers() throws IOException {
        var bad = Files.writeString(folder.resolve("bad.png"), "not a picture");

        var answer = predict("--json", bad, folder.resolve("missing.jpg"), white);

        assertThat(answer.code()).isZero();
        assertThat(files(answer)).containsExactly(white.toString());
        assertThat(answer.err())
                .contains("bad.png", "missing.jpg", "2 of 3 pictures could not be used.")
                .doesNotContain("\tat ");
    }

    @Test
    void strictStopsAtABadPicture() throws IOException {
        var bad = Files.writeString(folder.resolve("bad.png"), "not a picture");

        var answer = predict("--json", "--strict", black, bad, white);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(files(answer)).containsExactly(black.toString());
        assertThat(answer.err()).startsWith("ambivalent: ").contains("bad.png").doesNotContain("\tat ");
    }

    @Test
    void failsWhenNoPictureCouldBeUsed() {
        var answer = predict(folder.resolve("missing.jpg"));

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).startsWith("ambivalent: ").contains("missing.jpg");
    }

    @Test
    void refusesAFolderWithoutPictures() throws IOException {
        var empty = Files.createDirectory(folder.resolve("empty"));

        var answer = predict(empty);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("no pictures", "png");
    }

    @Test
    void skipsAFolderWithoutPicturesAmongOthers() throws IOException {
        var empty = Files.createDirectory(folder.resolve("empty"));

        var answer = predict("--json", empty, white);

        assertThat(answer.code()).isZero();
        assertThat(files(answer)).containsExactly(white.toString());
        assertThat(answer.err()).contains("empty: no pictures");
        assertThat(predict("--strict", empty, white).code()).isEqualTo(2);
    }

    @Test
    void looksAtAPictureOnceWhateverWayLeadsToIt() throws IOException {
        var link = Files.createSymbolicLink(
                folder.resolve("link"), black.getParent().resolve("deep"));

        // Behind a link, ".." is not what a shorter spelling says.
        var answer = predict("--json", link.resolve(".."), black, link.resolve("white.png"));

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(files(answer))
                .containsExactly(
                        link.resolve("../black.png").toString(),
                        link.resolve("../deep/white.png").toString());
    }

    @Test
    void annotatesAPictureWhoseNameIsAsLongAsNamesMayBe() throws IOException {
        var longest = picture("crops/" + "n".repeat(251) + ".png", 30);

        var answer = predict("--annotate", folder.resolve("out"), longest);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(folder.resolve("out/" + "n".repeat(200) + "-faces.png")).exists();
    }

    @Test
    void anAnnotatedPictureThatCannotBeWrittenEndsTheRun() throws IOException {
        var out = Files.createDirectories(folder.resolve("out"));
        Files.createDirectories(out.resolve("white-faces.png"));

        var answer = predict("--json", "--annotate", out, white, black);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("white-faces.png: is a folder").doesNotContain("could not be used");
    }

    @Test
    void hintsAtCropsWhereNoFaceIsFound() throws IOException {
        var answer = Cli.run("predict", "--json", "--model", model, black);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.err()).contains("no face found", "--no-detect");
        assertThat(new ObjectMapper().readTree(answer.out()).at("/0/faces")).isEmpty();
    }

    @Test
    void annotatesWithoutOverwritingAnything() throws IOException {
        var other = picture("other/black.png", 10);
        byte[] before = Files.readAllBytes(black);

        var answer = predict("--annotate", black.getParent(), black, other);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(Files.readAllBytes(black)).isEqualTo(before);
        assertThat(ImageIO.read(black.resolveSibling("black-faces.png").toFile()))
                .isNotNull();
        assertThat(ImageIO.read(black.resolveSibling("black-faces-2.png").toFile()))
                .isNotNull();
    }

    @Test
    void annotatingNeverOverwritesOneOfThePictures() throws IOException {
        var inTheWay = picture("crops/black-faces.png", 40);
        byte[] before = Files.readAllBytes(inTheWay);
        var spelledOtherwise = folder.resolve("crops/deep/../black-faces.png");
        var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("crops"));

        for (Path target : List.of(black.getParent(), link)) {
            var answer = predict("--annotate", target, black, spelledOtherwise);

            assertThat(answer.code()).as(answer.err()).isZero();
            assertThat(inTheWay).hasBinaryContent(before);
            assertThat(target.resolve("black-faces-2.png")).exists();
            assertThat(target.resolve("black-faces-faces.png")).exists();
        }
    }

    @Test
    void refusesToAnnotateIntoAFile() {
        var answer = predict("--annotate", model, black);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("Name a folder");
    }

    @Test
    void refusesAModelThatIsNoModel() throws IOException {
        var text = Files.writeString(folder.resolve("text.onnx"), "no");

        var answer = Cli.run("predict", "--model", text, black);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .startsWith("ambivalent: ")
                .contains("text.onnx")
                .doesNotContain("\tat ");
        assertThat(answer.out()).isEmpty();
    }
}
