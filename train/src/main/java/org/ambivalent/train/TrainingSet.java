package org.ambivalent.train;

import java.util.List;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Protocol;

/**
 * The faces a network trains on, and what people say about each.
 *
 * @param data only faces that the objective's protocol counts
 * @param targets index by index with the faces
 * @param classWeights what one face of each emotion counts, {@code [emotions]}; 1 on average over the faces
 */
public record TrainingSet(Dataset data, List<Protocol.Target> targets, ClassWeights.Values classWeights) {

    public TrainingSet {
        targets = List.copyOf(targets);
    }

    static TrainingSet of(Dataset data, Objective objective, ClassWeights weights) {
        var protocol = objective.protocol();
        int classes = data.labels().size();
        var counted = data.where(face -> protocol.target(face, classes).isPresent());
        var targets = counted.faces().stream()
                .map(face -> protocol.target(face, classes).orElseThrow())
                .toList();
        return new TrainingSet(
                counted,
                targets,
                weights.of(targets.stream().map(objective::expected).toList(), classes));
    }

    /** Number of emotions. */
    public int classes() {
        return data.labels().size();
    }
}
