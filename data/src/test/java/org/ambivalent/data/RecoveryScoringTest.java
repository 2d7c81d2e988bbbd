package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Divergence;
import org.junit.jupiter.api.Test;

class RecoveryScoringTest {

    private static final Bootstrap BOOTSTRAP = new Bootstrap(50, 1);

    /** The label is the one vote for anger; the others all say joy. A second face has nobody else, a third no label. */
    private static final Dataset TRUTH = dataset(
            Face.withVotes("mistaken", Split.TRAIN, Votes.of(4, 1)),
            Face.withVotes("alone", Split.TRAIN, Votes.of(1, 0)),
            Face.withVotes("unlabelled", Split.TRAIN, Votes.of(3, 3)));

    private static final Map<String, Integer> GIVEN = Map.of("mistaken", 1, "alone", 0);

    private static Dataset dataset(Face... faces) {
        var images = FaceImages.of(ImageShape.grey(8), new byte[faces.length][64]);
        return new Dataset("by hand", LabelSet.of("joy", "anger"), List.of(faces), images, "cafe", List.of());
    }

    private static Map<String, Distribution> always(Distribution p) {
        return Map.of("mistaken", p, "alone", p, "unlabelled", p);
    }

    @Test
    void judgesByTheVotesOfTheOthers() {
        var said = Distribution.of(0.9, 0.1);
        var score = RecoveryScoring.of(TRUTH, GIVEN, true, Map.of("said", always(said)), BOOTSTRAP);
        var others = Distribution.of(1, 0);
        assertThat(score.faces()).isEqualTo(1);
        assertThat(score.jensenShannon().get("said").value())
                .isCloseTo(Divergence.jensenShannon(others, said), within(1e-5));
        assertThat(score.jensenShannon().get("one-hot").value()).isCloseTo(Math.log(2), within(1e-5));
        assertThat(score.jensenShannon().get("smoothed").value())
                .as("at its best, 0.9")
                .isCloseTo(Divergence.jensenShannon(others, Distribution.of(0.45, 0.55)), within(1e-5));
    }

    @Test
    void aLabelThatIsNoVoteTakesNoneAway() {
        var score = RecoveryScoring.of(TRUTH, GIVEN, false, Map.of(), BOOTSTRAP);
        assertThat(score.faces()).isEqualTo(2);
    }

    /** The majority rejects the second label and the fourth; what is said doubts the second most, then the first. */
    @Test
    void doubtIsWhatIsLeftToOtherEmotionsThanTheLabel() {
        var truth = dataset(
                Face.withVotes("a", Split.TRAIN, Votes.of(8, 2)),
                Face.withVotes("b", Split.TRAIN, Votes.of(8, 2)),
                Face.withVotes("c", Split.TRAIN, Votes.of(2, 8)),
                Face.withVotes("d", Split.TRAIN, Votes.of(2, 8)),
                Face.withVotes("no majority", Split.TRAIN, Votes.of(5, 5)));
        var given = Map.of("a", 0, "b", 1, "c", 1, "d", 0, "no majority", 0);
        var said = Map.of(
                "a", Distribution.of(0.4, 0.6),
                "b", Distribution.of(0.9, 0.1),
                "c", Distribution.of(0.1, 0.9),
                "d", Distribution.of(0.6, 0.4),
                "no majority", Distribution.of(0, 1));
        var score = RecoveryScoring.of(truth, given, true, Map.of("said", said), BOOTSTRAP);
        assertThat(score.faces()).isEqualTo(5);
        assertThat(score.doubtAuroc()).containsExactly(Map.entry("said", 0.75));
    }

    @Test
    void judgesAllWaysByTheSameFaces() {
        var partial = Map.of("alone", Distribution.of(1, 0));
        var score = RecoveryScoring.of(TRUTH, GIVEN, false, Map.of("partial", partial), BOOTSTRAP);
        assertThat(score.faces()).isEqualTo(1);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RecoveryScoring.of(TRUTH, GIVEN, true, Map.of("partial", partial), BOOTSTRAP))
                .withMessageContaining("by hand");
    }

    @Test
    void featureNeighboursAreTheNearest() {
        var found = FeatureNeighbours.of(
                List.of(new float[] {0, 0}, new float[] {1, 0}, new float[] {0, 3}, new float[] {1, 0}), 2);
        assertThat(List.of(found.neighbour(0, 0), found.neighbour(0, 1))).containsExactly(1, 3);
        assertThat(List.of(found.neighbour(3, 0), found.neighbour(3, 1))).containsExactly(1, 0);
        assertThat(List.of(found.neighbour(2, 0), found.neighbour(2, 1))).containsExactly(0, 1);
    }
}
