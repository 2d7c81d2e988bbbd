package org.ambivalent.predict;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.UnfamiliarImages;
import org.ambivalent.metrics.Ranking;

/**
 * How well a calibrated model tells generated pictures of one kind, which are no faces, from faces. AUROC is the probability
 * that a strange picture has the higher score than a face, 1/2 if the score knows nothing.
 *
 * @param kind of the pictures
 * @param pictures how many
 * @param share of them that is called unfamiliar, in [0, 1]
 * @param auroc of the unfamiliarity
 * @param aurocOfEntropy of the calibrated prediction's entropy, for comparison
 * @param aurocOfEpistemic of its epistemic part; 1/2 for a model that answers the same every time
 */
public record Noticed(
        UnfamiliarImages kind,
        int pictures,
        double share,
        double auroc,
        double aurocOfEntropy,
        double aurocOfEpistemic) {

    /** Of each kind. */
    private static final int PICTURES = 500;

    /**
     * Shows a model pictures of every kind, made for the faces that a calibration was scored on.
     *
     * @param predictor the model as it is without a calibration
     * @param result with a density; otherwise nothing is noticed
     */
    public static List<Noticed> of(Predictor predictor, Calibrator.Result result, long seed) {
        return result.density().isEmpty()
                ? List.of()
                : Arrays.stream(UnfamiliarImages.values())
                        .map(kind -> of(kind, predictor, result, seed))
                        .toList();
    }

    private static Noticed of(UnfamiliarImages kind, Predictor predictor, Calibrator.Result result, long seed) {
        Dataset faces = result.scored();
        var images = kind.like(faces.images(), Math.min(PICTURES, faces.size()), seed);
        var density = result.density().orElseThrow();
        var strange = predictor.answerCrops(images).stream()
                .map(answer -> result.decisions()
                        .predict(
                                faces.labels(),
                                answer.samples(),
                                OptionalDouble.empty(),
                                OptionalDouble.of(density.score(answer.features())),
                                answer.face()))
                .toList();
        return of(kind, result.after(), strange);
    }

    private static Noticed of(UnfamiliarImages kind, List<Prediction> faces, List<Prediction> strange) {
        var byDistance = new Ranking();
        var byEntropy = new Ranking();
        var byEpistemic = new Ranking();
        for (var predictions : List.of(faces, strange)) {
            for (var prediction : predictions) {
                boolean isStrange = predictions == strange;
                byDistance.add(prediction.unfamiliarity().orElseThrow(), isStrange);
                byEntropy.add(prediction.uncertainty().total(), isStrange);
                byEpistemic.add(prediction.uncertainty().epistemic(), isStrange);
            }
        }
        long noticed = strange.stream()
                .filter(prediction -> prediction.decision().orElseThrow().unfamiliar())
                .count();
        return new Noticed(
                kind,
                strange.size(),
                (double) noticed / strange.size(),
                byDistance.auroc(),
                byEntropy.auroc(),
                byEpistemic.auroc());
    }
}
