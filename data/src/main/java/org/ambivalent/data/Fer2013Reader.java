package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.jspecify.annotations.Nullable;

/**
 * FER2013 (Goodfellow et al. 2013, arXiv 1307.0414) as Kaggle publishes it: {@code fer2013.csv} or {@code icml_face_data.csv}
 * with the columns {@code emotion} (0 to 6: anger, disgust, fear, happiness, sadness, surprise, neutral), {@code pixels} (48 x
 * 48 numbers) and {@code Usage} (Training, PublicTest for validation, PrivateTest for test). Columns may stand in any order.
 *
 * <p>Where FER+'s {@value #VOTES} lies beside it, each row gets the votes of the same row there; the numbers in the names of
 * FER+'s images are no row numbers. A face then has FER2013's label beside its votes and the name that FER+ gives it; rows
 * without a name are no faces and are left out, as FER+ does. Without it, the label stands alone and the face is named after its
 * row, from {@code row00001}.
 */
final class Fer2013Reader implements DatasetReader {

    private static final List<String> FILES = List.of("fer2013.csv", "icml_face_data.csv");
    private static final String VOTES = "fer2013new.csv";

    private static final String USAGE = "usage";
    private static final int SIDE = 48;

    private static final List<String> EMOTIONS =
            List.of("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral");

    private static final Set<String> USAGES = Set.of("training", "publictest", "privatetest");

    @Override
    public String layout() {
        return "FER2013 (fer2013.csv with emotion, pixels and Usage; with fer2013new.csv beside it, the votes of FER+)";
    }

    @Override
    public boolean recognises(Path root) {
        if (Files.isDirectory(root)) {
            return pixelsIn(root).isPresent() || Files.isRegularFile(root.resolve(VOTES));
        }
        return Sources.isCsv(root) && (hasPixels(root) || hasVotes(root));
    }

    private static Optional<Path> pixelsIn(Path folder) {
        return FILES.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }

    private static boolean hasPixels(Path csv) {
        return CsvLines.header(csv).containsAll(List.of("emotion", "pixels"));
    }

    private static boolean hasVotes(Path csv) {
        return CsvLines.header(csv).containsAll(List.of(USAGE, "image name", "nf"));
    }

    @Override
    public Annotations read(Path root, ReadOptions options) {
        Path csv = pixels(root);
        Path votes = csv.toAbsolutePath().resolveSibling(VOTES);
        return Files.isRegularFile(votes) ? voted(csv, votes, options) : labelled(csv, options);
    }

    private static Path pixels(Path root) {
        if (Files.isRegularFile(root) && hasPixels(root)) {
            return root;
        }
        Path folder = Files.isDirectory(root) ? root : root.toAbsolutePath().resolveSibling("");
        return pixelsIn(folder)
                .orElseThrow(() -> new BadInputException(Sources.name(folder.resolve(VOTES))
                        + ": has votes, but the faces are missing. Put Kaggle's fer2013.csv beside it."));
    }

    private static Annotations labelled(Path csv, ReadOptions options) {
        var rows = Rows.of(csv);
        var faces = new LabelledFaces(options);
        var pixels = new CsvPixels(csv, rows.pixels(), SIDE);
        for (Row row : rows.all()) {
            String id = String.format(Locale.ROOT, "row%05d", row.index() + 1);
            faces.add(id, row.split(), EMOTIONS.get(row.emotion()), null, pixels.row(row.index()), rows.where(row));
        }
        return faces.annotations(EMOTIONS, Sources.name(csv));
    }

    /** Row by row, which both files must agree about. */
    private static Annotations voted(Path csv, Path votes, ReadOptions options) {
        var rows = Rows.of(csv);
        var crowds = Crowds.of(votes);
        if (rows.all().size() != crowds.all().size()) {
            throw new BadInputException(Sources.name(csv) + " has " + rows.all().size() + " rows, but "
                    + Sources.name(votes) + " has " + crowds.all().size()
                    + ". They are joined row by row, so both must be whole. Copy them again.");
        }
        var pixels = new CsvPixels(csv, rows.pixels(), SIDE);
        var names = new EmotionNames(options.labelMap());
        var labels = EMOTIONS.stream().map(word -> label(word, names)).toList();
        var faces = new ArrayList<AnnotatedFace>();
        var seen = new HashMap<String, Crowd>();
        var problems = new Problems();
        var leftOut = new TreeMap<String, Integer>();
        for (Row row : rows.all()) {
            Crowd crowd = crowds.all().get(row.index());
            if (crowd.split() != row.split()) {
                problems.add(
                        crowds.file(),
                        crowd.line(),
                        "Usage is another than in row " + (row.index() + 1) + " of " + Sources.name(csv)
                                + ". The files are joined row by row: put the rows in order again.");
            } else if (crowd.name().isEmpty()) {
                leftOut.merge("not a face (FER+ gives them no name)", 1, Integer::sum);
            } else if (seen.putIfAbsent(crowd.name(), crowd) != null) {
                problems.add(
                        crowds.file(),
                        crowd.line(),
                        "the image \"" + crowd.name() + "\" was named before." + " Keep one of the lines.");
            } else {
                faces.add(new AnnotatedFace(crowd.face(row, labels.get(row.emotion())), pixels.row(row.index())));
            }
        }
        problems.throwIfAny();
        var notes = Stream.concat(
                LabelledFaces.note(Sources.name(csv), leftOut, faces.size()).stream(),
                names.unused(Sources.name(csv)).stream());
        return new Annotations(LabelSet.FERPLUS, faces, notes.toList());
    }

