package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.ambivalent.core.ImageShape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds for every layout. A test of a reader extends it, or {@link ImageFilesContract} where faces are image files, and writes
 * a small sound dataset of at least 4 faces.
 */
abstract class DatasetReaderContract {

    static final ImageShape SHAPE = ImageShape.grey(16);

    @TempDir
    Path temporary;

    Path root;
    ReadOptions options;

    /** Writes the dataset into an empty folder. */
    abstract void write(Path folder) throws IOException;

    @BeforeEach
    void writeDataset() throws IOException {
        root = Files.createDirectory(temporary.resolve("dataset"));
        options = ReadOptions.defaults().withShape(SHAPE).withCache(temporary.resolve("cache"));
        write(root);
    }

    Dataset read() {
        return Datasets.read(root, options);
    }

    @Test
    void readsEveryFaceWithADistinctIdAndATarget() {
        Dataset data = read();
        assertThat(data.size()).isGreaterThanOrEqualTo(4);
        assertThat(data.skipped()).isEmpty();
        assertThat(data.name()).isEqualTo("dataset");
        assertThat(data.hash()).hasSize(64);
        assertThat(data.images().shape()).isEqualTo(SHAPE);
        assertThat(data.faces().stream().map(Face::id)).doesNotHaveDuplicates();
        for (Face face : data.faces()) {
            assertThat(Protocol.ALL_VOTES.target(face, data.labels().size())).isPresent();
        }
    }

    @Test
    void readsTheSameFromAZipWithAndWithoutATopFolder() throws IOException {
        Dataset expected = read();
        for (String top : List.of("/", "/top", "/outer/inner")) {
            Path zip = temporary.resolve("data" + top.length() + ".zip");
            zipTo(zip, top);
            Dataset data = Datasets.read(zip, options);
            assertThat(data.labels()).isEqualTo(expected.labels());
            assertThat(data.faces()).isEqualTo(expected.faces());
            assertThat(data.hash()).as("content, not place, decides").isEqualTo(expected.hash());
        }
    }

    @Test
    void readsTheSameFromTheCache() throws IOException {
        Dataset first = read();
        List<Integer> progress = new ArrayList<>();
        Dataset again = Datasets.read(root, options, (done, total) -> progress.add(done));
        assertSame(again, first);
        assertThat(progress).as("nothing was decoded").containsExactly(first.size());
        assertThat(cacheFiles()).hasSize(1);
    }

    @Test
    void makesADamagedCacheAgain() throws IOException {
        Dataset first = read();
        byte[][] pixels = pixels(first);
        Path cache = cacheFiles().get(0);
        byte[] sound = Files.readAllBytes(cache);
        for (int i = 0; i < sound.length; i += 37) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 1;
            replace(cache, damaged);
            assertThat(pixels(read())).as("byte %d", i).isEqualTo(pixels);
        }
        replace(cache, Arrays.copyOf(sound, sound.length - 5));
        assertThat(pixels(read())).isEqualTo(pixels);
        replace(cache, new byte[0]);
        assertThat(pixels(read())).isEqualTo(pixels);
        assertThat(cache).hasBinaryContent(sound);
    }

    /** As a new file: truncating one that is mapped would take its pages away. */
    private static void replace(Path file, byte[] bytes) throws IOException {
        Files.delete(file);
        Files.write(file, bytes);
    }

    @Test
    void readsWithoutACacheFolder() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        Dataset expected = read();
        assertSame(Datasets.read(root, options.withCache(file.resolve("cache"))), expected);
    }

    @Test
    void removesWhatKilledProcessesLeftInTheCache() throws IOException {
        Files.createDirectories(options.cache());
        Path old = Files.createFile(options.cache().resolve(".part-old"));
        Path young = Files.createFile(options.cache().resolve(".part-young"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        read();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void readsColourInAnotherShapeBesideTheFirst() throws IOException {
        read();
        Dataset colour = Datasets.read(root, options.withShape(new ImageShape(3, 20, 24)));
        assertThat(colour.images().pixels(0)).hasSize(3 * 20 * 24);
        assertThat(cacheFiles()).hasSize(2);
    }

    List<Path> cacheFiles() throws IOException {
        try (Stream<Path> files = Files.list(options.cache())) {
            return files.toList();
        }
    }

    static void assertSame(Dataset found, Dataset expected) {
        assertThat(found.labels()).isEqualTo(expected.labels());
        assertThat(found.faces()).isEqualTo(expected.faces());
        assertThat(found.hash()).isEqualTo(expected.hash());
        assertThat(found.skipped()).isEqualTo(expected.skipped());
        assertThat(pixels(found)).isEqualTo(pixels(expected));
    }

    private static byte[][] pixels(Dataset data) {
        var all = new byte[data.size()][];
        for (int i = 0; i < all.length; i++) {
            all[i] = data.images().pixels(i);
        }
        return all;
    }

    /** Writes an image of random pixels, in the format that its name says. */
    static void writeImage(Path file, long seed, int side) throws IOException {
        var random = new Random(seed);
        var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, random.nextInt());
        }
        Files.createDirectories(file.getParent());
        String name = file.getFileName().toString();
        try (OutputStream out = Files.newOutputStream(file)) {
            assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), out))
                    .isTrue();
        }
    }

    void zipTo(Path zip, String top) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"));
                Stream<Path> sources = Files.walk(root)) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Path target = files.getPath(top).resolve(root.relativize(source).toString());
                Files.createDirectories(target.getParent());
                Files.copy(source, target);
            }
        }
    }
}
