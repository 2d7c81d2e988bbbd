package org.ambivalent.metrics;

import java.util.stream.IntStream;
import org.ambivalent.metrics.CalibrationError.Bin;

/**
 * What the {@link BrierScore} is made of. For every emotion k the predictions fall by p_k into B bins of equal width,
 * {@code (b/B, (b+1)/B]}, 15 by default, with 0 in the first. With the mean probability p_kb of the n_kb faces in bin b, the
 * share y_kb of them that are k, and the share y_k of all N faces that are:
 * <pre>
 *   reliability           = sum_k sum_b n_kb / N * (p_kb - y_kb)^2         how wrong probabilities are; lower is better
 *   resolution            = sum_k sum_b n_kb / N * (y_kb - y_k)^2          how far they tell faces apart; higher is better
 *   uncertainty           = sum_k y_k (1 - y_k)                            of the labels; no model changes it
 *   within-bin variance   = sum_k mean_i (p_ik - p_kb)^2                   of probabilities within their bins
 *   within-bin covariance = sum_k mean_i (p_ik - p_kb) ([y_i = k] - y_kb)  of probabilities and labels there
 *
 *   Brier score = reliability - resolution + uncertainty + within-bin variance - 2 * within-bin covariance
 * </pre>
 * The identity is exact. The first three alone, as often given, are the whole only where all predictions of a bin are
 * equal. Reliability is in [0, 2], resolution in [0, uncertainty], uncertainty in [0, 1 - 1/emotions]; all are NaN if there
 * is no face. Reliability is biased upwards for few faces per bin, resolution as well.
 *
 * <p>Conventions: the binned probabilities are those of every emotion, not the confidence alone, so the parts add up to the
 * Brier score of the whole prediction; sums run over emotions as in {@link BrierScore}. The value as a metric is the Brier
 * score, put together from its parts.
 *
 * <p>Source: Murphy 1973, <a
 * href="https://doi.org/10.1175/1520-0450(1973)012&lt;0595:ANVPOT&gt;2.0.CO;2">A New Vector Partition of the Probability
 * Score</a>; within-bin terms: Stephenson, Coelho and Jolliffe 2008,
 * <a href="https://doi.org/10.1175/2007WAF2006116.1">Two Extra Components in the Brier Score Decomposition</a>.
 */
public final class BrierDecomposition implements Metric<BrierDecomposition> {

    private final ClassWiseCalibrationError calibration;

    /** {@code sum_k p_ik^2}. */
    private final Mean squares = new Mean();

    /** {@code sum_k p_ik [y_i = k]}. */
    private final Mean products = new Mean();

    /** For {@code size} emotions, with {@value CalibrationError#DEFAULT_BINS} bins each. */
    public BrierDecomposition(int size) {
        this(size, CalibrationError.DEFAULT_BINS);
    }

    /** For {@code size} emotions, at least two, with {@code bins} bins each, at least one. */
    public BrierDecomposition(int size, int bins) {
        calibration = new ClassWiseCalibrationError(size, bins);
    }

    @Override
    public void add(Observation observation) {
        calibration.add(observation);
        var p = observation.predicted();
        squares.add(IntStream.range(0, p.size())
                .mapToDouble(k -> p.probability(k) * p.probability(k))
                .sum());
        products.add(p.probability(observation.label()));
    }

    @Override
    public void combine(BrierDecomposition other) {
        calibration.combine(other.calibration);
        squares.combine(other.squares);
        products.combine(other.products);
    }

    /** The Brier score, in [0, 2]. */
    @Override
    public double value() {
        return reliability() - resolution() + uncertainty() + withinBinVariance() - 2 * withinBinCovariance();
    }

    /** The {@link ClassWiseCalibrationError} over the same bins. */
    public double classWiseCalibrationError() {
        return calibration.value();
    }

    /** In [0, 2]; lower is better. */
    public double reliability() {
        return weighted((bin, share) -> square(bin.gap()));
    }

    /** In [0, uncertainty]; higher is better. */
    public double resolution() {
        return weighted((bin, share) -> square(bin.accuracy() - share));
    }

    /** In [0, 1 - 1/emotions]; a matter of the labels alone. */
    public double uncertainty() {
        return weighted((bin, share) -> share * (1 - share));
    }

    /** At least 0. */
    public double withinBinVariance() {
        return Math.max(0, squares.value() - weighted((bin, share) -> square(bin.meanConfidence())));
    }

    /** Above 0 where probabilities tell faces of one bin apart. */
    public double withinBinCovariance() {
        return products.value() - weighted((bin, share) -> bin.meanConfidence() * bin.accuracy());
    }

    /** A quantity of one bin of an emotion, given the share of all faces that are of the emotion. */
    private interface Term {
        double of(Bin bin, double share);
    }

    /** {@code sum_k sum_b n_kb / N * term}. */
    private double weighted(Term term) {
        double sum = 0;
        for (int k = 0; k < calibration.size(); k++) {
            var bins =
                    calibration.bins(k).stream().filter(bin -> bin.count() > 0).toList();
            double share = bins.stream()
                            .mapToDouble(bin -> bin.count() * bin.accuracy())
                            .sum()
                    / squares.count();
            sum += bins.stream()
                    .mapToDouble(bin -> bin.count() * term.of(bin, share))
                    .sum();
        }
        return sum / squares.count();
    }

    private static double square(double x) {
        return x * x;
    }
}
