package org.ambivalent.metrics;

import static org.ambivalent.metrics.Observations.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.PredictionSet;
import org.junit.jupiter.api.Test;

/** Against scikit-learn, torchmetrics, SciPy and NumPy; {@code src/test/golden/metrics.py} made the figures. */
class GoldenMetricsTest {

    private static final int CLASSES = 8;

    /** torchmetrics adds up single-precision numbers. */
    private static final double SINGLE_PRECISION = 1e-6;

    private final List<Observation> faces = GoldenFiles.faces(CLASSES);
    private final Properties golden = GoldenFiles.figures(GoldenMetricsTest.class, "metrics.properties");

    @Test
    void everyMeanAgrees() {
        assertAgrees("accuracy", Accuracy::new);
        assertAgrees("meanClassAccuracy", () -> new MeanClassAccuracy(CLASSES));
        assertAgrees("negativeLogLikelihood", NegativeLogLikelihood::new);
        assertAgrees("crossEntropy", CrossEntropy::new);
        assertAgrees("brierScore", BrierScore::new);
        assertAgrees("kullbackLeibler", KullbackLeibler::new);
        assertAgrees("jensenShannon", JensenShannon::new);
        assertAgrees("distCE", DistCE::new);
        assertAgrees("entCE", EntCE::new);
        assertAgrees("entropyCorrelation", EntropyCorrelation::new);
        assertAgrees("hellinger", MeanDivergence::hellinger);
        assertAgrees("chebyshev", MeanDivergence::chebyshev);
        assertAgrees("clark", MeanDivergence::clark);
        assertAgrees("canberra", MeanDivergence::canberra);
        assertAgrees("cosineSimilarity", MeanDivergence::cosineSimilarity);
        assertAgrees("intersection", MeanDivergence::intersection);
        assertAgrees("rankCS", RankCS::new);
    }

    private <M extends Metric<M>> void assertAgrees(String name, Supplier<M> empty) {
        assertThat(measure(empty, faces).value()).as(name).isCloseTo(figure(name), within(1e-12));
    }

    @Test
    void calibrationErrorsAgree() {
        for (int bins : List.of(15, 25)) {
            var error = measure(() -> CalibrationError.withBins(bins), faces);
            assertThat(error.expected())
                    .isCloseTo(figure("calibrationError.expected." + bins), within(SINGLE_PRECISION));
            assertThat(error.maximum()).isCloseTo(figure("calibrationError.maximum." + bins), within(SINGLE_PRECISION));
        }
    }

    @Test
    void classWiseCalibrationErrorsAgree() {
        for (int bins : List.of(15, 25)) {
            var error = measure(() -> new ClassWiseCalibrationError(CLASSES, bins), faces);
            assertThat(error.value()).isCloseTo(figure("classWiseCalibrationError." + bins), within(SINGLE_PRECISION));
        }
    }

    /** 15 does not divide the 400 faces, 16 does. */
    @Test
    void adaptiveCalibrationErrorsAgree() {
        assertAgrees("adaptiveCalibrationError.15", AdaptiveCalibrationError::new);
        assertAgrees("adaptiveCalibrationError.16", () -> AdaptiveCalibrationError.withBins(16));
    }

    /** Confidences rounded to one decimal, so that most of them tie. */
    @Test
    void adaptiveCalibrationErrorAgreesWhereConfidencesTie() {
        var coarse = faces.stream().map(GoldenMetricsTest::rounded).toList();
        assertThat(measure(() -> AdaptiveCalibrationError.withBins(16), coarse).value())
                .isCloseTo(figure("adaptiveCalibrationError.16.coarse"), within(1e-12));
    }

    /** The confidence is always that of emotion 0: sums in another order would round it to other numbers. */
    private static Observation rounded(Observation face) {
        var weights = new double[CLASSES];
        weights[0] = Math.round(10 * face.predicted().confidence()) / 10.0;
        Arrays.fill(weights, 1, CLASSES, (1 - weights[0]) / (CLASSES - 1));
        return new Observation(face.target(), face.correct() ? 0 : 1, Distribution.of(weights));
    }

    @Test
    void partsOfTheBrierScoreAgree() {
        var parts = measure(() -> new BrierDecomposition(CLASSES), faces);
        assertThat(parts.reliability()).isCloseTo(figure("brier.reliability"), within(1e-12));
        assertThat(parts.resolution()).isCloseTo(figure("brier.resolution"), within(1e-12));
        assertThat(parts.uncertainty()).isCloseTo(figure("brier.uncertainty"), within(1e-12));
        assertThat(parts.withinBinVariance()).isCloseTo(figure("brier.withinBinVariance"), within(1e-12));
        assertThat(parts.withinBinCovariance()).isCloseTo(figure("brier.withinBinCovariance"), within(1e-12));
        assertThat(parts.value()).isCloseTo(figure("brierScore"), within(1e-12));
    }