    /** Of FER+'s emotions; empty where the label map leaves it out. */
    private static OptionalInt label(String word, EmotionNames names) {
        if (names.leavesOut(word)) {
            return OptionalInt.empty();
        }
        var label = LabelSet.FERPLUS.find(names.of(word));
        if (label.isEmpty()) {
            throw new BadInputException("--label-map " + word + "=" + names.of(word)
                    + ": beside votes it must be one of " + LabelSet.FERPLUS + ", or none.");
        }
        return label;
    }

    private static Split split(String usage) {
        if (!USAGES.contains(usage.strip().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "Usage is \"" + usage + "\", but must be Training, PublicTest or PrivateTest");
        }
        return Split.parse(usage);
    }

    /**
     * A row of FER2013, its pixels left in the file.
     *
     * @param index of the row, from 0, the header and blank lines not counted
     * @param line of the file, from 1
     */
    private record Row(int index, long line, int emotion, Split split) {}

    /**
     * All rows of FER2013.
     *
     * @param pixels index of that column
     */
    private record Rows(String file, int pixels, List<Row> all) {

        static Rows of(Path csv) {
            var header = CsvLines.header(csv);
            int pixels = header.indexOf("pixels");
            int emotion = header.indexOf("emotion");
            int usage = header.indexOf(USAGE);
            var rows = new Rows(Sources.name(csv), pixels, new ArrayList<>());
            if (pixels < 0 || emotion < 0) {
                throw new BadInputException(rows.file + ", line 1: the columns emotion and pixels are needed, but"
                        + " there are " + header + ". Copy the file again, or add the header emotion,pixels,Usage.");
            }
            var problems = new Problems();
            CsvLines.forEachRow(csv, line -> rows.add(line, emotion, usage, problems));
            problems.throwIfAny();
            return rows;
        }

        private void add(CsvRecord line, int emotion, int usage, Problems problems) {
            try {
                int needed = Math.max(pixels, Math.max(emotion, usage)) + 1;
                if (line.getFieldCount() < needed) {
                    throw new IllegalArgumentException(
                            "has " + line.getFieldCount() + " columns, but " + needed + " are needed");
                }
                int code = Numbers.count("emotion", line.getField(emotion), EMOTIONS.size() - 1);
                Split split = usage < 0 ? Split.TRAIN : split(line.getField(usage));
                all.add(new Row(all.size(), line.getStartingLineNumber(), code, split));
            } catch (IllegalArgumentException e) {
                problems.add(file, line.getStartingLineNumber(), e.getMessage() + ". Correct the line.");
            }
        }

        String where(Row row) {
            return file + ", line " + row.line();
        }
    }

    /** A row of FER+'s votes; the name is empty where the image is no face. */
    private record Crowd(
            long line, Split split, String name, @Nullable Votes votes) {

        static Crowd of(CsvRecord line) {
            if (line.getFieldCount() != FerPlusVotes.COLUMNS) {
                throw new IllegalArgumentException("has " + line.getFieldCount() + " columns, but "
                        + FerPlusVotes.COLUMNS + " are needed (Usage, Image name, ten counts)");
            }
            String name = line.getField(1).strip();
            var votes = name.isEmpty() ? null : FerPlusVotes.of(line);
            return new Crowd(line.getStartingLineNumber(), Fer2013Reader.split(line.getField(0)), name, votes);
        }

        Face face(Row row, OptionalInt label) {
            Integer given = label.isPresent() ? label.getAsInt() : null;
            return new Face(name, row.split(), votes, given, null, null, null);
        }
    }

    /** All rows of FER+'s votes. */
    private record Crowds(String file, List<Crowd> all) {

        static Crowds of(Path csv) {
            var crowds = new Crowds(Sources.name(csv), new ArrayList<>());
            var problems = new Problems();
            CsvLines.forEachRow(csv, line -> {
                try {
                    crowds.all.add(Crowd.of(line));
                } catch (IllegalArgumentException e) {
                    problems.add(crowds.file, line.getStartingLineNumber(), e.getMessage() + ". Correct the line.");
                }
            });
            problems.throwIfAny();
            return crowds;
        }
    }
}
