package org.ambivalent.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;

/**
 * What {@link RiskGuarantee} would promise at other targets than the one that was chosen, so that a page can show what
 * another choice would change. Each row alone keeps its promise, except with probability delta; who looks at many rows
 * and takes the one that pleases most has looked at the answers first, and is promised a little less.
 *
 * @param delta of every row, in (0, 1)
 * @param faces how many calibration faces there were, at least 1
 * @param rows growing in risk; targets that cannot be promised are missing
 */
public record RiskTable(double delta, int faces, List<Row> rows) {

    /** Targets from the strictest that a few thousand faces can promise to one that hardly abstains. */
    static final List<Double> RISKS = List.of(0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3);

    private static final String PREFIX = "risks.";

    /**
     * One target.
     *
     * @param risk the share of wrong answers among those given, in (0, 1), that is not to be exceeded
     * @param threshold doubts below it are accepted; infinite if all are
     * @param coverage the share of calibration faces that were accepted, in (0, 1]
     */
    public record Row(double risk, double threshold, double coverage) {

        public Row {
            if (!(risk > 0 && risk < 1) || Double.isNaN(threshold) || !(coverage > 0 && coverage <= 1)) {
                throw new IllegalArgumentException(
                        "A risk in (0, 1), a threshold and a coverage in (0, 1] are needed, but got " + risk + ", "
                                + threshold + " and " + coverage);
            }
        }
    }

    public RiskTable {
        rows = List.copyOf(rows);
        if (!(delta > 0 && delta < 1) || faces < 1) {
            throw new IllegalArgumentException(
                    "A delta in (0, 1) and at least 1 face are needed, but got " + delta + " and " + faces);
        }
        for (int i = 1; i < rows.size(); i++) {
            if (!(rows.get(i).risk() > rows.get(i - 1).risk())) {
                throw new IllegalArgumentException("The risks of a table grow, but "
                        + rows.get(i).risk() + " follows " + rows.get(i - 1).risk());
            }
        }
    }

    /** The table of some faces, or empty if none of its targets can be promised. */
    static Optional<RiskTable> of(RiskGuarantee faces, double delta) {
        var rows = new ArrayList<Row>();
        for (double risk : RISKS) {
            row(faces, risk, delta).ifPresent(rows::add);
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(new RiskTable(delta, faces.size(), rows));
    }

    private static Optional<Row> row(RiskGuarantee faces, double risk, double delta) {
        try {
            var rule = faces.rule(risk, delta);
            return Optional.of(new Row(risk, rule.threshold(), rule.coverage()));
        } catch (BadInputException e) {
            return Optional.empty();
        }
    }

    /** Name-value pairs, sorted by name. */
    public Map<String, String> toMap() {
        var map = new TreeMap<String, String>();
        map.put(PREFIX + "delta", Double.toString(delta));
        map.put(PREFIX + "faces", Integer.toString(faces));
        map.put(PREFIX + "targets", joined(rows.stream().map(Row::risk).toList()));
        map.put(PREFIX + "thresholds", joined(rows.stream().map(Row::threshold).toList()));
        map.put(PREFIX + "coverages", joined(rows.stream().map(Row::coverage).toList()));
        return map;
    }

    private static String joined(List<Double> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /**
     * Reads what {@link #toMap()} wrote; other pairs are left alone. Empty for files of a calibration that wrote no table.
     *
     * @throws IllegalArgumentException if one is missing or damaged
     */
    public static Optional<RiskTable> fromMap(Map<String, String> map) {
        if (map.keySet().stream().noneMatch(name -> name.startsWith(PREFIX))) {
            return Optional.empty();
        }
        var values = new NamedValues(map);
        var risks = values.numbers(PREFIX + "targets");
        var thresholds = values.numbers(PREFIX + "thresholds");
        var coverages = values.numbers(PREFIX + "coverages");
        if (thresholds.size() != risks.size() || coverages.size() != risks.size()) {
            throw new IllegalArgumentException(PREFIX + "targets, thresholds and coverages differ in length");
        }
        var rows = new ArrayList<Row>();
        for (int i = 0; i < risks.size(); i++) {
            rows.add(new Row(risks.get(i), thresholds.get(i), coverages.get(i)));
        }
        return Optional.of(new RiskTable(values.number(PREFIX + "delta"), values.whole(PREFIX + "faces"), rows));
    }
}
