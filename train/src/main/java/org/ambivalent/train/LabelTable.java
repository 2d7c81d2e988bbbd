package org.ambivalent.train;

import java.util.List;
import java.util.Locale;
import org.ambivalent.data.Dataset;

/**
 * {@code labels.csv} of a run folder, whatever objective wrote it: each face's given label, the one the training counts
 * now, and how far it trusts the given one, in [0, 1] (the importance of the Self-Cure Network, the share that a given
 * label still has in its target).
 */
final class LabelTable {

    static final String FILE = "labels.csv";
    static final List<String> HEADER = List.of("id", "given", "current", "trust");

    private LabelTable() {}

    static List<String> row(Dataset data, int face, int given, int current, double trust) {
        return List.of(
                data.faces().get(face).id(),
                data.labels().name(given),
                data.labels().name(current),
                number(trust));
    }

    /** Four decimals; empty for NaN. */
    static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
    }
}
