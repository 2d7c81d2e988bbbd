package org.ambivalent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSetTest {

    @Test
    void ferPlusHasTheOrderOfItsVoteColumns() {
        assertThat(LabelSet.FERPLUS.names())
                .containsExactly("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt");
    }

    @Test
    void findsNamesInAnyCaseAndWithSpaceAround() {
        assertThat(LabelSet.FERPLUS.find(" Sadness ")).hasValue(3);
        assertThat(LabelSet.FERPLUS.indexOf("FEAR")).isEqualTo(6);
        assertThat(LabelSet.FERPLUS.name(6)).isEqualTo("fear");
    }

    @Test
    void saysWhichEmotionsThereAreIfOneIsNot() {
        assertThat(LabelSet.FERPLUS.find("bored")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelSet.of("joy", "anger").indexOf("bored"))
                .withMessage("\"bored\" is not one of the emotions [joy, anger]");
    }

    @Test
    void saysWhatAnotherHasNot() {
        var one = LabelSet.of("joy", "anger", "fear");
        assertThat(one.notIn(LabelSet.of("fear", "calm"))).containsExactly("joy", "anger");
        assertThat(one.notIn(LabelSet.of("fear", "anger", "joy"))).isEmpty();
    }

    @Test
    void orderMattersForEquality() {
        assertThat(LabelSet.of("joy", "anger"))
                .isEqualTo(LabelSet.of("joy", "anger"))
                .isNotEqualTo(LabelSet.of("anger", "joy"));
    }

    @Test
    void keepsItsOwnCopyOfTheNames() {
        var names = new ArrayList<>(List.of("joy", "anger"));
        var labels = new LabelSet(names);
        names.set(0, "fear");
        assertThat(labels.name(0)).isEqualTo("joy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " joy", "joy ", "Joy", "joy,anger", "joy\nanger", "joy\ranger"})
    void rejectsNamesThatAreNotPlain(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelSet.of(name, "neutral"))
                .withMessageContaining("lower-case name without commas or line breaks");
    }

    @Test
    void rejectsFewerThanTwoEmotionsAndRepeatedOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelSet.of("joy"))
                .withMessage("A label set needs at least 2 emotions, but has [joy]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelSet.of("joy", "fear", "joy"))
                .withMessage("The emotion \"joy\" appears twice in [joy, fear, joy]");
    }

    @Test
    void printsItsNames() {
        assertThat(LabelSet.of("joy", "anger")).hasToString("joy, anger");
    }
}
