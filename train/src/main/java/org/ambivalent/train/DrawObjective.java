package org.ambivalent.train;

import java.util.SplittableRandom;
import org.ambivalent.core.Distribution;
import org.ambivalent.data.Protocol;

/**
 * Cross-entropy to one label a face and epoch, drawn from its votes ("PLD" in Barsoum et al. 2016, arXiv 1608.01041).
 * The draw depends on seed, epoch and face alone, so a resumed run draws the same.
 */
final class DrawObjective extends TargetObjective {

    @Override
    public Protocol protocol() {
        return Protocol.ALL_VOTES;
    }

    @Override
    Distribution target(TrainingSet set, int face, int epoch, long seed) {
        var votes = set.targets().get(face).distribution();
        // One split separates the streams of neighbouring epochs and faces.
        var random = new SplittableRandom(seed + epoch * 1_000_003L + face * 31L * 1_000_003L * 1_000_003L).split();
        double left = random.nextDouble();
        int drawn = 0;
        while (drawn < votes.size() - 1 && left >= votes.probability(drawn)) {
            left -= votes.probability(drawn++);
        }
        return Distribution.oneHot(drawn, votes.size());
    }
}
