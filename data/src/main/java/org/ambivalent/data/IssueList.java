package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;

/** The list of label issues, a CSV file that people sort and programs read. */
public final class IssueList {

    private static final String ID = "id";
    private static final String GIVEN = "given";
    private static final String VERDICT = "verdict";
    private static final String SCORE = "score";
    private static final String VOTES = "votes";
    private static final String PEOPLE = "people";
    private static final String CURE = "cure";
    private static final String WHY = "why";
    private static final String SUGGESTED = "suggested.";
    private static final String BETWEEN = "; ";

    private IssueList() {}

    /**
     * What a line says of a face.
     *
     * @param given the label that was examined
     * @param suggested what it should be
     * @param score how probable it is that it is wrong, in [0, 1]
     * @param verdict what is to be done
     * @param byPeople whether people said what the cured dataset says of it, rather than the cure
     * @param why in words
     */
    public record Line(
            int given, Distribution suggested, double score, Verdict verdict, boolean byPeople, List<String> why) {

        public Line {
            why = List.copyOf(why);
        }
    }

    /**
     * Writes one line a face, the most suspicious first; docs/cure.md names the columns.
     *
     * @param everything the whole dataset, as for {@link CuredLabels#cured}
     * @param examined the faces that the issues index
     */
    public static void write(
            Dataset everything, Dataset examined, List<LabelEvidence> evidence, List<LabelIssue> issues, Path csv) {
        var byId = new HashMap<String, Face>();
        everything.faces().forEach(face -> byId.put(face.id(), face));
        var text = new StringWriter();
        try (var writer = CsvWriter.builder().build(text)) {
            writer.writeRecord(header(examined.labels()));
            for (int i = 0; i < issues.size(); i++) {
                var issue = issues.get(i);
                var face = byId.get(examined.faces().get(issue.face()).id());
                boolean byPeople = face == null || !CuredLabels.replaces(face, issue);
                writer.writeRecord(row(examined, evidence, issue, i + 1, byPeople));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(csv, text.toString());
    }

    private static List<String> header(LabelSet labels) {
        var header = new ArrayList<>(List.of(
                "rank",
                ID,
                "split",
                GIVEN,
                "suggested",
                VERDICT,
                "newLabel",
                SCORE,
                "predicted.given",
                "trust",
                "relabelled",
                VOTES));
        labels.names().forEach(name -> header.add(SUGGESTED + name));
        header.add(WHY);
        return header;
    }

    private static List<String> row(
            Dataset data, List<LabelEvidence> evidence, LabelIssue issue, int rank, boolean byPeople) {
        var labels = data.labels();
        var face = data.faces().get(issue.face());
        var row = new ArrayList<>(List.of(
                Integer.toString(rank),
                face.id(),
                face.split().toString(),
                labels.name(issue.given()),
                labels.name(issue.suggested().top()),
                issue.verdict().toString(),
                CuredLabels.name(labels, issue.newLabel()),
                number(issue.score()),
                number(issue.predicted().probability(issue.given())),
                number(evidence.get(issue.face()).trust()),
                number(evidence.get(issue.face()).relabelled()),
                byPeople ? PEOPLE : CURE));
        for (double share : issue.suggested().toArray()) {
            row.add(number(share));
        }
        row.add(String.join(BETWEEN, issue.why()));
        return row;
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /**
     * Reads a list, by face, in its order.
     *
     * @param labels of the dataset that it is about
     * @throws BadInputException if it is damaged, or of other emotions
     */
    public static Map<String, Line> read(Path csv, LabelSet labels) {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv);
                Stream<NamedCsvRecord> records = reader.stream()) {
            var lines = new LinkedHashMap<String, Line>();
            records.forEach(line -> lines.put(line.getField(ID), line(line, labels)));
            if (lines.isEmpty()) {
                throw new IOException("it has no lines");
            }
            return lines;
        } catch (IOException | RuntimeException e) {
            throw new BadInputException(
                    csv + ": is damaged, or of other emotions than " + labels + " (" + e.getMessage()
                            + "). Make it again with: ambivalent cure",
                    e);
        }
    }

    private static Line line(NamedCsvRecord line, LabelSet labels) {
        var shares = new double[labels.size()];
        for (int k = 0; k < shares.length; k++) {
            shares[k] = Double.parseDouble(line.getField(SUGGESTED + labels.name(k)));
        }
        return new Line(
                labels.indexOf(line.getField(GIVEN)),
                Distribution.proportionalTo(shares),
                Double.parseDouble(line.getField(SCORE)),
                Verdict.named(line.getField(VERDICT)),
                byPeople(line.getField(VOTES)),
                Stream.of(line.getField(WHY).split(BETWEEN, -1))
                        .filter(reason -> !reason.isBlank())
                        .toList());
    }

    private static boolean byPeople(String votes) {
        if (!votes.equals(PEOPLE) && !votes.equals(CURE)) {
            throw new IllegalArgumentException("votes are of people or of the cure, but are of \"" + votes + "\"");
        }
        return votes.equals(PEOPLE);
    }
}
