package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxListReaderTest extends ImageFilesContract {

    @Override
    void write(Path folder) throws IOException {
        writeImage(folder.resolve("image/origin/angry_actor_104.jpg"), 1, 64);
        writeImage(folder.resolve("image/origin/two.png"), 2, 64);
        writeImage(folder.resolve("image/origin/with a space.png"), 3, 32);
        Files.createDirectories(folder.resolve("label"));
        Files.writeString(
                folder.resolve("label/label.lst"),
                "angry_actor_104.jpg 0 4 2 20 18 22.9639 0\n"
                        + "two.png 0 0 0 16 16 59.1 6\n"
                        + "two.png 1 30 30 70 70 8.2 3\n"
                        + "with a space.png 0 -3 1 17 19 8.2 5\n");
    }

    @Override
    String anImage() {
        return "image/origin/angry_actor_104.jpg";
    }

    @Test
    void readsEveryFaceOfAPhoto() {
        Dataset data = read();
        assertThat(data.labels())
                .isEqualTo(LabelSet.of("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear"));
        assertThat(data.faces())
                .containsExactly(
                        Face.withLabel("angry_actor_104.jpg#0", Split.TRAIN, 4),
                        Face.withLabel("two.png#0", Split.TRAIN, 0),
                        Face.withLabel("two.png#1", Split.TRAIN, 1),
                        Face.withLabel("with a space.png#0", Split.TRAIN, 2));
    }

    @Test
    void cropsTheBoxOfTopLeftRightBottomAndCutsItAtTheEdge() {
        Dataset data = read();
        assertThat(data.images().pixels(0)).isEqualTo(crop("angry_actor_104.jpg", new Rectangle(2, 4, 18, 14)));
        assertThat(data.images().pixels(2)).isEqualTo(crop("two.png", new Rectangle(30, 30, 34, 34)));
        assertThat(data.images().pixels(3)).isEqualTo(crop("with a space.png", new Rectangle(1, 0, 16, 19)));
    }

    private byte[] crop(String name, Rectangle box) {
        return FacePixels.of(ImageDecoder.decode(root.resolve("image/origin/" + name)), box, SHAPE);
    }

    @Test
    void readsTheListWhereverItAndTheImagesAre() throws IOException {
        Dataset expected = read();
        assertThat(Datasets.read(root.resolve("label/label.lst"), options).hash())
                .isEqualTo(expected.hash());
        Files.move(root.resolve("image/origin"), root.resolve("images"));
        Files.move(root.resolve("label/label.lst"), root.resolve("label.lst"));
        assertThat(read().hash()).isEqualTo(expected.hash());
        assertThat(Datasets.read(root.resolve("label.lst"), options).hash()).isEqualTo(expected.hash());
    }

    @Test
    void readsWhatOtherCopiesMakeOfIt() throws IOException {
        Dataset expected = read();
        Path list = root.resolve("label/label.lst");
        Files.writeString(list, "\uFEFF\r\n" + Files.readString(list).replace("\n", " \r\n\r\n"));
        Files.move(root.resolve(anImage()), root.resolve("image/origin/ANGRY_ACTOR_104.JPG"));
        assertThat(read().faces()).isEqualTo(expected.faces());
        assertThat(read().hash()).isEqualTo(expected.hash());
    }

    @Test
    void everyNumberIsTheEmotionOfThePaper() throws IOException {
        var lines = new StringBuilder();
        for (int code = 0; code < 7; code++) {
            lines.append("two.png ")
                    .append(code)
                    .append(" 0 0 9 9 1 ")
                    .append(code)
                    .append('\n');
        }
        Files.writeString(root.resolve("label/label.lst"), lines);
        Dataset data = read();
        assertThat(data.faces().stream().map(face -> data.labels().name(face.label())))
                .containsExactly("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral");
    }

    @Test
    void aLineThatStandsTwiceCountsOnce() throws IOException {
        Dataset expected = read();
        append("two.png 0 0 0 16 16 60 6\n");
        Dataset data = read();
        assertThat(data.faces()).isEqualTo(expected.faces());
        assertThat(data.skipped()).singleElement().asString().endsWith("1 of 5 faces left out: 1 named twice.");
    }

    @Test
    void skipsWhatIsMissingOrOutside() throws IOException {
        append("gone.jpg 0 0 0 9 9 1 1\ntwo.png 2 100 100 120 120 1 1\ntwo.png 3 0 9 9 9 1 1\n");
        assertThat(read().size()).isEqualTo(4);
        assertThat(read().skipped()).hasSize(3);
        assertThat(read().skipped().get(2)).contains("two.png", "(9, 0, 9, 9)");
        assertThat(read().skipped().get(0)).contains("gone.jpg", "no such file");
        assertThat(read().skipped().get(1)).contains("two.png", "has 64x64 pixels", "(100, 100, 120, 120)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.jpg 0 0 0 9 9 1 7 | the emotion is \"7\"",
                "a.jpg 0 0 0 9 9 1 | has 7 columns, but 8 are needed",
                "a.jpg 0 top 0 9 9 1 1 | top is \"top\"",
                "two.png 0 0 0 9 9 1 1 | was named before",
            })
    void namesFileAndLineOfABadLine(String line, String message) throws IOException {
        append(line + "\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("label.lst, line 5: ")
                .hasMessageContaining(message);
    }

    @Test
    void saysThatTheImagesAreNowhere() throws IOException {
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere/only"));
        Path list = Files.copy(root.resolve("label/label.lst"), elsewhere.resolve("label.lst"));
        assertThatThrownBy(() -> Datasets.read(list, options))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none of its images was found, such as \"angry_actor_104.jpg\"")
                .hasMessageContaining("Put them into " + elsewhere.resolve("image/origin") + ".");
    }

    private void append(String lines) throws IOException {
        Path list = root.resolve("label/label.lst");
        Files.writeString(list, Files.readString(list) + lines);
    }
}
