package org.ambivalent.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * How long one thing took, again and again.
 *
 * @param minimum milliseconds
 * @param median milliseconds
 * @param maximum milliseconds
 */
record Times(double minimum, double median, double maximum) {

    /** Runs {@code warmUp} times unmeasured, then {@code runs} times measured. */
    static Times of(int warmUp, int runs, Callable<?> work) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            work.call();
        }
        var times = new double[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            work.call();
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return new Times(times[0], times[runs / 2], times[runs - 1]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%9.2f %9.2f %9.2f", minimum, median, maximum);
    }
}
