package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FerPlusReaderTest extends ImageFilesContract {

    private static final String BOX = "\"(0, 0, 16, 16)\"";

    @Override
    void write(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("FER2013Train"));
        Files.createDirectories(folder.resolve("FER2013Valid"));
        for (int i = 0; i < 4; i++) {
            writeImage(folder.resolve("FER2013Train/fer000000" + i + ".png"), i, 16);
        }
        writeImage(folder.resolve("FER2013Valid/fer0000009.png"), 9, 32);
        Files.writeString(
                folder.resolve("FER2013Train/label.csv"),
                "fer0000000.png," + BOX + ",4,0,0,1,3,2,0,0,0,0\n"
                        + "fer0000001.png," + BOX + ",0,10,0,0,0,0,0,0,0,0\n"
                        + "fer0000002.png," + BOX + ",0,0,0,0,0,1,0,0,9,0\n"
                        + "fer0000003.png," + BOX + ",0,0,8,0,0,0,0,0,0,1\n");
        Files.writeString(
                folder.resolve("FER2013Valid/label.csv"), "fer0000009.png,\"(8, 4, 24, 20)\",0,0,0,0,0,0,7,3,0,0\n");
    }

    @Override
    String anImage() {
        return "FER2013Train/fer0000002.png";
    }

    @Test
    void readsSplitsAndVotes() {
        Dataset data = read();
        assertThat(data.labels()).isEqualTo(LabelSet.FERPLUS);
        assertThat(data.split(Split.TRAIN).size()).isEqualTo(4);
        assertThat(data.faces().get(0))
                .isEqualTo(Face.withVotes(
                        "fer0000000.png", Split.TRAIN, Votes.of(new int[] {4, 0, 0, 1, 3, 2, 0, 0}, 0, 0)));
        assertThat(data.faces().get(2).votes()).isEqualTo(Votes.of(new int[] {0, 0, 0, 0, 0, 1, 0, 0}, 9, 0));
        assertThat(data.faces().get(4).split()).isEqualTo(Split.VALID);
    }

    @Test
    void readsTheLabelsOfFer2013BesideTheVotes() throws IOException {
        Files.writeString(root.resolve("fer2013_original_labels.csv"), "image,label\nfer0000000.png,angry\n");
        Dataset data = read();
        assertThat(data.faces().get(0).givenLabel()).hasValue(LabelSet.FERPLUS.indexOf("anger"));
        assertThat(data.faces().get(0).hasVotes()).isTrue();
        assertThat(data.faces().get(1).givenLabel()).isEmpty();
    }

    @Test
    void namesLinesOfFer2013sLabelsThatCannotBe() throws IOException {
        Files.writeString(root.resolve("fer2013_original_labels.csv"), "image,label\nfer0000000.png,bored\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("fer2013_original_labels.csv, line 2");
    }

    @Test
    void readsWhateverSplitsAreThere() throws IOException {
        Files.delete(root.resolve("FER2013Valid/fer0000009.png"));
        Files.delete(root.resolve("FER2013Valid/label.csv"));
        Files.delete(root.resolve("FER2013Valid"));
        Files.move(root.resolve("FER2013Train"), root.resolve("FER2013Test"));
        Dataset data = read();
        assertThat(data.size()).isEqualTo(4);
        assertThat(data.split(Split.TEST).size()).isEqualTo(4);
    }

    @Test
    void cropsToTheFaceBox() {
        Dataset data = read();
        byte[] whole = FacePixels.of(
                ImageDecoder.decode(root.resolve("FER2013Valid/fer0000009.png")), new Rectangle(8, 4, 16, 16), SHAPE);
        assertThat(data.images().pixels(4)).isEqualTo(whole);
    }

    @Test
    void thePublishedBoxIsTheWholeImageOfALargerCopy() throws IOException {
        Path image = root.resolve("FER2013Valid/fer0000009.png");
        writeImage(image, 9, 96);
        Files.writeString(
                root.resolve("FER2013Valid/label.csv"), "fer0000009.png,\"(0, 0, 48, 48)\",0,0,0,0,0,0,7,3,0,0\n");
        assertThat(read().images().pixels(4)).isEqualTo(FacePixels.of(ImageDecoder.decode(image), SHAPE));
    }

    @Test
    void findsImagesUnderAnotherEnding() throws IOException {
        Dataset expected = read();
        Files.move(root.resolve(anImage()), root.resolve("FER2013Train/FER0000002.BMP"));
        assertThat(read().hash()).isEqualTo(expected.hash());
    }

    @Test
    void aLabelMapLeavesOutFer2013sLabelsAlone() throws IOException {
        Files.writeString(
                root.resolve("fer2013_original_labels.csv"),
                "image,label\nfer0000000.png,angry\nfer0000001.png,happy\n");
        Dataset data = Datasets.read(root, options.withLabelMap(Map.of("angry", "none", "disgust", "none")));
        assertThat(data.size()).isEqualTo(5);
        assertThat(data.faces().get(0).givenLabel()).isEmpty();
        assertThat(data.faces().get(1).givenLabel()).hasValue(1);
        assertThat(data.skipped()).singleElement().asString().startsWith("--label-map disgust=none: no label");
    }

    @Test
    void skipsAnImageWhoseBoxHoldsNothing() throws IOException {
        Files.writeString(
                root.resolve("FER2013Valid/label.csv"), "fer0000009.png,\"(9, 9, 9, 20)\",0,0,0,0,0,0,7,3,0,0\n");
        assertThat(read().skipped()).singleElement().asString().contains("fer0000009.png", "(9, 9, 9, 20)");
    }

    @Test
    void skipsAnImageWhoseBoxIsOutside() throws IOException {
        Files.writeString(
                root.resolve("FER2013Valid/label.csv"), "fer0000009.png,\"(8, 4, 48, 48)\",0,0,0,0,0,0,7,3,0,0\n");
        assertThat(read().skipped())
                .singleElement()
                .asString()
                .contains("fer0000009.png", "has 32x32 pixels", "(8, 4, 48, 48)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.png,BOX,-1,0,0,0,0,0,0,0,0,0 | neutral is \"-1\"",
                "a.png,BOX,0,0,0,0,0,0,11,0,0,0 | fear is \"11\"",
                "a.png,BOX,0,0,x,0,0,0,0,0,0,0 | surprise is \"x\"",
                "a.png,BOX,0,0,1.5,0,0,0,0,0,0,0 | whole number from 0 to 10",
                "a.png,BOX,9999999999,0,0,0,0,0,0,0,0,0 | neutral is \"9999999999\"",
                "a.png,BOX,5,0,0,0,0,0,0,0,0, | NF is \"\"",
                "a.png,BOX,5,5,1,0,0,0,0,0,0,0 | has 11 votes",
                "a.png,BOX,5,5,0,0,0,0,0,0,0 | has 11 columns, but 12 are needed",
                "a.png,BOX,5,5,0,0,0,0,0,0,0,0,0 | has 13 columns",
                "a.png,somewhere,5,5,0,0,0,0,0,0,0,0 | the face box is \"somewhere\"",
                "fer0000001.png,BOX,5,5,0,0,0,0,0,0,0,0 | was named before",
            })
    void namesFileAndLineOfABadRow(String row, String message) throws IOException {
        Path csv = root.resolve("FER2013Train/label.csv");
        Files.writeString(csv, Files.readString(csv) + row.replace("BOX", BOX).replace("`", "") + "\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(csv + ", line 5: ")
                .hasMessageContaining(message);
    }

    @Test
    void namesAllBadRowsAtOnce() throws IOException {
        Files.writeString(root.resolve("FER2013Train/label.csv"), "a,b\n".repeat(30));
        assertThatThrownBy(this::read)
                .hasMessageContaining("label.csv, line 1:")
                .hasMessageContaining("label.csv, line 20:")
                .hasMessageContaining("and 10 more");
    }

    @Test
    void refusesTheSameNameInTwoSplits() throws IOException {
        Files.writeString(root.resolve("FER2013Valid/label.csv"), "fer0000001.png," + BOX + ",0,0,0,0,0,0,7,3,0,0\n");
        assertThatThrownBy(this::read)
                .hasMessageContaining("FER2013Valid")
                .hasMessageContaining("FER2013Train/label.csv, line 2");
    }

    @Test
    void saysThatLabelsAreMissing() throws IOException {
        Files.delete(root.resolve("FER2013Valid/label.csv"));
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("FER2013Valid/label.csv: no such file");
    }

    @Test
    void saysThatLabelsAreEmpty() throws IOException {
        Files.writeString(root.resolve("FER2013Valid/label.csv"), "");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("FER2013Valid/label.csv: is empty");
    }

    @Test
    void skipsAnImageThatIsListedButMissing() throws IOException {
        Files.delete(root.resolve(anImage()));
        assertThat(read().skipped()).singleElement().asString().contains(anImage(), "no such file");
    }

    @Test
    void readsTheRepositoryOfFerPlusAsItIs() throws IOException {
        Dataset expected = read();
        Path inner = root.resolveSibling("FERPlus/data");
        Files.createDirectories(inner.getParent());
        Files.move(root, inner);
        Files.writeString(inner.resolveSibling("fer2013new.csv"), "");
        assertThat(Datasets.read(inner.getParent(), options).hash()).isEqualTo(expected.hash());

        // Before its program has run there are only lists.
        for (Path image : Sources.imagesUnder(inner)) {
            Files.delete(image);
        }
        assertThatThrownBy(() -> Datasets.read(inner.getParent(), options))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Put Kaggle's fer2013.csv beside it");
    }
}
