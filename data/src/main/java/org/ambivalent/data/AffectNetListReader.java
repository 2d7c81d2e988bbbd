package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.awt.Rectangle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * AffectNet (Mollahosseini et al. 2017, arXiv 1708.03985) as its lists give it: {@code training.csv} and {@code validation.csv}
 * with the columns {@code subDirectory_filePath}, {@code face_x}, {@code face_y}, {@code face_width}, {@code face_height},
 * {@code facial_landmarks}, {@code expression}, {@code valence}, {@code arousal}; a list without a header, as
 * {@code validation.csv} was published, has them in this order. Other lists, such as {@code automatically_annotated.csv}, are
 * read where they are named themselves; their split is the one that is in their name ({@code Manually_validation.csv}), else
 * training. The lists may lie in {@code Manually_Annotated_file_lists}, the images in {@code Manually_Annotated_Images}, in the
 * folder of an archive or not.
 *
 * <p>The face box is cropped, cut off at the edge of the image. For the numbers of expressions see {@link AffectNetLabels}.
 */
final class AffectNetListReader implements DatasetReader {

    private static final List<String> COLUMNS = List.of(
            "subdirectory_filepath",
            "face_x",
            "face_y",
            "face_width",
            "face_height",
            "facial_landmarks",
            "expression",
            "valence",
            "arousal");

    private static final List<String> NEEDED = List.of(COLUMNS.get(0), "expression", "valence", "arousal");

    private static final List<String> LISTS = List.of("training.csv", "validation.csv");

    private static final String LIST_FOLDER = "Manually_Annotated_file_lists";

    private static final List<String> IMAGE_FOLDERS = Stream.concat(
                    Stream.of("Manually", "Automatically").flatMap(AffectNetListReader::imageFolders),
                    Stream.of("images"))
            .toList();

    /** As the archives are called, and what comes out of them. */
    private static Stream<String> imageFolders(String how) {
        String annotated = how + "_Annotated";
        String images = annotated + "_Images";
        return Stream.of("", annotated + "_compressed/")
                .flatMap(archive ->
                        Stream.of(images, annotated + "/" + images, annotated).map(folder -> archive + folder));
    }

    @Override
    public String layout() {
        return "AffectNet (training.csv and validation.csv with subDirectory_filePath, expression, valence and arousal,"
                + " or folders of images and annotations)";
    }

    @Override
    public boolean recognises(Path root) {
        return !lists(root).isEmpty();
    }

    /** The list that was named, or those of a folder. */
    private static List<Path> lists(Path root) {
        if (Files.isRegularFile(root)) {
            return Sources.isCsv(root) && isList(root) ? List.of(root) : List.of();
        }
        return Stream.of(root, root.resolve(LIST_FOLDER))
                .flatMap(folder -> LISTS.stream().map(folder::resolve))
                .filter(Files::isRegularFile)
                .filter(AffectNetListReader::isList)
                .toList();
    }

    private static boolean isList(Path csv) {
        var first = CsvLines.header(csv);
        return first.contains(COLUMNS.get(0)) || isRow(first);
    }

    /** Whether a list begins without a header: an image, then numbers. */
    private static boolean isRow(List<String> fields) {
        return fields.size() == COLUMNS.size()
                && fields.get(0).contains("/")
                && ImageFormat.isImageName(fields.get(0).substring(fields.get(0).lastIndexOf('/') + 1))
                && fields.get(6).matches("\\d{1,2}");
    }

    @Override
    public Annotations read(Path root, ReadOptions options) {
        var lists = lists(root);
        var faces = new LabelledFaces(options);
        var problems = new Problems();
        var readings =
                lists.stream().map(csv -> new Reading(csv, faces, problems)).toList();
        readings.forEach(Reading::read);
        problems.throwIfAny();
        if (readings.stream().allMatch(reading -> reading.images.areLost())) {
            throw readings.get(0).images.lost(lists.get(0));
        }
        return faces.annotations(
                AffectNetLabels.ALWAYS, lists.size() == 1 ? Sources.name(lists.get(0)) : Sources.name(root));
    }

    /** A list: first its images are located, then its faces are read. */
    private static final class Reading {

