package org.ambivalent.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.ImageDecoder;

/**
 * The pictures that a command line names: files as they are, whatever their ending; folders with everything below them
 * that has the ending of an image.
 */
final class PictureFiles {

    private PictureFiles() {}

    /** Each picture once: in the order given, a folder's in the order of their names. */
    static List<Path> under(List<Path> given) {
        var pictures = new LinkedHashSet<Path>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                pictures.addAll(inFolder(path));
            } else {
                pictures.add(path);
            }
        }
        return List.copyOf(pictures);
    }

    private static List<Path> inFolder(Path folder) {
        // Through "folder/.", because a walk that starts at a symbolic link would not enter it.
        try (Stream<Path> files = Files.walk(folder.resolve("."))) {
            var pictures = files.filter(PictureFiles::isPicture)
                    .map(Path::normalize)
                    .sorted()
                    .toList();
            if (pictures.isEmpty()) {
                throw new BadInputException(folder + ": no pictures in this folder or below it. Endings looked for: "
                        + String.join(", ", ImageDecoder.endings()) + ".");
            }
            return pictures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPicture(Path file) {
        return ImageDecoder.isImageName(file.getFileName().toString()) && Files.isRegularFile(file);
    }
}
