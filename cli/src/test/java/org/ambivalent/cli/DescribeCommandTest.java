package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DescribeCommandTest {

    @TempDir
    private Path folder;

    private Path faces;

    @BeforeEach
    void sampleFaces() {
        faces = folder.resolve("faces");
        assertThat(Cli.run("data", "sample", "--out", faces, "--faces", 40).code())
                .isZero();
    }

    @Test
    void describesADatasetNamedEitherWay() {
        var named = Cli.run("data", "describe", faces);
        var option = Cli.run("data", "describe", "--data", faces);

        assertThat(named.code()).as(named.err()).isZero();
        assertThat(named.out()).contains("faces: 48 faces, 8 emotions").containsPattern("majority +train +valid +all");
        assertThat(option.out()).isEqualTo(named.out());
    }

    @Test
    void answersInJson() throws IOException {
        var answer = Cli.run("data", "describe", faces, "--json");

        assertThat(new ObjectMapper()
                        .readTree(answer.out())
                        .at("/all/withVotes")
                        .asInt())
                .isEqualTo(48);
    }

    @Test
    void writesAPageIntoAFolderOrAFile() {
        assertThat(Cli.run("data", "describe", faces, "--report", folder.resolve("reports"))
                        .code())
                .isZero();
        assertThat(Cli.run("data", "describe", faces, "--report", folder.resolve("mine.html"))
                        .code())
                .isZero();

        assertThat(folder.resolve("reports/report.html")).content().contains("What is in faces");
        assertThat(folder.resolve("mine.html")).hasSameTextualContentAs(folder.resolve("reports/report.html"));
    }

    @Test
    void drawsFacesWhereATrainingHasPutThem() throws IOException {
        var places = Files.writeString(folder.resolve("valence-arousal.csv"), "id,valence,arousal\n");
        assertThat(Cli.run("data", "describe", faces, "--places", places).err()).contains("none of the faces");
        String first = Files.readAllLines(faces.resolve("manifest.csv")).get(1);
        String id = first.substring(0, first.indexOf(','));
        Files.writeString(places, "id,valence,arousal\n" + id + ",0.5,-0.25\n");
        var answer = Cli.run("data", "describe", faces, "--places", places, "--report", folder, "--json");
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(answer.out())
                        .at("/all/withValenceArousal")
                        .asInt())
                .isEqualTo(1);
        assertThat(folder.resolve("report.html")).content().contains("mean valence 0.50, arousal -0.25");
        assertThat(Cli.run("data", "describe", faces, "--places", faces.resolve("manifest.csv"))
                        .code())
                .isEqualTo(2);
    }

    @Test
    void saysWhatCannotBe() throws IOException {
        assertThat(Cli.run("data", "describe").err()).contains("No dataset is named");
        assertThat(Cli.run("data", "describe", faces, "--data", faces).err()).contains("Two datasets are named");
        assertThat(Cli.run("data", "describe", folder.resolve("gone")).err()).contains("no such file or folder");
        assertThat(Cli.run("data", "describe", faces, "--size", 4).err()).contains("--size");
        assertThat(Cli.run("data", "describe", faces, "--show", 4).err()).contains("Add it, or leave them out");
        var empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(Cli.run("data", "describe", empty).code()).isEqualTo(2);
    }
}
