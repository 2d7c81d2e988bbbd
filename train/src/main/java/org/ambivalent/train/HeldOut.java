package org.ambivalent.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ModelMetadata;
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
     * @return empty unless the model was trained on this very dataset and all its members are known to have held out some of it
     */
    public static Optional<Dataset> of(Dataset data, ModelMetadata model) {
        boolean isSame = data.hash().equals(model.provenance().get("data.hash"));
        var seeds = seeds(model);
        if (!isSame || seeds.isEmpty() || data.split(Split.VALID).size() > 0) {
            return Optional.empty();
        }
        var held = Parts.heldOutByAll(data, seeds);
        return held.size() == 0 ? Optional.empty() : Optional.of(held);
    }

    /**
     * For a training that starts from the weights of another model, and holds a tenth of the dataset out if that names no validation
     * faces.
     *
     * @param seed that holds faces out
     * @throws BadInputException if that was trained on most of what this training would hold out
     */
    public static void requireUnseen(Path init, Dataset data, long seed) {
        if (PublishedWeights.is(init) || data.split(Split.VALID).size() > 0) {
            return;
        }
        var model = ModelFile.metadata(init);
        boolean isSame = data.hash().equals(model.provenance().get("data.hash"));
        if (isSame && !seeds(model).equals(List.of(seed))) {
            throw new BadInputException(init + ": was trained on faces that --seed " + seed
                    + " would hold out to choose the epoch by. "
                    + (seeds(model).size() == 1
                            ? "It held out others: use its seed, --seed "
                                    + seeds(model).get(0) + "."
                            : "Start from another model, or name validation faces in the dataset."));
        }
    }

    /** One for all, or those of all joined members; none if one member's is missing, for it may have seen any face. */
    private static List<Long> seeds(ModelMetadata model) {
        var shared = model.provenance().get(SEED);
        if (shared != null) {
            return List.of(Long.parseLong(shared));
        }
        var own = model.provenance().entrySet().stream()
                .filter(pair -> pair.getKey().endsWith("." + SEED))
                .map(pair -> Long.parseLong(pair.getValue()))
                .toList();
        return own.size() == model.posterior().members() ? own : List.of();
    }
}
