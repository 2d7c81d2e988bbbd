package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ambivalent.data.SampledFaces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlignCommandTest {

    @TempDir
    private Path folder;

    private Path photos;

    /** Sampled faces of which most are found, pasted on grey, under a folder per emotion. */
    @BeforeEach
    void writePhotos() throws IOException {
        photos = folder.resolve("photos");
        var faces = SampledFaces.defaults().withCounts(0, 8, 0).dataset().images();
        for (int i = 0; i < 8; i++) {
            var face = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
            face.getRaster().setDataElements(0, 0, 48, 48, faces.pixels(i));
            var photo = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
            var graphics = photo.createGraphics();
            graphics.setColor(Color.GRAY);
            graphics.fillRect(0, 0, 320, 240);
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(face, 80, 40, 160, 160, null);
            graphics.dispose();
            Path file = photos.resolve((i % 2 == 0 ? "happy/" : "sad/") + i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(photo, "png", file.toFile());
        }
    }

    @Test
    void alignsPhotosIntoADatasetAndGoesOn() {
        var out = folder.resolve("faces");
        var answer = Cli.run("data", "align", photos, "--out", out, "--size", 64);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("from 8 photos", "manifest.csv");
        assertThat(Cli.run("data", "describe", out).out()).containsPattern("happiness +[1-4]");

        var again = Cli.run("data", "align", photos, "--out", out, "--size", 64);
        assertThat(again.err()).contains("going on: 8 of 8 photos are done");
        assertThat(again.out()).isEqualTo(answer.out());
    }

    @Test
    void labelsThatWereFilledInAreNotWrittenOver() throws IOException {
        var manifest = folder.resolve("faces/manifest.csv");
        var answer = alignUnlabelled();
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("from 2 photos", "fill the column label");
        String written = Files.readString(manifest);
        assertThat(alignUnlabelled().code()).isZero();

        String filled = written.replace("train,,", "train,happiness,");
        assertThat(filled).isNotEqualTo(written);
        Files.writeString(manifest, filled);
        var again = alignUnlabelled();
        assertThat(again.code()).isEqualTo(Main.BAD_INPUT);
        assertThat(again.err()).contains("manifest.csv: was changed since it was written");
        assertThat(manifest).hasContent(filled);

        Files.move(manifest, folder.resolve("mine.csv"));
        assertThat(alignUnlabelled().code()).isZero();
        assertThat(manifest).hasContent(written);
    }

    private Cli alignUnlabelled() {
        return Cli.run("data", "align", photos, "--photos", "--limit", 2, "--out", folder.resolve("faces"));
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        var out = folder.resolve("faces");
        assertThat(Cli.run("data", "align", photos, "--out", photos.resolve("out"))
                        .err())
                .contains("lies among the photos");
        var link = Files.createSymbolicLink(folder.resolve("link"), photos);
        assertThat(Cli.run("data", "align", link, "--photos", "--out", photos.resolve("out"))
                        .err())
                .contains("lies among the photos");
        var list = photos.resolve("label.lst");
        var beside = Files.copy(photos.resolve("happy/0.png"), photos.resolve("beside.png"));
        Files.writeString(list, "beside.png 0 40 80 240 200 9 3\n");
        assertThat(Cli.run("data", "align", list, "--out", photos.resolve("out"))
                        .err())
                .contains("lies among the photos");
        Files.delete(list);
        Files.delete(beside);
        assertThat(Cli.run("data", "align", photos, "--out", out, "--photos", "--label-map", "happy=joy")
                        .err())
                .contains("nothing for --label-map");
        assertThat(Cli.run("data", "align", photos, "--out", out, "--all-faces").err())
                .contains("--all-faces");
        assertThat(Cli.run("data", "align", photos, "--out", out, "--frame", "landmarks")
                        .err())
                .contains("--detector");
        assertThat(Cli.run("data", "align", photos, "--out", out, "--scale", 0).err())
                .contains("--scale");
        assertThat(Cli.run("data", "align", photos, "--out", out, "--threads", 0)
                        .err())
                .contains("--threads");
        assertThat(out).doesNotExist();
    }
}
