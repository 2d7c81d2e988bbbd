package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.ambivalent.data.Dataset;

/** Looks up what trials led to, and writes cells of tables from it. */
public final class Outcomes {

    private static final String MISSING = "-";
    private static final String ACCURACY = "majority.accuracy";

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
    private String mean(List<Trial> trials, int decimals, double factor, ToDoubleFunction<TrialResult> figure) {
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
        return figure(trials, ACCURACY, 2, 100);
    }

    String jensenShannon(List<Trial> trials) {
        return figure(trials, "all.jensenShannon", 4, 1);
    }

    /** As {@link #mean}; one training alone with its bootstrap interval, "83.61 [82.25, 84.86]". */
    String figure(List<Trial> trials, String figure, int decimals, double factor) {
        var done = done(trials);
        String mean = mean(trials, decimals, factor, result -> result.value(figure));
        if (trials.size() > 1 || done.isEmpty() || Double.isNaN(done.get(0).value(figure))) {
            return mean;
        }
        var estimate = Objects.requireNonNull(done.get(0).figures().get(figure));
        String number = "%." + decimals + "f";
        return String.format(
                Locale.ROOT,
                "%s [" + number + ", " + number + "]",
                mean,
                factor * estimate.low(),
                factor * estimate.high());
    }

    /** The mean accuracy in percent over the trials that are done; NaN where none is. */
    double meanAccuracy(List<Trial> trials) {
        return done(trials).stream()
                .mapToDouble(result -> 100 * result.value(ACCURACY))
                .average()
                .orElse(Double.NaN);
    }

    /** Whether what was asked is there. */
    static String verdict(boolean isReached) {
        return isReached ? "reached" : "missed";
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
