package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime 1.29.0 read the command line into 4,096 bytes and crashed the JVM when it was longer. */
class LongCommandLineTest {

    @TempDir
    Path folder;

    /** What the child process runs: opens the model named first. */
    public static void main(String[] arguments) {
        var options = PredictorOptions.defaults().withDetector(FaceDetector.wholeImage());
        try (var predictor = Predictor.open(Path.of(arguments[0]), options)) {
            System.out.println(predictor.metadata().network());
        }
    }

    @Test
    void aLongListOfArgumentsDoesNotCrashTheRuntime() throws Exception {
        var model = Files.write(
                folder.resolve("model.onnx"),
                LinearModel.random(ImageShape.grey(48), 1).toOnnx());
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = System.getProperty("java.class.path");
        var log = folder.resolve("log").toFile();
        var child = new ProcessBuilder(List.of(
                        java,
                        "-cp",
                        classPath,
                        LongCommandLineTest.class.getName(),
                        model.toString(),
                        "picture.jpg ".repeat(1_000)))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertThat(child.waitFor()).isZero();
        assertThat(Files.readString(log.toPath(), StandardCharsets.UTF_8)).contains("linear");
    }
}
