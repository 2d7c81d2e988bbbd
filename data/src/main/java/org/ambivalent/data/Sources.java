package org.ambivalent.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;

/** Folders and zips, read alike: a zip is opened as a file system of its own. */
final class Sources {

    private Sources() {}

    /** A path as a user knows it: inside a zip, the zip's path comes first. */
    static String name(Path path) {
        FileSystem files = path.getFileSystem();
        return files.equals(FileSystems.getDefault())
                ? path.toString()
                : files + path.toAbsolutePath().toString();
    }

    /** The last part of a path, without the slash that zips put after folders. */
    static String fileName(Path path) {
        Path last = path.getFileName();
        return last == null ? "" : last.toString().replace("/", "");
    }

    /** A file that a dataset names, from its folder; it may lie outside. */
    static Path inside(Path folder, String name) {
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + name + "\" is no path", e);
        }
    }

    /** Whether a path is a file whose name ends like that of a CSV file. */
    static boolean isCsv(Path file) {
        return Files.isRegularFile(file)
                && fileName(file).toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    /** Opens a zip; the caller closes it. */
    static FileSystem openZip(Path zip) {
        try {
            return FileSystems.newFileSystem(zip, (ClassLoader) null);
        } catch (AccessDeniedException e) {
            throw new BadInputException(zip + ": must not be read. Check its rights.", e);
        } catch (ProviderNotFoundException | UnsupportedOperationException e) {
            throw new BadInputException(
                    zip + ": is none of what is read: a folder, a zip, or a list. Unpack it and name the folder.", e);
        } catch (IOException e) {
            throw new BadInputException(
                    zip + ": is not a sound zip file (" + e.getMessage() + "). Copy it again, or name a folder.", e);
        }
    }

    /** Folders in a folder by name, those that a system hides or adds left out. */
    static List<Path> foldersIn(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return sorted(children.filter(Files::isDirectory).filter(Sources::isVisible));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** Image files anywhere under a folder, by name. */
    static List<Path> imagesUnder(Path folder) {
        return filesUnder(folder, Sources::isImage, Integer.MAX_VALUE);
    }

    /** Image files in a folder itself, by name. */
    static List<Path> imagesIn(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return sorted(children.filter(Sources::isImage).filter(Files::isRegularFile));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** Whether there is an image file anywhere under a folder. */
    static boolean hasImagesUnder(Path folder) {
        return !filesUnder(folder, Sources::isImage, 1).isEmpty();
    }

    private static boolean isImage(Path file) {
        return ImageFormat.isImageName(fileName(file));
    }

    /**
     * A line about pictures anywhere under some folders in a format that is not read, by their names; none where there are
     * none.
     */
    static List<String> otherPictures(List<Path> folders, String source) {
        var pictures = folders.stream()
                .flatMap(folder -> filesUnder(folder, Sources::isOtherImage, Integer.MAX_VALUE).stream())
                .toList();
        if (pictures.isEmpty()) {
            return List.of();
        }
        var endings = pictures.stream()
                .map(file -> "." + ImageFormat.ending(fileName(file)))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return List.of(String.format(
                Locale.ROOT,
                "%s: %,d pictures that are not read (%s). Convert them to PNG or JPEG.",
                source,
                pictures.size(),
                endings));
    }

    private static boolean isOtherImage(Path file) {
        return ImageFormat.isOtherImageName(fileName(file));
    }

    /** The first files anywhere under a folder, links followed, those in folders that a system hides or adds left out; by name. */
    private static List<Path> filesUnder(Path folder, Predicate<Path> condition, int most) {
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(
                    folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                            return inner.equals(folder) || isVisible(inner)
                                    ? FileVisitResult.CONTINUE
                                    : FileVisitResult.SKIP_SUBTREE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile() && condition.test(file)) {
                                files.add(file);
                            }
                            return files.size() < most ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                            if (isVisible(file)) {
                                throw e;
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        return sorted(files.stream());
    }

    private static boolean isVisible(Path folder) {
        String name = fileName(folder);
        return !name.startsWith(".") && !name.equals("__MACOSX");
    }

    /** By text, so that the order is the same on every system. */
    private static List<Path> sorted(Stream<Path> paths) {
        return paths.sorted(Comparator.comparing(Path::toString)).toList();
    }

    private static BadInputException unreadable(Path folder, IOException e) {
        if (e instanceof FileSystemLoopException loop) {
            return new BadInputException(
                    name(folder) + ": the link " + loop.getFile() + " leads back to where it is. Remove it.", e);
        }
        return new BadInputException(name(folder) + ": cannot be read (" + e.getMessage() + "). Check its rights.", e);
    }
}
