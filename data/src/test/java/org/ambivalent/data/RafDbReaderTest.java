package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RafDbReaderTest extends ImageFilesContract {

    private static final String LIST = "EmoLabel/list_patition_label.txt";

    @Override
    void write(Path folder) throws IOException {
        for (int i = 1; i <= 3; i++) {
            writeImage(folder.resolve("Image/aligned/train_0000" + i + "_aligned.jpg"), i, 32);
        }
        writeImage(folder.resolve("Image/aligned/test_0001_aligned.jpg"), 9, 16);
        writeList(folder, "train_00001.jpg 5\ntrain_00002.jpg 1\ntrain_00003.jpg 7\ntest_0001.jpg 4\n");
    }

    private static void writeList(Path folder, String text) throws IOException {
        Files.createDirectories(folder.resolve("EmoLabel"));
        Files.writeString(folder.resolve(LIST), text);
    }

    @Override
    String anImage() {
        return "Image/aligned/train_00002_aligned.jpg";
    }

    @Test
    void readsNumbersAsEmotionsAndNamesAsSplits() {
        Dataset data = read();
        assertThat(data.labels())
                .isEqualTo(LabelSet.of("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear"));
        assertThat(data.faces())
                .containsExactly(
                        Face.withLabel("train_00001.jpg", Split.TRAIN, 3),
                        Face.withLabel("train_00002.jpg", Split.TRAIN, 2),
                        Face.withLabel("train_00003.jpg", Split.TRAIN, 0),
                        Face.withLabel("test_0001.jpg", Split.TEST, 1));
    }

    @Test
    void everyNumberIsTheEmotionOfThePaper() throws IOException {
        writeList(root, "train_00001.jpg 2\ntrain_00002.jpg 3\ntrain_00003.jpg 6\n");
        Dataset data = read();
        assertThat(data.faces().stream().map(face -> data.labels().name(face.label())))
                .containsExactly("fear", "disgust", "anger");
    }

    @Test
    void readsWhatOtherCopiesMakeOfIt() throws IOException {
        Dataset expected = read();
        String list = Files.readString(root.resolve(LIST));
        Files.writeString(
                root.resolve(LIST), "\uFEFF" + list.replace("\n", "\r\n\r\n").replace(" ", "\t "));
        assertThat(read().faces()).isEqualTo(expected.faces());

        Files.move(root.resolve(anImage()), root.resolve("Image/aligned/TRAIN_00002_ALIGNED.JPG"));
        assertThat(read().faces()).isEqualTo(expected.faces());
        assertThat(read().hash()).isEqualTo(expected.hash());

        Files.move(root.resolve(LIST), root.resolve("EmoLabel/list_partition_label.txt"));
        assertThat(read().hash()).isEqualTo(expected.hash());
    }

    @Test
    void theListMayLieBesideTheImages() throws IOException {
        Dataset expected = read();
        Files.move(root.resolve(LIST), root.resolve("list_patition_label.txt"));
        Files.delete(root.resolve("EmoLabel"));
        assertThat(read().faces()).isEqualTo(expected.faces());
    }

    @Test
    void aListAloneMakesNoRafDb() throws IOException {
        for (String emotion : new String[] {"happiness", "anger"}) {
            writeImage(temporary.resolve("own/train/" + emotion + "/a.png"), emotion.length(), 16);
        }
        Files.copy(root.resolve(LIST), temporary.resolve("own/list_patition_label.txt"));
        assertThat(Datasets.read(temporary.resolve("own"), options).size()).isEqualTo(2);
    }

    @Test
    void anImageUnderAnotherEndingIsFound() throws IOException {
        Files.delete(root.resolve(anImage()));
        writeImage(root.resolve("Image/aligned/train_00002_aligned.png"), 5, 16);
        assertThat(read().skipped()).isEmpty();
    }

    @Test
    void theCompoundEmotionsMayLieBesideTheBasicOnes() throws IOException {
        Dataset expected = read();
        Path both = Files.createDirectory(temporary.resolve("raf-db"));
        Files.move(root, both.resolve("basic"));
        writeImage(both.resolve("compound/Image/aligned/train_00001_aligned.jpg"), 7, 16);
        Dataset data = Datasets.read(both, options);
        assertThat(data.faces()).isEqualTo(expected.faces());
    }

    @Test
    void readsTheOriginalsWhereNothingIsAligned() throws IOException {
        Files.move(root.resolve("Image/aligned"), root.resolve("Image/original"));
        for (int i = 1; i <= 3; i++) {
            Files.move(
                    root.resolve("Image/original/train_0000" + i + "_aligned.jpg"),
                    root.resolve("Image/original/train_0000" + i + ".jpg"));
        }
        Dataset data = read();
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.skipped()).singleElement().asString().contains("test_0001.jpg", "no such file");
    }

    /** To align what is aligned would lose faces. */
    @Test
    void photosAreTheOriginalsWhereThereAreBoth() throws IOException {
        writeImage(root.resolve("Image/original/train_00001.jpg"), 9, 64);
        try (var photos = Photos.open(root, options, false)) {
            assertThat(photos.all().get(0).file()).isEqualTo(root.resolve("Image/original/train_00001.jpg"));
        }
        assertThat(read().skipped()).as("as a dataset, the aligned ones").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train_00009.jpg 0 | a number from 1 to 7",
                "train_00009.jpg 8 | the emotion is \"8\"",
                "train_00009.jpg | is \"train_00009.jpg\", but the name of an image and a number",
                "valid_00009.jpg 1 | begins with neither train nor test",
                "train_00001.jpg 1 | was named before",
            })
    void namesFileAndLineOfABadLine(String line, String message) throws IOException {
        Files.writeString(root.resolve(LIST), Files.readString(root.resolve(LIST)) + "\n" + line + "\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("list_patition_label.txt, line 6: ")
                .hasMessageContaining(message);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.move(root.resolve("Image"), root.resolve("Bilder"));
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("aligned: no such folder");
        Files.move(root.resolve("Bilder"), root.resolve("Image"));
        Files.delete(root.resolve(LIST));
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("list_patition_label.txt: no such file");
        writeList(root, "\n\n");
        assertThatThrownBy(this::read).hasMessageContaining("list_patition_label.txt: is empty");
    }
}
