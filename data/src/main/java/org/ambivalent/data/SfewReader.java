package org.ambivalent.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SFEW (Dhall et al. 2011, doi:10.1109/ICCVW.2011.6130508): {@code Train} and {@code Val}, each with the folders {@code Angry},
 * {@code Disgust}, {@code Fear}, {@code Happy}, {@code Neutral}, {@code Sad} and {@code Surprise}, or with one or two folders between,
 * as copies have it: {@code Val/Val_Aligned_Faces_new/Val_Aligned_Faces/Angry}. {@code Train_Aligned_Faces} may also be the name of the
 * folder itself. Where aligned faces stand beside the whole frames of the films, the frames are left out, or the faces where photos are
 * wanted. {@code Test} has no labels and is left alone where it has no such folders.
 *
 * <p>Where other folders with images lie beside these, it is somebody's own folder per emotion.
 *
 * <p>The labels are all seven emotions, so that one split alone has the same classes as all together.
 */
final class SfewReader implements DatasetReader {

    private static final Set<String> EMOTIONS =
            Set.of("Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise");

    private static final String ALIGNED = "_aligned";

    /** Folders between one of a split and those of its emotions. */
    private static final int MOST_BETWEEN = 2;

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
        var parts = parts(root);
        return parts.stream().anyMatch(part -> names(part).containsAll(EMOTIONS))
                && !holdsMore(root, parts)
                && !holdsTwice(parts);
    }

    private static Set<String> names(Part part) {
        return Sources.foldersIn(part.folder()).stream().map(Sources::fileName).collect(Collectors.toSet());
    }

    /** Whether there are images in folders that are neither of emotions nor on the way to these, unlabelled test faces apart. */
    private static boolean holdsMore(Path root, List<Part> parts) {
        var onTheWay = parts.stream()
                .flatMap(part -> Stream.iterate(part.folder(), folder -> !folder.equals(root), Path::getParent));
        return Stream.concat(Stream.of(root), onTheWay)
                .distinct()
                .flatMap(folder -> Sources.foldersIn(folder).stream())
                .filter(folder -> !isEmotion(folder) && !isTestOf(root, folder))
                .filter(folder -> parts.stream().noneMatch(part -> part.folder().startsWith(folder)))
                .anyMatch(Sources::hasImagesUnder);
    }

    private static boolean isTestOf(Path root, Path folder) {
        return root.equals(folder.getParent()) && split(folder).equals(Optional.of(Split.TEST));
    }

    /** Whether a split has its faces, or its frames, in two places. */
    private static boolean holdsTwice(List<Part> parts) {
        var kinds = parts.stream()
                .filter(SfewReader::holdsImages)
                .map(part -> List.of(part.split(), part.aligned()))
                .toList();
        return kinds.stream().distinct().count() < kinds.size();
    }

    private static boolean holdsImages(Part part) {
        return Sources.foldersIn(part.folder()).stream()
                .anyMatch(folder -> isEmotion(folder) && Sources.hasImagesUnder(folder));
    }

    /** The folders that hold folders of emotions. */
    private static List<Part> parts(Path root) {
        var parts = new ArrayList<Part>();
        for (Path folder : Sources.foldersIn(root)) {
            split(folder).ifPresent(split -> find(folder, split, isAligned(folder), MOST_BETWEEN, parts));
        }
        return parts;
    }

    /** A folder between is called like its split, or alone and like no split. */
    private static void find(Path folder, Split split, boolean aligned, int between, List<Part> parts) {
        var inner = Sources.foldersIn(folder);
        if (inner.stream().anyMatch(SfewReader::isEmotion)) {
            parts.add(new Part(folder, split, aligned));
        }
        if (between > 0) {
            inner.stream()
                    .filter(one ->
                            !isEmotion(one) && split(one).map(split::equals).orElse(inner.size() == 1))
                    .forEach(one -> find(one, split, aligned || isAligned(one), between - 1, parts));
        }
    }

    private static boolean isEmotion(Path folder) {
        return EMOTIONS.contains(Sources.fileName(folder));
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
                .filter(part -> part.aligned() == aligned && holdsImages(part))
                .map(Part::split)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Split.class)));
    }

    private static List<Path> images(Part part) {
        return Sources.foldersIn(part.folder()).stream()
                .filter(SfewReader::isEmotion)
                .flatMap(emotion -> Sources.imagesUnder(emotion).stream())
                .toList();
    }

    private static String emotion(Part part, Path image) {
        return Sources.fileName(part.folder().relativize(image).getName(0));
    }
}
