package org.ambivalent.metrics;

import static org.ambivalent.metrics.Observations.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ambivalent.core.Distribution;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

    private static Observation face(int label, int predicted) {
        return new Observation(Distribution.oneHot(label, 4), label, Distribution.oneHot(predicted, 4));
    }

    /** Emotion 2 is never there but called once, emotion 3 is neither. */
    private final List<Observation> faces = List.of(face(0, 0), face(0, 0), face(0, 1), face(1, 1), face(1, 2));

    private final ConfusionMatrix matrix = measure(() -> new ConfusionMatrix(4), faces);

    @Test
    void rowsAreLabelsAndColumnsArePredictions() {
        assertThat(matrix.count(0, 1)).isEqualTo(1);
        assertThat(matrix.count(1, 0)).isZero();
        assertThat(matrix.labelled(0)).isEqualTo(3);
        assertThat(matrix.predicted(1)).isEqualTo(2);
        assertThat(matrix.total()).isEqualTo(5);
    }

    @Test
    void figuresPerEmotionHaveTheirClosedForms() {
        assertThat(matrix.recall(0)).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(matrix.precision(0)).isEqualTo(1);
        assertThat(matrix.f1(0)).isCloseTo(0.8, within(1e-15));
    }

    @Test
    void whatIsUndefinedIsNaN() {
        assertThat(matrix.recall(2)).isNaN();
        assertThat(matrix.precision(2)).isZero();
        assertThat(matrix.f1(2)).isZero();
        assertThat(matrix.recall(3)).isNaN();
        assertThat(matrix.precision(3)).isNaN();
        assertThat(matrix.f1(3)).isNaN();
    }

    @Test
    void meanClassAccuracyLeavesOutEmotionsWithoutFaces() {
        assertThat(measure(() -> new MeanClassAccuracy(4), faces).value())
                .isCloseTo((2.0 / 3 + 0.5) / 2, within(1e-15));
    }

    @Test
    void valueIsTheAccuracy() {
        assertThat(matrix.value())
                .isEqualTo(0.6)
                .isEqualTo(measure(Accuracy::new, faces).value());
    }

    @Test
    void rejectsOtherNumbersOfEmotions() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ConfusionMatrix(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfusionMatrix(3).add(face(0, 0)))
                .withMessageContaining("A matrix of 3 emotions does not take 4");
        assertThatIllegalArgumentException().isThrownBy(() -> matrix.combine(new ConfusionMatrix(5)));
    }
}
