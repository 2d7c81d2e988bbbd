package org.ambivalent.metrics;

import static org.ambivalent.metrics.Observations.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ambivalent.core.Distribution;
import org.junit.jupiter.api.Test;

/** Against scikit-learn, torchmetrics and SciPy; {@code src/test/golden/metrics.py} made the figures. */
class GoldenMetricsTest {

    private static final int CLASSES = 8;

    /** torchmetrics adds up single-precision numbers. */
    private static final double SINGLE_PRECISION = 1e-6;

    private final List<Observation> faces = readFaces();
    private final Properties golden = readFigures();

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

    private static Properties readFigures() {
        var properties = new Properties();
        try (var reader = open("metrics.properties")) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static List<Observation> readFaces() {
        try (var reader = open("observations.csv")) {
            return reader.lines().map(GoldenMetricsTest::face).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Observation face(String line) {
        double[] row =
                Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
        return new Observation(
                Distribution.of(Arrays.copyOfRange(row, 1, 1 + CLASSES)),
                (int) row[0],
                Distribution.of(Arrays.copyOfRange(row, 1 + CLASSES, row.length)));
    }

    private static BufferedReader open(String resource) {
        var stream = Objects.requireNonNull(GoldenMetricsTest.class.getResourceAsStream(resource), resource);
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
}
