package org.ambivalent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {

    private final ImageShape shape = ImageShape.grey(48);

    @Test
    void bytesAreUnsigned() {
        var preprocessing = new Preprocessing(shape, 0.5, 0.25);
        assertThat(preprocessing.normalise((byte) 0)).isEqualTo(-2);
        assertThat(preprocessing.normalise((byte) 255)).isEqualTo(2);
        assertThat(preprocessing.normalise((byte) 128)).isCloseTo(0.0078f, within(1e-4f));
    }

    @ParameterizedTest
    @CsvSource({"-0.1, 0.5", "1.1, 0.5", "NaN, 0.5", "0.5, 0", "0.5, -1", "0.5, 1.1", "0.5, NaN"})
    void rejectsMeansAndDeviationsOutOfRange(double mean, double deviation) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preprocessing(shape, mean, deviation))
                .withMessageContaining("but got " + mean + " and " + deviation);
    }
}
