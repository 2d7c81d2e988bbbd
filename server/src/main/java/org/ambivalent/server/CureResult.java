package org.ambivalent.server;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;

/**
 * A folder that {@code ambivalent cure} wrote: its list of issues, and the cured dataset that has the images.
 *
 * @param issues by face, the most suspicious first
 */
record CureResult(Map<String, Issue> issues) {

    private static final String LIST = "label-issues.csv";
    private static final String SUGGESTED = "suggested.";

    /**
     * A line of the list.
     *
     * @param given the label that was examined
     */
    record Issue(int given, Suggestion suggestion) {}

    /** Whether a folder is such a result. */
    static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(LIST));
    }

    /** Where its images are. */
    static Path dataset(Path folder) {
        return folder.resolve("cured");
    }

    /**
     * Reads the list.
     *
     * @param labels of the cured dataset
     * @throws BadInputException if it is damaged, or of other emotions
     */
    static CureResult read(Path folder, LabelSet labels) {
        Path list = folder.resolve(LIST);
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(list);
                Stream<NamedCsvRecord> lines = csv.stream()) {
            var issues = new LinkedHashMap<String, Issue>();
            lines.forEach(line -> issues.put(line.getField("id"), issue(line, labels)));
            return new CureResult(issues);
        } catch (IOException | RuntimeException e) {
            throw new BadInputException(
                    list + ": is damaged, or of other emotions than " + labels + " (" + e.getMessage()
                            + "). Make it again with: ambivalent cure",
                    e);
        }
    }

    private static Issue issue(NamedCsvRecord line, LabelSet labels) {
        var shares = new double[labels.size()];
        for (int k = 0; k < shares.length; k++) {
            shares[k] = Double.parseDouble(line.getField(SUGGESTED + labels.name(k)));
        }
        var suggestion = new Suggestion(
                Distribution.proportionalTo(shares),
                Double.parseDouble(line.getField("score")),
                line.getField("verdict"),
                reasons(line.getField("why")));
        return new Issue(labels.indexOf(line.getField("given")), suggestion);
    }

    private static List<String> reasons(String why) {
        var reasons = new ArrayList<String>();
        for (String reason : why.split("; ", -1)) {
            if (!reason.isBlank()) {
                reasons.add(reason);
            }
        }
        return reasons;
    }
}
