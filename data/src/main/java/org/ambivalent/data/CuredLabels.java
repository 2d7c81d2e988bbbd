package org.ambivalent.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalInt;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.jspecify.annotations.Nullable;

/** What label issues lead to: a dataset with cured labels beside the old one. */
public final class CuredLabels {

    /** How many votes a suggested distribution becomes: as many as FER+ asked people for. */
    private static final int CROWD = 10;

    private CuredLabels() {}

    /** Writes one line a face that appears more than once: group, whether exact, id, split and given label. */
    public static void writeDuplicates(Dataset data, List<Duplicates.Group> groups, Path csv) {
        var text = new StringWriter();
        try (var writer = CsvWriter.builder().build(text)) {
            writer.writeRecord("group", "copies", "id", "split", "given", "conflict");
            for (int i = 0; i < groups.size(); i++) {
                var group = groups.get(i);
                boolean conflict = group.conflicting(data);
                for (int index : group.faces()) {
                    var face = data.faces().get(index);
                    writer.writeRecord(
                            Integer.toString(i + 1),
                            group.exact() ? "exact" : "near",
                            face.id(),
                            face.split().toString(),
                            name(data.labels(), Duplicates.label(face)),
                            conflict ? "yes" : "no");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(csv, text.toString());
    }

    /** The name of a label, or nothing. */
    static String name(LabelSet labels, OptionalInt label) {
        return label.isPresent() ? labels.name(label.getAsInt()) : "";
    }

    /**
     * The dataset with its issues settled: a wrong or ambiguous label becomes {@value #CROWD} votes in the suggested
     * proportions, a bad image is left out, and a fine label stays. What several people voted stays in any case: that they
     * disagree is no mistake.
     *
     * @param everything the whole dataset; faces that are not examined stay as they are in it
     * @param examined the faces that the issues index
     */
    public static Dataset cured(Dataset everything, Dataset examined, List<LabelIssue> issues) {
        var byId = new HashMap<String, LabelIssue>();
        for (var issue : issues) {
            byId.put(examined.faces().get(issue.face()).id(), issue);
        }
        return everything.where(face -> !isBad(byId.get(face.id()))).map(face -> cured(face, byId.get(face.id())));
    }

    private static boolean isBad(@Nullable LabelIssue issue) {
        return issue != null && issue.verdict() == Verdict.BAD_IMAGE;
    }

    private static Face cured(Face face, @Nullable LabelIssue issue) {
        if (issue == null) {
            return face;
        }
        return replaces(face, issue) ? face.withVotesAlone(votes(issue.suggested())) : face;
    }

    /** Whether the suggestion takes the place of what is said of a face. */
    static boolean replaces(Face face, LabelIssue issue) {
        return switch (issue.verdict()) {
            case WRONG, AMBIGUOUS -> !isVoted(face);
            case BAD_IMAGE, FINE -> false;
        };
    }

    private static boolean isVoted(Face face) {
        var votes = face.votes();
        return votes != null && votes.total() > 1;
    }

    /** {@value #CROWD} votes as close to the shares as whole numbers can be (largest remainders). */
    static Votes votes(Distribution shares) {
        var counts = new int[shares.size()];
        int left = CROWD;
        for (int k = 0; k < counts.length; k++) {
            counts[k] = (int) (CROWD * shares.probability(k));
            left -= counts[k];
        }
        var order = new Integer[counts.length];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, Comparator.comparingDouble((Integer k) -> counts[k] - CROWD * shares.probability(k)));
        for (int i = 0; i < left; i++) {
            counts[order[i]]++;
        }
        return Votes.of(counts);
    }
}
