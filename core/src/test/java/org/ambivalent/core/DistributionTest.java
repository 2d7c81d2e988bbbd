package org.ambivalent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void rejectsProbabilitiesThatDoNotSumToOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distribution.of(0.5, 0.4))
                .withMessage("At least 2 probabilities that sum to 1 are needed, but [0.5, 0.4] sum to 0.9");
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.of(0.6, 0.6));
    }

    @Test
    void rejectsWhatIsNoProbability() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distribution.of(1.5, -0.5))
                .withMessage("A probability must be in [0, 1], but got 1.5 in [1.5, -0.5]");
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.of(-1e-9, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.of(Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.of(1));
        assertThatIllegalArgumentException().isThrownBy(Distribution::of);
    }

    @Test
    void rejectsWeightsWithoutAFinitePositiveSum() {
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.proportionalTo(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.proportionalTo(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.proportionalTo(1, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.proportionalTo(1, Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distribution.proportionalTo(Double.MAX_VALUE, Double.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.proportionalTo(1));
    }

    @Test
    void rescalesTheRoundingOfFloats() {
        var p = Distribution.of(0.1f, 0.2f, 0.7f);
        assertThat(Arrays.stream(p.toArray()).sum()).isCloseTo(1, within(1e-15));
    }

    @Test
    void softmaxDoesNotOverflow() {
        assertThat(Distribution.softmax(1000, 1000)).isEqualTo(Distribution.uniform(2));
        assertThat(Distribution.softmax(-1000, 0)).isEqualTo(Distribution.oneHot(1, 2));
        assertThat(Distribution.softmax(0, Math.log(3)).probability(1)).isCloseTo(0.75, within(1e-15));
    }

    @Test
    void softmaxTakesALogitOfMinusInfinityAsImpossible() {
        assertThat(Distribution.softmax(Double.NEGATIVE_INFINITY, 0)).isEqualTo(Distribution.oneHot(1, 2));
    }

    @Test
    void softmaxRejectsLogitsThatDecideNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.softmax(Double.NaN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.softmax(Double.POSITIVE_INFINITY, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distribution.softmax(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY));
    }

    @Test
    void theFirstOfTiedEmotionsIsOnTop() {
        assertThat(Distribution.of(0.2, 0.4, 0.4).top()).isEqualTo(1);
        assertThat(Distribution.uniform(3).top()).isZero();
        assertThat(Distribution.of(0.2, 0.3, 0.5).confidence()).isEqualTo(0.5);
    }

    @Test
    void entropyHasItsClosedForms() {
        assertThat(Distribution.oneHot(2, 8).entropy()).isZero();
        assertThat(Distribution.uniform(8).entropy()).isCloseTo(Math.log(8), within(1e-12));
        assertThat(Distribution.of(0.5, 0.25, 0.25).entropy()).isCloseTo(1.5 * Math.log(2), within(1e-12));
    }

    @Test
    void isImmutable() {
        var weights = new double[] {1, 1};
        var p = Distribution.proportionalTo(weights);
        weights[0] = 9;
        p.toArray()[1] = 9;
        assertThat(p).isEqualTo(Distribution.uniform(2)).hasSameHashCodeAs(Distribution.uniform(2));
        assertThat(p).isNotEqualTo(Distribution.of(0.4, 0.6)).isNotEqualTo(null);
    }

    @Test
    void printsThreeDecimalsInAnyLocale() {
        assertThat(Distribution.of(0.125, 0.875)).hasToString("[0.125, 0.875]");
    }

    @Property
    void anyWeightsBecomeProbabilities(@ForAll("weights") double[] weights) {
        var p = Distribution.proportionalTo(weights);
        assertThat(Arrays.stream(p.toArray()).boxed())
                .allSatisfy(value -> assertThat(value).isBetween(0.0, 1.0));
        assertThat(Arrays.stream(p.toArray()).sum()).isCloseTo(1, within(1e-12));
        assertThat(p.entropy()).isBetween(0.0, Math.log(weights.length) + 1e-12);
        assertThat(p.confidence()).isBetween(1.0 / weights.length - 1e-12, 1.0);
    }

    @Property
    void softmaxDoesNotChangeWhenAllLogitsMove(
            @ForAll("logits") double[] logits, @ForAll @DoubleRange(min = -50, max = 50) double shift) {
        var moved = Arrays.stream(logits).map(z -> z + shift).toArray();
        assertThat(Distribution.softmax(moved).toArray())
                .containsExactly(Distribution.softmax(logits).toArray(), within(1e-9));
    }

    @Provide
    Arbitrary<double[]> logits() {
        return Arbitraries.doubles().between(-50, 50).array(double[].class).ofSize(4);
    }

    @Provide
    Arbitrary<double[]> weights() {
        var extreme = Arbitraries.of(0, Double.MIN_VALUE, 1e-300, 1e-9, 1, 1e300);
        return Arbitraries.oneOf(extreme, Arbitraries.doubles().between(0, 1e6))
                .array(double[].class)
                .ofMinSize(2)
                .ofMaxSize(20)
                .filter(weights -> Arrays.stream(weights).sum() > 0);
    }
}
