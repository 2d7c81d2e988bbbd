package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
        assertRefused(Files.writeString(folder.resolve("data.bin"), "I am text"), "data.bin: is none of what is read");
        assertRefused(Files.writeString(folder.resolve("data.tar.gz"), "I am text"), "Unpack it and name the folder");
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

    /** Many zips note local times without the zone; a cache is not to depend on where one is. */
    @Test
    void aZipIsTheSameInEveryTimeZone() throws IOException {
        Path zip = folder.resolve("old.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("a.png"));
            out.write(1);
        }
        var before = TimeZone.getDefault();
        var fingerprints = new HashSet<String>();
        try {
            for (String zone : List.of("UTC", "Asia/Tokyo")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                try (FileSystem files = FileSystems.newFileSystem(zip)) {
                    fingerprints.add(FacePart.fingerprint(files.getPath("/a.png")));
                }
            }
        } finally {
            TimeZone.setDefault(before);
        }
        assertThat(fingerprints).hasSize(1);
    }

    @Test
    void aLabelMapSaysOneThingOfAWord() {
        assertThatThrownBy(() -> new EmotionNames(Map.of("Happy", "joy", "happy", "none")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("\"happy\"");
        assertThat(new EmotionNames(Map.of("Happy", "joy", "happy", "Joy")).of("HAPPY"))
                .isEqualTo("joy");
    }
}
