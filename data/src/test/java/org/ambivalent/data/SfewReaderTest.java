package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.Test;

class SfewReaderTest extends ImageFilesContract {

    private static final List<String> EMOTIONS =
            List.of("Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise");

    @Override
    void write(Path folder) throws IOException {
        for (String emotion : EMOTIONS) {
            writeImage(folder.resolve("Train/" + emotion + "/film_000519240_00000005.png"), emotion.hashCode(), 16);
            Files.createDirectories(folder.resolve("Val/" + emotion));
        }
        writeImage(folder.resolve("Train/Happy/a.png"), 2, 40);
        writeImage(folder.resolve("Val/Surprise/c.png"), 4, 16);
        // The published test faces have no labels.
        writeImage(folder.resolve("Test/d.png"), 5, 16);
    }

    @Override
    String anImage() {
        return "Train/Happy/a.png";
    }

    @Test
    void readsSplitsAndEmotions() {
        Dataset data = read();
        assertThat(data.labels())
                .isEqualTo(LabelSet.of("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear"));
        assertThat(data.size()).isEqualTo(9);
        assertThat(data.faces())
                .contains(
                        Face.withLabel("Train/Angry/film_000519240_00000005.png", Split.TRAIN, 4),
                        Face.withLabel("Train/Happy/a.png", Split.TRAIN, 1),
                        Face.withLabel("Train/Sad/film_000519240_00000005.png", Split.TRAIN, 3),
                        Face.withLabel("Val/Surprise/c.png", Split.VALID, 2));
    }

    @Test
    void oneSplitAloneHasTheSameClasses() throws IOException {
        Files.move(root.resolve("Train"), temporary.resolve("elsewhere"));
        assertThat(read().labels().names()).hasSize(7);
    }

    @Test
    void readsTheAlignedFacesInAFolderBetween() throws IOException {
        Dataset expected = read();
        Path between = Files.createDirectory(root.resolve("Train_Aligned_Faces"));
        Files.move(root.resolve("Train"), between.resolve("Train_Aligned_Faces"));
        Files.move(root.resolve("Val"), root.resolve("val"));
        Dataset data = read();
        assertThat(data.labels()).isEqualTo(expected.labels());
        assertThat(data.faces().stream().map(Face::label))
                .containsExactlyElementsOf(
                        expected.faces().stream().map(Face::label).toList());
        assertThat(data.split(Split.VALID).size()).isEqualTo(1);
    }

    /** As copies are unpacked. */
    @Test
    void readsTheAlignedFacesTwoFoldersDown() throws IOException {
        Dataset expected = read();
        Path between = Files.createDirectories(root.resolve("validation/Val_Aligned_Faces_new"));
        Files.move(root.resolve("Val"), between.resolve("Val_Aligned_Faces"));
        Files.createDirectory(root.resolve("train"));
        Files.move(root.resolve("Train"), root.resolve("train/Train_Aligned_Faces"));
        Dataset data = read();
        assertThat(data.size()).isEqualTo(expected.size());
        assertThat(data.split(Split.VALID).faces())
                .containsExactly(Face.withLabel(
                        "validation/Val_Aligned_Faces_new/Val_Aligned_Faces/Surprise/c.png", Split.VALID, 2));
        assertThat(data.skipped()).isEmpty();
    }

    @Test
    void framesWithinTheSplitOfTheirFacesAreLeftOut() throws IOException {
        Dataset frames = read();
        for (String emotion : EMOTIONS) {
            writeImage(root.resolve("Train/Train_Aligned_Faces/" + emotion + "/film_1.png"), emotion.length(), 16);
        }
        assertThat(read().split(Split.TRAIN).faces()).hasSize(7).allMatch(face -> face.id()
                .startsWith("Train/Train_Aligned_Faces/"));
        assertThat(read().skipped()).singleElement().asString().contains("8 frames whose faces are there aligned");
        try (var photos = Photos.open(root, options, false)) {
            assertThat(photos.all().stream().map(Photos.Photo::face))
                    .containsExactlyInAnyOrderElementsOf(frames.faces());
        }
    }

    @Test
    void aSplitWithinAnotherIsRefused() throws IOException {
        Files.createDirectory(root.resolve("training"));
        Files.move(root.resolve("Train"), root.resolve("training/Train"));
        Files.move(root.resolve("Val"), root.resolve("training/Val"));
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is a split within a split");
    }

    @Test
    void facesInTwoPlacesAreSomebodysOwn() throws IOException {
        for (String emotion : EMOTIONS) {
            writeImage(root.resolve("Val/Val_Aligned_Faces/" + emotion + "/a.png"), 1, 16);
            writeImage(root.resolve("Val/Val_Aligned_Faces_new/" + emotion + "/a.png"), 2, 16);
        }
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class);
    }

    @Test
    void emptyFoldersTakeNothingsPlace() throws IOException {
        Dataset frames = read();
        for (String emotion : EMOTIONS) {
            Files.createDirectories(root.resolve("Train_Aligned_Faces/" + emotion));
        }
        assertThat(read().faces()).isEqualTo(frames.faces());
    }

    /** A split whose faces would be lost is no split of SFEW. */
    @Test
    void emotionsInOtherWordsAreSomebodysOwn() throws IOException {
        Files.move(root.resolve("Val"), temporary.resolve("elsewhere"));
        writeImage(root.resolve("Val/anger/e.png"), 6, 16);
        assertThat(read().split(Split.VALID).size()).isEqualTo(1);
    }

    @Test
    void framesAreLeftOutWhereTheirFacesAreThere() throws IOException {
        Dataset frames = read();
        for (String emotion : EMOTIONS) {
            writeImage(root.resolve("Train_Aligned_Faces/" + emotion + "/film_1.png"), emotion.length(), 16);
        }
        Dataset data = read();
        assertThat(data.split(Split.TRAIN).faces()).hasSize(7).allMatch(face -> face.id()
                .startsWith("Train_Aligned_Faces/"));
        assertThat(data.split(Split.VALID).faces())
                .isEqualTo(frames.split(Split.VALID).faces());
        assertThat(data.skipped()).singleElement().asString().contains("8 frames whose faces are there aligned");

        try (var photos = Photos.open(root, options, false)) {
            assertThat(photos.all().stream().map(Photos.Photo::face))
                    .as("photos are the frames")
                    .containsExactlyInAnyOrderElementsOf(frames.faces());
            assertThat(photos.leftOut()).singleElement().asString().contains("7 faces whose frames are there");
        }
    }

    @Test
    void readsSplitsUnderOtherNames() throws IOException {
        Files.move(root.resolve("Val"), root.resolve("validation"));
        assertThat(read().split(Split.VALID).size()).isEqualTo(1);
    }

    @Test
    void foldersBesideItAreSomebodysOwn() throws IOException {
        writeImage(root.resolve("extra/Happy/e.png"), 6, 16);
        assertThat(read().skipped()).singleElement().asString().contains("1 in \"extra\"");
        Files.move(root.resolve("extra"), root.resolve("val_images"));
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Rename it to train, valid or test");
    }

    @Test
    void moreEmotionsAreAnotherDataset() throws IOException {
        writeImage(root.resolve("Val/Contempt/e.png"), 6, 16);
        assertThat(read().labels()).isEqualTo(LabelSet.FERPLUS);
    }

    @Test
    void readsUpperCaseEndings() throws IOException {
        Files.move(root.resolve(anImage()), root.resolve("Train/Happy/A.PNG"));
        assertThat(read().size()).isEqualTo(9);
    }
}
