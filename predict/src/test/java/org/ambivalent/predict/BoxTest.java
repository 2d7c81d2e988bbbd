package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BoxTest {

    @Test
    void halfShiftedSquaresOverlapByAThird() {
        assertThat(new Box(0, 0, 10, 10).overlap(new Box(5, 0, 10, 10))).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(new Box(0, 0, 10, 10).overlap(new Box(10, 0, 10, 10))).isZero();
    }

    @Property
    void overlapIsSymmetricAndOneForItself(
            @ForAll @IntRange(min = -50, max = 50) int x,
            @ForAll @IntRange(min = -50, max = 50) int y,
            @ForAll @IntRange(min = 1, max = 80) int width,
            @ForAll @IntRange(min = 1, max = 80) int height) {
        var box = new Box(x, y, width, height);
        var other = new Box(0, 0, 40, 30);
        assertThat(box.overlap(other)).isEqualTo(other.overlap(box)).isBetween(0.0, 1.0);
        assertThat(box.overlap(box)).isEqualTo(1);
    }

    @Property
    void theInnerPartIsInsideAndNeverEmpty(
            @ForAll @IntRange(min = -200, max = 200) int x,
            @ForAll @IntRange(min = -200, max = 200) int y,
            @ForAll @IntRange(min = 1, max = 300) int width,
            @ForAll @IntRange(min = 1, max = 300) int height) {
        var part = new Box(x, y, width, height).within(60, 40);
        assertThat(part.x()).isBetween(0, 59);
        assertThat(part.y()).isBetween(0, 39);
        assertThat(part.x() + part.width()).isBetween(1, 60);
        assertThat(part.y() + part.height()).isBetween(1, 40);
    }

    @Test
    void refusesAnEmptyBox() {
        assertThatThrownBy(() -> new Box(0, 0, 0, 5)).hasMessageContaining("0x5");
    }

    @Test
    void writesItselfAsSizeAndPlace() {
        assertThat(new Box(7, 9, 120, 130)).hasToString("120x130+7+9");
    }

    @Test
    void overlappingFindsAreOneFaceTheSurest() {
        var sure = face(10, 10, 100, 9);
        var shifted = face(20, 15, 100, 5);
        var mouth = face(40, 70, 30, 4);
        var apart = face(300, 10, 120, 3);
        assertThat(DetectedFace.distinct(List.of(shifted, mouth, sure, apart))).containsExactly(apart, sure);
    }

    private static DetectedFace face(int x, int y, int side, double score) {
        var box = new Box(x, y, side, side);
        return new DetectedFace(box, CropRegion.square(box, 1, 0), score, null);
    }
}
