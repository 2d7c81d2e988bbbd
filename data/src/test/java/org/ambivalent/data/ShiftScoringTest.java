package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Votes;
import org.ambivalent.metrics.Bootstrap;
import org.junit.jupiter.api.Test;

final class ShiftScoringTest {

    private static final int FACES = 400;
    private static final Dataset DATA = SyntheticCrowds.dataset(
            Collections.nCopies(FACES, Votes.of(10, 0, 0)).toArray(Votes[]::new));
    private static final Distribution SURE = Distribution.of(0.9, 0.05, 0.05);
    private static final Distribution UNSURE = Distribution.of(0.25, 0.4, 0.35);

    /** Four of five faces are answered rightly and surely; the others wrongly, and doubted more. */
    private static PosteriorSamples clean() {
        var predicted = new ArrayList<Distribution>();
        for (int i = 0; i < FACES; i++) {
            predicted.add(i % 5 == 0 ? UNSURE : SURE);
        }
        return SyntheticCrowds.samples(DATA, predicted);
    }

    @Test
    void abstainsFromWhatIsDoubtedMoreThanTheRuleAllows() {
        var scoring = new ShiftScoring(DATA, clean(), Bootstrap.seeded(1));
        var score = scoring.of(ShiftScore.CLEAN, clean());
        assertThat(score.figure("raw.majority.accuracy").value()).isCloseTo(0.8, within(1e-9));
        assertThat(score.figure("abstained").value()).isCloseTo(0.2, within(1e-9));
        assertThat(score.figure("risk").value()).isZero();
        var worse = SyntheticCrowds.samples(DATA, Collections.nCopies(FACES, UNSURE));
        var blurred = scoring.of("blur:5", worse);
        assertThat(blurred.faces()).isEqualTo("blur:5");
        assertThat(blurred.figure("raw.majority.accuracy").value()).isZero();
        assertThat(blurred.figure("abstained").value()).isEqualTo(1);
        assertThat(blurred.figure("risk").value()).isNaN();
    }

    /** Sure and wrong: what a model that does not notice would do. */
    @Test
    void surenessIsPunishedByRiskAndCalibrationError() {
        var scoring = new ShiftScoring(DATA, clean(), Bootstrap.seeded(1));
        var deceived = Collections.nCopies(FACES, Distribution.of(0.05, 0.9, 0.05));
        var score = scoring.of("noise:1", SyntheticCrowds.samples(DATA, deceived));
        assertThat(score.figure("abstained").value()).isZero();
        assertThat(score.figure("risk").value()).isEqualTo(1);
        assertThat(score.figure("raw.majority.expectedCalibrationError").value())
                .isCloseTo(0.9, within(1e-6));
    }

    @Test
    void membersHaveRulesOfTheirOwn() {
        var unsure = Collections.nCopies(FACES, UNSURE);
        var clean = SyntheticCrowds.samples(DATA, clean().means(), unsure);
        var members = ShiftScoring.members(DATA, clean, 1);
        var alone = List.of(
                members.get(0).of(ShiftScore.CLEAN, clean.alone(0)),
                members.get(1).of(ShiftScore.CLEAN, clean.alone(1)));
        var score = new ShiftScoring(DATA, clean, Bootstrap.seeded(1))
                .of(ShiftScore.CLEAN, clean)
                .with(alone);
        assertThat(score.member("raw.majority.accuracy").mean()).isCloseTo(0.4, within(1e-5));
        assertThat(score.member("abstained").mean())
                .as("one abstains from a fifth, the other, which is always wrong, from all")
                .isCloseTo(0.6, within(1e-5));
        assertThat(score.member("risk").mean()).as("of the one that answers").isZero();
    }
}
