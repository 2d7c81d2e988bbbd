package org.ambivalent.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ambivalent.metrics.Estimate;

/**
 * How close distributions that were recovered from one label a face come to what the others say about it.
 *
 * @param faces judged: training faces about which somebody else says something
 * @param jensenShannon mean divergence from the votes of the others, nats, with its interval, by the name of the recovery
 */
public record RecoveryScore(int faces, Map<String, Estimate> jensenShannon) {

    public RecoveryScore {
        jensenShannon = Collections.unmodifiableMap(new LinkedHashMap<>(jensenShannon));
    }
}
