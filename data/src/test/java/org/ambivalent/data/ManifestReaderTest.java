package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest extends ImageFilesContract {

    private static final String HEADER =
            "path,id,label,votes.calm,votes.tense,votes.unknown,valence,arousal,split,group,remark\n";

    @Override
    void write(Path folder) throws IOException {
        for (int i = 0; i < 4; i++) {
            writeImage(folder.resolve("faces/" + i + ".png"), i, 16);
        }
        Files.writeString(
                folder.resolve("manifest.csv"),
                HEADER
                        + "faces/0.png,zero,calm,3,1,2,0.5,-0.25,valid,young,\"a \"\"quoted\"\", remark\"\n"
                        + "\n"
                        + "faces/1.png,one,,0,5,,,,,,\n"
                        + "faces/2.png,two,tense,,,,,,test,,\n"
                        + "faces/3.png,three,TENSE,1,1,0,-1,1,train,old,\n");
    }

    @Override
    String anImage() {
        return "faces/2.png";
    }

    @Test
    void readsEveryColumn() {
        Dataset data = read();
        assertThat(data.labels()).isEqualTo(LabelSet.of("calm", "tense"));
        assertThat(data.faces())
                .containsExactly(
                        new Face(
                                "zero",
                                Split.VALID,
                                Votes.of(new int[] {3, 1}, 2, 0),
                                0,
                                new ValenceArousal(0.5, -0.25),
                                "young",
                                null),
                        Face.withVotes("one", Split.TRAIN, Votes.of(0, 5)),
                        Face.withLabel("two", Split.TEST, 1),
                        new Face("three", Split.TRAIN, Votes.of(1, 1), 1, new ValenceArousal(-1, 1), "old", null));
    }

    @Test
    void readsTheExampleInTheDocs() throws IOException {
        String page = Files.readString(Path.of("../docs/data.md"));
        int start = page.indexOf("```csv\n") + "```csv\n".length();
        manifest(page.substring(start, page.indexOf("```", start)));
        writeImage(root.resolve("faces/4.png"), 4, 16);

        assertThat(read().labels()).isEqualTo(LabelSet.of("neutral", "happiness", "surprise"));
        assertThat(read().faces())
                .containsExactly(
                        new Face(
                                "faces/1.png",
                                Split.TRAIN,
                                Votes.of(new int[] {7, 2, 0}, 1, 0),
                                null,
                                null,
                                "young",
                                null),
                        new Face(
                                "faces/2.png",
                                Split.VALID,
                                Votes.of(0, 10, 0),
                                1,
                                new ValenceArousal(0.8, 0.4),
                                "old",
                                null),
                        Face.withVotes("faces/3.png", Split.TEST, Votes.of(0, 4, 6)),
                        new Face("faces/4.png", Split.TEST, null, 2, new ValenceArousal(-0.1, 0.9), "old", null));
    }

    @Test
    void readsTheFileAsTheFolder() {
        Dataset folder = read();
        Dataset file = Datasets.read(root.resolve("manifest.csv"), options);
        assertThat(file.faces()).isEqualTo(folder.faces());
        assertThat(file.hash()).isEqualTo(folder.hash());
    }

    @Test
    void labelsAloneMakeTheLabelSet() throws IOException {
        manifest("\uFEFFid,label\nfaces/0.png,sad\nfaces/1.png,Happy\nfaces/2.png,neutral\nfaces/3.png,sadness\n");
        Dataset data = read();
        assertThat(data.labels()).isEqualTo(LabelSet.of("neutral", "happiness", "sadness"));
        assertThat(data.faces().get(3)).isEqualTo(Face.withLabel("faces/3.png", Split.TRAIN, 2));
    }

    @Test
    void aLabelMapRenamesColumnsAndLabels() {
        Dataset data = Datasets.read(root, options.withLabelMap(Map.of("calm", "neutral", "tense", "fear")));
        assertThat(data.labels()).isEqualTo(LabelSet.of("neutral", "fear"));
        assertThat(data.faces().get(2).label()).isEqualTo(1);
    }

    @Test
    void leavesOutAnEmotion() throws IOException {
        manifest("path,label\nfaces/0.png,sad\nfaces/1.png,happy\nfaces/2.png,bored\n");
        Dataset data = Datasets.read(root, options.withLabelMap(Map.of("bored", "none")));
        assertThat(data.labels()).isEqualTo(LabelSet.of("happiness", "sadness"));
        assertThat(data.skipped()).singleElement().asString().endsWith("1 of 3 faces left out: 1 bored.");
    }

    @Test
    void votesStayWhereALabelIsLeftOut() throws IOException {
        manifest("path,label,votes.anger,votes.fear\nfaces/0.png,bored,1,0\nfaces/1.png,bored,,\n");
        Dataset data = Datasets.read(root, options.withLabelMap(Map.of("bored", "none")));
        assertThat(data.faces()).singleElement().matches(face -> face.hasVotes() && face.label() == null);
    }

    @Test
    void aColumnOfVotesIsLeftOutWhereNobodyVoted() throws IOException {
        manifest("path,label,votes.anger,votes.fear,votes.none\nfaces/0.png,,1,0,2\nfaces/1.png,fear,,,\n");
        Dataset without = Datasets.read(root, options.withLabelMap(Map.of("fear", "none")));
        assertThat(without.labels()).isEqualTo(LabelSet.of("anger", "none"));
        assertThat(without.size()).isEqualTo(1);
        assertThat(without.skipped()).singleElement().asString().endsWith("1 of 2 faces left out: 1 fear.");
        Dataset with = Datasets.read(root, options.withLabelMap(Map.of("anger", "none")));
        assertThat(with.labels()).isEqualTo(LabelSet.of("anger", "fear", "none"));
        assertThat(with.skipped())
                .singleElement()
                .asString()
                .startsWith("--label-map anger=none: people voted for it in ")
                .endsWith("and votes stay.");
    }

    @Test
    void columnsForVotesThatNobodyGaveAreNotInTheWay() throws IOException {
        manifest(
                "path,label,votes.anger,votes.fear,votes.joy\nfaces/0.png,joy,,,\nfaces/1.png,fear,,,\nfaces/2.png,anger,,,\n");
        Dataset data = Datasets.read(root, options.withLabelMap(Map.of("joy", "none")));
        assertThat(data.labels()).isEqualTo(LabelSet.of("anger", "fear"));
        assertThat(data.faces().stream().map(Face::label)).containsExactly(1, 0);

        manifest("path,label,votes.joy\nfaces/0.png,calm,\nfaces/1.png,fear,0\n");
        assertThat(Datasets.read(root, options.withLabelMap(Map.of("joy", "none")))
                        .labels())
                .as("the only column of votes")
                .isEqualTo(LabelSet.of("calm", "fear"));
    }

    @Test
    void findsImagesUnderAnotherEnding() throws IOException {
        Dataset expected = read();
        Files.move(root.resolve(anImage()), root.resolve(anImage().replace(".png", ".PNG")));
        assertThat(read().hash()).isEqualTo(expected.hash());
    }

    @Test
    void aNameMayHoldDots() throws IOException {
        for (String name : List.of("clip.png", "clip.0001.png", "clip.0002.PNG", "clip.0003.jpg")) {
            writeImage(root.resolve("faces/" + name), name.hashCode(), 16);
        }
        Files.copy(root.resolve("faces/clip.png"), root.resolve("faces/1"));
        manifest("path,label\nfaces/clip.0001,calm\nfaces/clip.0002,tense\nfaces/clip.0003.png,calm\nfaces/1,tense\n");
        Dataset data = read();
        assertThat(data.skipped()).isEmpty();
        assertThat(data.images().pixels(0))
                .isEqualTo(FacePixels.of(ImageDecoder.decode(root.resolve("faces/clip.0001.png")), SHAPE));
        assertThat(data.images().pixels(1))
                .isEqualTo(FacePixels.of(ImageDecoder.decode(root.resolve("faces/clip.0002.PNG")), SHAPE));
        assertThat(data.images().pixels(3))
                .isEqualTo(FacePixels.of(ImageDecoder.decode(root.resolve("faces/clip.png")), SHAPE));
    }

    /** As spreadsheets add them. */
    @Test
    void columnsThatMeanNothingMayHaveOneName() throws IOException {
        manifest("path,label,,,remark,remark\nfaces/0.png,calm,,,a,b\nfaces/1.png,tense,,,,\n");
        assertThat(read().size()).isEqualTo(2);
    }

    @Test
    void synonymsReachTheVotedEmotions() throws IOException {
        manifest("path,label,votes.anger,votes.fear\nfaces/0.png,angry,1,0\nfaces/1.png,scared,1,0\n");
        assertThat(read().faces().stream().map(Face::label)).containsExactly(0, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "faces/1.png,one,glad,0,5,,,,,, | the label \"glad\" is none of calm, tense",
                "faces/1.png,one,glad,0,5,,,,,, | --label-map glad=EMOTION",
                "faces/1.png,one,,0,-5,,,,,, | votes.tense is \"-5\"",
                "faces/1.png,one,,0,2000000,,,,,, | from 0 to 1000000",
                "faces/1.png,one,,0,five,,,,,, | votes.tense is \"five\"",
                "faces/1.png,one,,0,,,,,,, | has votes for 1 of 2 emotions",
                "faces/1.png,one,,0,5,-1,,,,, | votes.unknown is \"-1\"",
                "faces/1.png,one,,,,,,,,, | neither a label nor votes",
                "faces/1.png,one,calm,,,,0.5,,,, | only one of valence and arousal",
                "faces/1.png,one,calm,,,,0.5,1.5,,, | arousal is \"1.5\"",
                "faces/1.png,one,calm,,,,NaN,0,,, | valence is \"NaN\"",
                "faces/1.png,one,calm,,,,,,later,, | \"later\" is not a split",
                "faces/1.png,zero,calm,,,,,,,, | \"zero\" was named before (line 2)",
                ",,calm,,,,,,,, | neither a path nor an id",
                "faces/1.png,one,calm | has 3 columns, but the header has 11",
                "faces/1.png,one,calm,,,,,,,,,, | has 13 columns",
            })
    void namesFileAndLineOfABadRow(String row, String message) throws IOException {
        manifest(HEADER + "faces/0.png,zero,calm,3,1,2,,,,,\n" + row + "\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("manifest.csv, line 3: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b | a column \"path\" or \"id\"",
                "path,lable | a column \"label\"",
                "path,label,label | two columns for \"label\"",
                "path,votes.a,votes.A | two columns for \"a\"",
                "path,votes.a | at least 2 emotions",
                "path,label | no faces",
            })
    void saysWhatTheHeaderLacks(String header, String message) throws IOException {
        manifest(header + "\n" + (header.equals("path,label") ? "" : "x,1,2\n"));
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("manifest.csv")
                .hasMessageContaining(message);
    }

    @Test
    void saysThatAFileIsEmptyOrNoCsv() throws IOException {
        manifest("");
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class).hasMessageContaining("is empty");
        manifest(" \n\n");
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class).hasMessageContaining("is empty");
        manifest("path,label\n\"faces/0.png,calm\nfaces");
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class).hasMessageContaining("manifest.csv");
    }

    private void manifest(String text) throws IOException {
        Files.writeString(root.resolve("manifest.csv"), text);
    }
}
