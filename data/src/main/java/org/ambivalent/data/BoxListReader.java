package org.ambivalent.data;

import java.awt.Rectangle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A list of faces in photos, as ExpW (Zhang et al. 2018, arXiv 1609.06426) has it: {@code label.lst}, at the top or in
 * {@code label}, with a face a line: image, number of the face in it, the box's top, left, right and bottom in pixels, how sure
 * its detector was, and the emotion (0 anger, 1 disgust, 2 fear, 3 happiness, 4 sadness, 5 surprise, 6 neutral). The box is
 * cropped, cut off at the edge of the image. Images lie in {@code image/origin}, {@code image}, {@code images} or beside the
 * list. All faces are for training; the id of one is its image and number, such as {@code a.jpg#0}.
 */
final class BoxListReader implements DatasetReader {

    private static final List<String> EMOTIONS =
            List.of("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral");

    private static final String FILE_NAME = "label.lst";
    private static final int COLUMNS = 8;

    @Override
    public String layout() {
        return "ExpW (label.lst: image, face, box, confidence and emotion a line, and images in image/origin)";
    }

    @Override
    public boolean recognises(Path root) {
        return list(root).isPresent();
    }

    private static Optional<Path> list(Path root) {
        if (Files.isRegularFile(root)) {
            return Sources.fileName(root).toLowerCase(Locale.ROOT).endsWith(".lst")
                    ? Optional.of(root)
                    : Optional.empty();
        }
        return Stream.of(root.resolve(FILE_NAME), root.resolve("label").resolve(FILE_NAME))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    @Override
    public Annotations read(Path root, ReadOptions options) {
        Path list = list(root).orElse(root).toAbsolutePath();
        var reading = new Reading(list, new LabelledFaces(options));
        var problems = new Problems();
        var lines = TextLines.read(list);
        reading.locate(lines);
        for (var line : lines) {
            try {
                reading.add(line);
            } catch (IllegalArgumentException e) {
                problems.add(Sources.name(list), line.number(), e.getMessage() + ". Correct the line.");
            }
        }
        problems.throwIfAny();
        if (reading.images.areLost()) {
            throw reading.images.lost(list);
        }
        return reading.faces.annotations(EMOTIONS, Sources.name(list));
    }

    /** One pass over the list. */
    private static final class Reading {

        private final Path list;
        private final LabelledFaces faces;
        private final NamedImages images;

        Reading(Path list, LabelledFaces faces) {
            this.list = list;
            this.faces = faces;
            this.images = NamedImages.among(imageFolders(list));
        }

        void locate(List<TextLines.Line> lines) {
            for (var line : lines) {
                var words = line.words();
                if (words.size() >= COLUMNS && images.locate(name(words))) {
                    return;
                }
            }
        }

        /** Names may hold spaces; what follows them does not. */
        private static String name(List<String> words) {
            return String.join(" ", words.subList(0, words.size() - COLUMNS + 1));
        }

        void add(TextLines.Line line) {
            var words = line.words();
            if (words.size() < COLUMNS) {
                throw new IllegalArgumentException("has " + words.size() + " columns, but " + COLUMNS
                        + " are needed (image, face, top, left, right, bottom, confidence, emotion)");
            }
            var numbers = words.subList(words.size() - COLUMNS + 1, words.size());
            String name = name(words);
            int emotion = Numbers.count("the emotion", numbers.get(6), EMOTIONS.size() - 1);
            faces.add(
                    name + "#" + numbers.get(0),
                    Split.TRAIN,
                    EMOTIONS.get(emotion),
                    null,
                    FacePart.cut(images.find(name), box(numbers)),
                    Sources.name(list) + ", line " + line.number());
        }

        private static Rectangle box(List<String> numbers) {
            int top = pixel("top", numbers.get(1));
            int left = pixel("left", numbers.get(2));
            int right = pixel("right", numbers.get(3));
            int bottom = pixel("bottom", numbers.get(4));
            return new Rectangle(left, top, right - left, bottom - top);
        }

        private static int pixel(String column, String text) {
            return (int) Math.round(Numbers.real(column, text));
        }

        private static List<Path> imageFolders(Path list) {
            var folders = new ArrayList<Path>();
            Path beside = list.resolveSibling("");
            for (Path base : List.of(beside, beside.resolve("..").normalize())) {
                for (String name : List.of("image/origin", "image", "images/origin", "images", "origin")) {
                    folders.add(base.resolve(name));
                }
            }
            folders.add(beside);
            return folders;
        }
    }
}
