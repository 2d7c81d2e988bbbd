package org.ambivalent.train;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Split;

/**
 * The tenth of a dataset without validation faces that its model has not been trained on: what the model file says is
 * enough to draw it again.
 */
public final class HeldOut {

    /** Of a model file: the seed that held faces out, where the dataset named none. */
    static final String SEED = "heldOut.seed";

    private HeldOut() {}

    /**
     * The faces that no member of the model has seen; they chose its epoch.
     *
     * @param provenance of the model file
     * @return empty unless the model was trained on this very dataset and all its members have held out some of it
     */
    public static Optional<Dataset> of(Dataset data, Map<String, String> provenance) {
        boolean isSame = data.hash().equals(provenance.get("data.hash"));
        var seeds = seeds(provenance);
        if (!isSame || seeds.isEmpty() || data.split(Split.VALID).size() > 0) {
            return Optional.empty();
        }
        var held = Parts.of(data, seeds.get(0)).valid();
        for (long seed : seeds) {
            held = held.where(face -> Parts.isHeldOut(face.id(), seed));
        }
        return held.size() == 0 ? Optional.empty() : Optional.of(held);
    }

    /** Joined members may have held out faces by seeds of their own. */
    private static List<Long> seeds(Map<String, String> provenance) {
        return provenance.entrySet().stream()
                .filter(pair -> pair.getKey().equals(SEED) || pair.getKey().endsWith("." + SEED))
                .map(pair -> Long.parseLong(pair.getValue()))
                .distinct()
                .toList();
    }
}
