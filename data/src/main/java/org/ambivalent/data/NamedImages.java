package org.ambivalent.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;

/**
 * Images below a folder, found by the names that a list gives them. Copies of datasets differ from their lists in upper and
 * lower case and in the endings of names ({@code a.JPG} or {@code a.png} for {@code a.jpg}), so a name that is not there
 * as it stands is looked for without regard to case, then under any ending of an image. Each folder is listed once.
 */
final class NamedImages {

    private final Path root;
    private final Map<Path, Map<String, Path>> folders = new HashMap<>();

    NamedImages(Path root) {
        this.root = root;
    }

    /** The image of a name such as {@code 12/a.jpg}; a path where there is nothing if it cannot be found. */
    Path find(String name) {
        Path named = Sources.inside(root, name.replace('\\', '/'));
        Path folder = named.getParent();
        if (folder == null) {
            return named;
        }
        var images = folders.computeIfAbsent(folder, NamedImages::list);
        String file = Sources.fileName(named);
        return Stream.of(file, lower(file), stem(file))
                .filter(images::containsKey)
                .findFirst()
                .map(images::get)
                .orElse(named);
    }

    /** Whether there is an image of this name. */
    boolean has(String name) {
        return Files.isRegularFile(find(name));
    }

    /**
     * The first of these folders that holds an image of this name.
     *
     * @param list that names it, for the message
     * @throws BadInputException if none does
     */
    static NamedImages in(List<Path> candidates, String name, Path list) {
        return candidates.stream()
                .map(NamedImages::new)
                .filter(images -> images.has(name))
                .findFirst()
                .orElseGet(() -> in(candidates, list));
    }

    /** The first image alone may be missing: then the first folder there is. */
    private static NamedImages in(List<Path> candidates, Path list) {
        return candidates.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .map(NamedImages::new)
                .orElseThrow(() -> new BadInputException(Sources.name(list) + ": its images are in none of "
                        + candidates.stream().map(Sources::name).toList() + ". Put them into one of these folders."));
    }

    /** Images by name, by name in lower case and by name without ending, other files by name; where two share one, the first by text. */
    private static Map<String, Path> list(Path folder) {
        var images = new HashMap<String, Path>();
        if (!Files.isDirectory(folder)) {
            return images;
        }
        try (Stream<Path> files = Files.list(folder)) {
            var all = files.sorted().toList();
            var named = all.stream()
                    .filter(file -> ImageFormat.isImageName(Sources.fileName(file)))
                    .toList();
            named.forEach(image -> images.put(Sources.fileName(image), image));
            named.forEach(image -> images.putIfAbsent(lower(Sources.fileName(image)), image));
            named.forEach(image -> images.putIfAbsent(stem(Sources.fileName(image)), image));
            // What is named as it stands may be called anything.
            all.stream()
                    .filter(file -> !ImageFormat.isImageName(Sources.fileName(file)) && Files.isRegularFile(file))
                    .forEach(file -> images.put(Sources.fileName(file), file));
            return images;
        } catch (IOException e) {
            throw new BadInputException(
                    Sources.name(folder) + ": cannot be read (" + e.getMessage() + "). Check its rights.", e);
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Without the ending of a picture, in lower case, with a slash in front, which no name of a file has. */
    private static String stem(String name) {
        boolean ends = ImageFormat.isImageName(name) || ImageFormat.isOtherImageName(name);
        return "/" + lower(ends ? name.substring(0, name.lastIndexOf('.')) : name);
    }
}
