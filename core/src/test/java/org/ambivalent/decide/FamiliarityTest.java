package org.ambivalent.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FamiliarityTest {

    @Test
    void theThresholdIsAnOrderStatistic() {
        var scores =
                IntStream.rangeClosed(1, 99).mapToObj(i -> (double) (100 - i)).toList();
        var rule = Familiarity.of(0.9, scores);
        assertThat(rule).isEqualTo(new Familiarity(0.9, 90, 99));
        assertThat(rule.isUnfamiliar(90)).isFalse();
        assertThat(rule.isUnfamiliar(90.5)).isTrue();
    }

    @Test
    void tooFewFacesCallNothingUnfamiliar() {
        var rule = Familiarity.of(
                0.99, IntStream.range(0, 98).mapToObj(i -> (double) i).toList());
        assertThat(rule.threshold()).isInfinite();
        assertThat(rule.isUnfamiliar(1e300)).isFalse();
        assertThat(Familiarity.of(0.99, List.of()).threshold()).isInfinite();
    }

    /** The share of fresh faces called unfamiliar is at most 1 - level on average over calibrations. */
    @Test
    void keepsItsPromiseOnFreshFaces() {
        var random = new SplittableRandom(3);
        double called = 0;
        int trials = 2000;
        for (int trial = 0; trial < trials; trial++) {
            var rule = Familiarity.of(0.95, random.doubles(39).boxed().toList());
            called += rule.isUnfamiliar(random.nextDouble()) ? 1.0 / trials : 0;
        }
        assertThat(called).isBetween(0.035, 0.065);
    }

    @Test
    void survivesItsNameValuePairs() {
        for (var rule :
                new Familiarity[] {new Familiarity(0.99, 1.75, 890), new Familiarity(0.9, Double.POSITIVE_INFINITY, 0)
                }) {
            assertThat(Familiarity.fromMap(rule.toMap())).isEqualTo(rule);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Familiarity.fromMap(Map.of("familiarity.level", "0.9")))
                .withMessageContaining("familiarity.threshold is missing");
    }

    @Test
    void refusesWhatIsNoScore() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Familiarity(0.9, 1, 10).isUnfamiliar(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Familiarity(1, 1, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new Familiarity(0.9, Double.NaN, 10));
    }
}
