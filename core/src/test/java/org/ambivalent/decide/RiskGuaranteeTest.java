package org.ambivalent.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import org.ambivalent.core.BadInputException;
import org.junit.jupiter.api.Test;

class RiskGuaranteeTest {

    private static final int CALIBRATIONS = 500;

    /** Four times the noise of a share of 0.1 among them. */
    private static final double NOISE = 4 * Math.sqrt(0.1 * 0.9 / CALIBRATIONS);

    /** Faces of doubt 1, 2, ..., of which the last {@code wrong} are wrong. */
    private static RiskGuarantee inOrder(int right, int wrong) {
        var guarantee = new RiskGuarantee();
        for (int i = 1; i <= right + wrong; i++) {
            guarantee.add(i, i > right);
        }
        return guarantee;
    }

    @Test
    void withoutWrongAnswersAllFacesAreAccepted() {
        var rule = inOrder(100, 0).rule(0.05, 0.1);
        assertThat(rule).isEqualTo(new AbstentionRule(Double.POSITIVE_INFINITY, 0.05, 0.1, 1, 100));
    }

    /** The least numbers of 200 faces are 50, 58, 66, ... Up to 100 none is wrong; of 113 13 are, and 5 may be. */
    @Test
    void theFirstNumberThatFailsEndsIt() {
        var rule = inOrder(100, 100).rule(0.1, 0.1);
        assertThat(rule.threshold()).isEqualTo(106);
        assertThat(rule.coverage()).isEqualTo(105 / 200.0);
        assertThat(RiskGuarantee.atMostWrong(5, 105, 0.1)).isLessThanOrEqualTo(0.1);
        assertThat(RiskGuarantee.atMostWrong(13, 113, 0.1)).isGreaterThan(0.1);
    }

    @Test
    void facesOfEqualDoubtAreAcceptedTogether() {
        var guarantee = new RiskGuarantee();
        for (int i = 0; i < 100; i++) {
            guarantee.add(i < 70 ? 0.0 : 0.5, i >= 70);
        }
        var rule = guarantee.rule(0.1, 0.1);
        assertThat(rule.threshold()).isEqualTo(0.5);
        assertThat(rule.coverage()).isEqualTo(0.7);
    }

    @Test
    void aConstantDoubtAcceptsAllOrNone() {
        var right = new RiskGuarantee();
        var wrong = new RiskGuarantee();
        for (int i = 0; i < 100; i++) {
            right.add(0, i < 4);
            wrong.add(0, i < 20);
        }
        assertThat(right.rule(0.1, 0.1).coverage()).isEqualTo(1);
        assertThatExceptionOfType(BadInputException.class).isThrownBy(() -> wrong.rule(0.1, 0.1));
    }

