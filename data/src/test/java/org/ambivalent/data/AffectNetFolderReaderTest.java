package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AffectNetFolderReaderTest extends ImageFilesContract {

    @Override
    void write(Path folder) throws IOException {
        face(folder, "train_set", 2, "5", "-0.5", "0.25");
        face(folder, "train_set", 10, "7", "-0.6", "0.1");
        face(folder, "train_set", 9, "0", "-2.0", "-2.0");
        face(folder, "val_set", 0, "1", "0.875", "0.0");
    }

    private static void face(Path folder, String set, int number, String expression, String valence, String arousal)
            throws IOException {
        writeImage(folder.resolve(set + "/images/" + number + ".jpg"), number + set.length(), 32);
        Path annotations = Files.createDirectories(folder.resolve(set + "/annotations"));
        Files.write(annotations.resolve(number + "_exp.npy"), text(expression));
        Files.write(annotations.resolve(number + "_val.npy"), text(valence));
        Files.write(annotations.resolve(number + "_aro.npy"), real(Double.parseDouble(arousal)));
        Files.write(annotations.resolve(number + "_lnd.npy"), new byte[] {1, 2, 3});
    }

    /** As AffectNet's files are: a text of four bytes a letter. */
    private static byte[] text(String value) {
        return npy("<U" + value.length(), value.getBytes(Charset.forName("UTF-32LE")));
    }

    private static byte[] real(double value) {
        var bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value);
        return npy("<f8", bytes.array());
    }

    private static byte[] npy(String type, byte[] value) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (), }";
        String padded = header + " ".repeat(117 - header.length()) + "\n";
        var bytes = ByteBuffer.allocate(10 + padded.length() + value.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        bytes.putShort((short) padded.length());
        return bytes.put(padded.getBytes(StandardCharsets.US_ASCII)).put(value).array();
    }

    @Override
    String anImage() {
        return "train_set/images/2.jpg";
    }

    @Test
    void readsExpressionsAndTheirPlacesInTheOrderOfTheirNumbers() {
        Dataset data = read();
        assertThat(data.labels()).isEqualTo(LabelSet.FERPLUS);
        assertThat(data.faces())
                .containsExactly(
                        face("train_set/images/2.jpg", Split.TRAIN, "disgust", new ValenceArousal(-0.5, 0.25)),
                        Face.withLabel("train_set/images/9.jpg", Split.TRAIN, 0),
                        face("train_set/images/10.jpg", Split.TRAIN, "contempt", new ValenceArousal(-0.6, 0.1)),
                        face("val_set/images/0.jpg", Split.VALID, "happiness", new ValenceArousal(0.875, 0)));
    }

    private static Face face(String id, Split split, String emotion, ValenceArousal place) {
        return Face.withLabel(id, split, LabelSet.FERPLUS.indexOf(emotion)).withValenceArousal(place);
    }

    @Test
    void filesThatMacOsPutsBesideOthersSayNothing() throws IOException {
        Dataset expected = read();
        Files.write(root.resolve("train_set/annotations/._2_exp.npy"), new byte[] {0, 5, 22, 7});
        assertThat(read().faces()).isEqualTo(expected.faces());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"() | true", "(1,) | true", "(1, 1) | true", "(11,) | false", "(1, 11) | false", "(2,) | false"})
    void readsOneValueAndNoMore(String shape, boolean one) {
        var bytes = new String(real(0.5), StandardCharsets.ISO_8859_1)
                .replace("(), }" + " ".repeat(shape.length() - 2), shape + ", }")
                .getBytes(StandardCharsets.ISO_8859_1);
        if (one) {
            assertThat(NpyCell.value(bytes)).isEqualTo("0.5");
        } else {
            assertThatThrownBy(() -> NpyCell.value(bytes)).hasMessageContaining("not that of one value");
        }
    }

    @Test
    void onePairOfFoldersAloneIsForTraining() {
        Dataset data = Datasets.read(root.resolve("val_set"), options);
        assertThat(data.faces())
                .singleElement()
                .extracting(Face::id, Face::split)
                .containsExactly("images/0.jpg", Split.TRAIN);
        assertThat(data.labels().names()).hasSize(7);
    }

    @Test
    void leavesOutWhatIsNoEmotionAndCountsIt() throws IOException {
        Files.write(root.resolve("train_set/annotations/9_exp.npy"), text("10"));
        Files.write(root.resolve("train_set/annotations/9_val.npy"), text("7"));
        Files.write(root.resolve("train_set/annotations/9_aro.npy"), real(7));
        Dataset data = read();
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.skipped()).singleElement().asString().contains("1 of 4 faces left out: 1 no face");
    }

    @Test
    void aSetForTestsIsThatSplit() throws IOException {
        face(root, "test_set", 3, "2", "0", "0");
        Dataset data = read();
        assertThat(data.split(Split.TEST).faces())
                .containsExactly(face("test_set/images/3.jpg", Split.TEST, "sadness", new ValenceArousal(0, 0)));
    }

    @Test
    void findsImagesUnderOtherEndings() throws IOException {
        Files.move(root.resolve("train_set/images/2.jpg"), root.resolve("train_set/images/2.JPG"));
        Dataset data = read();
        assertThat(data.skipped()).isEmpty();
        assertThat(data.faces().get(0).id()).isEqualTo("train_set/images/2.JPG");
    }

    @Test
    void skipsAnImageThatIsMissing() throws IOException {
        Files.delete(root.resolve(anImage()));
        assertThat(read().skipped()).singleElement().asString().contains("2.jpg", "no such file");
    }

    @Test
    void saysWhatIsWrongWithAnAnnotation() throws IOException {
        Path annotations = root.resolve("train_set/annotations");
        Files.write(annotations.resolve("2_exp.npy"), text("12"));
        Files.write(annotations.resolve("9_exp.npy"), new byte[40]);
        Files.delete(annotations.resolve("10_val.npy"));
        Files.write(root.resolve("val_set/annotations/0_aro.npy"), real(1.5));
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2_exp.npy: expression is \"12\"")
                .hasMessageContaining("9_exp.npy: is not a NumPy file of one value")
                .hasMessageContaining("10_val.npy: no such file")
                .hasMessageContaining("0_exp.npy: arousal is \"1.5\"");
    }

    @Test
    void saysThatTheImagesAreMissing() throws IOException {
        Files.move(root.resolve("train_set/images"), root.resolve("train_set/pictures"));
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("images: no such folder");
    }

    /** Written by NumPy itself: src/test/golden/npy.py. */
    @ParameterizedTest
    @CsvSource({
        "text, 7",
        "wide, -0.193875",
        "bytes, 3",
        "float32, -0.25",
        "float64, 0.0634921",
        "float64-big, 0.0634921",
        "int64, 8",
        "uint8, 200",
        "one-in-a-list, 4",
        "version2, 5",
    })
    void readsWhatNumPyWrites(String name, String value) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("npy/" + name + ".npy")) {
            assertThat(NpyCell.value(in.readAllBytes())).isEqualTo(value);
        }
    }

    @Test
    void refusesFilesThatAreNotOneValue() throws IOException {
        byte[] good = text("7");
        for (int length = 0; length < good.length; length++) {
            byte[] part = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> NpyCell.value(part)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String type : new String[] {"|O8", "<c16", "<U99", "<f2"}) {
            assertThatThrownBy(() -> NpyCell.value(npy(type, new byte[64])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        try (InputStream in = getClass().getResourceAsStream("npy/two.npy")) {
            byte[] two = in.readAllBytes();
            assertThatThrownBy(() -> NpyCell.value(two)).hasMessageContaining("shape");
        }
    }
}
