package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestWriterTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void writesWhatIsReadBackAlike(int channels) {
        Dataset data = dataset(new ImageShape(channels, 20, 12));
        ManifestWriter.writeWithImages(data, folder.resolve("out"));
        var options = ReadOptions.defaults()
                .withShape(data.images().shape())
                .withStrict(true)
                .withCache(folder.resolve("cache"));
        Dataset back = Datasets.read(folder.resolve("out"), options);
        assertThat(back.labels()).isEqualTo(data.labels());
        assertThat(back.faces()).isEqualTo(data.faces());
        for (int i = 0; i < data.size(); i++) {
            assertThat(back.images().pixels(i)).isEqualTo(data.images().pixels(i));
        }
    }

    @Test
    void writesAnnotationsAlone() {
        Path csv = folder.resolve("labels.csv");
        ManifestWriter.write(dataset(ImageShape.grey(8)), csv);
        var annotations = new ManifestReader().read(csv, ReadOptions.defaults());
        assertThat(annotations.faces().stream().map(DatasetReader.AnnotatedFace::face))
                .isEqualTo(dataset(ImageShape.grey(8)).faces());
    }

    private static Dataset dataset(ImageShape shape) {
        var faces = List.of(
                Face.withVotes("a, \"b\".png", Split.TRAIN, Votes.of(new int[] {1, 2, 3}, 4, 5)),
                Face.withLabel("sub/folder/ü.png", Split.VALID, 2),
                new Face("c", Split.TEST, Votes.of(0, 9, 0), 0, new ValenceArousal(-0.1, 1 / 3.0), "20 to 29", null));
        var pixels = new byte[faces.size()][shape.size()];
        for (byte[] face : pixels) {
            new Random(face.length).nextBytes(face);
        }
        return new Dataset(
                "test", LabelSet.of("zest", "angry", "joy"), faces, FaceImages.of(shape, pixels), "", List.of());
    }
}
