package org.ambivalent.metrics;

/**
 * A measured value and its 95 % interval.
 *
 * <p>The value may lie outside a bootstrap interval: a measure that is biased for few faces, such as the maximum calibration error, is larger
 * on resampled faces than on the faces themselves.
 *
 * @param value over all faces; NaN where the measure is undefined
 * @param low end of the interval, such as the 2.5 % quantile of resampled values; NaN where unknown
 * @param high end of the interval, such as the 97.5 % quantile of resampled values; NaN where unknown
 */
public record Estimate(double value, double low, double high) {

    /** 97.5 % quantile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    /**
     * A share of things that were counted, {@code p = part / whole}, with its Wilson score interval:
     * <pre>
     *   (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)     n = whole, z = 1.96
     * </pre>
     * It is in [0, 1] and never empty, where resampling knows no doubt about a share of 0 or 1, of a single face too. NaN of none.
     *
     * <p>Source: Wilson 1927, <a href="https://doi.org/10.1080/01621459.1927.10502953">Probable Inference, the Law of
     * Succession, and Statistical Inference</a>.
     *
     * @throws IllegalArgumentException unless {@code 0 <= part <= whole}
     */
    public static Estimate ofShare(long part, long whole) {
        if (part < 0 || part > whole) {
            throw new IllegalArgumentException(part + " of " + whole + " is no share");
        }
        if (whole == 0) {
            return new Estimate(Double.NaN, Double.NaN, Double.NaN);
        }
        double p = (double) part / whole;
        double square = Z * Z / whole;
        double centre = p + square / 2;
        double half = Math.sqrt(square * p * (1 - p) + square * square / 4);
        // At 0 and 1 the end is the share itself, but for rounding.
        return new Estimate(
                p, part == 0 ? 0 : (centre - half) / (1 + square), part == whole ? 1 : (centre + half) / (1 + square));
    }
}
