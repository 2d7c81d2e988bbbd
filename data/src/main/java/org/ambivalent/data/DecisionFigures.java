package org.ambivalent.data;

import java.util.List;
import java.util.function.Predicate;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * What a calibrated model decides, and how often it is right to (see {@link org.ambivalent.core.Decision}).
 *
 * @param abstained the share of faces it declines to name an emotion for; 0 if it was not calibrated to abstain
 * @param risk the share of wrong answers among those it gives; NaN if it gives none
 * @param unfamiliar the share of faces it calls unfamiliar
 * @param sets null if it was not calibrated for sets
 */
public record DecisionFigures(
        Estimate abstained,
        Estimate risk,
        Estimate unfamiliar,
        @Nullable SetFigures sets) {

    /** Null if the model was not calibrated, or there is no face. */
    static @Nullable DecisionFigures of(List<ScoredFace> faces, int emotions, Bootstrap bootstrap) {
        if (faces.isEmpty() || !faces.stream().allMatch(ScoredFace::isDecided)) {
            return null;
        }
        var answered =
                faces.stream().filter(face -> !face.decision().abstains()).toList();
        return new DecisionFigures(
                Estimate.ofShare(faces.size() - answered.size(), faces.size()),
                share(answered, ScoredFace::wrong),
                share(faces, face -> face.decision().unfamiliar()),
                sets(faces, emotions, bootstrap));
    }

    private static @Nullable SetFigures sets(List<ScoredFace> faces, int emotions, Bootstrap bootstrap) {
        boolean all = faces.stream().allMatch(face -> face.decision().set().isPresent());
        return all ? SetFigures.of(faces, emotions, bootstrap) : null;
    }

    private static Estimate share(List<ScoredFace> faces, Predicate<ScoredFace> holds) {
        return Estimate.ofShare(faces.stream().filter(holds).count(), faces.size());
    }
}
