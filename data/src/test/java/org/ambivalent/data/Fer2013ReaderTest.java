package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Fer2013ReaderTest extends DatasetReaderContract {

    private static final String HEADER = "emotion,pixels,Usage\n";
    private static final String VOTES_HEADER =
            "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";

    @Override
    void write(Path folder) throws IOException {
        Files.writeString(
                folder.resolve("fer2013.csv"),
                HEADER
                        + row(0, 1, "Training")
                        + row(3, 2, "Training")
                        + row(6, 3, "PublicTest")
                        + row(5, 4, "PrivateTest"));
    }

    /** Six lines, of which the third is no face. */
    private void writeVotes() throws IOException {
        Files.writeString(
                root.resolve("fer2013new.csv"),
                VOTES_HEADER
                        + "Training,fer0000000.png,4,0,0,1,3,2,0,0,0,0\n"
                        + "Training,,0,0,0,0,0,0,0,0,0,10\n"
                        + "PublicTest,fer0028640.png,0,0,0,0,0,1,0,0,9,0\n"
                        + "PrivateTest,fer0032220.png,0,0,8,0,0,0,0,0,0,1\n");
    }

    private static String row(int emotion, long seed, String usage) {
        return emotion + ",\"" + pixels(seed) + "\"," + usage + "\n";
    }

    private static String pixels(long seed) {
        return new Random(seed)
                .ints(48 * 48, 0, 256)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
    }

    @Test
    void readsLabelsAndSplits() {
        Dataset data = read();
        assertThat(data.labels())
                .isEqualTo(LabelSet.of("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear"));
        assertThat(data.faces())
                .containsExactly(
                        Face.withLabel("row00001", Split.TRAIN, 4),
                        Face.withLabel("row00002", Split.TRAIN, 1),
                        Face.withLabel("row00003", Split.VALID, 0),
                        Face.withLabel("row00004", Split.TEST, 2));
    }

    @Test
    void everyNumberIsTheEmotionOfThePaper() throws IOException {
        var rows = new StringBuilder(HEADER);
        for (int code = 0; code < 7; code++) {
            rows.append(row(code, code, "Training"));
        }
        Files.writeString(root.resolve("fer2013.csv"), rows);
        Dataset data = read();
        assertThat(data.faces().stream().map(face -> data.labels().name(face.label())))
                .containsExactly("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral");
    }

    @Test
    void readsEveryPixelAsItStands() {
        Dataset data = Datasets.read(root, options.withShape(ImageShape.grey(48)));
        var expected = new Random(2).ints(48 * 48, 0, 256).toArray();
        byte[] pixels = data.images().pixels(1);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Byte.toUnsignedInt(pixels[i])).isEqualTo(expected[i]);
        }
    }

    @Test
    void joinsTheVotesOfFerPlusRowByRow() throws IOException {
        writeVotes();
        Dataset data = read();
        assertThat(data.labels()).isEqualTo(LabelSet.FERPLUS);
        assertThat(data.faces())
                .containsExactly(
                        new Face(
                                "fer0000000.png",
                                Split.TRAIN,
                                Votes.of(new int[] {4, 0, 0, 1, 3, 2, 0, 0}, 0, 0),
                                LabelSet.FERPLUS.indexOf("anger"),
                                null,
                                null,
                                null),
                        new Face(
                                "fer0028640.png",
                                Split.VALID,
                                Votes.of(new int[] {0, 0, 0, 0, 0, 1, 0, 0}, 9, 0),
                                LabelSet.FERPLUS.indexOf("neutral"),
                                null,
                                null,
                                null),
                        new Face(
                                "fer0032220.png",
                                Split.TEST,
                                Votes.of(new int[] {0, 0, 8, 0, 0, 0, 0, 0}, 0, 1),
                                LabelSet.FERPLUS.indexOf("surprise"),
                                null,
                                null,
                                null));
        assertThat(data.skipped()).singleElement().asString().contains("1 of 4 faces left out", "not a face");
        assertThat(data.images().pixels(1))
                .as("the third row's, not the second's")
                .isEqualTo(Datasets.read(alone(), options).images().pixels(2));
    }

    private Path alone() throws IOException {
        return Files.copy(root.resolve("fer2013.csv"), temporary.resolve("fer2013.csv"));
    }

    @Test
    void readsTheSameFromEitherFile() throws IOException {
        writeVotes();
        Dataset folder = read();
        for (String file : new String[] {"fer2013.csv", "fer2013new.csv"}) {
            Dataset data = Datasets.read(root.resolve(file), options);
            assertThat(data.faces()).isEqualTo(folder.faces());
            assertThat(data.hash()).isEqualTo(folder.hash());
        }
    }

    @Test
    void readsWhatOtherCopiesMakeOfIt() throws IOException {
        Dataset expected = read();
        Path csv = root.resolve("fer2013.csv");
        String text = Files.readString(csv);
        Files.writeString(csv, "\uFEFF" + text.replace("\n", "\r\n").replace("\r\n3,", "\r\n\r\n3,") + " \n\t\r\n");
        assertThat(read().faces()).isEqualTo(expected.faces());
        assertThat(read().hash()).isEqualTo(expected.hash());

        var reordered = new StringBuilder("emotion, Usage, pixels\n");
        for (String line : text.lines().skip(1).toList()) {
            String[] cells = line.split(",");
            reordered.append(cells[0] + "," + cells[2] + "," + cells[1] + "\n");
        }
        Files.delete(csv);
        Files.writeString(root.resolve("icml_face_data.csv"), reordered);
        assertThat(read().hash()).isEqualTo(expected.hash());
    }

    /** Rows are joined by their order, whatever stands between them. */
    @Test
    void joinsWhatOtherCopiesMakeOfEitherFile() throws IOException {
        writeVotes();
        Dataset expected = read();
        for (String file : new String[] {"fer2013.csv", "fer2013new.csv"}) {
            Path csv = root.resolve(file);
            Files.writeString(
                    csv,
                    "\uFEFF" + Files.readString(csv).replace("\n", "\r\n").replaceAll("\r\n(?=[3P])", "\r\n\r\n")
                            + "\r\n");
            assertThat(read().faces()).isEqualTo(expected.faces());
            assertThat(read().hash()).isEqualTo(expected.hash());
        }
    }

    @Test
    void aLabelMapRenamesAndLeavesOut() {
        Dataset data = Datasets.read(root, options.withLabelMap(Map.of("anger", "none", "happiness", "joyful")));
        assertThat(data.labels().names()).contains("joyful").doesNotContain("anger", "none");
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.skipped()).singleElement().asString().contains("1 of 4 faces left out: 1 anger");
    }

    @Test
    void besideVotesALabelMapChangesTheLabelsAlone() throws IOException {
        writeVotes();
        var map = Map.of("anger", "none", "neutral", "sadness", "bored", "fear");
        Dataset data = Datasets.read(root, options.withLabelMap(map));
        assertThat(data.faces().stream().map(Face::label))
                .containsExactly(null, LabelSet.FERPLUS.indexOf("sadness"), LabelSet.FERPLUS.indexOf("surprise"));
        assertThat(data.faces()).allMatch(Face::hasVotes);
        assertThat(data.skipped()).hasSize(2).last().asString().startsWith("--label-map bored=fear: no label in ");
        assertThatThrownBy(() -> Datasets.read(root, options.withLabelMap(Map.of("anger", "rage"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--label-map anger=rage: beside votes it must be one of");
    }

    @Test
    void skipsARowWhosePixelsAreNot() throws IOException {
        Dataset whole = read();
        String good = Files.readString(root.resolve("fer2013.csv"));
        for (String bad : new String[] {"", "1 2 3", pixels(9) + " 7", pixels(9).replaceFirst("\\d+", "256"), "a b"}) {
            Files.writeString(root.resolve("fer2013.csv"), good + "2,\"" + bad + "\",Training\n");
            Dataset data = read();
            assertThat(data.faces()).isEqualTo(whole.faces());
            assertThat(data.skipped()).singleElement().asString().contains("fer2013.csv, line 6", "2304 numbers");
        }
        assertThatThrownBy(() -> Datasets.read(root, options.withStrict(true)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("line 6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7,1 2,Training | emotion is \"7\"",
                "x,1 2,Training | emotion is \"x\"",
                "1,1 2,Later | Usage is \"Later\"",
                "1,1 2 | has 2 columns",
            })
    void namesFileAndLineOfABadRow(String row, String message) throws IOException {
        Path csv = root.resolve("fer2013.csv");
        Files.writeString(csv, Files.readString(csv) + row + "\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(csv + ", line 6: ")
                .hasMessageContaining(message);
    }

    @Test
    void saysThatTheFilesDoNotBelongTogether() throws IOException {
        writeVotes();
        Path votes = root.resolve("fer2013new.csv");
        String text = Files.readString(votes);

        Files.writeString(votes, text + "PrivateTest,fer0.png,1,0,0,0,0,0,0,0,0,0\n");
        assertThatThrownBy(this::read).hasMessageContaining("has 4 rows").hasMessageContaining("has 5");

        Files.writeString(votes, text.replace("PublicTest", "Training"));
        assertThatThrownBy(this::read)
                .hasMessageContaining("fer2013new.csv, line 4")
                .hasMessageContaining("row 3");

        Files.writeString(votes, text.replace("fer0028640", "fer0000000"));
        assertThatThrownBy(this::read).hasMessageContaining("\"fer0000000.png\" was named before");

        Files.writeString(votes, text.replace("4,0,0,1,3,2", "4,0,0,1,3,9"));
        assertThatThrownBy(this::read).hasMessageContaining("line 2: has 17 votes");
    }

    @Test
    void saysThatTheFacesAreMissing() throws IOException {
        writeVotes();
        Files.delete(root.resolve("fer2013.csv"));
        for (Path path : new Path[] {root, root.resolve("fer2013new.csv")}) {
            assertThatThrownBy(() -> Datasets.read(path, options))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("fer2013new.csv: has votes, but the faces are missing");
        }
    }

    @Test
    void saysThatTheHeaderIsMissing() throws IOException {
        Path csv = root.resolve("fer2013.csv");
        Files.writeString(csv, Files.readString(csv).replace(HEADER, ""));
        assertThatThrownBy(this::read).hasMessageContaining("line 1: the columns emotion and pixels are needed");
    }
}
