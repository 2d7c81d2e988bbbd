package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void knowsTheSplitsOfFer2013() throws IOException {
        Files.move(root.resolve("train"), root.resolve("Training"));
        Files.move(root.resolve("val"), root.resolve("PublicTest"));
        Files.move(root.resolve("test"), root.resolve("PrivateTest"));
        Dataset data = read();
        assertThat(data.labels()).isEqualTo(LabelSet.of("neutral", "happiness", "anger"));
        assertThat(Stream.of(Split.values()).map(split -> data.split(split).size()))
                .containsExactly(3, 1, 1);
    }

    @Test
    void countsWhatLiesBesideTheSplits() throws IOException {
        writeImage(root.resolve("extra/happy/e.png"), 6, 16);
        writeImage(root.resolve("extra/f.png"), 7, 16);
        Dataset data = read();
        assertThat(data.size()).isEqualTo(5);
        assertThat(data.skipped())
                .singleElement()
                .asString()
                .endsWith("2 of 7 faces left out: 2 in \"extra\", which is neither a split nor an emotion.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test/e.png", "test/batch1/e.png"})
    void unlabelledTestFacesMakeNoSplits(String image) throws IOException {
        Path train = root.resolve("train");
        writeImage(train.resolve(image), 6, 16);
        Dataset data = Datasets.read(train, options);
        assertThat(data.labels()).isEqualTo(LabelSet.of("happiness", "anger"));
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.skipped()).singleElement().asString().contains("1 of 4 faces left out");
    }

    @Test
    void countsImagesInNoFolderOfAnEmotion() throws IOException {
        writeImage(root.resolve("e.png"), 6, 16);
        writeImage(root.resolve("train/f.png"), 7, 16);
        assertThat(read().skipped())
                .singleElement()
                .asString()
                .endsWith("2 of 7 faces left out: 2 in no folder of an emotion.");
    }

    @Test
    void emotionsBesideSplitsAreForTraining() throws IOException {
        Path train = root.resolve("train");
        for (String image : List.of("test/happy/e.png", "test/bored/f.png", "bored/g.png", "test/batch1/h.png")) {
            writeImage(train.resolve(image), image.hashCode(), 16);
        }
        Dataset data = Datasets.read(train, options);
        assertThat(data.labels()).isEqualTo(LabelSet.of("anger", "bored", "happiness"));
        assertThat(data.split(Split.TRAIN).size()).isEqualTo(4);
        assertThat(data.split(Split.TEST).size()).isEqualTo(2);
        assertThat(data.skipped()).singleElement().asString().contains("1 of 7 faces left out: 1 in \"batch1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train_images/a.png", "Val-set/1/a.png", "test2/a.png", "people/sad/a.png"})
    void asksForTheNameOfASplit(String image) throws IOException {
        Path other = temporary.resolve("other");
        writeImage(other.resolve(image), 1, 16);
        writeImage(other.resolve("people/happy/a.png"), 2, 16);
        writeImage(other.resolve("happy/a.png"), 3, 16);
        assertThatThrownBy(() -> Datasets.read(other, options))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(Path.of(image).getName(0).toString())
                .hasMessageContaining("Rename it to train, valid or test");
    }

    @Test
    void saysThatASplitLiesWithinASplit() throws IOException {
        Path other = temporary.resolve("other");
        writeImage(other.resolve("train/train/happy/a.png"), 1, 16);
        writeImage(other.resolve("train/train/sad/a.png"), 2, 16);
        writeImage(other.resolve("test/test/sad/a.png"), 3, 16);
        assertThatThrownBy(() -> Datasets.read(other, options))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is a split within a split");
    }

    @Test
    void foldersWithoutImagesAreNoMatter() throws IOException {
        Dataset expected = read();
        Files.createDirectories(root.resolve("test-results"));
        Files.writeString(root.resolve("test-results/report.txt"), "fine");
        assertThat(read().faces()).isEqualTo(expected.faces());
    }

    @Test
    void noneIsAnEmotionLikeAnyOtherWhereNobodyLeavesItOut() throws IOException {
        writeImage(root.resolve("train/none/e.png"), 6, 16);
        assertThat(read().labels().names()).contains("none");
    }

    @Test
    void peopleWithinAnEmotionAreNoSplits() throws IOException {
        Path other = temporary.resolve("other");
        for (String image : List.of("happy/s001/a.png", "happy/s002/a.png", "training fatigue/s001/a.png")) {
            writeImage(other.resolve(image), image.hashCode(), 16);
        }
        var map = Map.of("training fatigue", "fatigue");
        assertThat(Datasets.read(other, options.withLabelMap(map)).labels())
                .isEqualTo(LabelSet.of("fatigue", "happiness"));
    }

    @Test
    void followsLinks() throws IOException {
        Path elsewhere = temporary.resolve("elsewhere");
        writeImage(elsewhere.resolve("a.png"), 8, 16);
        Files.createSymbolicLink(root.resolve("train/sad"), elsewhere);
        assertThat(read().faces().stream().map(Face::id)).contains("train/sad/a.png");
    }

    @Test
    void refusesALinkThatLeadsBack() throws IOException {
        Files.createSymbolicLink(root.resolve("train/happy/again"), root.resolve("train"));
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class).hasMessageContaining("leads back");
    }

    @Test
    void passesOverHiddenFolders() throws IOException {
        Dataset expected = read();
        writeImage(root.resolve("train/happy/.ipynb_checkpoints/a-checkpoint.png"), 1, 16);
        writeImage(root.resolve("train/happy/deep/.trash/a.png"), 9, 16);
        Files.createSymbolicLink(root.resolve("train/happy/deep/.trash/all"), root);
        Files.createSymbolicLink(root.resolve("train/happy/.all"), root.resolve("train/happy"));
        assertThat(read().faces()).isEqualTo(expected.faces());
    }

    @Test
    void countsPicturesThatAreNotRead() throws IOException {
        Files.writeString(root.resolve("train/happy/e.HEIC"), "");
        Files.writeString(root.resolve("val/happy/f.pgm"), "");
        assertThat(read().skipped())
                .singleElement()
                .asString()
                .endsWith("2 pictures that are not read (.heic, .pgm). Convert them to PNG or JPEG.");
    }

    /** An emotion all of whose pictures are in such a format is not to vanish without a word. */
    @Test
    void countsPicturesOfAnEmotionThatHasNoOthers() throws IOException {
        Files.createDirectories(root.resolve("train/sad"));
        Files.writeString(root.resolve("train/sad/e.heic"), "");
        assertThat(read().skipped()).singleElement().asString().contains("1 pictures that are not read (.heic)");

        Path two = root.resolveSibling("two");
        writeImage(two.resolve("happy/a.png"), 1, 16);
        Files.createDirectories(two.resolve("sad"));
        Files.writeString(two.resolve("sad/b.heic"), "");
        assertThatThrownBy(() -> Datasets.read(two, options))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has images of [happiness] alone")
                .hasMessageContaining("1 pictures that are not read (.heic)");
    }

    @Test
    void leavesOutAnEmotion() {
        Dataset data = Datasets.read(root, options.withLabelMap(Map.of("angry", "none")));
        assertThat(data.labels()).isEqualTo(LabelSet.of("neutral", "happiness"));
        assertThat(data.skipped()).singleElement().asString().endsWith("1 of 5 faces left out: 1 Angry.");
    }

    @Test
    void saysThatAWordOfTheLabelMapIsNoLabel() {
        Dataset data = Datasets.read(root, options.withLabelMap(Map.of("agnry", "none")));
        assertThat(data.size()).isEqualTo(5);
        assertThat(data.skipped())
                .singleElement()
                .asString()
                .startsWith("--label-map agnry=none: no label in ")
                .endsWith("is \"agnry\".");
    }

    @Test
    void unknownIsNoEmotion() throws IOException {
        writeImage(root.resolve("train/unknown/e.png"), 6, 16);
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--label-map unknown=none");
        assertThat(Datasets.read(root, options.withLabelMap(Map.of("unknown", "none")))
                        .size())
                .isEqualTo(5);
    }
}
