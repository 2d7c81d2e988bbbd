package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Votes;
import org.ambivalent.decide.Decisions;
import org.jspecify.annotations.Nullable;

/**
 * What a model said of each face of an evaluation, beside what people said: the list behind its figures, as a CSV file
 * without pixels.
 *
 * @param labels the emotions
 * @param faces in the order of the dataset
 */
public record PredictedFaces(LabelSet labels, List<PredictedFace> faces) {

    private static final String PROBABILITY = "p.";
    private static final String UNKNOWN = ManifestReader.UNKNOWN;
    private static final String NOT_A_FACE = ManifestReader.NOT_A_FACE;

    /**
     * One face.
     *
     * @param id of the face in its dataset
     * @param distribution what the model says
     * @param doubtScore what abstention looks at, in [0, 1], see {@link Decisions#doubt}
     * @param abstains whether the model declines to answer
     * @param majority the label under {@link Protocol#MAJORITY}, or empty if the face does not count there
     * @param mostVoted the label under {@link Protocol#ALL_VOTES}, or empty
     * @param votes of people, where there are any
     */
    public record PredictedFace(
            String id,
            Distribution distribution,
            double doubtScore,
            boolean abstains,
            OptionalInt majority,
            OptionalInt mostVoted,
            @Nullable Votes votes) {

        /** The label under a protocol, or empty if the face does not count. */
        public OptionalInt label(Protocol protocol) {
            return protocol == Protocol.MAJORITY ? majority : mostVoted;
        }
    }

    public PredictedFaces {
        faces = List.copyOf(faces);
    }

    /** One prediction for each face, index by index. */
    public static PredictedFaces of(Dataset dataset, List<Prediction> predictions) {
        var faces = new ArrayList<PredictedFace>();
        for (int i = 0; i < dataset.size(); i++) {
            faces.add(face(dataset.faces().get(i), predictions.get(i)));
        }
        return new PredictedFaces(dataset.labels(), faces);
    }

    private static PredictedFace face(Face face, Prediction prediction) {
        int emotions = prediction.labels().size();
        return new PredictedFace(
                face.id(),
                prediction.distribution(),
                Decisions.doubt(prediction),
                prediction.abstains(),
                label(Protocol.MAJORITY, face, emotions),
                label(Protocol.ALL_VOTES, face, emotions),
                face.votes());
    }

    private static OptionalInt label(Protocol protocol, Face face, int emotions) {
        return protocol.target(face, emotions)
                .map(target -> OptionalInt.of(target.label()))
                .orElse(OptionalInt.empty());
    }

    /** Writes a line a face; docs/evaluate.md names the columns. */
    public void write(Path csv) {
        var text = new StringWriter();
        try (var writer = CsvWriter.builder().build(text)) {
            writer.writeRecord(header());
            for (PredictedFace face : faces) {
                writer.writeRecord(row(face));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(csv, text.toString());
    }

    private List<String> header() {
        var header = new ArrayList<>(List.of("id", "majority", "mostVoted", "doubtScore", "abstains"));
        labels.names().forEach(name -> header.add(PROBABILITY + name));
        labels.names().forEach(name -> header.add(ManifestReader.VOTES + name));
        header.addAll(List.of(UNKNOWN, NOT_A_FACE));
        return header;
    }

    private List<String> row(PredictedFace face) {
        var row = new ArrayList<>(List.of(
                face.id(),
                name(face.majority()),
                name(face.mostVoted()),
                number(face.doubtScore()),
                Boolean.toString(face.abstains())));
        for (double p : face.distribution().toArray()) {
            row.add(number(p));
        }
        var votes = face.votes();
        for (int k = 0; k < labels.size(); k++) {
            row.add(votes == null ? "" : Integer.toString(votes.count(k)));
        }
        row.add(votes == null ? "" : Integer.toString(votes.unknown()));
        row.add(votes == null ? "" : Integer.toString(votes.notAFace()));
        return row;
    }

    private String name(OptionalInt label) {
        return label.isPresent() ? labels.name(label.getAsInt()) : "";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws BadInputException if the file is missing or damaged
     */
    public static PredictedFaces read(Path csv) {
        var lines = CsvLines.read(csv);
        var columns = new HashMap<String, Integer>();
        var names = new ArrayList<String>();
        for (String name : lines.get(0).getFields()) {
            columns.put(name, columns.size());
            if (name.startsWith(PROBABILITY)) {
                names.add(name.substring(PROBABILITY.length()));
            }
        }
        try {
            var labels = new LabelSet(names);
            var faces = new ArrayList<PredictedFace>();
            for (CsvRecord line : lines.subList(1, lines.size())) {
                faces.add(face(new Row(csv, line, columns), labels));
            }
            return new PredictedFaces(labels, faces);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    csv + ": is damaged (" + e.getMessage() + "). Make it again with: ambivalent evaluate --report", e);
        }
    }

    private static PredictedFace face(Row row, LabelSet labels) {
        var probabilities = new double[labels.size()];
        for (int k = 0; k < probabilities.length; k++) {
            probabilities[k] = Double.parseDouble(row.text(PROBABILITY + labels.name(k)));
        }
        return new PredictedFace(
                row.text("id"),
                Distribution.of(probabilities),
                Double.parseDouble(row.text("doubtScore")),
                Boolean.parseBoolean(row.text("abstains")),
                label(row.text("majority"), labels),
                label(row.text("mostVoted"), labels),
                votes(row, labels));
    }

    private static OptionalInt label(String text, LabelSet labels) {
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(labels.indexOf(text));
    }

    private static @Nullable Votes votes(Row row, LabelSet labels) {
        if (row.text(UNKNOWN).isEmpty()) {
            return null;
        }
        var counts = new int[labels.size()];
        for (int k = 0; k < counts.length; k++) {
            counts[k] = Integer.parseInt(row.text(ManifestReader.VOTES + labels.name(k)));
        }
        return Votes.of(counts, Integer.parseInt(row.text(UNKNOWN)), Integer.parseInt(row.text(NOT_A_FACE)));
    }

    /** A line whose fields have names. */
    private record Row(Path csv, CsvRecord line, Map<String, Integer> columns) {

        String text(String column) {
            Integer index = columns.get(column);
            if (index == null || index >= line.getFieldCount()) {
                throw new IllegalArgumentException(
                        "line " + line.getStartingLineNumber() + " has no column \"" + column + "\"");
            }
            return line.getField(index);
        }
    }
}
