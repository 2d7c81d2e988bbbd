package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {

    @TempDir
    Path folder;

    @Test
    void saysThatAFileIsMissing() {
        assertRefused(folder.resolve("none.zip"), "none.zip: no such file or folder");
    }

    @Test
    void saysThatAFileIsNoZip() throws IOException {
        assertRefused(Files.writeString(folder.resolve("text.zip"), "I am text"), "text.zip: is not a sound zip");
        assertRefused(Files.createFile(folder.resolve("empty.zip")), "empty.zip: is not a sound zip");
        assertRefused(Files.writeString(folder.resolve("data.bin"), "I am text"), "data.bin: is not a sound zip");
    }

    @Test
    void saysWhatWasLookedForInAZipOfAnotherLayout() throws IOException {
        Path zip = folder.resolve("other.zip");
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Files.writeString(files.getPath("/readme.txt"), "Something else");
        }
        assertThatThrownBy(() -> read(zip))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("other.zip: is no dataset in a known layout")
                .hasMessageContaining("FER2013Train")
                .hasMessageContaining("manifest.csv")
                .hasMessageContaining("anger/1.png");
    }

    @Test
    void saysSoForATruncatedZip() throws IOException {
        Path zip = folder.resolve("whole.zip");
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Files.writeString(files.getPath("/label.csv"), "x".repeat(1000));
        }
        byte[] bytes = Files.readAllBytes(zip);
        Path half = Files.write(folder.resolve("half.zip"), Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(half, "half.zip: is not a sound zip");
    }

    @Test
    void saysThatAFolderIsEmpty() throws IOException {
        assertRefused(Files.createDirectory(folder.resolve("empty")), "empty: is no dataset in a known layout");
    }

    private void assertRefused(Path path, String message) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    private Dataset read(Path path) {
        return Datasets.read(path, ReadOptions.defaults().withCache(folder.resolve("cache")));
    }
}
