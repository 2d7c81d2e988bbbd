package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ambivalent.core.Distribution;
import org.junit.jupiter.api.Test;

class ConfidentLearningTest {

    private static final double TOLERANCE = 1e-12;

    /** Means: of emotion 0 over the faces given 0, (0.9 + 0.3 + 0.6) / 3 = 0.6; of emotion 1, (0.8 + 0.6) / 2 = 0.7. */
    @Test
    void agreesWithAHandMadeCrowd() {
        int[] given = {0, 0, 0, 1, 1};
        var predicted = List.of(p(0.9), p(0.3), p(0.6), p(0.2), p(0.4));
        var confident = ConfidentLearning.of(given, predicted, 2);
        assertThat(confident.threshold(0)).isCloseTo(0.6, within(TOLERANCE));
        assertThat(confident.threshold(1)).isCloseTo(0.7, within(TOLERANCE));
        assertThat(confident.confident(predicted.get(1))).hasValue(1);
        assertThat(confident.confident(predicted.get(4)))
                .as("0.4 and 0.6 pass no threshold")
                .isEmpty();
        assertThat(confident.count(0, 0)).isEqualTo(2);
        assertThat(confident.count(0, 1)).isEqualTo(1);
        assertThat(confident.count(1, 1)).isEqualTo(1);
    }

    @Test
    void anEmotionThatNobodyWasGivenIsNeverSuspected() {
        var confident = ConfidentLearning.of(new int[] {0, 0}, List.of(p(0.2), p(0.3)), 2);
        assertThat(confident.confident(p(0.01))).isEmpty();
        assertThatThrownBy(() -> ConfidentLearning.of(new int[] {0}, List.of(), 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Distribution p(double first) {
        return Distribution.of(first, 1 - first);
    }
}
