package org.ambivalent.train;

import org.ambivalent.core.Distribution;
import org.ambivalent.data.Protocol;

/** Cross-entropy to the distribution of votes ("CEL" in Barsoum et al. 2016, arXiv 1608.01041). */
final class VotesObjective extends TargetObjective {

    @Override
    public Protocol protocol() {
        return Protocol.ALL_VOTES;
    }

    @Override
    Distribution target(TrainingSet set, int face, int epoch, long seed) {
        return set.targets().get(face).distribution();
    }
}
