package org.ambivalent.metrics;

/**
 * The mean, over the emotions that at least one face is, of the share of its faces that are recognised (its recall), in
 * [0, 1]; higher is better. Rare emotions count as much as frequent ones. An emotion without faces is left out, where some
 * libraries count it as 0.
 *
 * <p>Also called balanced accuracy or unweighted average recall. Source: Brodersen et al. 2010,
 * <a href="https://doi.org/10.1109/ICPR.2010.764">The Balanced Accuracy and Its Posterior Distribution</a>.
 */
public final class MeanClassAccuracy implements Metric<MeanClassAccuracy> {

    private final ConfusionMatrix confusion;

    /** For {@code size} emotions. */
    public MeanClassAccuracy(int size) {
        confusion = new ConfusionMatrix(size);
    }

    @Override
    public void add(Observation observation) {
        confusion.add(observation);
    }

    @Override
    public void combine(MeanClassAccuracy other) {
        confusion.combine(other.confusion);
    }

    @Override
    public double value() {
        return confusion.meanRecall();
    }
}
