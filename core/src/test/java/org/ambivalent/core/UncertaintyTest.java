package org.ambivalent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class UncertaintyTest {

    @Test
    void twoCertainSamplesInFullDisagreementAreUnsureByLogTwo() {
        var doubt = Uncertainty.of(List.of(Distribution.of(1, 0), Distribution.of(0, 1)));
        assertThat(doubt.total()).isCloseTo(Math.log(2), within(1e-15));
        assertThat(doubt.aleatoric()).isZero();
        assertThat(doubt.epistemic()).isCloseTo(Math.log(2), within(1e-15));
    }

    @Test
    void samplesThatAgreeHaveNoEpistemicPart() {
        var sample = Distribution.of(0.2, 0.3, 0.5);
        var doubt = Uncertainty.of(List.of(sample, sample, sample));
        assertThat(doubt.epistemic()).isZero();
        assertThat(doubt.aleatoric()).isCloseTo(sample.entropy(), within(1e-12));
    }

    @Test
    void oneSampleCountsAsAleatoric() {
        var doubt = Uncertainty.of(List.of(Distribution.uniform(8)));
        assertThat(doubt.aleatoric()).isEqualTo(doubt.total()).isCloseTo(Math.log(8), within(1e-12));
        assertThat(doubt.epistemic()).isZero();
    }

    @Test
    void meanAveragesProbabilities() {
        var mean = Uncertainty.mean(List.of(Distribution.of(1, 0), Distribution.of(0.5, 0.5)));
        assertThat(mean).isEqualTo(Distribution.of(0.75, 0.25));
    }

    @Test
    void rejectsNegativeDoubt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Uncertainty(1, 1, -0.1))
                .withMessageContaining("Uncertainties are at least 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Uncertainty(Double.NaN, 0, 0));
    }

    @Test
    void rejectsNoSampleAndSamplesOverDifferentEmotions() {
        assertThatIllegalArgumentException().isThrownBy(() -> Uncertainty.of(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Uncertainty.of(List.of(Distribution.uniform(2), Distribution.uniform(3))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Uncertainty.of(List.of(Distribution.uniform(3), Distribution.uniform(2))));
    }

    @Property
    void totalIsAleatoricPlusEpistemic(@ForAll("samples") List<Distribution> samples) {
        var doubt = Uncertainty.of(samples);
        assertThat(doubt.aleatoric() + doubt.epistemic()).isCloseTo(doubt.total(), within(2e-9));
        assertThat(doubt.epistemic()).isBetween(0.0, Math.log(samples.size()) + 1e-9);
        assertThat(doubt.total()).isBetween(0.0, Math.log(4) + 1e-12);
    }

    @Provide
    Arbitrary<List<Distribution>> samples() {
        var oneHot = Arbitraries.integers().between(0, 3).map(k -> Distribution.oneHot(k, 4));
        var extreme = Arbitraries.of(1.0, 0.5, 1e-12, Double.MIN_VALUE)
                .array(double[].class)
                .ofSize(4)
                .map(Distribution::proportionalTo);
        var softmax = Arbitraries.doubles()
                .between(-20, 20)
                .array(double[].class)
                .ofSize(4)
                .map(Distribution::softmax);
        return Arbitraries.oneOf(oneHot, extreme, softmax).list().ofMinSize(1).ofMaxSize(12);
    }
}
