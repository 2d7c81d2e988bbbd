package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.Photos;
import org.ambivalent.data.ReadOptions;
import org.ambivalent.data.Split;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentTest {

    private static final Alignment.Settings SETTINGS =
            new Alignment.Settings(ImageShape.grey(48), Framing.BOX, 1, false);

    /** Sampled faces that the detector finds: how often it does is asked elsewhere. */
    private static List<BufferedImage> clear;

    @TempDir
    private Path folder;

    @BeforeAll
    static void findClearFaces() {
        try (var detector = FaceDetector.cascade()) {
            clear = Drawn.sampled(40).stream()
                    .filter(face ->
                            detector.detect(Drawn.withFace(face, 400, 300, 150)).size() == 1)
                    .limit(6)
                    .toList();
        }
    }

    /** Two emotions, three photos each, one in which there is nothing and one that is no image. */
    private Path photos() throws IOException {
        Path root = folder.resolve("photos");
        for (int i = 0; i < 6; i++) {
            write(Drawn.withFace(clear.get(i), 400, 300, 150), root.resolve(i < 3 ? "train/happy" : "train/sad"), i);
        }
        write(Drawn.canvas(200, 200), root.resolve("train/sad"), 8);
        Files.createDirectories(root.resolve("val/sad"));
        Files.writeString(root.resolve("val/sad/9.png"), "no image");
        return root;
    }

    private static void write(BufferedImage picture, Path folder, int number) throws IOException {
        Files.createDirectories(folder);
        ImageIO.write(picture, "png", folder.resolve(number + ".png").toFile());
    }

    private Photos open(Path path) {
        return Photos.open(path, options(), false);
    }

    private ReadOptions options() {
        return ReadOptions.defaults().withCache(folder.resolve("cache"));
    }

    private static Alignment.Summary run(Photos photos, Alignment.Settings settings, Path out) {
        return new Alignment(photos, settings, null, out).run(2, false, silent());
    }

    private static Alignment.Listener silent() {
        return stopAfter(Integer.MAX_VALUE);
    }

    /** Dies after so many photos, as a process might. */
    private static Alignment.Listener stopAfter(int photos) {
        return new Alignment.Listener() {
            private int left = photos;

            @Override
            public void starts(int done, int total) {}

            @Override
            public void photoDone(@Nullable String problem) {
                if (--left == 0) {
                    throw new IllegalStateException("killed");
                }
            }
        };
    }

    @Test
    void makesADatasetThatIsReadAsTheOldOneWas() throws IOException {
        Path out = folder.resolve("faces");
        try (var photos = open(photos())) {
            assertThat(run(photos, SETTINGS, out)).isEqualTo(new Alignment.Summary(8, 6, 1, 1));
        }
        Dataset data = Datasets.read(out, options());
        assertThat(data.labels()).isEqualTo(LabelSet.of("happiness", "sadness"));
        assertThat(data.faces().stream().map(face -> face.id() + " " + face.label()))
                .containsExactly(
                        "train/happy/0.png 0",
                        "train/happy/1.png 0",
                        "train/happy/2.png 0",
                        "train/sad/3.png 1",
                        "train/sad/4.png 1",
                        "train/sad/5.png 1");
        assertThat(data.faces()).allMatch(face -> face.split() == Split.TRAIN);
        var without = Files.readAllLines(out.resolve("no-face.csv"));
        assertThat(without).hasSize(3).startsWith("photo,why", "train/sad/8.png,no face found");
        assertThat(without.get(2)).startsWith("val/sad/9.png,").contains("is not a PNG");
        // The crop shows the face that was pasted, framed about as it was.
        double correlation =
                correlation(data.images().pixels(0), Drawn.sampled(40).get(index(clear.get(0))));
        assertThat(correlation).isGreaterThan(0.8);
    }

    private static int index(BufferedImage face) {
        var all = Drawn.sampled(40);
        for (int i = 0; i < all.size(); i++) {
            if (Arrays.equals(bytes(all.get(i)), bytes(face))) {
                return i;
            }
        }
        throw new AssertionError("It is one of them");
    }

    private static byte[] bytes(BufferedImage face) {
        return (byte[]) face.getRaster().getDataElements(0, 0, 48, 48, null);
    }

    private static double correlation(byte[] a, BufferedImage other) {
        byte[] b = bytes(other);
        double[] x = new double[a.length];
        double[] y = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            x[i] = Byte.toUnsignedInt(a[i]);
            y[i] = Byte.toUnsignedInt(b[i]);
        }
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xy / Math.sqrt(xx * yy);
    }

    @Test
    void aKilledRunGoesOnAndEndsWithTheSameFiles() throws IOException {
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        try (var photos = open(photos())) {
            run(photos, SETTINGS, whole);
            for (int times = 0; times < 2; times++) {
                assertThatThrownBy(() -> new Alignment(photos, SETTINGS, null, killed).run(2, false, stopAfter(3)))
                        .hasMessage("killed");
                assertThat(killed.resolve("manifest.csv")).doesNotExist();
                // Half a line, cut within a letter of two bytes.
                var half = Arrays.copyOf("{\"id\":\"fröhlich".getBytes(StandardCharsets.UTF_8), 10);
                Files.write(killed.resolve("aligned.jsonl"), half, StandardOpenOption.APPEND);
            }
            var started = new ArrayList<Integer>();
            new Alignment(photos, SETTINGS, null, killed).run(2, false, new Alignment.Listener() {
                @Override
                public void starts(int done, int total) {
                    started.add(done);
                }

                @Override
                public void photoDone(@Nullable String problem) {}
            });
            assertThat(started).containsExactly(6);
        }
        assertThat(files(killed)).isEqualTo(files(whole));
    }

    /** Such as a file whose rights came back: its name and size are what they were. */
    @Test
    void aPhotoThatCanBeReadAfterAllIsDoneWithTheOthers() throws IOException {
        Path root = photos();
        Path late = root.resolve("train/happy/0.png");
        byte[] good = Files.readAllBytes(late);
        var time = Files.getLastModifiedTime(late);
        Path whole = folder.resolve("whole");
        Path out = folder.resolve("faces");
        try (var photos = open(root)) {
            run(photos, SETTINGS, whole);
            Files.write(late, new byte[good.length]);
            assertThatThrownBy(() -> new Alignment(photos, SETTINGS, null, out).run(1, false, stopAfter(3)))
                    .hasMessage("killed");
            assertThatThrownBy(() -> new Alignment(photos, SETTINGS, null, out).run(1, true, silent()))
                    .as("strict, of a photo that was passed over before")
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("0.png");
            Files.writeString(out.resolve("images/.part-1-000002.png"), "half");
            Files.write(late, good);
            Files.setLastModifiedTime(late, time);
            assertThat(run(photos, SETTINGS, out)).isEqualTo(new Alignment.Summary(8, 6, 1, 1));
        }
        assertThat(files(out)).isEqualTo(files(whole));
    }

    /** As the line about a damaged photo says: copied again, it has another size. */
    @Test
    void aPhotoThatWasReplacedIsDoneAgainAlone() throws IOException {
        Path root = photos();
        Path late = root.resolve("train/happy/0.png");
        byte[] good = Files.readAllBytes(late);
        Path whole = folder.resolve("whole");
        Path out = folder.resolve("faces");
        try (var photos = open(root)) {
            run(photos, SETTINGS, whole);
            Files.write(late, Arrays.copyOf(good, good.length / 2));
            run(photos, SETTINGS, out);
            assertThat(Files.readString(out.resolve("no-face.csv"))).contains("0.png");
            Files.write(late, good);
            var other = out.resolve("images/000001.png");
            Files.write(other, new byte[] {1});
            assertThat(run(photos, SETTINGS, out)).isEqualTo(new Alignment.Summary(8, 6, 1, 1));
            assertThat(other).as("one that is done").hasBinaryContent(new byte[] {1});
            Files.copy(whole.resolve("images/000001.png"), other, StandardCopyOption.REPLACE_EXISTING);
            assertThat(files(out)).isEqualTo(files(whole));

            write(Drawn.canvas(100, 100), root.resolve("train/happy"), 0);
            run(photos, SETTINGS, out);
            assertThat(out.resolve("images/000000.png")).as("no face any more").doesNotExist();
        }
    }

    /** A full disk is no fault of a photo: nothing is noted of it, and the run goes on when there is space again. */
    @Test
    void aFaceThatCannotBeWrittenEndsTheRun() throws IOException {
        Path whole = folder.resolve("whole");
        Path out = folder.resolve("faces");
        try (var photos = open(photos())) {
            run(photos, SETTINGS, whole);
            assertThatThrownBy(() -> new Alignment(photos, SETTINGS, null, out).run(1, false, stopAfter(1)))
                    .hasMessage("killed");
            Files.move(out.resolve("images"), folder.resolve("aside"));
            Files.createFile(out.resolve("images"));
            assertThatThrownBy(() -> run(photos, SETTINGS, out))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("cannot be written");
            Files.delete(out.resolve("images"));
            Files.move(folder.resolve("aside"), out.resolve("images"));
            run(photos, SETTINGS, out);
        }
        assertThat(files(out)).isEqualTo(files(whole));
    }

    @Test
    void aRunThatIsDoneDoesNothingMore() throws IOException {
        Path out = folder.resolve("faces");
        try (var photos = open(photos())) {
            run(photos, SETTINGS, out);
            var image = out.resolve("images/000000.png");
            Files.write(image, new byte[] {1});
            run(photos, SETTINGS, out);
            assertThat(image).hasBinaryContent(new byte[] {1});
        }
    }

    private static Map<String, String> files(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        try (var all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    @Test
    void otherSettingsOrPhotosAreNotMixedIn() throws IOException {
        Path out = folder.resolve("faces");
        Path root = photos();
        try (var photos = open(root)) {
            run(photos, SETTINGS, out);
            var colour = new Alignment.Settings(ImageShape.colour(48), Framing.BOX, 1, false);
            assertThatThrownBy(() -> run(photos, colour, out))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("was begun with other photos or options");
        }
        Files.delete(root.resolve("train/sad/8.png"));
        try (var fewer = open(root)) {
            assertThatThrownBy(() -> run(fewer, SETTINGS, out)).isInstanceOf(BadInputException.class);
        }
        write(Drawn.canvas(200, 200), root.resolve("train/sad"), 8);
        try (var renamed = Photos.open(root, options().withLabelMap(Map.of("sad", "anger")), false)) {
            assertThatThrownBy(() -> run(renamed, SETTINGS, out)).isInstanceOf(BadInputException.class);
        }
        try (var same = open(root)) {
            run(same, SETTINGS, out);
        }
        Path full = Files.createDirectories(folder.resolve("full/inner")).getParent();
        try (var photos = open(root)) {
            assertThatThrownBy(() -> run(photos, SETTINGS, full)).hasMessageContaining("is not an empty folder");
        }
    }

    @Test
    void strictStopsAtAPhotoThatCannotBeRead() throws IOException {
        try (var photos = open(photos())) {
            var alignment = new Alignment(photos, SETTINGS, null, folder.resolve("faces"));
            assertThatThrownBy(() -> alignment.run(2, true, silent()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("9.png");
        }
    }

    /** A list of boxes decides which of two faces a label is about. */
    @Test
    void theBoxOfTheDatasetChoosesTheFace() throws IOException {
        var picture = Drawn.canvas(640, 300);
        Drawn.paste(clear.get(0), picture, 160, 150, 200, 0);
        Drawn.paste(clear.get(1), picture, 480, 150, 150, 0);
        Path root = Files.createDirectories(folder.resolve("boxes"));
        write(picture, root.resolve("image"), 1);
        Files.writeString(
                root.resolve("label.lst"),
                "1.png 0 80 410 550 220 9 3\n1.png 1 50 60 260 250 9 4\n1.png 2 0 290 340 40 9 0\n1.png 3 99 150 160 99 9 0\n");
        Path out = folder.resolve("faces");
        try (var photos = open(root)) {
            assertThat(run(photos, SETTINGS, out)).isEqualTo(new Alignment.Summary(4, 2, 1, 1));
        }
        var boxes = Files.readAllLines(out.resolve("aligned.jsonl"));
        assertThat(left(boxes.get(0))).isBetween(380, 450);
        assertThat(left(boxes.get(1))).isBetween(40, 110);
        assertThat(Files.readString(out.resolve("no-face.csv")))
                .contains("1.png#2,no face found in its box", "its face box is 10x0 pixels");
    }

    private static int left(String line) {
        return Integer.parseInt(line.replaceFirst(".*\"box\":\\[(\\d+),.*", "$1"));
    }

    @Test
    void allFacesOfPhotosWithoutLabels() throws IOException {
        var picture = Drawn.canvas(640, 300);
        Drawn.paste(clear.get(0), picture, 160, 150, 200, 0);
        Drawn.paste(clear.get(1), picture, 480, 150, 150, 0);
        Path root = Files.createDirectories(folder.resolve("party"));
        write(picture, root, 1);
        Path out = folder.resolve("faces");
        var every = new Alignment.Settings(ImageShape.colour(64), Framing.BOX, 1.3, true);
        try (var photos = open(root)) {
            assertThat(photos.labels()).isNull();
            assertThat(run(photos, every, out)).isEqualTo(new Alignment.Summary(1, 2, 0, 0));
        }
        assertThat(Files.readAllLines(out.resolve("manifest.csv")))
                .containsExactly(
                        "id,path,split,label,valence,arousal,group",
                        "1.png,images/000000.png,train,,,,",
                        "1.png#2,images/000000-2.png,train,,,,");
        var image = ImageIO.read(out.resolve("images/000000-2.png").toFile());
        assertThat(image.getWidth()).isEqualTo(64);
        assertThat(image.getColorModel().getNumComponents()).isEqualTo(3);
        assertThatThrownBy(() -> Datasets.read(out, options())).hasMessageContaining("no face has a label or votes");
    }

    @Test
    void aDatasetIsTakenAsPhotosWhereThatIsAskedFor() throws IOException {
        try (var photos = Photos.open(photos(), options(), true)) {
            assertThat(photos.labels()).isNull();
            assertThat(photos.all()).hasSize(8);
        }
        Path csv = Files.createDirectories(folder.resolve("kaggle")).resolve("fer2013.csv");
        Files.writeString(csv, "emotion,pixels,Usage\n0,1 2,Training\n");
        assertThatThrownBy(() -> open(csv)).hasMessageContaining("numbers in a CSV file");
    }

    @Test
    void landmarksFrameOnlyFacesWhosePointsAreKnown() {
        try (var detector = FaceDetector.cascade()) {
            var face =
                    detector.detect(Drawn.withFace(clear.get(0), 400, 300, 150)).get(0);
            assertThat(Framing.BOX.frames(face)).isTrue();
            assertThat(Framing.LANDMARKS.frames(face)).isFalse();
            assertThatThrownBy(() -> Framing.LANDMARKS.crop(face)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void landmarksNeedADetectorThatFindsThem() throws IOException {
        var landmarks = new Alignment.Settings(ImageShape.grey(112), Framing.LANDMARKS, 1, false);
        try (var photos = open(photos())) {
            assertThatThrownBy(() -> run(photos, landmarks, folder.resolve("faces")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("--detector");
        }
        assertThatThrownBy(() -> new Alignment.Settings(ImageShape.grey(48), Framing.BOX, Double.NaN, false))
                .hasMessageContaining("--scale is NaN");
    }
}
