package org.ambivalent.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * SFEW (Dhall et al. 2011, doi:10.1109/ICCVW.2011.6130508): {@code Train} and {@code Val}, each with the folders {@code Angry},
 * {@code Disgust}, {@code Fear}, {@code Happy}, {@code Neutral}, {@code Sad} and {@code Surprise}, or with one folder between
 * such as {@code Train_Aligned_Faces}. That may also be the name of the folder itself; where it stands beside {@code Train},
 * which has the whole frames of the films, the frames are left out, or the faces where photos are wanted. {@code Test} has no labels and is left alone where it has no such folders.
 *
 * <p>Where other folders with images lie beside these, it is somebody's own folder per emotion.
 *
 * <p>The labels are all seven emotions, so that one split alone has the same classes as all together.
 */
final class SfewReader implements DatasetReader {

    private static final Set<String> EMOTIONS =
            Set.of("Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise");

    private static final String ALIGNED = "_aligned";

    private record Part(Path folder, Split split, boolean aligned) {}

    @Override
    public String layout() {
        return "SFEW (Train and Val, each with Angry, Disgust, Fear, Happy, Neutral, Sad and Surprise)";
    }

    @Override
    public boolean recognises(Path root) {
        if (!Files.isDirectory(root)) {
            return false;
        }
        var names = parts(root).stream().map(SfewReader::names).toList();
        return names.contains(EMOTIONS)
                && names.stream().allMatch(SfewReader::allOrNone)
                && Sources.foldersIn(root).stream()
                        .filter(folder -> split(folder).isEmpty())
                        .noneMatch(Sources::hasImagesUnder);
    }

    /** Whether there are no emotions but these seven, or none of these, as among test faces without labels. */
    private static boolean allOrNone(Set<String> names) {
        return EMOTIONS.containsAll(names) || Collections.disjoint(EMOTIONS, names);
    }

    private static Set<String> names(Part part) {
        return Sources.foldersIn(part.folder()).stream().map(Sources::fileName).collect(Collectors.toSet());
    }

    /** The folders that hold folders of emotions. */
    private static List<Part> parts(Path root) {
        var parts = new ArrayList<Part>();
        for (Path folder : Sources.foldersIn(root)) {
            split(folder).ifPresent(split -> parts.add(new Part(emotions(folder), split, isAligned(folder))));
        }
        return parts;
    }

    private static Optional<Split> split(Path folder) {
        return Split.find(name(folder).replaceFirst(ALIGNED + ".*", ""));
    }

    private static boolean isAligned(Path folder) {
        return name(folder).contains(ALIGNED);
    }

    private static String name(Path folder) {
        return Sources.fileName(folder).toLowerCase(Locale.ROOT);
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
        var parts = parts(root);
        var both = splits(parts, true);
        both.retainAll(splits(parts, false));
        for (Part part : parts) {
            boolean twice = part.aligned() == options.photos() && both.contains(part.split());
            for (Path image : images(part)) {
                String id = root.relativize(image).toString().replace('\\', '/');
                if (twice) {
                    faces.leaveOut(
                            part.aligned() ? "faces whose frames are there" : "frames whose faces are there aligned");
                } else {
                    faces.add(id, part.split(), emotion(part, image), null, new FacePart(image), id);
                }
            }
        }
        return faces.annotations(EMOTIONS, Sources.name(root));
    }

    /** The splits with faces that are aligned, or with frames. */
    private static Set<Split> splits(List<Part> parts, boolean aligned) {
        return parts.stream()
                .filter(part ->
                        part.aligned() == aligned && names(part).stream().anyMatch(EMOTIONS::contains))
                .map(Part::split)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Split.class)));
    }

    private static List<Path> images(Part part) {
        return Sources.foldersIn(part.folder()).stream()
                .filter(emotion -> EMOTIONS.contains(Sources.fileName(emotion)))
                .flatMap(emotion -> Sources.imagesUnder(emotion).stream())
                .toList();
    }

    private static String emotion(Part part, Path image) {
        return Sources.fileName(part.folder().relativize(image).getName(0));
    }
}
