package org.ambivalent.train;

import org.ambivalent.core.Distribution;
import org.ambivalent.data.Protocol;

/** Cross-entropy to the majority label, on faces that have one ("MV" in Barsoum et al. 2016, arXiv 1608.01041). */
final class MajorityObjective extends TargetObjective {

    @Override
    public String name() {
        return "majority";
    }

    @Override
    public Protocol protocol() {
        return Protocol.MAJORITY;
    }

    @Override
    public Distribution expected(Protocol.Target target) {
        return Distribution.oneHot(target.label(), target.distribution().size());
    }

    @Override
    Distribution target(TrainingSet set, int face, int epoch, long seed) {
        return Distribution.oneHot(set.targets().get(face).label(), set.classes());
    }
}
