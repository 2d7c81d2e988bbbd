package org.ambivalent.metrics;

/**
 * Whether the model doubts the faces that people disagree about: the Pearson correlation over faces of the predicted
 * entropy {@code x_i = H(p_i)} with the entropy of the votes {@code y_i = H(t_i)},
 * <pre>
 *   r = sum_i (x_i - mean x)(y_i - mean y) / sqrt(sum_i (x_i - mean x)^2 * sum_i (y_i - mean y)^2)
 * </pre>
 * in [-1, 1]; higher is better. NaN for fewer than 2 faces, or if the standard deviation of either entropy is below
 * {@value #RESOLUTION} nats, which is no more than rounding: one-hot targets, for example, have no correlation.
 *
 * <p>Sums of products about the running means are kept, and combined exactly, so nothing cancels. Source: Chan, Golub and
 * LeVeque 1983, <a href="https://doi.org/10.1080/00031305.1983.10483115">Algorithms for Computing the Sample Variance</a>.
 */
public final class EntropyCorrelation implements Metric<EntropyCorrelation> {

    private static final double RESOLUTION = 1e-9;

    private long count;
    private double meanX;
    private double meanY;
    private double squaresX;
    private double squaresY;
    private double products;

    @Override
    public void add(Observation observation) {
        merge(1, observation.predicted().entropy(), observation.target().entropy(), 0, 0, 0);
    }

    @Override
    public void combine(EntropyCorrelation other) {
        if (other.count > 0) {
            merge(other.count, other.meanX, other.meanY, other.squaresX, other.squaresY, other.products);
        }
    }

    /** Adds n faces, given their means and their sums of squares and products about them. */
    private void merge(long n, double x, double y, double xx, double yy, double xy) {
        double dx = x - meanX;
        double dy = y - meanY;
        double share = (double) n / (count + n);
        double weight = count * share;
        squaresX += xx + dx * dx * weight;
        squaresY += yy + dy * dy * weight;
        products += xy + dx * dy * weight;
        meanX += dx * share;
        meanY += dy * share;
        count += n;
    }

    @Override
    public double value() {
        double negligible = count * RESOLUTION * RESOLUTION;
        if (count < 2 || squaresX <= negligible || squaresY <= negligible) {
            return Double.NaN;
        }
        double r = products / (Math.sqrt(squaresX) * Math.sqrt(squaresY));
        return Math.max(-1, Math.min(1, r));
    }
}
