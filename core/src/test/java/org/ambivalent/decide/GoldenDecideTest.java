package org.ambivalent.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ambivalent.core.Distribution;
import org.ambivalent.decide.Temperature.Example;
import org.ambivalent.metrics.GoldenFiles;
import org.ambivalent.metrics.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against SciPy and NumPy; {@code src/test/golden/decide.py} made the figures. */
class GoldenDecideTest {

    private static final int CLASSES = 8;
    private static final Properties GOLDEN = GoldenFiles.figures(GoldenDecideTest.class, "decide.properties");

    private final List<Observation> faces = GoldenFiles.faces(CLASSES);

    @Test
    void temperaturesAgree() {
        assertFitted("votes", face -> Example.of(face.predicted(), face.target()));
        assertFitted("label", face -> Example.of(face.predicted(), Distribution.oneHot(face.label(), CLASSES)));
        assertFitted("samples", face -> new Example(List.of(face.predicted(), flatter(face)), face.target()));
    }

    private static Distribution flatter(Observation face) {
        return face.predicted().averageWith(Distribution.uniform(CLASSES));
    }

    private void assertFitted(String name, Function<Observation, Example> example) {
        var examples = faces.stream().map(example).toList();
        double fitted = Temperature.fit(examples).value();
        assertThat(fitted).isCloseTo(figure("temperature." + name), within(1e-6));
        assertThat(new TemperatureSearch(examples).loss(fitted))
                .isCloseTo(figure("temperature." + name + ".loss"), within(1e-12));
    }

    static Stream<String> sets() {
        return GOLDEN.stringPropertyNames().stream()
                .filter(name -> name.matches("sets\\.(lac|aps)\\..*"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void setsAgree(String name) {
        var score = name.contains("aps") ? ConformalScore.APS : ConformalScore.LAC;
        var method = new ConformalMethod(score, name.contains(".each."), name.contains(".random."));
        assertSets(name, method, name.endsWith("0.9") ? 0.9 : 0.8, Observation::predicted);
    }

    /** The votes as predictions: tenths, so most scores tie. */
    @Test
    void setsOfTiedScoresAgree() {
        assertSets(
                "sets.tied",
                ConformalMethod.of(ConformalScore.LAC).withDraws(),
                0.8,
                face -> Distribution.proportionalTo(counts(face.target())));
    }

    /** Ten times the shares, which are only about tenths after they were made to sum to 1. */
    private static double[] counts(Distribution votes) {
        return IntStream.range(0, CLASSES)
                .mapToDouble(k -> Math.round(10 * votes.probability(k)))
                .toArray();
    }

    private void assertSets(
            String name, ConformalMethod method, double level, Function<Observation, Distribution> predicted) {
        int half = faces.size() / 2;
        var calibration = new ConformalCalibration(method, CLASSES);
        for (int i = 0; i < half; i++) {
            calibration.add(predicted.apply(faces.get(i)), faces.get(i).label(), draw(i));
        }
        var sets = calibration.sets(level);
        var masks = IntStream.range(half, faces.size())
                .map(i -> sets.set(predicted.apply(faces.get(i)), draw(i))
                        .members()
                        .map(k -> 1 << k)
                        .sum())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        assertThat(masks).isEqualTo(GOLDEN.getProperty(name));
    }

    private static double draw(int face) {
        return (face + 1) * 0.6180339887498949 % 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.4", "0.45", "0.5"})
    void guaranteedCoveragesAgree(String risk) {
        var guarantee = new RiskGuarantee();
        for (Observation face : faces) {
            guarantee.add(AbstentionRule.doubt(face.predicted()), !face.correct());
        }
        assertThat(guarantee.rule(Double.parseDouble(risk), 0.1).coverage()).isEqualTo(figure("guarantee." + risk));
    }

    /** The risk at which so few wrong answers have a probability of delta. */
    @ParameterizedTest
    @MethodSource("clopperPearson")
    void boundsAgree(String name) {
        double[] of = arguments(name);
        assertThat(RiskGuarantee.atMostWrong((int) of[1], (int) of[0], figure(name)))
                .isCloseTo(of[2], within(1e-12));
    }

    static Stream<String> clopperPearson() {
        return named("clopperPearson");
    }

    @ParameterizedTest
    @MethodSource("binomial")
    void binomialsAgree(String name) {
        double[] of = arguments(name);
        assertThat(CountLaw.binomial((int) of[0], of[1]).atMost((int) of[2])).isCloseTo(figure(name), within(1e-11));
    }

    static Stream<String> binomial() {
        return named("binomial");
    }

    @ParameterizedTest
    @MethodSource("betaBinomial")
    void betaBinomialsAgree(String name) {
        double[] of = arguments(name);
        assertThat(CountLaw.betaBinomial((int) of[0], of[1], of[2]).quantile(of[3]))
                .isEqualTo((int) figure(name));
    }

    static Stream<String> betaBinomial() {
        return named("betaBinomial");
    }

    /** 3,504 faces at the level 0.9, as many as FER+ has to validate with, and 3,589 to test with. */
    @Test
    void intervalsOfCoverageAgree() {
        var interval = new CoverageLaw(3504, 0.9).interval(3589, 0.99);
        assertThat(interval.low()).isEqualTo(figure("betaBinomial/3589/3155/350/0.005") / 3589);
        assertThat(interval.high()).isEqualTo(figure("betaBinomial/3589/3155/350/0.995") / 3589);
    }

    private static Stream<String> named(String law) {
        return GOLDEN.stringPropertyNames().stream()
                .filter(name -> name.startsWith(law + "/"))
                .sorted();
    }

    private static double[] arguments(String name) {
        return Arrays.stream(name.split("/"))
                .skip(1)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static double figure(String name) {
        return Double.parseDouble(Objects.requireNonNull(GOLDEN.getProperty(name), name));
    }
}
