package org.ambivalent.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.ambivalent.core.BadInputException;

/**
 * Files that appear whole or not at all: written under a hidden temporary name in the same folder, flushed to the disk,
 * then moved over the target in one step. Whoever reads the target sees the old content or the new one; when writing
 * fails, the target is as it was and the temporary file is gone.
 *
 * <p>Missing folders are created. A file that cannot be written is the user's to solve (rights, space, a folder of that
 * name), so every method throws {@link BadInputException} for it.
 */
public final class AtomicFiles {

    /** Writes the content of a file to the path it is given. */
    @FunctionalInterface
    public interface Content {

        /** Writes to a path that does not exist yet; its name ends as the target's does. */
        void writeTo(Path temporary) throws IOException;
    }

    /** How the name of every unfinished file begins. */
    static final String PART = ".part-";

    /** File systems allow 255 bytes in a name, and a character can take four of them. */
    private static final int LONGEST_END = 50;

    private AtomicFiles() {}

    /** Writes text in UTF-8. */
    public static void write(Path target, String text) {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }

    public static void write(Path target, byte[] bytes) {
        write(target, temporary -> Files.write(temporary, bytes));
    }

    /** For work that should not be done in vain: that no folder has the name of the file. */
    public static void requireFile(Path target) {
        if (Files.isDirectory(target)) {
            throw new BadInputException(target + ": is a folder, not a file. Name a file to write.");
        }
    }

    /** For work that should not be done in vain: that no file has the name of the folder or of one around it. */
    public static void requireFolder(Path target) {
        var there = target.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there != null && !Files.isDirectory(there)) {
            throw new BadInputException(there + ": is a file, not a folder. Name a folder to write to.");
        }
    }

    /** Writes what a library or a stream writes to the path handed to {@code content}. */
    public static void write(Path target, Content content) {
        requireFile(target);
        try {
            tryToWrite(target, content);
        } catch (IOException e) {
            throw new BadInputException(
                    target + ": cannot be written (" + e
                            + "). Choose a place that you may write to and that has space.",
                    e);
        }
    }

    /**
     * The same for a file that the user did not ask for: leaves it to the caller what a failure means.
     *
     * @throws IOException if the file cannot be written
     */
    static void tryToWrite(Path target, Content content) throws IOException {
        // What a link leads to is replaced, not the link.
        Path absolute = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new IOException("is a folder");
        }
        Files.createDirectories(folder);
        String name = Sources.fileName(absolute);
        int kept = Math.min(LONGEST_END, name.codePointCount(0, name.length()));
        String end = name.substring(name.offsetByCodePoints(name.length(), -kept));
        replace(absolute, folder.resolve(PART + UUID.randomUUID() + "-" + end), content);
    }

    private static void replace(Path target, Path temporary, Content content) throws IOException {
        try {
            content.writeTo(temporary);
            flush(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Without this, a power cut after the move could leave an empty file under the final name. */
    private static void flush(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
