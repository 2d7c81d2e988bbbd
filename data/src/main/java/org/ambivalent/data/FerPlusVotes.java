package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;

/**
 * The ten counts of a line of FER+ (Barsoum et al. 2016, arXiv 1608.01041): neutral, happiness, surprise, sadness, anger,
 * disgust, fear, contempt, unknown, NF (not a face). Ten people voted on each face (one face of the published files has
 * nine), so counts are 0 to 10 and their sum is at most 10.
 */
final class FerPlusVotes {

    private static final int CROWD = 10;

    /** Two columns that say which face, then ten counts. */
    static final int COLUMNS = 12;

    private FerPlusVotes() {}

    /**
     * The votes of a line of {@value #COLUMNS} columns.
     *
     * @throws IllegalArgumentException that names the column of a count that cannot be
     */
    static Votes of(CsvRecord line) {
        int emotions = LabelSet.FERPLUS.size();
        var counts = new int[emotions];
        for (int k = 0; k < emotions; k++) {
            counts[k] = Numbers.count(LabelSet.FERPLUS.name(k), line.getField(2 + k), CROWD);
        }
        int unknown = Numbers.count("unknown", line.getField(2 + emotions), CROWD);
        int notAFace = Numbers.count("NF", line.getField(3 + emotions), CROWD);
        var votes = Votes.of(counts, unknown, notAFace);
        if (votes.total() > CROWD) {
            throw new IllegalArgumentException(
                    "has " + votes.total() + " votes, but at most " + CROWD + " people voted");
        }
        return votes;
    }
}
