package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.junit.jupiter.api.Test;

/** What holds for every layout whose faces are image files. */
abstract class ImageFilesContract extends DatasetReaderContract {

    /** An image of the dataset with one face in it, from its folder. */
    abstract String anImage();

    @Test
    void noticesAChangedImage() throws IOException {
        Dataset first = read();
        writeImage(root.resolve(anImage()), 999, 21);
        Dataset changed = read();
        assertThat(changed.hash()).isNotEqualTo(first.hash());
        assertThat(changed.faces()).isEqualTo(first.faces());
        assertThat(cacheFiles()).hasSize(1);
    }

    @Test
    void readsWhereTheCacheCannotBeWritten() throws IOException {
        Dataset expected = read();
        Path cache = cacheFiles().get(0);
        Files.delete(cache);
        Files.createDirectories(cache.resolve("in the way"));
        assertSame(read(), expected);
        Files.writeString(root.resolve(anImage()), "no image");
        assertThatThrownBy(() -> Datasets.read(root, options.withStrict(true)))
                .as("strict is not the cache's failure")
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(anImage());
    }

    @Test
    void skipsABadImageAndSaysWhy() throws IOException {
        Dataset whole = read();
        byte[] image = Files.readAllBytes(root.resolve(anImage()));
        Files.write(root.resolve(anImage()), Arrays.copyOf(image, image.length / 2));
        for (int run = 0; run < 2; run++) {
            Dataset data = read();
            assertThat(data.size()).isEqualTo(whole.size() - 1);
            assertThat(data.skipped()).singleElement().asString().contains(anImage(), "truncated", "leave it out");
            assertThat(data.images().count()).isEqualTo(data.size());
            assertThat(whole.faces()).containsAll(data.faces());
        }
    }

    /** Such as a file whose rights came back: its name, size and time are what they were. */
    @Test
    void aFaceThatCanBeReadAfterAllIsNoLongerSkipped() throws IOException {
        Dataset whole = read();
        Path image = root.resolve(anImage());
        byte[] good = Files.readAllBytes(image);
        var time = Files.getLastModifiedTime(image);
        Files.write(image, new byte[good.length]);
        Files.setLastModifiedTime(image, time);
        Files.delete(cacheFiles().get(0));
        assertThat(read().skipped()).hasSize(1);
        Files.write(image, good);
        Files.setLastModifiedTime(image, time);
        assertSame(read(), whole);
    }

    @Test
    void keepsFacesAndPixelsTogetherWhenOneIsSkipped() throws IOException {
        Map<String, byte[]> before = byId(read());
        Files.write(root.resolve(anImage()), new byte[0]);
        Map<String, byte[]> after = byId(read());
        assertThat(after).hasSize(before.size() - 1);
        after.forEach((id, pixels) -> assertThat(pixels).isEqualTo(before.get(id)));
    }

    @Test
    void strictStopsAtABadImage() throws IOException {
        Files.writeString(root.resolve(anImage()), "no image");
        assertThatThrownBy(() -> Datasets.read(root, options.withStrict(true)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(anImage());
        read();
        assertThatThrownBy(() -> Datasets.read(root, options.withStrict(true)))
                .as("from the cache")
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(anImage());
    }

    @Test
    void namesTheFirstReasonWhenNoImageCanBeRead() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path image : files.filter(file -> ImageFormat.isImageName(Sources.fileName(file)))
                    .toList()) {
                Files.write(image, new byte[0]);
            }
        }
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none of")
                .hasMessageContaining("is empty");
    }

    private static Map<String, byte[]> byId(Dataset data) {
        var all = new HashMap<String, byte[]>();
        for (int i = 0; i < data.size(); i++) {
            all.put(data.faces().get(i).id(), data.images().pixels(i));
        }
        assertThat(all.values().stream().map(ByteBuffer::wrap))
                .as("faces differ")
                .doesNotHaveDuplicates();
        return all;
    }
}
