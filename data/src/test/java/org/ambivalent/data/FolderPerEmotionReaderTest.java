package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.Test;

class FolderPerEmotionReaderTest extends ImageFilesContract {

    @Override
    void write(Path folder) throws IOException {
        writeImage(folder.resolve("train/happy/a.png"), 1, 16);
        writeImage(folder.resolve("train/happy/b.jpg"), 2, 40);
        writeImage(folder.resolve("train/Angry/a.png"), 3, 16);
        writeImage(folder.resolve("val/happy/c.bmp"), 4, 20);
        writeImage(folder.resolve("test/neutral/deep/d.gif"), 5, 16);
        Files.writeString(folder.resolve("train/happy/notes.txt"), "not an image");
        Files.createDirectories(folder.resolve("train/fear"));
        Files.createDirectories(folder.resolve("train/.hidden"));
    }

    @Override
    String anImage() {
        return "train/happy/a.png";
    }

    @Test
    void readsEmotionsAndSplitsFromTheFolders() {
        Dataset data = read();
        assertThat(data.labels()).isEqualTo(LabelSet.of("neutral", "happiness", "anger"));
        assertThat(data.faces())
                .containsExactlyInAnyOrder(
                        Face.withLabel("train/happy/a.png", Split.TRAIN, 1),
                        Face.withLabel("train/happy/b.jpg", Split.TRAIN, 1),
                        Face.withLabel("train/Angry/a.png", Split.TRAIN, 2),
                        Face.withLabel("val/happy/c.bmp", Split.VALID, 1),
                        Face.withLabel("test/neutral/deep/d.gif", Split.TEST, 0));
    }

    @Test
    void aLabelMapComesBeforeSynonyms() {
        Dataset data = Datasets.read(root, options.withLabelMap(Map.of("HAPPY", "delight", "angry", "angry")));
        assertThat(data.labels()).isEqualTo(LabelSet.of("angry", "delight", "neutral"));
    }

    @Test
    void foldersWithoutSplitsAreForTraining() {
        Dataset data = Datasets.read(root.resolve("train"), options);
        assertThat(data.labels()).isEqualTo(LabelSet.of("happiness", "anger"));
        assertThat(data.split(Split.TRAIN).size()).isEqualTo(3);
        assertThat(data.faces().get(0).id()).isEqualTo("Angry/a.png");
    }

    @Test
    void oneEmotionIsNotEnough() {
        assertThatThrownBy(() -> Datasets.read(root.resolve("val"), options))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[happiness] alone")
                .hasMessageContaining("at least two emotions");
    }
}
