package org.ambivalent.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How much people disagree about faces: the entropies of their votes for an emotion, {@code H = - sum_k d_k log d_k}, in nats.
 *
 * @param faces with votes, at least 1
 * @param mean of the entropies
 * @param median the middle one, or the mean of the two in the middle
 * @param ninetieth the smallest that is not below nine tenths of them
 * @param histogram faces in each of {@value #BINS} bins of equal width over [0, log C], the last one closed
 */
public record VoteEntropies(int faces, double mean, double median, double ninetieth, List<Integer> histogram) {

    static final int BINS = 20;

    public VoteEntropies {
        histogram = List.copyOf(histogram);
    }

    /**
     * Of distributions over {@code classes} emotions; null where there are none.
     *
     * @param entropies in [0, log classes]
     */
    static @Nullable VoteEntropies of(Collection<Double> entropies, int classes) {
        if (entropies.isEmpty()) {
            return null;
        }
        var sorted =
                entropies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int size = sorted.length;
        var histogram = new int[BINS];
        for (double entropy : sorted) {
            int bin = (int) (BINS * entropy / Math.log(classes));
            histogram[Math.max(0, Math.min(BINS - 1, bin))]++;
        }
        return new VoteEntropies(
                size,
                Arrays.stream(sorted).sum() / size,
                (sorted[(size - 1) / 2] + sorted[size / 2]) / 2,
                sorted[(int) Math.ceil(0.9 * size) - 1],
                IntStream.of(histogram).boxed().toList());
    }
}
