package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FerPlusWriterTest {

    @TempDir
    private Path folder;

    private static Dataset faces(LabelSet labels, Face... faces) {
        var images = FaceImages.of(ImageShape.grey(48), faces.length, i -> {
            var pixels = new byte[48 * 48];
            Arrays.fill(pixels, (byte) (40 * i));
            return pixels;
        });
        return new Dataset("faces", labels, List.of(faces), images, "hash", List.of());
    }

    @Test
    void theReaderReadsBackWhatWasWritten() throws IOException {
        var faces = faces(
                LabelSet.FERPLUS,
                Face.withVotes("one.png", Split.TRAIN, Votes.of(new int[] {3, 0, 0, 5, 0, 0, 0, 0}, 1, 1)),
                Face.withLabel("two.png", Split.TRAIN, 4));
        Path split = Files.createDirectories(folder.resolve("FER2013Train"));
        for (int i = 0; i < faces.size(); i++) {
            Files.write(
                    split.resolve(faces.faces().get(i).id()),
                    FacePng.of(faces.images().pixels(i), faces.images().shape()));
        }
        Files.writeString(split.resolve("label.csv"), FerPlusWriter.labels(faces));

        var read = Datasets.read(folder, ReadOptions.defaults().withCache(folder.resolve("cache")));

        assertThat(read.faces().get(0)).isEqualTo(faces.faces().get(0));
        assertThat(read.faces().get(1).votes()).isEqualTo(Votes.of(0, 0, 0, 0, 10, 0, 0, 0));
        assertThat(read.images().pixels(1)).isEqualTo(faces.images().pixels(1));
    }

    @Test
    void moreThanTenVotesBecomeTenInTheSameProportions() {
        var faces = faces(
                LabelSet.FERPLUS,
                Face.withVotes("many.png", Split.TRAIN, Votes.of(new int[] {12, 6, 0, 0, 0, 0, 0, 0}, 1, 1)));

        assertThat(FerPlusWriter.labels(faces)).isEqualTo("many.png,\"(0, 0, 48, 48)\",6,3,0,0,0,0,0,0,1,0\r\n");
    }

    @Test
    void refusesOtherEmotions() {
        var faces = faces(LabelSet.of("calm", "cross"), Face.withLabel("a", Split.TRAIN, 0));

        assertThatThrownBy(() -> FerPlusWriter.labels(faces))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Export a manifest");
    }

    @Test
    void aZipOfAManifestIsADataset() throws IOException {
        var faces = faces(
                LabelSet.of("calm", "cross"),
                Face.withVotes("a/b.png", Split.VALID, Votes.of(1, 2)),
                Face.withVotes("c", Split.TRAIN, Votes.of(3, 0)));
        Path zip = folder.resolve("faces.zip");
        try (OutputStream out = Files.newOutputStream(zip)) {
            ManifestWriter.writeZip(faces, out);
        }

        var read = Datasets.read(zip, ReadOptions.defaults().withCache(folder.resolve("cache")));

        assertThat(read.faces()).isEqualTo(faces.faces());
        assertThat(read.labels()).isEqualTo(faces.labels());
        assertThat(read.images().pixels(1)).isEqualTo(faces.images().pixels(1));
    }
}
