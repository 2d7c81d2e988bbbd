package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.Test;

class CircumplexTest {

    private final Circumplex circumplex = Circumplex.of(LabelSet.FERPLUS);

    private ValenceArousal place(String emotion) {
        return circumplex.of(LabelSet.FERPLUS.indexOf(emotion));
    }

    @Test
    void pleasantAndIntenseAreWhereTheyBelong() {
        assertThat(place("neutral")).isEqualTo(new ValenceArousal(0, 0));
        assertThat(place("happiness").valence()).isCloseTo(Math.cos(Math.toRadians(20)), within(1e-12));
        assertThat(place("sadness").valence()).isNegative();
        assertThat(place("sadness").arousal()).isNegative();
        assertThat(place("anger").arousal()).isGreaterThan(place("disgust").arousal());
        for (int k = 1; k < 8; k++) {
            assertThat(Math.hypot(circumplex.of(k).valence(), circumplex.of(k).arousal()))
                    .isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void aDistributionLiesAtItsMean() {
        int happy = LabelSet.FERPLUS.indexOf("happiness");
        assertThat(circumplex.of(Distribution.oneHot(happy, 8))).isEqualTo(circumplex.of(happy));
        var half = circumplex.of(Distribution.oneHot(happy, 8).averageWith(Distribution.oneHot(0, 8)));
        assertThat(half.valence()).isCloseTo(circumplex.of(happy).valence() / 2, within(1e-12));
    }

    @Test
    void namesAnEmotionItDoesNotKnow() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> Circumplex.of(LabelSet.of("happiness", "boredom")))
                .withMessageContaining("boredom")
                .withMessageContaining("--label-map");
    }
}
