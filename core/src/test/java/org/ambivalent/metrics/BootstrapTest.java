package org.ambivalent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static Observation face(int label, int predicted) {
        return new Observation(Distribution.oneHot(label, 3), label, Distribution.of(oneMost(predicted)));
    }

    private static double[] oneMost(int emotion) {
        var p = new double[] {0.1, 0.1, 0.1};
        p[emotion] = 0.8;
        return p;
    }

    /** {@code right} of {@code all} faces right. */
    private static List<Observation> faces(int right, int all) {
        return IntStream.range(0, all).mapToObj(i -> face(0, i < right ? 0 : 1)).toList();
    }

    @Test
    void theSeedDecides() {
        var faces = IntStream.range(1, 100)
                .mapToObj(i -> new Observation(Distribution.uniform(2), 0, Distribution.of(0.01 * i, 1 - 0.01 * i)))
                .toList();
        var first = Bootstrap.seeded(3).estimate(NegativeLogLikelihood::new, faces);
        assertThat(Bootstrap.seeded(3).estimate(NegativeLogLikelihood::new, faces))
                .isEqualTo(first);
        assertThat(Bootstrap.seeded(4).estimate(NegativeLogLikelihood::new, faces))
                .isNotEqualTo(first);
    }

    /** The accuracy of resamples is binomial: mean 0.7, standard deviation sqrt(0.7 * 0.3 / 1000). */
    @Test
    void intervalOfAnAccuracyIsThatOfTheBinomial() {
        var estimate = new Bootstrap(10_000, 1).estimate(Accuracy::new, faces(700, 1000));
        double deviation = Math.sqrt(0.7 * 0.3 / 1000);
        assertThat(estimate.value()).isEqualTo(0.7);
        assertThat(estimate.low()).isCloseTo(0.7 - 1.96 * deviation, within(0.1 * deviation));
        assertThat(estimate.high()).isCloseTo(0.7 + 1.96 * deviation, within(0.1 * deviation));
    }

    @Test
    void allMeasuresOfTheSameFacesSeeTheSameResamples() {
        var faces = faces(30, 50);
        var right = faces.stream().mapToDouble(face -> face.correct() ? 1 : 0).toArray();
        var accuracy = Bootstrap.seeded(5).estimate(Accuracy::new, faces);
        var mean = Bootstrap.seeded(5).mean(right);
        assertThat(mean.low()).isCloseTo(accuracy.low(), within(1e-12));
        assertThat(mean.high()).isCloseTo(accuracy.high(), within(1e-12));
        assertThat(Bootstrap.seeded(5).mean(new double[0]).value()).isNaN();
    }

    @Test
    void facesThatAreAllAlikeLeaveNoInterval() {
        assertThat(Bootstrap.seeded(1).estimate(Accuracy::new, faces(5, 5))).isEqualTo(new Estimate(1, 1, 1));
    }

    /** The same faces are drawn either way, and an order changes nothing of what does not depend on it. */
    @Test
    void addingFaceByFaceDrawsTheSameResamplesInAnyOrder() {
        var faces = faces(70, 100);
        var combined = Bootstrap.seeded(3).estimate(Accuracy::new, faces);
        for (int direction : new int[] {-1, 0, 1}) {
            Comparator<Observation> order = (a, b) -> direction
                    * Integer.compare(a.predicted().top(), b.predicted().top());
            assertThat(Bootstrap.seeded(3)
                            .estimatesInOrder(order, Accuracy::new, Accuracy::add, List.of(Accuracy::value), faces))
                    .containsExactly(combined);
        }
    }

    @Test
    void everyResampleIsAddedInTheOrderAskedFor() {
        var items = List.of(3, 1, 2, 5, 4);
        var unordered = new Bootstrap(50, 1)
                .estimatesInOrder(
                        Comparator.<Integer>naturalOrder(),
                        ArrayList<Integer>::new,
                        List::add,
                        List.of((List<Integer> drawn) ->
                                drawn.stream().sorted().toList().equals(drawn) ? 0 : 1),
                        items);
        assertThat(unordered.get(0).low()).isZero();
        assertThat(unordered.get(0).high()).isZero();
    }

    @Test
    void noFaceGivesNaN() {
        var nothing = new Estimate(Double.NaN, Double.NaN, Double.NaN);
        assertThat(Bootstrap.seeded(1).estimate(Accuracy::new, List.of())).isEqualTo(nothing);
    }

    /** A single face of emotion 1 is in 1 - 1/e of the resamples, in which its recall is 1. */
    @Test
    void resamplesWithoutTheMeasureAreLeftOut() {
        var faces = new ArrayList<>(faces(50, 50));
        faces.add(face(1, 1));
        ToDoubleFunction<ConfusionMatrix> recall = matrix -> matrix.recall(1);
        assertThat(Bootstrap.seeded(1).estimate(() -> new ConfusionMatrix(3), recall, faces))
                .isEqualTo(new Estimate(1, 1, 1));
    }

    @Test
    void aMeasureThatMostResamplesLackHasNoInterval() {
        ToDoubleFunction<ConfusionMatrix> rare = matrix -> matrix.total() == matrix.count(0, 0) ? 1 : Double.NaN;
        var estimate = Bootstrap.seeded(1).estimate(() -> new ConfusionMatrix(3), rare, faces(10, 12));
        assertThat(estimate).isEqualTo(new Estimate(Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void readingsTakenTogetherEqualThoseTakenAlone() {
        var faces = List.of(face(0, 0), face(0, 1), face(1, 1), face(2, 1), face(2, 2));
        List<ToDoubleFunction<ConfusionMatrix>> readings =
                List.of(ConfusionMatrix::value, matrix -> matrix.f1(1), ConfusionMatrix::meanRecall);
        var bootstrap = Bootstrap.seeded(5);
        assertThat(bootstrap.estimates(() -> new ConfusionMatrix(3), readings, faces))
                .containsExactly(
                        bootstrap.estimate(Accuracy::new, faces),
                        bootstrap.estimate(() -> new ConfusionMatrix(3), readings.get(1), faces),
                        bootstrap.estimate(() -> new MeanClassAccuracy(3), faces));
    }

    @Test
    void rejectsTooFewResamples() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(1, 0));
    }
}
