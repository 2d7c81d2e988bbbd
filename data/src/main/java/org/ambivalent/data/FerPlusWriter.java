package org.ambivalent.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.jspecify.annotations.Nullable;

/**
 * Writes what people said in the layout of FER+, see {@link FerPlusReader}: a line a face with its image, the box that is the whole
 * image, and ten counts. FER+ asked ten people, and its readers expect no more: larger crowds become ten votes in the same
 * proportions (largest remainders).
 */
public final class FerPlusWriter {

    private static final int CROWD = 10;

    private FerPlusWriter() {}

    /**
     * The text of a {@code label.csv}; faces without votes are left out, and those with a label alone become ten votes for it.
     *
     * @throws BadInputException if the dataset's emotions are not those of FER+, in the same order
     */
    public static String labels(Dataset dataset) {
        if (!dataset.labels().equals(LabelSet.FERPLUS)) {
            throw new BadInputException(dataset.name() + ": is labelled with " + dataset.labels()
                    + ", but FER+ has the columns " + LabelSet.FERPLUS + ". Export a manifest.");
        }
        var shape = dataset.images().shape();
        String box = "(0, 0, " + shape.width() + ", " + shape.height() + ")";
        var text = new StringWriter();
        try (var csv = CsvWriter.builder().build(text)) {
            for (Face face : dataset.faces()) {
                var votes = votes(face, dataset.labels().size());
                if (votes != null && votes.total() > 0) {
                    csv.writeRecord(row(face.id(), box, atMostTen(votes)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static @Nullable Votes votes(Face face, int emotions) {
        if (face.votes() != null || face.givenLabel().isEmpty()) {
            return face.votes();
        }
        var counts = new int[emotions];
        counts[face.givenLabel().getAsInt()] = CROWD;
        return Votes.of(counts);
    }

    private static List<String> row(String id, String box, Votes votes) {
        var row = new ArrayList<>(List.of(id, box));
        for (int k = 0; k < votes.size(); k++) {
            row.add(Integer.toString(votes.count(k)));
        }
        row.add(Integer.toString(votes.unknown()));
        row.add(Integer.toString(votes.notAFace()));
        return row;
    }

    private static Votes atMostTen(Votes votes) {
        if (votes.total() <= CROWD) {
            return votes;
        }
        int emotions = votes.size();
        var shares = new double[emotions + 2];
        for (int k = 0; k < emotions; k++) {
            shares[k] = votes.count(k);
        }
        shares[emotions] = votes.unknown();
        shares[emotions + 1] = votes.notAFace();
        var ten = CuredLabels.votes(Distribution.proportionalTo(shares));
        var counts = new int[emotions];
        for (int k = 0; k < emotions; k++) {
            counts[k] = ten.count(k);
        }
        return Votes.of(counts, ten.count(emotions), ten.count(emotions + 1));
    }
}
