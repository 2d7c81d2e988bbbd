package org.ambivalent.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.LabelNoise;
import org.ambivalent.data.TrustGallery;

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

    /** The header with a column for each emotion behind it. */
    static List<String> header(LabelSet labels) {
        var header = new ArrayList<>(HEADER);
        labels.names().forEach(name -> header.add("p." + name));
        return header;
    }

    /**
     * What a page shows of a table; faces without a trust are left out.
     *
     * @param recovered distributions rebuilt from labels, by the name of the face; empty for objectives that rebuild none
     * @param votes what people say of faces and the training was not told, by the name of the face
     */
    static List<TrustGallery.Entry> entries(
            FaceTable table,
            Dataset data,
            LabelNoise.Changes noise,
            Map<String, Distribution> recovered,
            Map<String, Votes> votes) {
        var before = new HashMap<String, Integer>();
        noise.list().forEach(change -> before.put(change.id(), change.from()));
        var labels = data.labels();
        var entries = new ArrayList<TrustGallery.Entry>();
        var rows = table.byName();
        for (int face = 0; face < rows.size(); face++) {
            var row = rows.get(face);
            if (!row.get("trust").isEmpty()) {
                entries.add(new TrustGallery.Entry(
                        face,
                        labels.indexOf(row.get("given")),
                        labels.indexOf(row.get("current")),
                        Double.parseDouble(row.get("trust")),
                        before.get(row.get("id")),
                        recovered.get(row.get("id")),
                        votes.get(row.get("id"))));
            }
        }
        return entries;
    }

    /** The distributions of a table by the name of the face; their columns are the emotions behind a prefix. */
    static Map<String, Distribution> distributions(FaceTable table, String prefix, LabelSet labels) {
        var distributions = new HashMap<String, Distribution>();
        for (var row : table.byName()) {
            distributions.put(
                    row.get("id"),
                    Distribution.proportionalTo(labels.names().stream()
                            .mapToDouble(name -> Double.parseDouble(row.get(prefix + name)))
                            .toArray()));
        }
        return distributions;
    }

    /** Four decimals; empty for NaN. */
    static String number(double value) {
        // By hand: a run formats tens of millions of these, and String.format takes a microsecond each.
        if (Double.isNaN(value)) {
            return "";
        }
        long scaled = Math.round(Math.abs(value) * 10_000);
        String digits = Long.toString(10_000 + scaled % 10_000).substring(1);
        return (value < 0 && scaled > 0 ? "-" : "") + scaled / 10_000 + "." + digits;
    }
}
