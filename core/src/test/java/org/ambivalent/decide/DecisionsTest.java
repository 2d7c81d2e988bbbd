package org.ambivalent.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.PredictionSet;
import org.ambivalent.core.Uncertainty;
import org.junit.jupiter.api.Test;

class DecisionsTest {

    private static final LabelSet LABELS = LabelSet.of("joy", "anger", "fear");
    private static final OptionalDouble NOTHING = OptionalDouble.empty();

    /** Emotions of at least 0.3 belong into a set; doubts below 0.4 are answered; scores above 2 are unfamiliar. */
    private static final Decisions DECISIONS = new Decisions(
            new Temperature(2),
            Optional.of(new ConformalSets(
                    ConformalMethod.of(ConformalScore.LAC), 0.9, 3, List.of(new ConformalSets.Threshold(100, 0.7, 0)))),
            Optional.of(new AbstentionRule(0.4, 0.05, 0.1, 0.8, 100)),
            Optional.of(new Familiarity(0.99, 2, 100)),
            new FaceDraws(5));

    @Test
    void scalesEverySampleThenAverages() {
        var samples = List.of(Distribution.of(0.81, 0.18, 0.01), Distribution.of(0.01, 0.18, 0.81));
        var prediction = DECISIONS.predict(LABELS, samples, NOTHING, NOTHING, 1);
        var scaled = samples.stream().map(new Temperature(2)::scale).toList();
        assertThat(prediction.distribution()).isEqualTo(Uncertainty.mean(scaled));
        assertThat(prediction.uncertainty()).isEqualTo(Uncertainty.of(scaled));
    }

    @Test
    void decidesByTheScaledPrediction() {
        // softmax(log p / 2) of (0.64, 0.32, 0.04) is (0.51, 0.36, 0.13): a set of two, and a doubt of 0.49.
        var prediction = DECISIONS.predict(LABELS, List.of(Distribution.of(0.64, 0.32, 0.04)), NOTHING, NOTHING, 1);
        var decision = prediction.decision().orElseThrow();
        assertThat(decision.set()).contains(PredictionSet.of(3, 0, 1));
        assertThat(decision.abstains()).isTrue();
        assertThat(decision.unfamiliar()).isFalse();
    }

    @Test
    void abstainsFromAnUnfamiliarFaceHoweverSureItIs() {
        var sure = List.of(Distribution.of(1, 0, 0));
        var far = DECISIONS
                .predict(LABELS, sure, NOTHING, OptionalDouble.of(2.1), 1)
                .decision()
                .orElseThrow();
        assertThat(far.unfamiliar()).isTrue();
        assertThat(far.abstains()).isTrue();
        var near = DECISIONS
                .predict(LABELS, sure, NOTHING, OptionalDouble.of(2), 1)
                .decision()
                .orElseThrow();
        assertThat(near.unfamiliar()).isFalse();
        assertThat(near.abstains()).isFalse();
    }

    @Test
    void changesNothingAndDecidesNothingWithoutCalibration() {
        var p = Distribution.of(0.2, 0.3, 0.5);
        var prediction = Decisions.NONE.predict(LABELS, List.of(p), OptionalDouble.of(0.5), OptionalDouble.of(9), 1);
        assertThat(prediction.distribution()).isSameAs(p);
        assertThat(prediction.decision()).isEmpty();
        assertThat(prediction.importance()).hasValue(0.5);
    }

    @Test
    void survivesItsNameValuePairs() {
        assertThat(Decisions.fromMap(DECISIONS.toMap())).isEqualTo(DECISIONS);
        var bare = new Decisions(
                new Temperature(0.8), Optional.empty(), Optional.empty(), Optional.empty(), new FaceDraws(1));
        assertThat(Decisions.fromMap(bare.toMap())).isEqualTo(bare);
        assertThat(Decisions.fromMap(Map.of())).isEqualTo(Decisions.NONE);
    }

    @Test
    void namesWhatIsMissing() {
        for (String name : List.of("temperature", "seed", "abstention.threshold", "conformal.level")) {
            var map = new HashMap<>(DECISIONS.toMap());
            map.remove(name);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Decisions.fromMap(map))
                    .withMessageContaining(name);
        }
    }
}
