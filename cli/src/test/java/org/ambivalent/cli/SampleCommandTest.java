package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.ReadOptions;
import org.ambivalent.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampleCommandTest {

    @TempDir
    private Path folder;

    @Test
    void writesADatasetThatEveryCommandReads() {
        var out = folder.resolve("faces");
        assertThat(Cli.run("data", "sample", "--out", out, "--faces", 10).code())
                .isZero();
        var dataset = Datasets.read(out, ReadOptions.defaults().withCache(folder.resolve("cache")));
        assertThat(dataset.split(Split.TRAIN).size()).isEqualTo(10);
        assertThat(dataset.split(Split.VALID).size()).isEqualTo(2);
        assertThat(dataset.faces())
                .allMatch(face -> face.votes() != null && face.votes().total() == 10);
        assertThat(out.resolve("sheet.png")).exists();
    }

    @Test
    void refusesAFolderThatIsNotEmpty() {
        assertThat(Cli.run("data", "sample", "--out", folder, "--faces", 1).code())
                .isZero();
        var again = Cli.run("data", "sample", "--out", folder, "--faces", 1);
        assertThat(again.code()).isEqualTo(Main.BAD_INPUT);
        assertThat(again.err()).contains("not an empty folder");
    }

    @ParameterizedTest
    @CsvSource({"--faces,0", "--faces,200001", "--columns,101", "--zoom,11"})
    void refusesNoneAndMoreThanTheMemoryHolds(String option, int value) {
        var refused = Cli.run("data", "sample", "--out", folder, option, value);
        assertThat(refused.code()).isEqualTo(Main.BAD_INPUT);
        assertThat(refused.err()).contains(option + " must be from 1 to ");
    }
}
