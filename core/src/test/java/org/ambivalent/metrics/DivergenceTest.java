package org.ambivalent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ambivalent.core.Distribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DivergenceTest {

    private static final Offset<Double> ROUNDING = within(1e-12);
    private static final double LOG_2 = Math.log(2);

    private final Distribution left = Distribution.of(1, 0, 0);
    private final Distribution right = Distribution.of(0, 1, 0);
    private final Distribution even = Distribution.of(0.5, 0.5, 0);
    private final Distribution skewed = Distribution.of(0.25, 0.75, 0);

    @Test
    void kullbackLeiblerHasItsClosedForms() {
        assertThat(Divergence.kullbackLeibler(left, even)).isCloseTo(LOG_2, ROUNDING);
        assertThat(Divergence.kullbackLeibler(even, skewed))
                .isCloseTo(0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75), ROUNDING);
        assertThat(Divergence.kullbackLeibler(skewed, even))
                .isCloseTo(0.25 * Math.log(0.25 / 0.5) + 0.75 * Math.log(0.75 / 0.5), ROUNDING);
    }

    @Test
    void anExcludedEmotionCostsTheFloorAndNotInfinity() {
        double worst = 12 * Math.log(10);
        assertThat(Divergence.kullbackLeibler(left, right)).isCloseTo(worst, ROUNDING);
        assertThat(Divergence.crossEntropy(left, right)).isCloseTo(worst, ROUNDING);
        assertThat(Divergence.surprise(0)).isCloseTo(worst, ROUNDING);
        assertThat(Divergence.surprise(1e-300)).isCloseTo(worst, ROUNDING);
    }

    @Test
    void crossEntropyHasItsClosedForm() {
        assertThat(Divergence.crossEntropy(even, skewed))
                .isCloseTo(-0.5 * Math.log(0.25) - 0.5 * Math.log(0.75), ROUNDING);
    }

    @Test
    void jensenShannonHasItsClosedForms() {
        assertThat(Divergence.jensenShannon(left, right)).isCloseTo(LOG_2, ROUNDING);
        assertThat(Divergence.jensenShannon(left, even)).isCloseTo(0.75 * Math.log(4.0 / 3), ROUNDING);
    }

    @Test
    void jensenShannonSurvivesProbabilitiesWhoseMiddleUnderflows() {
        var vanishing = Distribution.proportionalTo(1, Double.MIN_VALUE, 0);
        assertThat(Divergence.jensenShannon(vanishing, left)).isCloseTo(0, ROUNDING);
    }

    @Test
    void totalVariationHasItsClosedForms() {
        assertThat(Divergence.totalVariation(left, right)).isEqualTo(1);
        assertThat(Divergence.totalVariation(even, skewed)).isCloseTo(0.25, ROUNDING);
    }

    @Test
    void rejectsDistributionsOverDifferentNumbersOfEmotions() {
        var two = Distribution.uniform(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Divergence.kullbackLeibler(left, two))
                .withMessageContaining("over 3 and 2 emotions");
        assertThatIllegalArgumentException().isThrownBy(() -> Divergence.jensenShannon(left, two));
        assertThatIllegalArgumentException().isThrownBy(() -> Divergence.totalVariation(left, two));
        assertThatIllegalArgumentException().isThrownBy(() -> Divergence.crossEntropy(left, two));
    }

    @Property
    void everyDivergenceFromItselfIsZero(@ForAll("distributions") Distribution p) {
        assertThat(Divergence.kullbackLeibler(p, p)).isCloseTo(0, ROUNDING);
        assertThat(Divergence.jensenShannon(p, p)).isCloseTo(0, ROUNDING);
        assertThat(Divergence.totalVariation(p, p)).isZero();
    }

    @Property
    void jensenShannonAndTotalVariationAreSymmetric(
            @ForAll("distributions") Distribution p, @ForAll("distributions") Distribution q) {
        assertThat(Divergence.jensenShannon(p, q)).isCloseTo(Divergence.jensenShannon(q, p), ROUNDING);
        assertThat(Divergence.totalVariation(p, q)).isEqualTo(Divergence.totalVariation(q, p));
    }

    @Property
    void crossEntropyIsEntropyPlusKullbackLeibler(
            @ForAll("distributions") Distribution target, @ForAll("distributions") Distribution predicted) {
        assertThat(Divergence.crossEntropy(target, predicted))
                .isCloseTo(target.entropy() + Divergence.kullbackLeibler(target, predicted), within(1e-9));
    }

    /** JS is the mean divergence from the middle, here with the middle formed. */
    @Property
    void jensenShannonIsTheMeanDivergenceFromTheMiddle(
            @ForAll("distributions") Distribution p, @ForAll("distributions") Distribution q) {
        var middle = new double[p.size()];
        for (int k = 0; k < middle.length; k++) {
            middle[k] = p.probability(k) + q.probability(k);
        }
        var m = Distribution.proportionalTo(middle);
        assertThat(Divergence.jensenShannon(p, q))
                .isCloseTo((Divergence.kullbackLeibler(p, m) + Divergence.kullbackLeibler(q, m)) / 2, within(1e-9));
    }

    /** Pinsker's inequality, and the bound of Lin 1991 (theorem 3). */
    @Property
    void divergencesAreOrderedAsTheInequalitiesSay(
            @ForAll("distributions") Distribution p, @ForAll("distributions") Distribution q) {
        double variation = Divergence.totalVariation(p, q);
        assertThat(Divergence.kullbackLeibler(p, q)).isGreaterThanOrEqualTo(2 * variation * variation - 1e-9);
        assertThat(Divergence.jensenShannon(p, q)).isLessThanOrEqualTo(LOG_2 * variation + 1e-12);
    }

    @Provide
    Arbitrary<Distribution> distributions() {
        return Observations.distributions();
    }
}
