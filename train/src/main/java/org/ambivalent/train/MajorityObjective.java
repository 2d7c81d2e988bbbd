package org.ambivalent.train;

import org.ambivalent.core.Distribution;

/** Cross-entropy to the majority label, on faces that have one ("MV" in Barsoum et al. 2016, arXiv 1608.01041). */
final class MajorityObjective extends TargetObjective implements SingleLabelObjective {

    @Override
    public String name() {
        return "majority";
    }

    @Override
    Distribution target(TrainingSet set, int face, int epoch, long seed) {
        return Distribution.oneHot(set.targets().get(face).label(), set.classes());
    }
}
