package org.ambivalent.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * SFEW (Dhall et al. 2011, doi:10.1109/ICCVW.2011.6130508): {@code Train} and {@code Val}, each with the folders {@code Angry},
 * {@code Disgust}, {@code Fear}, {@code Happy}, {@code Neutral}, {@code Sad} and {@code Surprise}, or with one folder between
 * such as {@code Train_Aligned_Faces}. {@code Test} has no labels and is left alone where it has no such folders.
 *
 * <p>The labels are all seven emotions, so that one split alone has the same classes as all together.
 */
final class SfewReader implements DatasetReader {

    private static final Set<String> EMOTIONS =
            Set.of("Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise");

    private record Part(Path folder, Split split) {}

    @Override
    public String layout() {
        return "SFEW (Train and Val, each with Angry, Disgust, Fear, Happy, Neutral, Sad and Surprise)";
    }

    @Override
    public boolean recognises(Path root) {
        return Files.isDirectory(root)
                && parts(root).stream().anyMatch(part -> names(part).equals(EMOTIONS));
    }

    private static Set<String> names(Part part) {
        return Sources.foldersIn(part.folder()).stream().map(Sources::fileName).collect(Collectors.toSet());
    }

    /** The folders that hold folders of emotions. */
    private static List<Part> parts(Path root) {
        var parts = new ArrayList<Part>();
        for (Path folder : Sources.foldersIn(root)) {
            String name = Sources.fileName(folder).toLowerCase(Locale.ROOT);
            for (Split split : Split.values()) {
                if (name.equals(folderName(split)) || name.startsWith(folderName(split) + "_aligned")) {
                    parts.add(new Part(emotions(folder), split));
                }
            }
        }
        return parts;
    }

    private static String folderName(Split split) {
        return split == Split.VALID ? "val" : split.toString();
    }

    /** The folder itself, or the one between. */
    private static Path emotions(Path folder) {
        var inner = Sources.foldersIn(folder);
        boolean between = inner.size() == 1 && !EMOTIONS.contains(Sources.fileName(inner.get(0)));
        return between ? inner.get(0) : folder;
    }

    @Override
    public Annotations read(Path root, ReadOptions options) {
        var faces = new LabelledFaces(options);
        for (Part part : parts(root)) {
            for (Path emotion : Sources.foldersIn(part.folder())) {
                if (EMOTIONS.contains(Sources.fileName(emotion))) {
                    for (Path image : Sources.imagesUnder(emotion)) {
                        String id = root.relativize(image).toString().replace('\\', '/');
                        faces.add(id, part.split(), Sources.fileName(emotion), null, new FacePart(image), id);
                    }
                }
            }
        }
        return faces.annotations(EMOTIONS, Sources.name(root));
    }
}
