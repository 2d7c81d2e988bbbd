package org.ambivalent.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.ambivalent.core.Distribution;

/** Random faces for tests, with the extremes that arithmetic trips over drawn on purpose. */
final class Observations {

    static final int CLASSES = 5;

    private Observations() {}

    /** Ordinary distributions, and one-hot, uniform, two-way ties, subnormal and vanishing probabilities. */
    static Arbitrary<Distribution> distributions() {
        var emotion = Arbitraries.integers().between(0, CLASSES - 1);
        var oneHot = emotion.map(k -> Distribution.oneHot(k, CLASSES));
        var extreme = Arbitraries.of(0, 1, 0.5, 1e-11, 1e-13, 1e-300, Double.MIN_VALUE)
                .array(double[].class)
                .ofSize(CLASSES)
                .filter(weights -> Arrays.stream(weights).max().orElseThrow() >= 0.5)
                .map(Distribution::proportionalTo);
        var votes = Arbitraries.integers()
                .between(0, 5)
                .array(int[].class)
                .ofSize(CLASSES)
                .filter(counts -> Arrays.stream(counts).sum() > 0)
                .map(counts -> Distribution.proportionalTo(
                        Arrays.stream(counts).asDoubleStream().toArray()));
        var softmax = Arbitraries.doubles()
                .between(-30, 30)
                .array(double[].class)
                .ofSize(CLASSES)
                .map(Distribution::softmax);
        var uniform = Arbitraries.just(Distribution.uniform(CLASSES));
        return Arbitraries.oneOf(oneHot, extreme, votes, softmax, uniform);
    }

    static Arbitrary<Observation> any() {
        return Combinators.combine(distributions(), Arbitraries.integers().between(0, CLASSES - 1), distributions())
                .as(Observation::new);
    }

    static Arbitrary<List<Observation>> lists() {
        return any().list().ofMaxSize(40);
    }

    /** A metric that has seen these faces. */
    static <M extends Metric<M>> M measure(Supplier<M> empty, List<Observation> faces) {
        M metric = empty.get();
        faces.forEach(metric::add);
        return metric;
    }

    /** Its value. */
    static <M extends Metric<M>> double value(Supplier<M> empty, Observation... faces) {
        return measure(empty, List.of(faces)).value();
    }
}
