package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Looks up what trials led to, and writes cells of tables from it. */
public final class Outcomes {

    private static final String MISSING = "-";

    private final TrialResults results;
    private final String dataHash;

    public Outcomes(TrialResults results, String dataHash) {
        this.results = results;
        this.dataHash = dataHash;
    }

    Optional<TrialResult> of(Trial trial) {
        return results.find(trial, dataHash);
    }

    /** The trials that are done. */
    List<TrialResult> done(List<Trial> trials) {
        return trials.stream().flatMap(trial -> of(trial).stream()).toList();
    }

    /**
     * The mean over the trials that are done, with their standard deviation where there are several, "85.12 +- 0.20"; a
     * dash where none is.
     */
    String mean(List<Trial> trials, int decimals, double factor, ToDoubleFunction<TrialResult> figure) {
        var values = done(trials).stream().mapToDouble(figure).toArray();
        if (values.length == 0) {
            return MISSING;
        }
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        String format = "%." + decimals + "f";
        String text = String.format(Locale.ROOT, format, factor * mean);
        return values.length == 1
                ? text
                : text + " ± " + String.format(Locale.ROOT, format, factor * Math.sqrt(squares / (values.length - 1)));
    }

    String accuracy(List<Trial> trials) {
        return mean(trials, 2, 100, result -> result.value("majority.accuracy"));
    }

    String jensenShannon(List<Trial> trials) {
        return mean(trials, 4, 1, result -> result.value("all.jensenShannon"));
    }

    /** A row of a Markdown table. */
    static String row(Object... cells) {
        var texts = new ArrayList<String>();
        for (Object cell : cells) {
            texts.add(cell.toString());
        }
        return "| " + String.join(" | ", texts) + " |\n";
    }

    /** The two first rows of a Markdown table. */
    static String header(String... names) {
        return row((Object[]) names) + "|" + "---|".repeat(names.length) + "\n";
    }
}