    @Test
    void noNumberOfFacesGuaranteesNextToNothing() {
        assertThat(RiskGuarantee.facesNeeded(1e-20, 0.1)).isEqualTo(Long.MAX_VALUE);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> inOrder(100, 0).rule(1e-20, 0.1))
                .withMessageContaining("Too few faces");
    }

    @Test
    void doubtsOfAnySizeAreTold() {
        var guarantee = new RiskGuarantee();
        for (int i = 0; i < 50; i++) {
            guarantee.add(Double.NEGATIVE_INFINITY, false);
            guarantee.add(Double.MAX_VALUE, true);
        }
        var rule = guarantee.rule(0.1, 0.1);
        assertThat(rule.accepts(Double.NEGATIVE_INFINITY)).isTrue();
        assertThat(rule.accepts(Double.MAX_VALUE)).isFalse();
        assertThat(rule.coverage()).isEqualTo(0.5);
        assertThatIllegalArgumentException()
                .as("a threshold there would accept what it was to refuse")
                .isThrownBy(() -> guarantee.add(Double.POSITIVE_INFINITY, true));
    }

    /** {@code 0.95^44 > 0.1 >= 0.95^45}. */
    @Test
    void tellsHowManyFacesAreNeeded() {
        assertThat(RiskGuarantee.facesNeeded(0.05, 0.1)).isEqualTo(45);
        assertThat(RiskGuarantee.facesNeeded(0.01, 0.1)).isEqualTo(230);
        assertThat(RiskGuarantee.facesNeeded(0.5, 0.1)).isEqualTo(4);
        assertThat(RiskGuarantee.facesNeeded(0.99, 0.9)).isEqualTo(1);
        assertThat(RiskGuarantee.facesNeeded(1e-9, 0.1)).isEqualTo(2_302_585_092L);
        assertThat(inOrder(45, 0).rule(0.05, 0.1).coverage()).isEqualTo(1);
    }

    @Test
    void refusesTooFewFacesAndTellsHowManyAreNeeded() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> inOrder(44, 0).rule(0.05, 0.1))
                .withMessage("Too few faces for a guarantee: at most 0.05 of the answers wrong, except with probability"
                        + " 0.1, needs at least 45 faces, even if all are right, but there are 44. Calibrate with more"
                        + " faces, or allow a higher risk.");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> new RiskGuarantee().rule(0.99, 0.99))
                .withMessageContaining("needs at least 1 faces")
                .withMessageContaining("there are 0");
    }

    @Test
    void refusesTooManyWrongAnswersAndTellsHowManyMayBe() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> inOrder(20, 380).rule(0.1, 0.1))
                .withMessage(
                        "No threshold has the guarantee: of the 100 least doubted of 400 faces 80 are wrong, and no"
                                + " more than 5 may be for at most 0.1 of the answers wrong, except with probability 0.1."
                                + " Allow a higher risk, calibrate with more faces, or train a better model.");
        assertThat(RiskGuarantee.atMostWrong(5, 100, 0.1)).isLessThanOrEqualTo(0.1);
        assertThat(RiskGuarantee.atMostWrong(6, 100, 0.1)).isGreaterThan(0.1);
    }

    @Test
    void partsCombineToTheWhole() {
        var parts = inOrder(80, 0);
        var rest = new RiskGuarantee();
        for (int i = 81; i <= 100; i++) {
            rest.add(i, true);
        }
        parts.combine(rest);
        assertThat(rest.size()).isEqualTo(20);
        assertThat(parts.size()).isEqualTo(100);
        assertThat(parts.rule(0.1, 0.1)).isEqualTo(inOrder(80, 20).rule(0.1, 0.1));
    }

    /** How many calibrations on so many random faces end in a rule of which this holds; without a rule it does not. */
    private static double share(
            int faces,
            DoubleUnaryOperator doubt,
            DoubleUnaryOperator error,
            double risk,
            Predicate<AbstentionRule> holds) {
        var random = new SplittableRandom(8);
        int holding = 0;
        for (int i = 0; i < CALIBRATIONS; i++) {
            var guarantee = new RiskGuarantee();
            for (int face = 0; face < faces; face++) {
                double u = doubt.applyAsDouble(random.nextDouble());
                guarantee.add(u, random.nextDouble() < error.applyAsDouble(u));
            }
            try {
                holding += holds.test(guarantee.rule(risk, 0.1)) ? 1 : 0;
            } catch (BadInputException e) {
                assertThat(e).hasMessageStartingWith("No threshold");
            }
        }
        return (double) holding / CALIBRATIONS;
    }

    /** Doubts are uniform in [0, 0.5) and the error is as large as the doubt, so the risk below t is t / 2. */
    @Test
    void theRiskIsExceededInNoMoreThanItsShareOfCalibrations() {
        for (int faces : new int[] {100, 400}) {
            assertThat(share(faces, x -> x / 2, u -> u, 0.1, rule -> rule.threshold() > 0.2))
                    .isLessThanOrEqualTo(0.1 + NOISE);
        }
    }

    /** The truth would allow a threshold of 0.2. */
    @Test
    void acceptsNotMuchLessThanTheTruthWouldAllow() {
        assertThat(share(2000, x -> x / 2, u -> u, 0.1, rule -> rule.threshold() > 0.12))
                .isGreaterThan(0.9);
        assertThat(share(2000, x -> x / 2, u -> 0.05, 0.1, rule -> rule.coverage() == 1))
                .isGreaterThan(0.99);
    }

    /** The doubt says nothing, and the risk is above the target at every threshold. */
    @Test
    void aDoubtThatSaysNothingIsSeldomBelieved() {
        for (int faces : new int[] {30, 100, 400}) {
            assertThat(share(faces, x -> x, u -> 0.101, 0.1, rule -> true)).isLessThanOrEqualTo(0.1 + NOISE);
        }
    }

    /** Ten doubts, 0.00 to 0.45: the mean error up to doubt 0.2 is 0.1, up to the next it is 0.125. */
    @Test
    void tiesDoNotBreakIt() {
        assertThat(share(300, x -> Math.floor(10 * x) / 20, u -> u + 0.002, 0.1, rule -> rule.threshold() > 0.2))
                .isLessThanOrEqualTo(0.1 + NOISE);
    }

    @Test
    void rejectsWhatIsNoDoubtOrTarget() {
        var guarantee = inOrder(50, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> guarantee.add(Double.NaN, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> guarantee.rule(0, 0.1))
                .withMessage("A risk and a delta must be in (0, 1), but got 0.0 and 0.1");
        assertThatIllegalArgumentException().isThrownBy(() -> guarantee.rule(1, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> guarantee.rule(Double.NaN, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> guarantee.rule(0.1, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> RiskGuarantee.facesNeeded(0.1, 1));
        assertThat(guarantee.size()).isEqualTo(50);
        assertThat(RiskGuarantee.atMostWrong(1, 2, 0.5)).isCloseTo(0.75, within(1e-15));
    }
}
