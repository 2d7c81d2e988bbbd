package org.ambivalent.train;

import java.util.Arrays;
import org.ambivalent.core.Distribution;

/**
 * Cross-entropy to the majority label, on faces that have one ("MV" in Barsoum et al. 2016, arXiv 1608.01041), or to the label
 * smoothed by {@code s} (Szegedy et al. 2016, arXiv 1512.00567): {@code t_ik = (1 - s) [k = y_i] + s / C}.
 */
final class MajorityObjective extends TargetObjective implements SingleLabelObjective {

    private final double smoothing;

    private MajorityObjective(double smoothing) {
        this.smoothing = smoothing;
    }

    static MajorityObjective of(ObjectiveOptions options) {
        return new MajorityObjective(options.number("smoothing", 0, 0, 1));
    }

    @Override
    Distribution target(TrainingSet set, int face, int epoch, long seed) {
        var target = new double[set.classes()];
        Arrays.fill(target, smoothing / target.length);
        target[set.targets().get(face).label()] += 1 - smoothing;
        return Distribution.of(target);
    }
}