        private final Path csv;
        private final String file;
        private final Split split;
        private final LabelledFaces faces;
        private final Problems problems;
        private final NamedImages images;
        private final Map<String, Integer> columns = new HashMap<>();
        private final boolean hasHeader;

        Reading(Path csv, LabelledFaces faces, Problems problems) {
            this.csv = csv;
            this.file = Sources.name(csv);
            this.split = split(csv);
            this.faces = faces;
            this.problems = problems;
            this.images = NamedImages.among(imageFolders(csv.toAbsolutePath()));
            var first = CsvLines.header(csv);
            this.hasHeader = first.contains(COLUMNS.get(0));
            var names = hasHeader ? first : COLUMNS;
            for (int i = 0; i < names.size(); i++) {
                columns.putIfAbsent(names.get(i), i);
            }
        }

        private static List<Path> imageFolders(Path csv) {
            Path beside = csv.resolveSibling("");
            var bases = List.of(beside, beside.resolve("..").normalize());
            var named = bases.stream().flatMap(base -> IMAGE_FOLDERS.stream().map(base::resolve));
            return Stream.concat(named, bases.stream()).toList();
        }

        /** The first split that a part of the list's name is called like. */
        private static Split split(Path csv) {
            return Stream.of(Sources.fileName(csv).split("[^A-Za-z]+"))
                    .flatMap(word -> Split.find(word).stream())
                    .findFirst()
                    .orElse(Split.TRAIN);
        }

        void read() {
            requireColumns();
            CsvLines.any(csv, this::locates);
            if (hasHeader) {
                CsvLines.forEachRow(csv, this::tryToAdd);
            } else {
                CsvLines.forEach(csv, this::tryToAdd);
            }
        }

        private boolean locates(CsvRecord line) {
            int column = columns.getOrDefault(COLUMNS.get(0), 0);
            String name = column < line.getFieldCount() ? line.getField(column).strip() : "";
            return !name.isEmpty() && !name.equalsIgnoreCase(COLUMNS.get(0)) && images.locate(name);
        }

        private void requireColumns() {
            var missing =
                    NEEDED.stream().filter(name -> !columns.containsKey(name)).toList();
            if (!missing.isEmpty()) {
                throw new BadInputException(
                        file + ", line 1: the columns " + missing + " are missing. Copy the list of AffectNet again.");
            }
        }

        private void tryToAdd(CsvRecord line) {
            try {
                add(line);
            } catch (IllegalArgumentException e) {
                problems.add(file, line.getStartingLineNumber(), e.getMessage() + ". Correct the line.");
            }
        }

        private void add(CsvRecord line) {
            String name = text(line, COLUMNS.get(0)).replace('\\', '/');
            if (name.isEmpty()) {
                throw new IllegalArgumentException("names no image");
            }
            int code = AffectNetLabels.code(text(line, "expression"));
            if (AffectNetLabels.leavesOut(faces, code)) {
                // Boxes and places of what is no face may be anything.
                return;
            }
            var image = images.find(name);
            var box = box(line);
            AffectNetLabels.add(
                    faces,
                    name,
                    split,
                    code,
                    AffectNetLabels.place(text(line, "valence"), text(line, "arousal")),
                    box == null ? new FacePart(image) : FacePart.cut(image, box),
                    file + ", line " + line.getStartingLineNumber());
        }

        private String text(CsvRecord line, String column) {
            int index = columns.getOrDefault(column, Integer.MAX_VALUE);
            if (index >= line.getFieldCount()) {
                throw new IllegalArgumentException("has " + line.getFieldCount() + " columns, but no " + column);
            }
            return line.getField(index).strip();
        }

        /** The face box, which may hold nothing, or null where the list has none. */
        private @Nullable Rectangle box(CsvRecord line) {
            var numbers = new int[4];
            for (int i = 0; i < 4; i++) {
                String column = COLUMNS.get(1 + i);
                if (!columns.containsKey(column) || text(line, column).isEmpty()) {
                    return null;
                }
                numbers[i] = (int) Math.round(Numbers.real(column, text(line, column)));
            }
            return new Rectangle(numbers[0], numbers[1], numbers[2], numbers[3]);
        }
    }
}
