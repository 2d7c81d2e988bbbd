package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.awt.Rectangle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ambivalent.core.LabelSet;
import org.jspecify.annotations.Nullable;

/**
 * The data folder of FER+ (Barsoum et al. 2016, arXiv 1608.01041): {@code FER2013Train}, {@code FER2013Valid} and
 * {@code FER2013Test}, any of them, each with its images and a {@code label.csv} without a header.
 *
 * <p>A line is the image's name, the face box {@code "(left, top, right, bottom)"} in pixels, and ten counts: neutral,
 * happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, not a face. The box of all published lines is the
 * whole of an image of FER2013; that of copies made larger is the whole of the copy.
 *
 * <p>Where {@value #ORIGINAL_LABELS} lies beside the folders, its labels are the faces' given labels beside their votes.
 */
final class FerPlusReader implements DatasetReader {

    private static final Map<String, Split> FOLDERS =
            new TreeMap<>(Map.of("FER2013Train", Split.TRAIN, "FER2013Valid", Split.VALID, "FER2013Test", Split.TEST));

    /** FER2013's own labels beside the votes, optional: a header, then image and emotion a line. */
    private static final String ORIGINAL_LABELS = "fer2013_original_labels.csv";

    /** Of an image of FER2013. */
    private static final Rectangle WHOLE = new Rectangle(48, 48);

    private static final Pattern BOX =
            Pattern.compile("\\(\\s*(\\d{1,6})\\s*,\\s*(\\d{1,6})\\s*,\\s*(\\d{1,6})\\s*,\\s*(\\d{1,6})\\s*\\)");

    @Override
    public String layout() {
        return "the FER+ data folder (FER2013Train, FER2013Valid or FER2013Test, each with a label.csv)";
    }

    @Override
    public boolean recognises(Path root) {
        return folder(root).isPresent();
    }

    /** The folder itself, or {@code data} in it, where the repository of FER+ has the lists and its program puts the images. */
    private static Optional<Path> folder(Path root) {
        if (folders(root).findAny().isPresent()) {
            return Optional.of(root);
        }
        var inner = root.resolve("data");
        return folders(inner).anyMatch(Sources::hasImagesUnder) ? Optional.of(inner) : Optional.empty();
    }

    private static Stream<Path> folders(Path root) {
        return FOLDERS.keySet().stream().map(root::resolve).filter(Files::isDirectory);
    }

    @Override
    public Annotations read(Path given, ReadOptions options) {
        Path root = folder(given).orElse(given);
        var reading = new Reading();
        var names = new EmotionNames(options.labelMap());
        reading.originalLabels(root.resolve(ORIGINAL_LABELS), names);
        for (Split split : Split.values()) {
            FOLDERS.forEach((name, of) -> {
                if (of == split && Files.isDirectory(root.resolve(name))) {
                    reading.folder(root.resolve(name), split);
                }
            });
        }
        reading.problems.throwIfAny();
        return new Annotations(LabelSet.FERPLUS, reading.faces, names.unused(Sources.name(root)));
    }

    /** One pass over the splits. */
    private static final class Reading {

        private final Problems problems = new Problems();
        private final List<AnnotatedFace> faces = new ArrayList<>();
        private final Map<String, String> seen = new HashMap<>();
        private final Map<String, Integer> original = new HashMap<>();

        void originalLabels(Path csv, EmotionNames names) {
            if (!Files.isRegularFile(csv)) {
                return;
            }
            List<CsvRecord> lines = CsvLines.read(csv);
            if (!lines.get(0).getFields().equals(List.of("image", "label"))) {
                problems.add(Sources.name(csv), 1, "the header image,label is needed. Add it.");
            }
            for (CsvRecord line : lines.subList(1, lines.size())) {
                String word = line.getFieldCount() == 2 ? line.getField(1) : "";
                if (names.leavesOut(word)) {
                    continue;
                }
                var emotion = LabelSet.FERPLUS.find(names.of(word));
                if (emotion.isEmpty()) {
                    problems.add(
                            Sources.name(csv),
                            line.getStartingLineNumber(),
                            "an image and one of " + LabelSet.FERPLUS + " are needed. Correct the line.");
                } else if (original.putIfAbsent(line.getField(0).strip(), emotion.getAsInt()) != null) {
                    problems.add(
                            Sources.name(csv),
                            line.getStartingLineNumber(),
                            "the image \"" + line.getField(0) + "\" was named before. Keep one of the lines.");
                }
            }
        }

        void folder(Path folder, Split split) {
            Path csv = folder.resolve("label.csv");
            if (!Files.isRegularFile(csv)) {
                problems.add(Sources.name(csv) + ": no such file, but FER+ needs it. Copy the labels of FER+ there.");
                return;
            }
            String name = Sources.name(csv);
            var images = new NamedImages(folder);
            for (CsvRecord line : CsvLines.read(csv)) {
                try {
                    faces.add(face(images, split, name, line));
                } catch (IllegalArgumentException e) {
                    problems.add(name, line.getStartingLineNumber(), e.getMessage() + ". Correct the line.");
                }
            }
        }

        private AnnotatedFace face(NamedImages images, Split split, String csv, CsvRecord line) {
            if (line.getFieldCount() != FerPlusVotes.COLUMNS) {
                throw new IllegalArgumentException("has " + line.getFieldCount() + " columns, but "
                        + FerPlusVotes.COLUMNS + " are needed (image, face box, ten counts)");
            }
            String id = line.getField(0).strip();
            String before = seen.putIfAbsent(id, csv + ", line " + line.getStartingLineNumber());
            if (before != null) {
                throw new IllegalArgumentException("the image \"" + id + "\" was named before (" + before + ")");
            }
            var image = new FacePart(images.find(id), box(line.getField(1)));
            var face = new Face(id, split, FerPlusVotes.of(line), original.get(id), null, null, null);
            return new AnnotatedFace(face, image);
        }

        /** May hold nothing; null where it is all of the image. */
        private static @Nullable Rectangle box(String text) {
            var numbers = BOX.matcher(text.strip());
            if (!numbers.matches()) {
                throw new IllegalArgumentException(
                        "the face box is \"" + text + "\", but \"(left, top, right, bottom)\" in pixels is needed");
            }
            int left = Integer.parseInt(numbers.group(1));
            int top = Integer.parseInt(numbers.group(2));
            int width = Integer.parseInt(numbers.group(3)) - left;
            int height = Integer.parseInt(numbers.group(4)) - top;
            var box = new Rectangle(left, top, width, height);
            return box.equals(WHOLE) ? null : box;
        }
    }
}
