package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.ambivalent.data.Dataset;

/** Looks up what trials led to, and writes cells of tables from it. */
public final class Outcomes {

    private static final String MISSING = "-";

    private final TrialResults results;
    private final Dataset data;

    public Outcomes(TrialResults results, Dataset data) {
        this.results = results;
        this.data = data;
    }

    /** Name of the dataset. */
    String dataset() {
        return data.name();
    }

    /** The dataset. */
    Dataset data() {
        return data;
    }

    Optional<TrialResult> of(Trial trial) {
        return results.find(trial, data);
    }

    /** The trials that are done. */
    List<TrialResult> done(List<Trial> trials) {
        return trials.stream().flatMap(trial -> of(trial).stream()).toList();
    }

    /**
     * The mean over the trials that are done, with their standard deviation where there are several, "85.12 ± 0.20", and
     * their number where some are missing; a dash where none is done or the figure is undefined.
     */
    String mean(List<Trial> trials, int decimals, double factor, ToDoubleFunction<TrialResult> figure) {
        var values = done(trials).stream()
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .toArray();
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
        if (values.length > 1) {
            text += " ± " + String.format(Locale.ROOT, format, factor * Math.sqrt(squares / (values.length - 1)));
        }
        return values.length == trials.size() ? text : text + " (" + values.length + " of " + trials.size() + ")";
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
