package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;

/**
 * Wrong labels made on purpose, so that their number and place are known. Which labels change is drawn from a seed; the
 * {@link Changes} can be written to a file that others read.
 */
public sealed interface LabelNoise {

    /**
     * Draws which labels change.
     *
     * @param data faces with a single label each
     */
    Changes draw(Dataset data, long seed);

    /**
     * The noise that a text asks for: {@code none}, {@code symmetric:RATE}, {@code confusion:FILE}, or a file of
     * {@link Changes#write changes}.
     *
     * @throws BadInputException if it is none of these, or the file cannot be used
     */
    static LabelNoise parse(String text) {
        if (text.equals("none")) {
            return new None();
        }
        if (text.startsWith("symmetric:")) {
            return new Symmetric(rate(text.substring("symmetric:".length())));
        }
        if (text.startsWith("confusion:")) {
            return new Confusion(requireFile(text.substring("confusion:".length())));
        }
        if (!text.endsWith(".csv")) {
            throw new BadInputException("There is no noise \"" + text
                    + "\". Use none, symmetric:RATE, confusion:FILE, or a .csv file of changes.");
        }
        return new Listed(requireFile(text));
    }

    private static double rate(String text) {
        try {
            double rate = Double.parseDouble(text);
            if (rate >= 0 && rate < 1) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // Reported below, as a rate out of range is.
        }
        throw new BadInputException(
                "A noise rate is at least 0 and below 1, but got \"" + text + "\". Correct --noise symmetric:RATE.");
    }

