package org.ambivalent.data;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.ambivalent.decide.AbstentionRule;
import org.ambivalent.metrics.AdaptiveCalibrationError;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.BrierDecomposition;
import org.ambivalent.metrics.CalibrationError;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.Metric;
import org.ambivalent.metrics.Observation;
import org.ambivalent.metrics.Ranking;
import org.ambivalent.metrics.RiskCoverage;

/**
 * One pass of the bootstrap over faces. Measures that are read from the same thing share a pass, since drawing and adding
 * faces is what takes time.
 *
 * @param <S> what the measures are read from
 */
interface MeasurePass<S> {

    MeasurePass<CalibrationError> CALIBRATION = of(CalibrationError::new);

    /** Not by combining: bins of every emotion for every single face would be much memory to walk through. */
    MeasurePass<BrierDecomposition> BRIER = (bootstrap, emotions, faces, readings) ->
            bootstrap.estimates(() -> new BrierDecomposition(emotions), BrierDecomposition::add, readings, faces);

    MeasurePass<AdaptiveCalibrationError> ADAPTIVE =
            (bootstrap, emotions, faces, readings) -> bootstrap.estimatesInOrder(
                    Comparator.comparingDouble(
                            (Observation face) -> face.predicted().confidence()),
                    AdaptiveCalibrationError::new,
                    AdaptiveCalibrationError::add,
                    readings,
                    faces);

    /** Errors in the order of the doubt that models abstain by. */
    MeasurePass<RiskCoverage> RISK = (bootstrap, emotions, faces, readings) -> Doubted.risks(
            bootstrap,
            doubted(faces, face -> AbstentionRule.doubt(face.predicted()), face -> !face.correct()),
            readings);

    MeasurePass<Ranking> ERRORS = byEntropy(face -> !face.correct());

    MeasurePass<Ranking> DISAGREEMENT = byEntropy(face -> ScoredFace.isDivided(face.target()));

    /** The readings, in their order, with intervals. */
    List<Estimate> estimates(
            Bootstrap bootstrap, int emotions, List<Observation> faces, List<ToDoubleFunction<S>> readings);

    /** For metrics that are quick to combine. */
    static <M extends Metric<M>> MeasurePass<M> of(Supplier<M> empty) {
        return ofEmotions(emotions -> empty.get());
    }

    /** The same for metrics that ask for the number of emotions. */
    static <M extends Metric<M>> MeasurePass<M> ofEmotions(IntFunction<M> empty) {
        return (bootstrap, emotions, faces, readings) ->
                bootstrap.estimates(() -> empty.apply(emotions), readings, faces);
    }

    private static MeasurePass<Ranking> byEntropy(Predicate<Observation> bad) {
        return (bootstrap, emotions, faces, readings) -> Doubted.rankings(
                bootstrap, doubted(faces, face -> face.predicted().entropy(), bad), readings);
    }

    private static List<Doubted> doubted(
            List<Observation> faces, ToDoubleFunction<Observation> doubt, Predicate<Observation> bad) {
        return faces.stream()
                .map(face -> new Doubted(doubt.applyAsDouble(face), bad.test(face)))
                .toList();
    }
}
