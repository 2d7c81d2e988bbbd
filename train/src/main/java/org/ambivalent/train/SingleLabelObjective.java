package org.ambivalent.train;

import org.ambivalent.core.Distribution;
import org.ambivalent.data.Protocol;

/** An objective that starts from one label a face: the given one, or the majority where there are votes. */
interface SingleLabelObjective extends Objective {

    @Override
    default Protocol protocol() {
        return Protocol.MAJORITY;
    }

    @Override
    default Distribution expected(Protocol.Target target) {
        return Distribution.oneHot(target.label(), target.distribution().size());
    }
}
