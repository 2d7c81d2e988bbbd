package org.ambivalent.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ambivalent.metrics.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * How close distributions that were recovered from one label a face come to what the others say about it.
 *
 * @param faces judged: training faces about which somebody else says something
 * @param jensenShannon mean divergence from the votes of the others, nats, with its interval, by the name of the recovery
 * @param doubtAuroc how well what a recovery leaves to other emotions than the label tells labels that the majority rejects from
 *     others, by its name; null in lines of older results
 */
public record RecoveryScore(
        int faces,
        Map<String, Estimate> jensenShannon,
        @Nullable Map<String, Double> doubtAuroc) {

    public RecoveryScore {
        jensenShannon = Collections.unmodifiableMap(new LinkedHashMap<>(jensenShannon));
        doubtAuroc = doubtAuroc == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(doubtAuroc));
    }
}
