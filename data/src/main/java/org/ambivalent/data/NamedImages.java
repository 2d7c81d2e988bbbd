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
import org.jspecify.annotations.Nullable;

/**
 * Images below a folder, found by the names that a list gives them. Copies of datasets differ from their lists in upper and
 * lower case and in the endings of names ({@code a.JPG} or {@code a.png} for {@code a.jpg}), so a name that is not there
 * as it stands is looked for without regard to case, then under any ending of an image. Each folder is listed once.
 */
final class NamedImages {

    private final Path wanted;
    private final List<Path> roots;
    private final Map<Path, Map<String, Path>> folders = new HashMap<>();
    private @Nullable Path root;
    private @Nullable String missing;

    private NamedImages(Path wanted, List<Path> roots) {
        this.wanted = wanted;
        this.roots = roots;
    }

    /** Below this folder. */
    NamedImages(Path root) {
        this(root, List.of(root));
        this.root = root;
    }

    /**
     * Below one of these folders: the first that holds an image that is {@linkplain #locate located}.
     *
     * @param folders that may not exist, the first of them the one to name where there are no images
     */
    static NamedImages among(List<Path> folders) {
        return new NamedImages(
                folders.get(0), folders.stream().filter(Files::isDirectory).toList());
    }

    /** Whether an image of this name is there: then all others are looked for in the same folder. */
    boolean locate(String name) {
        root = roots.stream().filter(folder -> isIn(folder, name)).findFirst().orElse(null);
        if (root == null && missing == null) {
            missing = name;
        }
        return root != null;
    }

    private boolean isIn(Path folder, String name) {
        try {
            return Files.isRegularFile(find(folder, name));
        } catch (IllegalArgumentException e) {
            // What is no path will be said with its line.
            return false;
        }
    }

    /** Whether images were to be located, and none was. */
    boolean areLost() {
        return root == null && missing != null;
    }

    /** What to tell whoever named a list whose images are lost. */
    BadInputException lost(Path list) {
        return new BadInputException(Sources.name(list) + ": none of its images was found, such as \"" + missing
                + "\". Put them into " + Sources.name(wanted) + ".");
    }

    /** The image of a name such as {@code 12/a.jpg}; a path where there is nothing if it cannot be found. */
    Path find(String name) {
        return find(root == null ? wanted : root, name);
    }

    private Path find(Path folder, String name) {
        Path named = Sources.inside(folder, name.replace('\\', '/'));
        Path parent = named.getParent();
        if (parent == null) {
            return named;
        }
        var images = folders.computeIfAbsent(parent, NamedImages::list);
        String file = Sources.fileName(named);
        return Stream.of(file, lower(file), stem(file))
                .filter(images::containsKey)
                .findFirst()
                .map(images::get)
                .orElse(named);
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
