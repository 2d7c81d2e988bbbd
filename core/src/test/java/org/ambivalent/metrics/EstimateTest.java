package org.ambivalent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {

    /** Of SciPy: {@code binomtest(part, whole).proportion_ci(method="wilson")}. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0.0, 0.7934506856227626",
        "1, 1, 0.20654931437723745, 1.0",
        "5, 5, 0.5655175352168251, 1.0",
        "9, 10, 0.5958499732047615, 0.9821237869049271",
        "29, 30, 0.8332960900859083, 0.9940914096183875",
        "0, 30, 0.0, 0.11351339317396875",
        "2831, 3153, 0.8868165859416578, 0.9079651706744286"
    })
    void aShareHasWilsonsInterval(long part, long whole, double low, double high) {
        var share = Estimate.ofShare(part, whole);
        assertThat(share.value()).isEqualTo((double) part / whole);
        assertThat(share.low()).isCloseTo(low, within(1e-12));
        assertThat(share.high()).isCloseTo(high, within(1e-12));
    }

    @Property
    void aShareIsWithinItsIntervalAndMirrored(
            @ForAll @IntRange(max = 500) int part, @ForAll @IntRange(max = 500) int rest) {
        int whole = Math.max(1, part + rest);
        var share = Estimate.ofShare(part, whole);
        assertThat(share.low()).isBetween(0.0, share.value());
        assertThat(share.high()).isBetween(share.value(), 1.0).isGreaterThan(share.low());
        var other = Estimate.ofShare(whole - part, whole);
        assertThat(other.low()).isCloseTo(1 - share.high(), within(1e-12));
    }

    /** What resampling gets wrong most: 30 answers of which 95 % are right in truth. It covers 78 % there. */
    @Test
    void theTruthIsWithinAsOftenAsPromised() {
        double chance = Math.pow(0.05, 30);
        double covered = 0;
        for (int right = 0; right <= 30; right++) {
            var share = Estimate.ofShare(right, 30);
            covered += share.low() <= 0.95 && 0.95 <= share.high() ? chance : 0;
            chance *= (30.0 - right) / (right + 1) * 0.95 / 0.05;
        }
        assertThat(covered).isBetween(0.93, 0.99);
    }

    @Test
    void ofNothingThereIsNoShare() {
        assertThat(Estimate.ofShare(0, 0)).isEqualTo(new Estimate(Double.NaN, Double.NaN, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Estimate.ofShare(3, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Estimate.ofShare(-1, 2));
    }
}
