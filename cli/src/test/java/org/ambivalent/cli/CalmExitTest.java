package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.SampledFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training that is told to end ends, at once and without a crash, and can be resumed. */
@DisabledOnOs(OS.WINDOWS)
final class CalmExitTest {

    private static final int TERMINATED = 143;

    @TempDir
    private Path folder;

    @Test
    void endsWhenItIsToldTo() throws Exception {
        ManifestWriter.writeWithImages(
                SampledFaces.defaults().withCounts(400, 40, 0).dataset(), folder.resolve("faces"));
        var run = folder.resolve("run");
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.ambivalent.cli.Main",
                "train",
                "--network",
                "small",
                "--epochs",
                "5000",
                "--batch",
                "16",
                "--precision",
                "fp32",
                "--data",
                folder.resolve("faces").toString(),
                "--out",
                run.toString());
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        while (process.isAlive() && !Files.exists(run.resolve("log.jsonl"))) {
            Thread.sleep(20);
        }
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("output.txt")))
                .isEqualTo(TERMINATED);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("hs_err"));
        }
        assertThat(run.resolve("checkpoint.pt")).exists();
    }

    @Test
    void aTrainingThatIsOverHoldsNothingUp() {
        try (var exit = new CalmExit()) {
            exit.rest();
        }
    }
}
