package org.ambivalent.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DoubtTest {

    private static final LabelSet LABELS = LabelSet.of("joy", "anger", "fear");

    private static Doubt of(Distribution... samples) {
        var list = List.of(samples);
        return Doubt.of(Uncertainty.mean(list), Uncertainty.of(list));
    }

    @Test
    void noneWhereOneEmotionStandsOut() {
        assertThat(of(Distribution.of(0.8, 0.1, 0.1))).isEqualTo(Doubt.NONE);
        assertThat(of(Distribution.of(0.51, 0.245, 0.245))).isEqualTo(Doubt.NONE);
    }

    @Test
    void peopleWhereSeveralAreDefensible() {
        assertThat(of(Distribution.of(0.5, 0.5, 0))).isEqualTo(Doubt.PEOPLE);
        assertThat(of(Distribution.of(0.7, 0.25, 0.05))).isEqualTo(Doubt.PEOPLE);
        assertThat(of(Distribution.uniform(3))).isEqualTo(Doubt.PEOPLE);
    }

    @Test
    void theModelWhereItsSamplesContradictEachOther() {
        assertThat(of(Distribution.of(1, 0, 0), Distribution.of(0, 1, 0))).isEqualTo(Doubt.MODEL);
    }

    @Test
    void anUnfamiliarFaceCountsBeforeAllElse() {
        var sure = Distribution.of(1, 0, 0);
        var decision = new Decision(Optional.empty(), false, true);
        var prediction = new Prediction(
                LABELS,
                sure,
                Uncertainty.of(List.of(sure)),
                OptionalDouble.empty(),
                OptionalDouble.of(7),
                Optional.of(decision));
        assertThat(prediction.doubt()).isEqualTo(Doubt.UNFAMILIAR);
        assertThat(new Prediction(LABELS, sure, Uncertainty.of(List.of(sure))).doubt())
                .isEqualTo(Doubt.NONE);
    }
}
