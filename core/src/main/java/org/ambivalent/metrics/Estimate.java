package org.ambivalent.metrics;

/**
 * A measured value and its 95 % interval.
 *
 * <p>The value may lie outside: a measure that is biased for few faces, such as the maximum calibration error, is larger
 * on resampled faces than on the faces themselves.
 *
 * @param value over all faces; NaN where the measure is undefined
 * @param low 2.5 % quantile of the resampled values; NaN where unknown
 * @param high 97.5 % quantile of the resampled values; NaN where unknown
 */
public record Estimate(double value, double low, double high) {}
