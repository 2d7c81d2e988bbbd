package org.ambivalent.data;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Estimate;

/**
 * How much doubt there is, in nats (see {@link Uncertainty}), and what each part of it finds. An AUROC is the probability
 * that a wrong answer (or a face without a majority of more than half of its votes) has more of the doubt than a right
 * one; those of the total are {@link Measure#ERROR_AUROC} and {@link Measure#DISAGREEMENT_AUROC}.
 *
 * @param total mean
 * @param aleatoric mean
 * @param epistemic mean; 0 for a model of one sample
 * @param aleatoricErrors AUROC of the aleatoric part for wrong answers
 * @param epistemicErrors AUROC of the epistemic part for wrong answers; NaN if no face has any
 * @param aleatoricDisagreement AUROC of the aleatoric part for faces that people disagree about
 * @param epistemicDisagreement AUROC of the epistemic part for those; NaN if no face has any
 */
public record UncertaintyFigures(
        Estimate total,
        Estimate aleatoric,
        Estimate epistemic,
        Estimate aleatoricErrors,
        Estimate epistemicErrors,
        Estimate aleatoricDisagreement,
        Estimate epistemicDisagreement) {

    private static final Estimate UNDEFINED = new Estimate(Double.NaN, Double.NaN, Double.NaN);

    static UncertaintyFigures of(List<ScoredFace> faces, Bootstrap bootstrap) {
        var means = FaceMeans.estimates(
                bootstrap,
                faces,
                List.of(
                        face -> face.prediction().uncertainty().total(),
                        face -> face.prediction().uncertainty().aleatoric(),
                        face -> face.prediction().uncertainty().epistemic()));
        return new UncertaintyFigures(
                means.get(0),
                means.get(1),
                means.get(2),
                errors(faces, Uncertainty::aleatoric, bootstrap),
                errors(faces, Uncertainty::epistemic, bootstrap),
                disagreement(faces, Uncertainty::aleatoric, bootstrap),
                disagreement(faces, Uncertainty::epistemic, bootstrap));
    }

    /** Whether samples differ, so that doubt has two parts. */
    public boolean hasEpistemic() {
        return epistemic.value() > 0;
    }

    private static Estimate errors(List<ScoredFace> faces, ToDoubleFunction<Uncertainty> part, Bootstrap bootstrap) {
        return auroc(
                bootstrap,
                faces.stream()
                        .map(face -> new Doubted(doubt(face, part), face.wrong()))
                        .toList());
    }

    private static Estimate disagreement(
            List<ScoredFace> faces, ToDoubleFunction<Uncertainty> part, Bootstrap bootstrap) {
        return auroc(
                bootstrap,
                faces.stream()
                        .filter(face -> face.face().hasVotes())
                        .map(face -> new Doubted(
                                doubt(face, part),
                                ScoredFace.isDivided(face.target().distribution())))
                        .toList());
    }

    private static double doubt(ScoredFace face, ToDoubleFunction<Uncertainty> part) {
        return part.applyAsDouble(face.prediction().uncertainty());
    }

    private static Estimate auroc(Bootstrap bootstrap, List<Doubted> faces) {
        return faces.stream().allMatch(face -> face.doubt() == 0) ? UNDEFINED : Doubted.auroc(bootstrap, faces);
    }
}
