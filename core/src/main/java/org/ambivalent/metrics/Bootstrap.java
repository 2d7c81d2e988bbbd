package org.ambivalent.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * 95 % intervals by resampling faces: N faces are drawn from the N with replacement, the measure is taken, and the
 * interval runs from the 2.5 % to the 97.5 % quantile of many such values (the percentile method).
 *
 * <p>Resamples in which a measure is undefined, such as the recall of an emotion that was not drawn, are left out; if
 * fewer than half are left, the ends are NaN. Quantiles interpolate linearly between order statistics.
 *
 * <p>Of few faces, below about 30, intervals are too narrow, and of a share that is 0 or 1 a point: plain shares have {@link
 * Estimate#ofShare}.
 *
 * <p>Deterministic: the draws depend on the seed and the number of faces alone, so all measures of the same faces see the
 * same resamples. The interval covers the choice of faces, not the training of the model.
 *
 * <p>Source: Efron 1979, <a href="https://doi.org/10.1214/aos/1176344552">Bootstrap Methods: Another Look at the
 * Jackknife</a>.
 *
 * @param resamples how many values the quantiles are taken of, at least 2
 * @param seed of the draws
 */
public record Bootstrap(int resamples, long seed) {

    /** Enough for the ends to vary by a few percent of the interval's width from seed to seed. */
    public static final int DEFAULT_RESAMPLES = 1000;

    public Bootstrap {
        if (resamples < 2) {
            throw new IllegalArgumentException("At least 2 resamples are needed, but got " + resamples);
        }
    }

    /** {@value #DEFAULT_RESAMPLES} resamples. */
    public static Bootstrap seeded(long seed) {
        return new Bootstrap(DEFAULT_RESAMPLES, seed);
    }

    /** The value of a metric over the faces, and its interval. */
    public <M extends Metric<M>> Estimate estimate(Supplier<M> empty, List<Observation> faces) {
        return estimate(empty, Metric::value, faces);
    }

    /** One reading of a metric over the faces, and its interval. */
    public <M extends Metric<M>> Estimate estimate(
            Supplier<M> empty, ToDoubleFunction<? super M> reading, List<Observation> faces) {
        return estimates(empty, List.of(reading), faces).get(0);
    }

    /** Several readings of a metric over the faces, such as the recall of every emotion, and their intervals. */
    public <M extends Metric<M>> List<Estimate> estimates(
            Supplier<M> empty, List<? extends ToDoubleFunction<? super M>> readings, List<Observation> faces) {
        // Every face becomes a metric of its own once; a resample only combines those, so logarithms are not retaken.
        var singles = faces.stream().map(face -> of(empty, List.of(face))).toList();
        var values = new double[readings.size()][resamples];
        var random = new SplittableRandom(seed);
        for (int r = 0; r < resamples; r++) {
            M resample = resample(empty, singles, random);
            for (int m = 0; m < values.length; m++) {
                values[m][r] = readings.get(m).applyAsDouble(resample);
            }
        }
        M whole = of(empty, faces);
        return IntStream.range(0, values.length)
                .mapToObj(m -> estimate(readings.get(m).applyAsDouble(whole), values[m]))
                .toList();
    }

    /**
     * Any measure of {@code faces} faces, at least one, and its interval: for what is not a {@link Metric}, and for
     * differences between two models on the same faces.
     *
     * @param measure of the faces at these indices, some of them more than once
     */
    public Estimate estimate(int faces, ToDoubleFunction<int[]> measure) {
        var values = new double[resamples];
        var random = new SplittableRandom(seed);
        for (int r = 0; r < resamples; r++) {
            var drawn = new int[faces];
            for (int i = 0; i < faces; i++) {
                drawn[i] = random.nextInt(faces);
            }
            values[r] = measure.applyAsDouble(drawn);
        }
        return estimate(measure.applyAsDouble(IntStream.range(0, faces).toArray()), values);
    }

    /** The mean of one value a face, and its interval. */
    public Estimate mean(double[] values) {
        return estimate(
                values.length,
                drawn -> Arrays.stream(drawn).mapToDouble(i -> values[i]).sum() / drawn.length);
    }

    /**
     * Several readings of what accumulates faces of any kind, such as a curve that keeps every one of them. Resamples are
     * those of the other methods, but are added face by face, in {@code order}: what sorts its faces meets them sorted.
     *
     * @param empty accumulates nothing yet
     * @param add takes one face into account, as often as it was drawn
     * @param order in which each resample is added
     */
    public <F, S> List<Estimate> estimatesInOrder(
            Comparator<? super F> order,
            Supplier<S> empty,
            BiConsumer<? super S, ? super F> add,
            List<? extends ToDoubleFunction<? super S>> readings,
            List<F> faces) {
        int[] sorted = IntStream.range(0, faces.size())
                .boxed()
                .sorted((a, b) -> order.compare(faces.get(a), faces.get(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        return estimates(sorted, empty, add, readings, faces);
    }

    /** The same in the order of the list. */
    public <F, S> List<Estimate> estimates(
            Supplier<S> empty,
            BiConsumer<? super S, ? super F> add,
            List<? extends ToDoubleFunction<? super S>> readings,
            List<F> faces) {
        return estimates(IntStream.range(0, faces.size()).toArray(), empty, add, readings, faces);
    }

    private <F, S> List<Estimate> estimates(
            int[] order,
            Supplier<S> empty,
            BiConsumer<? super S, ? super F> add,
            List<? extends ToDoubleFunction<? super S>> readings,
            List<F> faces) {
        var values = new double[readings.size()][resamples];
        var random = new SplittableRandom(seed);
        for (int r = 0; r < resamples; r++) {
            S resample = empty.get();
            int[] times = times(faces.size(), random);
            for (int face : order) {
                for (int time = 0; time < times[face]; time++) {
                    add.accept(resample, faces.get(face));
                }
            }
            for (int m = 0; m < values.length; m++) {
                values[m][r] = readings.get(m).applyAsDouble(resample);
            }
        }
        S whole = empty.get();
        faces.forEach(face -> add.accept(whole, face));
        return IntStream.range(0, values.length)
                .mapToObj(m -> estimate(readings.get(m).applyAsDouble(whole), values[m]))
                .toList();
    }

    /** How often each of the faces is drawn. */
    private static int[] times(int faces, SplittableRandom random) {
        var times = new int[faces];
        for (int i = 0; i < faces; i++) {
            times[random.nextInt(faces)]++;
        }
        return times;
    }

    private static <M extends Metric<M>> M of(Supplier<M> empty, List<Observation> faces) {
        M metric = empty.get();
        faces.forEach(metric::add);
        return metric;
    }

    private static <M extends Metric<M>> M resample(Supplier<M> empty, List<M> singles, SplittableRandom random) {
        M metric = empty.get();
        for (int i = 0; i < singles.size(); i++) {
            metric.combine(singles.get(random.nextInt(singles.size())));
        }
        return metric;
    }

    private static Estimate estimate(double value, double[] resampled) {
        var defined =
                Arrays.stream(resampled).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (2 * defined.length < resampled.length) {
            return new Estimate(value, Double.NaN, Double.NaN);
        }
        return new Estimate(value, quantile(defined, 0.025), quantile(defined, 0.975));
    }

    /** Of at least one sorted value: {@code x[h]} at the fractional index {@code h = q (n - 1)}. */
    static double quantile(double[] sorted, double q) {
        double h = q * (sorted.length - 1);
        int below = (int) h;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (h - below) * (sorted[above] - sorted[below]);
    }
}