    private static Path requireFile(String name) {
        var file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such file. Correct --noise.");
        }
        return file;
    }

    /** No label changes. */
    record None() implements LabelNoise {

        @Override
        public Changes draw(Dataset data, long seed) {
            return new Changes(List.of());
        }
    }

    /**
     * For every emotion exactly {@code round(rate n)} of its {@code n} faces, drawn at random, get another label, each of
     * the others equally likely: how the Self-Cure Network was tested (Wang et al. 2020, arXiv 2002.10392, 4.2).
     *
     * @param rate share of the faces of each emotion, in [0, 1)
     */
    record Symmetric(double rate) implements LabelNoise {

        public Symmetric {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("A noise rate is in [0, 1), but got " + rate);
            }
        }

        @Override
        public Changes draw(Dataset data, long seed) {
            int classes = data.labels().size();
            var random = new SplittableRandom(seed);
            var changes = new ArrayList<Change>();
            for (int label = 0; label < classes; label++) {
                var faces = labelled(data, label);
                int count = (int) Math.round(rate * faces.size());
                for (int i = 0; i < count; i++) {
                    int drawn = i + random.nextInt(faces.size() - i);
                    var face = faces.get(drawn);
                    faces.set(drawn, faces.get(i));
                    int to = random.nextInt(classes - 1);
                    changes.add(new Change(face.id(), label, to < label ? to : to + 1));
                }
            }
            return new Changes(changes);
        }

        private static List<Face> labelled(Dataset data, int label) {
            return new ArrayList<>(
                    data.faces().stream().filter(face -> label(face) == label).toList());
        }
    }

    /**
     * Every label is drawn anew from its row of a transition matrix.
     *
     * @param file CSV: a header of the emotions that labels become, behind one cell of any text; then a line for each
     *     emotion that a label is, with probabilities that sum to 1. Emotions without a line keep their labels.
     */
    record Confusion(Path file) implements LabelNoise {

        private static final double ROUNDING = 1e-3;

        @Override
        public Changes draw(Dataset data, long seed) {
            var matrix = matrix(data.labels());
            var random = new SplittableRandom(seed);
            var changes = new ArrayList<Change>();
            for (var face : data.faces()) {
                int from = label(face);
                int to = drawn(matrix[from], random.nextDouble());
                if (to != from) {
                    changes.add(new Change(face.id(), from, to));
                }
            }
            return new Changes(changes);
        }

        private static int drawn(double[] row, double left) {
            int to = 0;
            while (to < row.length - 1 && left >= row[to]) {
                left -= row[to++];
            }
            return to;
        }

        private double[][] matrix(LabelSet labels) {
            var records = CsvLines.read(file);
            var header = records.get(0).getFields();
            var matrix = new double[labels.size()][labels.size()];
            for (int k = 0; k < labels.size(); k++) {
                matrix[k][k] = 1;
            }
            var problems = new Problems();
            var seen = new HashSet<Integer>();
            for (CsvRecord line : records.subList(1, records.size())) {
                try {
                    int from = index(labels, line.getField(0));
                    if (!seen.add(from)) {
                        throw new IllegalArgumentException(labels.name(from) + " has a line already");
                    }
                    matrix[from] = row(labels, header, line);
                } catch (IllegalArgumentException e) {
                    problems.add(file.toString(), line.getStartingLineNumber(), e.getMessage() + ". Correct the line.");
                }
            }
            problems.throwIfAny();
            return matrix;
        }

        private static double[] row(LabelSet labels, List<String> header, CsvRecord line) {
            if (line.getFieldCount() != header.size()) {
                throw new IllegalArgumentException(
                        "has " + line.getFieldCount() + " columns, but the header has " + header.size());
            }
            var row = new double[labels.size()];
            double sum = 0;
            for (int column = 1; column < header.size(); column++) {
                double share = Numbers.share("a probability", line.getField(column));
                row[index(labels, header.get(column))] += share;
                sum += share;
            }
            if (Math.abs(sum - 1) > ROUNDING) {
                throw new IllegalArgumentException("the probabilities sum to " + sum + ", not to 1");
            }
            for (int k = 0; k < row.length; k++) {
                row[k] /= sum;
            }
            return row;
        }
    }

    /**
     * Exactly the changes of a file.
     *
     * @param file as {@link Changes#write} makes it
     */
    record Listed(Path file) implements LabelNoise {

        @Override
        public Changes draw(Dataset data, long seed) {
            return Changes.read(file, data.labels());
        }
    }

    /** One wrong label made on purpose. */
    record Change(String id, int from, int to) {}

    /**
     * Which labels change.
     *
     * @param list at most one a face
     */
    record Changes(List<Change> list) {

        public Changes {
            list = List.copyOf(list);
        }

        /**
         * The faces with their labels changed.
         *
         * @param data faces with a single label each
         * @throws BadInputException if a change is of a face that is not there, or that has another label
         */
        public Dataset applyTo(Dataset data) {
            if (list.isEmpty()) {
                return data;
            }
            var left = new HashMap<String, Change>();
            list.forEach(change -> left.put(change.id(), change));
            var changed = data.map(face -> {
                var change = left.remove(face.id());
                if (change == null) {
                    return face;
                }
                if (change.from() != label(face)) {
                    throw new BadInputException("The noise is for other labels: it changes " + face.id() + " from "
                            + data.labels().name(change.from()) + ", but here the face is labelled "
                            + data.labels().name(label(face)) + ". Use the --labels and the data it was made for.");
                }
                return face.withLabelAlone(change.to());
            });
            if (!left.isEmpty()) {
                throw new BadInputException("The noise is for other faces: " + left.size() + " of its " + list.size()
                        + " faces are not in " + data.name() + " ("
                        + left.keySet().iterator().next()
                        + "). Use the data it was made for.");
            }
            return changed;
        }

        /** Writes a CSV file with the columns id, from and to, which {@code --noise FILE} reads. */
        public void write(Path file, LabelSet labels) {
            var text = new StringWriter();
            try (var csv = CsvWriter.builder().build(text)) {
                csv.writeRecord("id", "from", "to");
                list.forEach(
                        change -> csv.writeRecord(change.id(), labels.name(change.from()), labels.name(change.to())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            AtomicFiles.write(file, text.toString());
        }

        static Changes read(Path file, LabelSet labels) {
            var records = CsvLines.read(file);
            if (!records.get(0).getFields().equals(List.of("id", "from", "to"))) {
                throw new BadInputException(
                        file + ", line 1: is not a list of changes (columns id, from, to). Correct --noise.");
            }
            var changes = new ArrayList<Change>();
            Map<String, Long> seen = new HashMap<>();
            var problems = new Problems();
            for (CsvRecord line : records.subList(1, records.size())) {
                try {
                    changes.add(change(line, labels, seen));
                } catch (IllegalArgumentException e) {
                    problems.add(file.toString(), line.getStartingLineNumber(), e.getMessage() + ". Correct the line.");
                }
            }
            problems.throwIfAny();
            return new Changes(changes);
        }

        private static Change change(CsvRecord line, LabelSet labels, Map<String, Long> seen) {
            if (line.getFieldCount() != 3) {
                throw new IllegalArgumentException("has " + line.getFieldCount() + " columns, but 3 are needed");
            }
            if (seen.putIfAbsent(line.getField(0), line.getStartingLineNumber()) != null) {
                throw new IllegalArgumentException("the face \"" + line.getField(0) + "\" was named before");
            }
            return new Change(line.getField(0), index(labels, line.getField(1)), index(labels, line.getField(2)));
        }
    }

    private static int index(LabelSet labels, String name) {
        var index = labels.find(name.strip());
        if (index.isEmpty()) {
            throw new IllegalArgumentException("\"" + name + "\" is none of " + labels);
        }
        return index.getAsInt();
    }

    private static int label(Face face) {
        return face.givenLabel()
                .orElseThrow(() -> new IllegalArgumentException(face.id() + " has no single label to change"));
    }
}
