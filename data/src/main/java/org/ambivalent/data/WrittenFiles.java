package org.ambivalent.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ambivalent.core.BadInputException;

/**
 * Files of a folder that a command writes, that people go on to edit, and that the same command would write again: their digests stand in
 * {@value #FILE}, as {@code sha256sum} writes and checks them.
 */
public final class WrittenFiles {

    private static final String FILE = "written.sha256";
    private static final String BETWEEN = "  ";

    private WrittenFiles() {}

    /**
     * Before they are written again. Without {@value #FILE}, in a new folder or after a kill, nothing is known to be changed.
     *
     * @throws BadInputException if one was changed since it was written
     */
    public static void requireUnchanged(Path folder) {
        var digests = folder.resolve(FILE);
        if (!Files.exists(digests)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(digests)) {
                requireUnchanged(folder, line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireUnchanged(Path folder, String line) throws IOException {
        int end = line.indexOf(BETWEEN);
        if (end < 0) {
            return;
        }
        var file = folder.resolve(line.substring(end + BETWEEN.length()));
        if (Files.isRegularFile(file) && !Sha256.of(Files.readAllBytes(file)).equals(line.substring(0, end))) {
            throw new BadInputException(file + ": was changed since it was written, and would be written anew. Move it"
                    + " elsewhere first, or choose another --out.");
        }
    }

    /** Right before they are written: a kill on the way must not make the new ones look changed. */
    public static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once they are written. */
    public static void remember(Path folder, List<String> files) {
        var text = new StringBuilder();
        try {
            for (String file : files) {
                var digest = Sha256.of(Files.readAllBytes(folder.resolve(file)));
                text.append(digest).append(BETWEEN).append(file).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(folder.resolve(FILE), text.toString());
    }
}
