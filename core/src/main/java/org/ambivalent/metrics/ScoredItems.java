package org.ambivalent.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Values in the order of a score. Items of equal score are one step: nothing is assumed about their order, so the order in
 * which items came never matters.
 */
final class ScoredItems {

    /** Small, because a bootstrap keeps one of these for every face. */
    private static final int FIRST_CAPACITY = 4;

    private double[] scores = new double[FIRST_CAPACITY];
    private double[] values = new double[FIRST_CAPACITY];
    private int size;

    /**
     * All items of one score.
     *
     * @param score the same for all of them
     * @param count how many there are, at least 1
     * @param sum of their values
     */
    record Step(double score, int count, double sum) {}

    /** Takes an item into account; neither number is NaN. */
    void add(double score, double value) {
        makeRoom(size + 1);
        // 0.0 and -0.0 are one score.
        scores[size] = score + 0.0;
        values[size++] = value;
    }

    void combine(ScoredItems other) {
        int count = other.size;
        makeRoom(size + count);
        System.arraycopy(other.scores, 0, scores, size, count);
        System.arraycopy(other.values, 0, values, size, count);
        size += count;
    }

    private void makeRoom(int items) {
        if (items > scores.length) {
            int capacity = Math.max(items, 2 * scores.length);
            scores = Arrays.copyOf(scores, capacity);
            values = Arrays.copyOf(values, capacity);
        }
    }

    int size() {
        return size;
    }

    /** From low to high score. */
    List<Step> steps() {
        return steps(scores, values, order());
    }

    /** As if every item's score were its value, from low to high. */
    List<Step> stepsByValue() {
        var sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return steps(sorted, sorted, null);
    }

    /** The items from low to high score; null if they came so, as those of a resample do, and sorting can be left out. */
    private int @Nullable [] order() {
        if (IntStream.range(1, size).allMatch(i -> scores[i - 1] <= scores[i])) {
            return null;
        }
        return IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private List<Step> steps(double[] keys, double[] sums, int @Nullable [] order) {
        var steps = new ArrayList<Step>();
        int at = 0;
        while (at < size) {
            int from = at;
            double key = keys[item(at, order)];
            double sum = 0;
            while (at < size && keys[item(at, order)] == key) {
                sum += sums[item(at++, order)];
            }
            steps.add(new Step(key, at - from, sum));
        }
        return steps;
    }

    private static int item(int place, int @Nullable [] order) {
        return order == null ? place : order[place];
    }
}
