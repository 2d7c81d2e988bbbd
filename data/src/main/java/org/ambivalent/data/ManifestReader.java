package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a header, or a folder or zip with a {@code manifest.csv}. Columns, in any order; others are ignored:
 *
 * <table>
 *   <caption>Columns</caption>
 *   <tr><td>{@code path}</td><td>the image, relative to the CSV file; the id if there is no column for it</td></tr>
 *   <tr><td>{@code id}</td><td>a unique name; the image's path if there is no column for it</td></tr>
 *   <tr><td>{@code label}</td><td>the given emotion; may be empty where there are votes</td></tr>
 *   <tr><td>{@code votes.<emotion>}</td><td>how many people chose it, one column per emotion; a row has all counts or
 *       none</td></tr>
 *   <tr><td>{@code votes.unknown}, {@code votes.notaface}</td><td>optional, 0 if absent or empty</td></tr>
 *   <tr><td>{@code valence}, {@code arousal}</td><td>optional, both or neither, from -1 to 1</td></tr>
 *   <tr><td>{@code split}</td><td>optional: train, valid or test; train if absent or empty</td></tr>
 *   <tr><td>{@code group}</td><td>optional: a group of people to report separately</td></tr>
 * </table>
 *
 * <p>The label set is the emotions of the votes' columns in their order; without votes, the labels present, in the
 * order of FER+ if it has them all, else sorted. Names go through {@link ReadOptions#labelMap}; labels that are none of the
 * votes' emotions also through common synonyms (angry is anger). Faces whose label the map leaves out are left out, or keep
 * their votes alone; a column of votes for such an emotion stays where people voted for it.
 */
final class ManifestReader implements DatasetReader {

    static final String FILE_NAME = "manifest.csv";
    static final String VOTES = "votes.";
    static final String UNKNOWN = "votes.unknown";
    static final String NOT_A_FACE = "votes.notaface";

    /** Columns that mean something; others may be there twice, as spreadsheets add nameless ones. */
    private static final Set<String> KNOWN =
            Set.of("id", "path", "label", UNKNOWN, NOT_A_FACE, "valence", "arousal", "split", "group");

    @Override
    public String layout() {
        return "a CSV file with a header (path or id, label or votes.<emotion>), or a folder with such a " + FILE_NAME;
    }

    @Override
    public boolean recognises(Path root) {
        return Sources.isCsv(root) || Files.isRegularFile(root.resolve(FILE_NAME));
    }

    @Override
    public Annotations read(Path root, ReadOptions options) {
        Path csv = Files.isDirectory(root) ? root.resolve(FILE_NAME) : root;
        var names = new EmotionNames(options.labelMap());
        // Twice, since the lines of a large dataset take more memory than its faces.
        var look = Look.at(csv, names);
        var header = look.header();
        var unwanted = header.emotions().stream().filter(names::leavesOut).toList();
        unwanted.stream().filter(emotion -> !look.voted().contains(emotion)).forEach(header::drop);
        var voted = unwanted.stream()
                .filter(look.voted()::contains)
                .map(emotion -> "--label-map " + emotion + "=" + EmotionNames.NONE + ": people voted for it in "
                        + header.file() + ", and votes stay.")
                .toList();
        LabelSet labels = header.hasVotes() ? header.voted() : look.labels();
        var reading = new Reading(csv, header, labels, names);
        CsvLines.forEachRow(csv, reading::line);
        reading.problems.throwIfAny();
        var notes = Stream.of(
                        LabelledFaces.note(header.file(), reading.leftOut, reading.faces.size()),
                        voted,
                        names.unused(header.file()))
                .flatMap(List::stream);
        return new Annotations(labels, reading.faces, notes.toList());
    }

    /**
     * What a first look at all lines finds.
     *
     * @param present words of labels, as emotions
     * @param voted emotions that somebody voted for
     */
    private record Look(Header header, Set<String> present, Set<String> voted) {

        static Look at(Path csv, EmotionNames names) {
            var looks = new ArrayList<Look>(1);
            var rows = new int[1];
            CsvLines.forEach(csv, line -> {
                if (looks.isEmpty()) {
                    looks.add(new Look(
                            Header.of(line, Sources.name(csv), names), new TreeSet<>(), new LinkedHashSet<>()));
                } else {
                    looks.get(0).add(line, names);
                    rows[0]++;
                }
            });
            if (rows[0] == 0) {
                throw new BadInputException(
                        Sources.name(csv) + ": has a header, but no faces. Add a line for each face.");
            }
            return looks.get(0);
        }

        private void add(CsvRecord line, EmotionNames names) {
            String label = header.text(line, "label");
            if (label != null && !names.leavesOut(label)) {
                present.add(names.of(label));
            }
            header.votes().forEach((emotion, column) -> {
                String text = Header.text(line, column);
                if (text != null && !text.equals("0")) {
                    voted.add(emotion);
                }
            });
        }

        LabelSet labels() {
            if (present.isEmpty()) {
                throw new BadInputException(header.file()
                        + ": no face has a label or votes, or --label-map leaves out all. Fill the column \"label\".");
            }
            return EmotionNames.setOf(present, header.file());
        }
    }

    /**
     * Where each column is.
     *
     * @param size how many columns there are
     * @param columns index by name in lower case
     * @param votes index by emotion
     */
    private record Header(
            String file, int size, Map<String, Integer> columns, Map<String, Integer> votes, Set<String> emotions) {

        static Header of(CsvRecord line, String file, EmotionNames names) {
            var header =
                    new Header(file, line.getFieldCount(), new HashMap<>(), new HashMap<>(), new LinkedHashSet<>());
            for (int i = 0; i < line.getFieldCount(); i++) {
                header.add(line.getField(i).strip().toLowerCase(Locale.ROOT), i, names);
            }
            header.requireColumns();
            return header;
        }

        private void add(String column, int index, EmotionNames names) {
            boolean vote = column.startsWith(VOTES) && !column.equals(UNKNOWN) && !column.equals(NOT_A_FACE);
            String emotion = vote ? emotion(column.substring(VOTES.length()), names) : column;
            boolean matters = vote || KNOWN.contains(column);
            if ((vote ? votes : columns).putIfAbsent(emotion, index) != null && matters) {
                throw new BadInputException(
                        file + ", line 1: has two columns for \"" + emotion + "\". Remove or rename one.");
            }
            if (vote) {
                emotions.add(emotion);
            }
        }

        private static String emotion(String word, EmotionNames names) {
            return names.leavesOut(word) ? word : names.chosen(word);
        }

        /** Forgets the votes for an emotion, where nobody voted for it. */
        void drop(String emotion) {
            votes.remove(emotion);
            emotions.remove(emotion);
        }

        private void requireColumns() {
            boolean named = columns.containsKey("path") || columns.containsKey("id");
            if (!named || !(columns.containsKey("label") || hasVotes())) {
                throw new BadInputException(file + ", line 1: a column \"path\" or \"id\" and a column \"label\" or"
                        + " \"votes.<emotion>\" are needed, but there are " + columns.keySet() + ". Add a header.");
            }
        }

        boolean hasVotes() {
            return !votes.isEmpty();
        }

        LabelSet voted() {
            return EmotionNames.set(emotions, file + ", line 1");
        }

        /** The text of a cell, or null if it is empty or there is no such column. */
        @Nullable
        String text(CsvRecord line, String column) {
            return text(line, columns.get(column));
        }

        private static @Nullable String text(CsvRecord line, @Nullable Integer index) {
            if (index == null || index >= line.getFieldCount()) {
                return null;
            }
            String text = line.getField(index).strip();
            return text.isEmpty() ? null : text;
        }
    }

    /** One pass over the lines. */
    private static final class Reading {

        private final Problems problems = new Problems();
        private final List<AnnotatedFace> faces = new ArrayList<>();
        private final Map<String, Long> seen = new HashMap<>();
        private final Map<String, Integer> leftOut = new TreeMap<>();
        private final NamedImages images;
        private final Header header;
        private final LabelSet labels;
        private final EmotionNames names;

        Reading(Path csv, Header header, LabelSet labels, EmotionNames names) {
            this.images = new NamedImages(csv.toAbsolutePath().resolveSibling(""));
            this.header = header;
            this.labels = labels;
            this.names = names;
        }

        void line(CsvRecord line) {
            try {
                var face = face(line);
                if (!face.face().hasVotes() && face.face().label() == null) {
                    leftOut.merge(String.valueOf(header.text(line, "label")), 1, Integer::sum);
                } else {
                    faces.add(face);
                }
            } catch (IllegalArgumentException e) {
                problems.add(header.file(), line.getStartingLineNumber(), e.getMessage() + ". Correct the line.");
            } catch (BadInputException e) {
                problems.add(header.file(), line.getStartingLineNumber(), String.valueOf(e.getMessage()));
            }
        }

        private AnnotatedFace face(CsvRecord line) {
            if (line.getFieldCount() != header.size()) {
                throw new IllegalArgumentException(
                        "has " + line.getFieldCount() + " columns, but the header has " + header.size());
            }
            String path = header.text(line, "path");
            String id = header.text(line, "id");
            String name = id != null ? id : path;
            if (name == null) {
                throw new IllegalArgumentException("has neither a path nor an id");
            }
            Long before = seen.putIfAbsent(name, line.getStartingLineNumber());
            if (before != null) {
                throw new IllegalArgumentException("the face \"" + name + "\" was named before (line " + before + ")");
            }
            return new AnnotatedFace(annotated(name, line), new FacePart(images.find(path != null ? path : name)));
        }

        private Face annotated(String id, CsvRecord line) {
            var votes = votes(line);
            String word = header.text(line, "label");
            var label = label(word);
            if (votes == null && word == null) {
                throw new IllegalArgumentException("has neither a label nor votes");
            }
            String split = header.text(line, "split");
            return new Face(
                    id,
                    split == null ? Split.TRAIN : Split.parse(split),
                    votes,
                    label,
                    valenceArousal(line),
                    header.text(line, "group"),
                    null);
        }

        /** Null where there is none, or it is not wanted. */
        private @Nullable Integer label(@Nullable String text) {
            if (text == null || names.leavesOut(text)) {
                return null;
            }
            var exact = labels.find(names.chosen(text));
            var label = exact.isPresent() ? exact : labels.find(names.of(text));
            if (label.isEmpty()) {
                throw new BadInputException("the label \"" + text + "\" is none of " + labels + ". Correct it, or use"
                        + " --label-map " + text + "=EMOTION.");
            }
            return label.getAsInt();
        }

        private @Nullable Votes votes(CsvRecord line) {
            var counts = new int[labels.size()];
            int given = 0;
            for (int k = 0; k < counts.length && header.hasVotes(); k++) {
                String text = Header.text(line, header.votes().get(labels.name(k)));
                if (text != null) {
                    counts[k] = Numbers.count(VOTES + labels.name(k), text, Votes.MAX_COUNT);
                    given++;
                }
            }
            if (given > 0 && given < counts.length) {
                throw new IllegalArgumentException(
                        "has votes for " + given + " of " + counts.length + " emotions; write 0 where nobody voted");
            }
            return given == 0 ? null : Votes.of(counts, optional(line, UNKNOWN), optional(line, NOT_A_FACE));
        }

        private int optional(CsvRecord line, String column) {
            String text = header.text(line, column);
            return text == null ? 0 : Numbers.count(column, text, Votes.MAX_COUNT);
        }

        private @Nullable ValenceArousal valenceArousal(CsvRecord line) {
            String valence = header.text(line, "valence");
            String arousal = header.text(line, "arousal");
            if (valence == null && arousal == null) {
                return null;
            }
            if (valence == null || arousal == null) {
                throw new IllegalArgumentException("has only one of valence and arousal");
            }
            return new ValenceArousal(Numbers.signedShare("valence", valence), Numbers.signedShare("arousal", arousal));
        }
    }
}
