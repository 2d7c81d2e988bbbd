package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.Face;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.ReadOptions;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From doubtful labels to a list, a page and a dataset that trains. */
final class CureCommandTest {

    @TempDir
    private Path folder;

    private String data;
    private Path out;

    @BeforeEach
    void writeFaces() {
        var faces =
                SampledFaces.defaults().withCounts(300, 40, 0).dataset().map(face -> face.withVotesAlone(face.votes()));
        ManifestWriter.writeWithImages(faces, folder.resolve("faces"));
        data = folder.resolve("faces").toString();
        out = folder.resolve("cure");
    }

    @Test
    void findsLabelsThatWereMadeWrong() throws Exception {
        var cured = cure("--noise", "symmetric:0.2");
        assertThat(cured.code()).as(cured.err()).isZero();
        assertThat(cured.out()).contains("labels examined").contains("Judged by the labels known to be right");
        for (String file : List.of(
                "label-issues.html", "label-issues.csv", "duplicates.csv", "judgement.json", "cured/manifest.csv")) {
            assertThat(out.resolve(file)).exists();
        }
        assertThat(Files.readAllLines(out.resolve("noise.csv")))
                .as("a line each wrong label, and a header")
                .hasSizeBetween(41, 61);
        var judgement =
                new ObjectMapper().readTree(out.resolve("judgement.json").toFile());
        assertThat(judgement.get("wrong").asInt()).isBetween(40, 60);
        assertThat(judgement.get("auroc").asDouble()).isGreaterThan(0.6);
        String list = Files.readString(out.resolve("label-issues.csv"));

        var again = cure("--noise", "symmetric:0.2");
        assertThat(again.err()).as("every fold is done").doesNotContain("fold 1");
        assertThat(Files.readString(out.resolve("label-issues.csv"))).isEqualTo(list);
        var json = new ObjectMapper()
                .readTree(cure("--noise", "symmetric:0.2", "--json").out());
        assertThat(json.at("/judgement")).isEqualTo(judgement);
        assertThat(json.at("/verdicts").elements())
                .toIterable()
                .extracting(JsonNode::asInt)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(json.at("/labels").asInt()));

        assertThat(read(out.resolve("cured")).split(Split.VALID).faces())
                .as("what was not examined stays as it was")
                .isNotEmpty()
                .isEqualTo(read(Path.of(data)).split(Split.VALID).faces());

        Files.writeString(out.resolve("cured/manifest.csv"), "mine");
        assertBadInput(cure("--noise", "symmetric:0.2"), "was changed since it was written");
        Files.delete(out.resolve("cured/manifest.csv"));
        assertThat(cure("--noise", "symmetric:0.2").code()).isZero();

        var trained = Cli.run(
                "train",
                "--data",
                out.resolve("cured"),
                "--out",
                folder.resolve("run"),
                "--network",
                "small",
                "--epochs",
                1,
                "--batch",
                16,
                "--precision",
                "fp32");
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    /** The votes are examined, and the dataset's own labels, which differ, are not. */
    @Test
    void copiesAreComparedByTheLabelsThatAreExamined() throws Exception {
        var faces = SampledFaces.defaults().withCounts(120, 0, 0).dataset();
        var one = faces.faces().get(0);
        var other = faces.faces().get(1);
        var labelled = faces.map(face -> new Face(
                face.id(),
                face.split(),
                face.id().equals(other.id()) ? one.votes() : face.votes(),
                face.id().equals(one.id()) ? 1 : 2,
                null,
                null,
                null));
        var copied = folder.resolve("copied");
        ManifestWriter.writeWithImages(labelled, copied);
        var images = copied.resolve("images");
        Files.copy(images.resolve("000000.png"), images.resolve("000001.png"), StandardCopyOption.REPLACE_EXISTING);
        data = copied.toString();
        var cured = cure("--json");
        assertThat(cured.code()).as(cured.err()).isZero();
        var copies = new ObjectMapper().readTree(cured.out()).at("/copies");
        assertThat(copies.at("/pictures").asInt()).isEqualTo(1);
        assertThat(copies.at("/differentLabels").asInt()).isZero();
    }

    private Dataset read(Path dataset) {
        return Datasets.read(dataset, ReadOptions.defaults().withCache(folder.resolve("cache")));
    }

    /** Its votes would say what the labels of the others are to be found without. */
    @Test
    void leavesOutAnExaminedFaceThatHasNoSuchLabel() {
        var faces = SampledFaces.defaults().withCounts(120, 10, 0).dataset();
        var without = faces.split(Split.TRAIN).faces().get(7).id();
        var unlabelled = faces.split(Split.VALID).faces().get(3).id();
        var mixed = folder.resolve("mixed");
        ManifestWriter.writeWithImages(
                faces.map(face -> new Face(
                        face.id(),
                        face.split(),
                        face.votes(),
                        face.id().equals(without) || face.id().equals(unlabelled)
                                ? null
                                : face.votes().plurality(),
                        null,
                        null,
                        null)),
                mixed);
        data = mixed.toString();
        var cured = cure("--labels", "original");
        assertThat(cured.code()).as(cured.err()).isZero();
        assertThat(read(out.resolve("cured")).faces().stream().map(Face::id))
                .doesNotContain(without)
                .contains(unlabelled);
    }

    @Test
    void keepsColourAndSize() throws Exception {
        var cured = cure("--size", "24", "--colour", "--limit", "120");
        assertThat(cured.code()).as(cured.err()).isZero();
        try (var images = Files.list(out.resolve("cured/images"))) {
            var image = ImageIO.read(images.findFirst().orElseThrow().toFile());
            assertThat(image.getWidth()).isEqualTo(24);
            assertThat(image.getColorModel().getNumComponents()).isEqualTo(3);
        }
    }

    @Test
    void tellsWhatCannotBeUsedBeforeItTrains() {
        assertBadInput(cure("--folds", "200"), "folds");
        assertBadInput(cure("--labels", "votes"), "majority or original");
        assertBadInput(cure("--labels", "voter"), "majority or original");
        assertBadInput(cure("--labels", "original"), "no single labels of its own");
        assertBadInput(cure("--noise", "symmetric:2"), "below 1");
        assertBadInput(cure("--show", "-1"), "at least 0");
        assertBadInput(cure("--threads", "0"), "at least 1");
        assertBadInput(cure("--split", "test"), "no faces in the split test");
        assertThat(out).doesNotExist();
    }

    @Test
    void touchesNothingThatIsThere() throws Exception {
        Files.createDirectories(out);
        Files.writeString(out.resolve("mine.txt"), "");
        assertThat(cure().err()).contains("is not an empty folder");
        assertBadInput(Cli.run("cure", "--data", data, "--out", Path.of(data, "cured")), "lies in the dataset");
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of(data));
        assertBadInput(Cli.run("cure", "--data", link, "--out", Path.of(data, "cured")), "lies in the dataset");
    }

    private static void assertBadInput(Cli result, String named) {
        assertThat(result.code()).as(result.err()).isEqualTo(Main.BAD_INPUT);
        assertThat(result.err()).contains(named).doesNotContain("\tat ");
    }

    private Cli cure(String... options) {
        var arguments = new ArrayList<Object>(List.of("cure", "--data", data, "--out", out, "--network", "small"));
        arguments.addAll(List.of("--epochs", "6", "--batch", "16", "--precision", "fp32"));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--folds")) {
            arguments.addAll(List.of("--folds", "2"));
        }
        return Cli.run(arguments.toArray());
    }
}
