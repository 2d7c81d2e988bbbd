package org.ambivalent.metrics;

/** The mean of one value per face, which most metrics are: {@code sum_i x_i / N}, NaN if there is no face. */
final class Mean {

    private double sum;
    private long count;

    void add(double value) {
        sum += value;
        count++;
    }

    void combine(Mean other) {
        sum += other.sum;
        count += other.count;
    }

    long count() {
        return count;
    }

    double value() {
        return sum / count;
    }
}
