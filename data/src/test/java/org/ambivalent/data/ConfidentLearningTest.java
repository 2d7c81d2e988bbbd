package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
        // Rows (2, 1) and (0, 1) scaled to 3 and 2 faces, over 5 in all.
        assertThat(confident.joint(0, 0)).isCloseTo(2.0 / 5, within(TOLERANCE));
        assertThat(confident.joint(0, 1)).isCloseTo(1.0 / 5, within(TOLERANCE));
        assertThat(confident.joint(1, 1)).isCloseTo(2.0 / 5, within(TOLERANCE));
        // Of the column of truth 1, (1, 2) / 3, a third is given 0.
        assertThat(confident.given(0, 1)).isCloseTo(0.98 / 3 + 0.01, within(TOLERANCE));
        assertThat(confident.given(0, 1) + confident.given(1, 1)).isCloseTo(1, within(TOLERANCE));
    }

    @Test
    void anEmotionThatNobodyWasGivenIsNeverSuspected() {
        var confident = ConfidentLearning.of(new int[] {0, 0}, List.of(p(0.2), p(0.3)), 2);
        assertThat(confident.confident(p(0.01))).isEmpty();
        assertThat(confident.given(1, 1)).isCloseTo(0.99, within(TOLERANCE));
        assertThatThrownBy(() -> ConfidentLearning.of(new int[] {0}, List.of(), 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Labels of truth 0 become 1 in a fifth of the cases: the estimate finds it from sharp predictions. */
    @Test
    void estimatesHowLabelsAreMixedUp() {
        var random = new SplittableRandom(1);
        int faces = 20_000;
        var given = new int[faces];
        var predicted = new ArrayList<Distribution>();
        for (int i = 0; i < faces; i++) {
            int truth = random.nextInt(2);
            given[i] = truth == 0 && random.nextInt(5) == 0 ? 1 : truth;
            predicted.add(p(truth == 0 ? 0.95 : 0.05));
        }
        var confident = ConfidentLearning.of(given, predicted, 2);
        assertThat(confident.given(1, 0)).isCloseTo(0.2, within(0.02));
        assertThat(confident.given(0, 1)).isCloseTo(0.01, within(0.005));
    }

    private static Distribution p(double first) {
        return Distribution.of(first, 1 - first);
    }
}
