package org.ambivalent.bench;

import java.util.Arrays;
import java.util.Locale;

/** What clients met: how long answers took, and how many were none. */
final class Load {

    private double[] millis = new double[1024];
    private int answered;
    private long refused;
    private long failed;

    void answered(double took) {
        if (answered == millis.length) {
            millis = Arrays.copyOf(millis, 2 * answered);
        }
        millis[answered++] = took;
    }

    /** Answered 503, with when to come back. */
    void refused() {
        refused++;
    }

    /** Any other status, a broken connection, or nothing in time. */
    void failed() {
        failed++;
    }

    void combine(Load other) {
        for (int i = 0; i < other.answered; i++) {
            answered(other.millis[i]);
        }
        refused += other.refused;
        failed += other.failed;
    }

    static String header() {
        return String.format(
                Locale.ROOT,
                "%-12s %9s %8s %8s %8s %8s %8s %8s",
                "",
                "answers/s",
                "median",
                "p99",
                "max ms",
                "answers",
                "503s",
                "failures");
    }

    String line(String name, int seconds) {
        double[] sorted = Arrays.copyOf(millis, answered);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%-12s %9.1f %8.1f %8.1f %8.1f %8d %8d %8d",
                name,
                (double) answered / seconds,
                quantile(sorted, 0.5),
                quantile(sorted, 0.99),
                quantile(sorted, 1),
                answered,
                refused,
                failed);
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
