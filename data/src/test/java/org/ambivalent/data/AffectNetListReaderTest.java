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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AffectNetListReaderTest extends ImageFilesContract {

    private static final String HEADER = "subDirectory_filePath,face_x,face_y,face_width,face_height,"
            + "facial_landmarks,expression,valence,arousal\n";

    private static final String LANDMARKS = "\"1.5;2;3;4\"";

    @Override
    void write(Path folder) throws IOException {
        for (int i = 0; i < 4; i++) {
            writeImage(folder.resolve("Manually_Annotated_Images/1/a" + i + ".png"), i, 32);
        }
        writeImage(folder.resolve("Manually_Annotated_Images/2/b.jpg"), 9, 16);
        Files.writeString(
                folder.resolve("training.csv"),
                HEADER
                        + row("1/a0.png", 0, 0, 32, 32, 0, "0.1", "-0.2")
                        + row("1/a1.png", 4, 6, 16, 20, 3, "-0.5", "0.75")
                        + row("1/a2.png", 0, 0, 20, 20, 7, "-1", "1")
                        + row("1/a3.png", 8, 8, 90, 90, 6, "-2", "-2"));
        // As published: without a header.
        Files.writeString(folder.resolve("validation.csv"), row("2/b.jpg", 0, 0, 16, 16, 1, "0.9", "0.1"));
    }

    private static String row(
            String image, int x, int y, int width, int height, int expression, String valence, String arousal) {
        return String.join(
                        ",",
                        image,
                        x + "",
                        y + "",
                        width + "",
                        height + "",
                        LANDMARKS,
                        expression + "",
                        valence,
                        arousal)
                + "\n";
    }

    @Override
    String anImage() {
        return "Manually_Annotated_Images/1/a2.png";
    }

    @Test
    void readsExpressionsAndTheirPlacesInThePlane() {
        Dataset data = read();
        assertThat(data.labels()).isEqualTo(LabelSet.FERPLUS);
        assertThat(data.faces())
                .containsExactly(
                        face("1/a0.png", Split.TRAIN, "neutral", new ValenceArousal(0.1, -0.2)),
                        face("1/a1.png", Split.TRAIN, "surprise", new ValenceArousal(-0.5, 0.75)),
                        face("1/a2.png", Split.TRAIN, "contempt", new ValenceArousal(-1, 1)),
                        Face.withLabel("1/a3.png", Split.TRAIN, LabelSet.FERPLUS.indexOf("anger")),
                        face("2/b.jpg", Split.VALID, "happiness", new ValenceArousal(0.9, 0.1)));
    }

    private static Face face(String id, Split split, String emotion, ValenceArousal place) {
        return Face.withLabel(id, split, LabelSet.FERPLUS.indexOf(emotion)).withValenceArousal(place);
    }

    @Test
    void cropsTheFaceBoxAndCutsItAtTheEdge() {
        Dataset data = read();
        var image = ImageDecoder.decode(root.resolve("Manually_Annotated_Images/1/a1.png"));
        assertThat(data.images().pixels(1)).isEqualTo(FacePixels.of(image, new Rectangle(4, 6, 16, 20), SHAPE));
        var over = ImageDecoder.decode(root.resolve("Manually_Annotated_Images/1/a3.png"));
        assertThat(data.images().pixels(3)).isEqualTo(FacePixels.of(over, new Rectangle(8, 8, 24, 24), SHAPE));
    }

    @Test
    void leavesOutWhatIsNoEmotionAndCountsIt() throws IOException {
        append(row("1/x.png", 0, 0, 9, 9, 8, "-2", "-2")
                + row("1/y.png", 0, 0, 9, 9, 9, "-2", "-2")
                + row("1/z.png", 0, 0, 9, 9, 9, "-2", "-2")
                + row("1/w.png", 0, 0, 0, 0, 10, "7", "7"));
        Dataset data = read();
        assertThat(data.size()).isEqualTo(5);
        assertThat(data.skipped())
                .singleElement()
                .asString()
                .contains("4 of 9 faces left out: 1 no face, 1 none, 2 uncertain");
    }

    @Test
    void everyNumberIsTheEmotionOfThePaper() throws IOException {
        var rows = new StringBuilder(HEADER);
        for (int code = 0; code < 8; code++) {
            writeImage(root.resolve("Manually_Annotated_Images/3/" + code + ".png"), code, 16);
            rows.append(row("3/" + code + ".png", 0, 0, 16, 16, code, "0", "0"));
        }
        Files.writeString(root.resolve("training.csv"), rows);
        Dataset data = read();
        assertThat(data.split(Split.TRAIN).faces().stream()
                        .map(face -> data.labels().name(face.label())))
                .containsExactly("neutral", "happiness", "sadness", "surprise", "fear", "disgust", "anger", "contempt");
    }

    @Test
    void readsWhatWasAnnotatedAutomatically() throws IOException {
        Dataset expected = Datasets.read(root.resolve("training.csv"), options);
        Files.createDirectories(root.resolve("lists"));
        Path list = root.resolve("lists/automatically_annotated.csv");
        Files.move(root.resolve("training.csv"), list);
        Files.move(root.resolve("Manually_Annotated_Images"), root.resolve("Automatically_Annotated_Images"));
        assertThat(Datasets.read(list, options).hash()).isEqualTo(expected.hash());
    }

    @Test
    void hasSevenEmotionsWhereThereIsNoContempt() throws IOException {
        Dataset without = Datasets.read(root, options.withLabelMap(Map.of("contempt", "none")));
        assertThat(without.labels().names()).hasSize(7).doesNotContain("contempt");
        assertThat(without.size()).isEqualTo(4);
        assertThat(without.skipped()).singleElement().asString().contains("1 contempt");

        Path csv = root.resolve("training.csv");
        Files.writeString(csv, Files.readString(csv).replace(",7,", ",5,"));
        assertThat(read().labels().names()).hasSize(7);
    }

    @Test
    void readsOneListAlone() {
        Dataset data = Datasets.read(root.resolve("validation.csv"), options);
        assertThat(data.faces()).singleElement().extracting(Face::split).isEqualTo(Split.VALID);
        assertThat(data.labels().names()).hasSize(7);
    }

    @Test
    void readsListsInAFolderOfTheirOwn() throws IOException {
        Dataset expected = read();
        Path lists = Files.createDirectory(root.resolve("Manually_Annotated_file_lists"));
        Files.move(root.resolve("training.csv"), lists.resolve("training.csv"));
        Files.move(root.resolve("validation.csv"), lists.resolve("validation.csv"));
        Path images = Files.createDirectory(root.resolve("Manually_Annotated"));
        Files.move(root.resolve("Manually_Annotated_Images"), images.resolve("Manually_Annotated_Images"));
        assertThat(read().faces()).isEqualTo(expected.faces());
        assertThat(read().hash()).isEqualTo(expected.hash());
        assertThat(Datasets.read(lists.resolve("training.csv"), options).size()).isEqualTo(4);
    }

    @Test
    void theFirstImageMayBeMissing() throws IOException {
        Path lists = Files.createDirectory(root.resolve("Manually_Annotated_file_lists"));
        Files.move(root.resolve("training.csv"), lists.resolve("training.csv"));
        Files.move(root.resolve("validation.csv"), lists.resolve("validation.csv"));
        Files.delete(root.resolve("Manually_Annotated_Images/1/a0.png"));
        Dataset data = read();
        assertThat(data.size()).isEqualTo(4);
        assertThat(data.skipped()).singleElement().asString().contains("1/a0.png", "no such file");
    }

    /** The list of the one set, with the images of both. */
    @Test
    void theFirstImageMayBeMissingBesideOtherImages() throws IOException {
        Dataset expected = Datasets.read(root.resolve("training.csv"), options);
        Files.move(root.resolve("training.csv"), root.resolve("automatically_annotated.csv"));
        Files.move(root.resolve("Manually_Annotated_Images"), root.resolve("Automatically_Annotated_Images"));
        writeImage(root.resolve("Manually_Annotated_Images/7/other.png"), 7, 16);
        Files.delete(root.resolve("Automatically_Annotated_Images/1/a0.png"));
        Path list = root.resolve("automatically_annotated.csv");
        Files.writeString(list, Files.readString(list) + row("1/a0.png", 0, 0, 32, 32, 0, "0.1", "-0.2"));
        Dataset data = Datasets.read(list, options);
        assertThat(data.faces()).isEqualTo(expected.faces().subList(1, 4));
        assertThat(data.skipped().get(0)).as("it stands there twice").contains("1 named twice");
        assertThat(data.skipped().get(1))
                .contains(root.resolve("Automatically_Annotated_Images/1/a0.png") + ": no such file");
    }

    @Test
    void imagesMayLieInTheFolderOfTheirArchive() throws IOException {
        Dataset expected = read();
        for (String folder :
                new String[] {"Manually_Annotated_compressed", "Manually_Annotated_compressed/Manually_Annotated"}) {
            Files.createDirectories(root.resolve(folder));
            Files.move(imageFolder(), root.resolve(folder + "/Manually_Annotated_Images"));
            assertThat(read().hash()).isEqualTo(expected.hash());
        }
    }

    private Path imageFolder() throws IOException {
        try (var folders = Files.walk(root)) {
            return folders.filter(folder -> folder.endsWith("Manually_Annotated_Images"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void saysWhereImagesBelongThatAreNowhere() throws IOException {
        Path list = Files.createDirectories(temporary.resolve("elsewhere/only")).resolve("training.csv");
        Files.copy(root.resolve("training.csv"), list);
        assertThatThrownBy(() -> Datasets.read(list, options))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none of its images was found, such as \"1/a0.png\"")
                .hasMessageContaining("Put them into " + list.resolveSibling("Manually_Annotated_Images") + ".");
    }

    @Test
    void oneSplitMayLackItsImages() throws IOException {
        Files.delete(root.resolve("Manually_Annotated_Images/2/b.jpg"));
        assertThat(read().size()).isEqualTo(4);
    }

    @Test
    void theImagesOfEachListMayLieElsewhere() throws IOException {
        Dataset expected = read();
        Files.createDirectories(root.resolve("images"));
        Files.move(root.resolve("Manually_Annotated_Images/2"), root.resolve("images/2"));
        assertThat(read().faces()).isEqualTo(expected.faces());
    }

    @ParameterizedTest
    @CsvSource({
        "Manually_validation.csv, VALID",
        "affectnet-val.csv, VALID",
        "Automatically_annotated_file_list.csv, TRAIN",
        "training_without_invalid.csv, TRAIN",
        "test.csv, TEST",
    })
    void theNameOfAListSaysItsSplit(String name, Split split) throws IOException {
        Files.move(root.resolve("validation.csv"), root.resolve(name));
        Dataset data = Datasets.read(root.resolve(name), options);
        assertThat(data.faces()).singleElement().extracting(Face::split).isEqualTo(split);
    }

    @Test
    void skipsABoxThatHoldsNothing() throws IOException {
        append(row("1/A0.png", 5, 5, 0, 9, 1, "0", "0") + row("1/A1.png", 9, 9, -4, 9, 1, "0", "0"));
        Dataset data = read();
        assertThat(data.size()).isEqualTo(5);
        assertThat(data.skipped()).hasSize(2).allMatch(line -> line.contains("but its face box is ("));
        assertThatThrownBy(() -> Datasets.read(root, options.withStrict(true))).isInstanceOf(BadInputException.class);
    }

    @Test
    void readsWhatOtherCopiesMakeOfIt() throws IOException {
        Dataset expected = read();
        Path csv = root.resolve("training.csv");
        Files.writeString(
                csv, "\uFEFF" + Files.readString(csv).replace("\n", "\r\n\r\n").replace("1/a0.png", "1\\a0.PNG"));
        Files.move(
                root.resolve("Manually_Annotated_Images/2/b.jpg"), root.resolve("Manually_Annotated_Images/2/B.JPG"));
        Dataset data = read();
        assertThat(data.skipped()).isEmpty();
        assertThat(data.faces().subList(1, 5)).isEqualTo(expected.faces().subList(1, 5));
        assertThat(data.faces().get(0).id()).isEqualTo("1/a0.PNG");
    }

    @Test
    void skipsAnImageThatIsListedButMissing() throws IOException {
        Files.delete(root.resolve(anImage()));
        assertThat(read().skipped()).singleElement().asString().contains("1/a2.png", "no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1/x.png,0,0,9,9,l,11,0,0 | expression is \"11\"",
                "1/x.png,0,0,9,9,l,happy,0,0 | expression is \"happy\"",
                "1/x.png,0,0,9,9,l,1,1.5,0 | valence is \"1.5\"",
                "1/x.png,0,0,9,9,l,1,0,NaN | arousal is \"NaN\"",
                "1/x.png,left,0,9,9,l,1,0,0 | face_x is \"left\"",
                "1/x.png,0,0,9,9,l,1,0 | has 8 columns, but no arousal",
                ",0,0,9,9,l,1,0,0 | names no image",
                "1/a0.png,0,0,9,9,l,1,0,0 | was named before",
            })
    void namesFileAndLineOfABadRow(String row, String message) throws IOException {
        append(row + "\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(root.resolve("training.csv") + ", line 6: ")
                .hasMessageContaining(message);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Path csv = root.resolve("training.csv");
        String text = Files.readString(csv);
        Files.writeString(csv, text.replace("expression", "emotion"));
        assertThatThrownBy(this::read).hasMessageContaining("the columns [expression] are missing");
    }

    private void append(String rows) throws IOException {
        Path csv = root.resolve("training.csv");
        Files.writeString(csv, Files.readString(csv) + rows);
    }
}
