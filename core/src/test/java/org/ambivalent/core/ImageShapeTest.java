package org.ambivalent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageShapeTest {

    @Test
    void countsTheValuesOfAnImage() {
        assertThat(ImageShape.grey(48).size()).isEqualTo(48 * 48);
        assertThat(ImageShape.colour(224).size()).isEqualTo(3 * 224 * 224);
        assertThat(new ImageShape(3, 10, 20).size()).isEqualTo(600);
    }

    @Test
    void printsWidthFirst() {
        assertThat(new ImageShape(1, 10, 20)).hasToString("20x10 grey");
        assertThat(ImageShape.colour(64)).hasToString("64x64 colour");
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 8", "3, 1024, 1024"})
    void takesTheSmallestAndTheLargest(int channels, int height, int width) {
        assertThat(new ImageShape(channels, height, width).height()).isEqualTo(height);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 48, 48",
        "2, 48, 48",
        "4, 48, 48",
        "1, 7, 48",
        "1, 48, 7",
        "1, 1025, 48",
        "1, 48, 1025",
        "1, -48, -48"
    })
    void rejectsOtherShapes(int channels, int height, int width) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageShape(channels, height, width));
    }
}
