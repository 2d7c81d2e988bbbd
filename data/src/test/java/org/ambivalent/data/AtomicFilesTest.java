package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ambivalent.core.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

    @TempDir
    Path folder;

    @Test
    void writesTextIntoFoldersThatDoNotExistYet() {
        Path target = folder.resolve("a/b/figures.json");
        AtomicFiles.write(target, "größer");
        assertThat(target).hasContent("größer");
    }

    @Test
    void replacesAnOlderFileAndLeavesNothingElse() {
        Path target = folder.resolve("model.onnx");
        AtomicFiles.write(target, new byte[] {1, 2, 3});
        AtomicFiles.write(target, new byte[] {4});
        assertThat(target).hasBinaryContent(new byte[] {4});
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(target));
    }

    @Test
    void keepsTheOldFileAndNoPartWhenWritingFails() {
        Path target = folder.resolve("log.json");
        AtomicFiles.write(target, "old");
        AtomicFiles.Content failing = temporary -> {
            Files.writeString(temporary, "half of the ne");
            throw new IOException("disk full");
        };
        assertThatThrownBy(() -> AtomicFiles.write(target, failing))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("log.json")
                .hasMessageContaining("disk full");
        assertThat(target).hasContent("old");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(target));
    }

    @Test
    void showsTheTargetOnlyOnceItIsWhole() {
        Path target = folder.resolve("report.html");
        AtomicFiles.write(target, temporary -> {
            Files.writeString(temporary, "half");
            assertThat(target).doesNotExist();
            assertThat(temporary.getFileName().toString()).endsWith("report.html");
        });
        assertThat(target).hasContent("half");
    }

    @Test
    void writesUnderTheLongestNameThatIsAllowed() {
        Path target = folder.resolve("a".repeat(250) + ".html");
        AtomicFiles.write(target, "text");
        assertThat(target).hasContent("text");
    }

    @Test
    void replacesWhatALinkLeadsTo() throws IOException {
        Path target = Files.writeString(
                Files.createDirectories(folder.resolve("runs")).resolve("model.onnx"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("best.onnx"), target);
        AtomicFiles.write(link, "new");
        assertThat(link).isSymbolicLink().hasContent("new");
        assertThat(target).hasContent("new");
    }

    @Test
    void refusesAFolderAsTarget() {
        assertThatThrownBy(() -> AtomicFiles.write(folder, "text"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is a folder");
    }

    @Test
    void refusesATargetBelowAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> AtomicFiles.write(file.resolve("report.html"), "text"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cannot be written");
    }
}
