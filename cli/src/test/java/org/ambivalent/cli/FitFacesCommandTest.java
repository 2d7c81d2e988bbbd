package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.ambivalent.data.FaceModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FitFacesCommandTest {

    @TempDir
    private Path folder;

    @Test
    void fitsAModelToTheTrainingFaces() throws IOException {
        writeFaces();
        var out = folder.resolve("models/faces.bin");

        var answer = Cli.run("data", "fit-faces", "--data", folder.resolve("faces"), "--out", out, "--components", 3);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("3 components of 20 faces");
        assertThat(FaceModel.read(out).components()).isEqualTo(3);
    }

    @Test
    void leavesNothingBehindWhereItCannotFit() throws IOException {
        writeFaces();
        var out = folder.resolve("faces.bin");

        var answer =
                Cli.run("data", "fit-faces", "--data", folder.resolve("faces"), "--out", out, "--components", 5000);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).startsWith("ambivalent: ").doesNotContain("\tat ");
        assertThat(out).doesNotExist();
    }

    @Test
    void leavesTheDatasetAsItIs() throws IOException {
        writeFaces();
        var face = folder.resolve("faces/anger/0.png");
        long size = Files.size(face);

        var answer = Cli.run("data", "fit-faces", "--data", folder.resolve("faces"), "--out", face);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("no model of faces");
        assertThat(face).hasSize(size);

        var out = folder.resolve("faces.bin");
        for (int components : new int[] {3, 4}) {
            assertThat(Cli.run(
                                    "data",
                                    "fit-faces",
                                    "--data",
                                    folder.resolve("faces"),
                                    "--out",
                                    out,
                                    "--components",
                                    components)
                            .code())
                    .isZero();
        }
        assertThat(FaceModel.read(out).components()).as("replaced").isEqualTo(4);
    }

    @Test
    void dataAloneSaysThatACommandIsMissing() {
        var answer = Cli.run("data");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("ambivalent data --help");
    }

    private void writeFaces() throws IOException {
        var random = new Random(1);
        for (int i = 0; i < 20; i++) {
            var file = folder.resolve("faces/" + (i % 2 == 0 ? "anger/" : "fear/") + i + ".png");
            Files.createDirectories(file.getParent());
            var image = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
            for (int pixel = 0; pixel < 48 * 48; pixel++) {
                image.getRaster().setSample(pixel % 48, pixel / 48, 0, random.nextInt(256));
            }
            ImageIO.write(image, "png", file.toFile());
        }
    }
}
