package org.ambivalent.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * AffectNet (Mollahosseini et al. 2017, arXiv 1708.03985) as its smaller release gives it: {@code train_set} and
 * {@code val_set}, each with {@code images/0.jpg} and, for every image, {@code annotations/0_exp.npy}, {@code 0_val.npy} and
 * {@code 0_aro.npy}, NumPy files of one number or text each. One such pair of folders alone is for training. For the numbers of
 * expressions see {@link AffectNetLabels}.
 */
final class AffectNetFolderReader implements DatasetReader {

    private static final Map<String, Split> SETS = new LinkedHashMap<>();

    static {
        SETS.put("train_set", Split.TRAIN);
        SETS.put("val_set", Split.VALID);
        SETS.put("test_set", Split.TEST);
    }

    private static final String ANNOTATIONS = "annotations";
    private static final String EXPRESSION = "_exp.npy";

    @Override
    public String layout() {
        return "AffectNet's folders (train_set/images/0.jpg, train_set/annotations/0_exp.npy)";
    }

    @Override
    public boolean recognises(Path root) {
        return !sets(root).isEmpty();
    }

    private record Part(Path folder, Split split) {}

    private static List<Part> sets(Path root) {
        var parts = new ArrayList<Part>();
        SETS.forEach((name, split) -> parts.add(new Part(root.resolve(name), split)));
        parts.add(new Part(root, Split.TRAIN));
        return parts.stream()
                .filter(part -> holdsExpressions(part.folder().resolve(ANNOTATIONS)))
                .toList();
    }

    private static boolean holdsExpressions(Path annotations) {
        return Files.isDirectory(annotations)
                && expressions(annotations, stream -> stream.findAny().isPresent());
    }

    private interface Use<T> {
        T of(Stream<Path> files);
    }

    private static <T> T expressions(Path annotations, Use<T> use) {
        try (Stream<Path> files = Files.list(annotations)) {
            return use.of(files.filter(file -> isExpression(Sources.fileName(file))));
        } catch (IOException e) {
            throw new BadInputException(
                    Sources.name(annotations) + ": cannot be read (" + e.getMessage() + "). Check its rights.", e);
        }
    }

    /** Hidden files, which macOS puts beside others, say nothing of faces. */
    private static boolean isExpression(String name) {
        return name.endsWith(EXPRESSION) && !name.startsWith(".");
    }

    @Override
    public Annotations read(Path root, ReadOptions options) {
        var faces = new LabelledFaces(options);
        var problems = new Problems();
        sets(root).forEach(part -> read(root, part, faces, problems));
        problems.throwIfAny();
        return faces.annotations(AffectNetLabels.ALWAYS, Sources.name(root));
    }

    private static void read(Path root, Part part, LabelledFaces faces, Problems problems) {
        Path folder = part.folder().resolve("images");
        if (!Files.isDirectory(folder)) {
            problems.add(Sources.name(folder) + ": no such folder, but the annotations beside it are of its images."
                    + " Unpack AffectNet's images there.");
            return;
        }
        var images = new NamedImages(folder);
        for (Read one : annotations(part.folder().resolve(ANNOTATIONS))) {
            String problem = one.problem();
            if (problem != null) {
                problems.add(problem);
                continue;
            }
            if (AffectNetLabels.leavesOut(faces, one.code())) {
                continue;
            }
            Path image = images.find(one.name() + ".jpg");
            String id = root.relativize(image).toString().replace('\\', '/');
            try {
                AffectNetLabels.add(
                        faces, id, part.split(), one.code(), one.place(), new FacePart(image), Sources.name(image));
            } catch (IllegalArgumentException e) {
                problems.add(Sources.name(part.folder()) + ": " + e.getMessage() + ". Rename one of the images.");
            }
        }
    }

    /** In the order of their numbers, read by all cores: there are three files for each of a few hundred thousand faces. */
    private static List<Read> annotations(Path folder) {
        var files = expressions(folder, all -> all.sorted(Comparator.comparingInt(
                                (Path file) -> Sources.fileName(file).length())
                        .thenComparing(Path::toString))
                .toList());
        return files.parallelStream().map(Read::of).toList();
    }

    /** What is said of one image, or what is wrong with it. */
    private record Read(
            String name,
            int code,
            @Nullable ValenceArousal place,
            @Nullable String problem) {

        static Read of(Path expression) {
            String file = Sources.fileName(expression);
            String name = file.substring(0, file.length() - EXPRESSION.length());
            Path folder = expression.toAbsolutePath().resolveSibling("");
            try {
                int code = AffectNetLabels.code(NpyCell.read(expression));
                return new Read(name, code, AffectNetLabels.isEmotion(code) ? place(folder, name) : null, null);
            } catch (IllegalArgumentException e) {
                return new Read(name, 0, null, Sources.name(expression) + ": " + e.getMessage() + ". Correct it.");
            } catch (BadInputException e) {
                return new Read(name, 0, null, e.getMessage());
            }
        }

        private static @Nullable ValenceArousal place(Path folder, String name) {
            Path valence = folder.resolve(name + "_val.npy");
            Path arousal = folder.resolve(name + "_aro.npy");
            if (!Files.exists(valence) && !Files.exists(arousal)) {
                return null;
            }
            return AffectNetLabels.place(NpyCell.read(valence), NpyCell.read(arousal));
        }
    }
}
