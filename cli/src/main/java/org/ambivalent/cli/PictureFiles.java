package org.ambivalent.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.ImageDecoder;

/**
 * The pictures that a command line names: files as they are, whatever their ending; folders with everything below them
 * that has the ending of an image.
 */
final class PictureFiles {

    /** By the place it has whatever way leads there; two links to a picture are two pictures. */
    private final Map<Path, Path> pictures = new LinkedHashMap<>();

    private final List<String> problems = new ArrayList<>();

    private PictureFiles() {}

    /**
     * Each picture once: in the order given, a folder's in the order of their names.
     *
     * @param strict whether a folder without pictures, or one that cannot be read, ends it all
     * @param skipped hears of those otherwise
     * @throws BadInputException if it is strict, or if no picture is left
     */
    static List<Path> under(List<Path> given, boolean strict, Consumer<String> skipped) {
        var files = new PictureFiles();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                files.addFolder(path);
            } else {
                files.add(path);
            }
        }
        if (!files.problems.isEmpty() && (strict || files.pictures.isEmpty())) {
            throw new BadInputException(files.problems.get(0));
        }
        files.problems.forEach(problem -> skipped.accept("ambivalent: " + problem));
        return List.copyOf(files.pictures.values());
    }

    private void add(Path file) {
        pictures.putIfAbsent(place(file), file);
    }

    private static Path place(Path file) {
        var folder = file.toAbsolutePath().getParent();
        try {
            return folder == null ? file : folder.toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            return file.toAbsolutePath();
        }
    }

    private void addFolder(Path folder) {
        int before = problems.size();
        var found = below(folder);
        if (found.isEmpty() && problems.size() == before) {
            problems.add(folder + ": no pictures in this folder or below it. Endings looked for: "
                    + String.join(", ", ImageDecoder.endings()) + ".");
        }
        found.forEach(this::add);
    }

    /** Sorted. */
    private List<Path> below(Path folder) {
        // Through "folder/.", because a walk that starts at a symbolic link would not enter it.
        var start = folder.resolve(".");
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(start, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (isPicture(file)) {
                        found.add(folder.resolve(start.relativize(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    problems.add(file.normalize() + ": cannot be read (" + e.getMessage() + "). Check its rights.");
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted().toList();
    }

    private static boolean isPicture(Path file) {
        return ImageDecoder.isImageName(file.getFileName().toString()) && Files.isRegularFile(file);
    }
}