    /** NumPy's draws are others than ours: 1,000 of them know the mean within 1 %, the quantile within 3 %. */
    @Test
    void calibrationFloorAgreesWithinTheNoiseOfItsDraws() {
        var predicted = faces.stream().map(Observation::predicted).toList();
        var floor = CalibrationFloor.of(CalibrationError::new, predicted, 5);
        assertThat(floor.mean()).isCloseTo(figure("calibrationFloor.mean"), withinPercentage(2));
        assertThat(floor.high()).isCloseTo(figure("calibrationFloor.high"), withinPercentage(4));
    }

    @Test
    void riskAndCoverageAgree() {
        var errors = new RiskCoverage();
        var divergences = new RiskCoverage();
        for (Observation face : faces) {
            double doubt = 1 - face.predicted().confidence();
            errors.add(doubt, face.correct() ? 0 : 1);
            divergences.add(doubt, Divergence.kullbackLeibler(face.target(), face.predicted()));
        }
        assertThat(errors.aurc()).isCloseTo(figure("risk.aurc"), within(1e-12));
        assertThat(errors.excessAurc()).isCloseTo(figure("risk.excessAurc"), within(1e-12));
        assertThat(errors.riskAt(0.8)).isCloseTo(figure("risk.at.80"), within(1e-12));
        assertThat(errors.riskAt(0.9)).isCloseTo(figure("risk.at.90"), within(1e-12));
        assertThat(divergences.aurc()).isCloseTo(figure("risk.kullbackLeibler.aurc"), within(1e-12));
        assertThat(divergences.excessAurc()).isCloseTo(figure("risk.kullbackLeibler.excessAurc"), within(1e-12));
    }

    /** Sets of the emotions that have a probability of at least 0.3. */
    @Test
    void coverageOfSetsAgrees() {
        var coverage = new SetCoverage(CLASSES);
        for (Observation face : faces) {
            coverage.add(PredictionSet.where(CLASSES, k -> face.predicted().probability(k) >= 0.3), face.label());
        }
        assertThat(coverage.coverage()).isCloseTo(figure("sets.coverage"), within(1e-12));
        assertThat(coverage.meanSize()).isCloseTo(figure("sets.meanSize"), within(1e-12));
        assertThat(coverage.singletons()).isCloseTo(figure("sets.singletons"), within(1e-12));
        assertThat(coverage.empties()).isCloseTo(figure("sets.empties"), within(1e-12));
        assertThat(coverage.coverage(0)).isCloseTo(figure("sets.coverage.0"), within(1e-12));
        assertThat(coverage.meanSize(0)).isCloseTo(figure("sets.meanSize.0"), within(1e-12));
    }

    @Test
    void confusionMatrixAgrees() {
        var confusion = measure(() -> new ConfusionMatrix(CLASSES), faces);
        for (int k = 0; k < CLASSES; k++) {
            int label = k;
            var row = LongStream.range(0, CLASSES).map(p -> confusion.count(label, (int) p));
            assertThat(row.mapToObj(Long::toString).collect(Collectors.joining(",")))
                    .isEqualTo(golden.getProperty("confusion." + k));
            assertThat(confusion.recall(k)).isCloseTo(figure("recall." + k), within(1e-12));
            assertThat(confusion.precision(k)).isCloseTo(figure("precision." + k), within(1e-12));
            assertThat(confusion.f1(k)).isCloseTo(figure("f1." + k), within(1e-12));
        }
    }

    /** SciPy's draws are others than ours: both ends agree within a few percent of the interval's width. */
    @Test
    void bootstrapIntervalAgreesWithinTheNoiseOfItsDraws() {
        var estimate = new Bootstrap(20_000, 7).estimate(KullbackLeibler::new, faces);
        double noise = 0.03 * (figure("kullbackLeibler.high") - figure("kullbackLeibler.low"));
        assertThat(estimate.value()).isCloseTo(figure("kullbackLeibler"), within(1e-12));
        assertThat(estimate.low()).isCloseTo(figure("kullbackLeibler.low"), within(noise));
        assertThat(estimate.high()).isCloseTo(figure("kullbackLeibler.high"), within(noise));
    }

    private double figure(String name) {
        return Double.parseDouble(Objects.requireNonNull(golden.getProperty(name), name));
    }
}
