package org.ambivalent.data;

import static org.ambivalent.data.CalibratedTo.MAJORITY;
import static org.ambivalent.data.CalibratedTo.NOTHING;
import static org.ambivalent.data.CalibratedTo.VOTES;
import static org.ambivalent.data.Protocol.ALL_VOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Votes;
import org.ambivalent.decide.Temperature;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Divergence;
import org.junit.jupiter.api.Test;

final class PosteriorScoringTest {

    private static final Bootstrap FEW = new Bootstrap(2, 1);

    /** The level is that of one perfectly calibrated predictor in twenty, so of twenty about one may exceed it. */
    @Test
    void aCalibratedPredictorStaysUnderTheFloor() {
        int under = 0;
        for (int seed = 1; seed <= 20; seed++) {
            var truths = SyntheticCrowds.truths(300, seed);
            var data = SyntheticCrowds.drawn(truths, 3, true, seed);
            var score = scored(data, SyntheticCrowds.samples(data, truths), FEW);
            double error = score.figure(NOTHING, Protocol.MAJORITY, "expectedCalibrationError")
                    .value();
            double floor = score.figure(NOTHING, Protocol.MAJORITY, "expectedCalibrationErrorFloor")
                    .value();
            under += error <= floor ? 1 : 0;
        }
        assertThat(under).isBetween(16, 20);
    }

    /** Logits doubled: the temperature that undoes it is 2, on either half. */
    @Test
    void calibrationUndoesExaggerationWithoutSeeingTheFacesItIsJudgedOn() {
        var truths = SyntheticCrowds.truths(1500, 3);
        var sharp = truths.stream().map(new Temperature(0.5)::scale).toList();
        var data = SyntheticCrowds.drawn(truths, 10, false, 4);
        var score = scored(data, SyntheticCrowds.samples(data, sharp), FEW);
        assertThat(score.temperatures().get("raw")).containsExactly(1.0, 1.0);
        assertThat(score.temperatures().get("toVotes"))
                .allSatisfy(t -> assertThat(t).isCloseTo(2, within(0.15)));
        assertThat(score.temperatures().get("toVotes").get(0))
                .isNotEqualTo(score.temperatures().get("toVotes").get(1));
        assertThat(score.temperatures().get("toMajority"))
                .as("the majority of ten is surer than any one of them")
                .allSatisfy(t -> assertThat(t).isLessThan(1.5));
        assertThat(score.figure(VOTES, ALL_VOTES, "kullbackLeibler").value())
                .isLessThan(score.figure(NOTHING, ALL_VOTES, "kullbackLeibler").value());
        assertThat(score.figure(VOTES, ALL_VOTES, "accuracy")).isEqualTo(score.figure(NOTHING, ALL_VOTES, "accuracy"));
    }

    /** Only the first half is exaggerated, so only what is learned there softens, and it is used on the second. */
    @Test
    void eachHalfIsScaledByWhatTheOtherSays() {
        var truths = SyntheticCrowds.truths(1000, 12);
        var data = SyntheticCrowds.drawn(truths, 10, false, 13);
        var halves = RandomHalves.of(1000, 1);
        var sharp = new Temperature(0.5);
        var predicted = IntStream.range(0, 1000)
                .mapToObj(i -> List.of(halves.inFirst(i) ? sharp.scale(truths.get(i)) : truths.get(i)))
                .toList();
        var calibration = CrossCalibration.fit(data, predicted, VOTES, halves);
        assertThat(calibration.temperatures().get(0)).isCloseTo(2, within(0.2));
        assertThat(calibration.temperatures().get(1)).isCloseTo(1, within(0.1));
        var scaled = calibration.applyTo(predicted);
        assertThat(entropy(scaled, halves, true)).isCloseTo(entropy(predicted, halves, true), within(0.05));
        assertThat(entropy(scaled, halves, false)).isGreaterThan(entropy(predicted, halves, false) + 0.1);
    }

    private static double entropy(List<List<Distribution>> predicted, RandomHalves halves, boolean first) {
        return halves.half(first)
                .mapToDouble(i -> predicted.get(i).get(0).entropy())
                .average()
                .orElseThrow();
    }

    /** Who knows what each voter will say with which probability is closer to five voters than five others are. */
    @Test
    void theTruthIsCloserToFivePeopleThanFiveOthers() {
        var truths = SyntheticCrowds.truths(400, 5);
        var data = SyntheticCrowds.drawn(truths, 10, false, 6);
        var score = scored(data, SyntheticCrowds.samples(data, truths), Bootstrap.seeded(1));
        var difference = score.figure(NOTHING, ALL_VOTES, "jensenShannonOverHalves");
        assertThat(difference.high()).isLessThan(0);
        assertThat(difference.value())
                .isCloseTo(
                        score.figure(NOTHING, ALL_VOTES, "jensenShannonToHalf").value()
                                - score.figure(NOTHING, ALL_VOTES, "jensenShannonBetweenHalves")
                                        .value(),
                        within(3e-5));
        // And the AUROC of its doubt for disagreement is well above chance, while it has nothing epistemic.
        assertThat(score.figure(NOTHING, ALL_VOTES, "disagreementAuroc.total").low())
                .isGreaterThan(0.6);
        assertThat(score.figure(NOTHING, ALL_VOTES, "disagreementAuroc.epistemic")
                        .value())
                .isEqualTo(0.5);
    }

    @Test
    void promisesAreKeptOverRandomHalves() {
        var truths = SyntheticCrowds.truths(800, 7);
        var data = SyntheticCrowds.drawn(truths, 10, false, 8);
        var score = scored(data, SyntheticCrowds.samples(data, truths), FEW);
        assertThat(score.coverage()).hasSize(8);
        assertThat(score.coverage())
                .filteredOn(check -> !check.perEmotion())
                .hasSize(4)
                .allSatisfy(check -> {
                    assertThat(check.meanCoverage()).isCloseTo(0.9, within(0.01));
                    assertThat(check.outside()).isLessThanOrEqualTo(5);
                    assertThat(check.low()).isLessThan(0.9);
                    assertThat(check.high()).isGreaterThan(0.9);
                });
        assertThat(score.coverage())
                .filteredOn(CoverageCheck::perEmotion)
                .hasSize(4)
                .allSatisfy(check -> {
                    assertThat(check.byEmotion()).hasSize(3).allSatisfy(coverage -> assertThat(coverage)
                            .isCloseTo(0.9, within(0.01)));
                    assertThat(check.leastOfAnEmotion()).isEqualTo(Collections.min(check.byEmotion()));
                    assertThat(check.sizeByEmotion()).hasSize(3).allSatisfy(size -> assertThat(size)
                            .isBetween(0.9, 3.0));
                    assertThat(check.outside()).isNull();
                });
        assertThat(score.risk()).hasSize(2).allSatisfy(check -> {
            assertThat(check.exceeded()).isLessThanOrEqualTo(20);
            assertThat(check.meanCoverage()).isBetween(0.0, 1.0);
        });
    }

    /** One member is always right and 90 % sure, the other always wrong and 60 % sure: the mean is right. */
    @Test
    void anEnsembleIsComparedWithItsMembers() {
        var right = Collections.nCopies(40, Distribution.of(0.9, 0.05, 0.05));
        var wrong = Collections.nCopies(40, Distribution.of(0.3, 0.6, 0.1));
        var data = SyntheticCrowds.dataset(
                Collections.nCopies(40, Votes.of(8, 1, 1)).toArray(Votes[]::new));
        var score = scored(data, SyntheticCrowds.samples(data, right, wrong), FEW);
        assertThat(score.figure(NOTHING, ALL_VOTES, "accuracy").value()).isEqualTo(1);
        assertThat(score.figure(NOTHING, Protocol.MAJORITY, "accuracyOverAlone").value())
                .isEqualTo(0.5);
        var votes = Distribution.of(0.8, 0.1, 0.1);
        double alone =
                (Divergence.jensenShannon(votes, right.get(0)) + Divergence.jensenShannon(votes, wrong.get(0))) / 2;
        double together = Divergence.jensenShannon(votes, Distribution.of(0.6, 0.325, 0.075));
        var closer = score.figure(NOTHING, ALL_VOTES, "jensenShannonOverAlone");
        assertThat(closer.value()).isCloseTo(together - alone, within(1e-5));
        assertThat(closer.high()).as("every face says the same").isEqualTo(closer.value());
        assertThat(score.member(NOTHING, ALL_VOTES, "accuracy").mean()).isEqualTo(0.5);
        assertThat(score.member(NOTHING, ALL_VOTES, "accuracy").deviation()).isCloseTo(0.70711, within(1e-5));
        assertThat(score.bySamples()).extracting(one -> one.samples()).containsExactly(1, 2);
        assertThat(score.bySamples())
                .allSatisfy(one -> assertThat(one.accuracy().value()).isEqualTo(1));
        assertThat(score.riskCurve().get("all")).hasSize(20).containsOnly(0.0);
    }

    /** Samples hide something of one network, which would be exact if nothing were hidden from it. */
    @Test
    void samplesAreComparedWithTheNetworkAlone() {
        var truths = SyntheticCrowds.truths(200, 21);
        var data = SyntheticCrowds.drawn(truths, 10, false, 22);
        var blurred = truths.stream()
                .map(truth -> truth.averageWith(Distribution.uniform(truth.size())))
                .toList();
        var score = PosteriorScoring.of(
                data,
                SyntheticCrowds.samples(data, blurred, blurred),
                SyntheticCrowds.samples(data, truths),
                Bootstrap.seeded(1));
        assertThat(score.figure(NOTHING, ALL_VOTES, "jensenShannonOverAlone").low())
                .isPositive();
        assertThat(score.figure(NOTHING, Protocol.MAJORITY, "accuracyOverAlone").value())
                .isZero();
        assertThat(score.members()).as("one network is no crowd").isEmpty();
    }

    private static PosteriorScore scored(Dataset data, PosteriorSamples samples, Bootstrap bootstrap) {
        return PosteriorScoring.of(data, samples, samples, bootstrap);
    }

    /** Votes 7 to 3, predicted exactly: no distance to the crowd, 30 % from its majority. */
    @Test
    void aPredictionThatEqualsTheVotesIsAsFarFromTheMajorityAsTheCrowd() {
        var data = SyntheticCrowds.dataset(
                Collections.nCopies(20, Votes.of(7, 3, 0)).toArray(Votes[]::new));
        var exact = Collections.nCopies(20, Distribution.of(0.7, 0.3, 0));
        var score = scored(data, SyntheticCrowds.samples(data, exact), FEW);
        var levels = score.agreement().get("raw");
        assertThat(levels).hasSize(1);
        var level = levels.get(0);
        assertThat(level.low()).isEqualTo(0.6);
        assertThat(level.high()).isEqualTo(0.7);
        assertThat(level.faces()).isEqualTo(20);
        assertThat(level.accuracy()).isEqualTo(1);
        assertThat(level.calibrationError()).isCloseTo(0.3, within(1e-5));
        assertThat(level.crowdCalibrationError()).isEqualTo(level.calibrationError());
        assertThat(level.distCE()).isCloseTo(0, within(1e-5));
        assertThat(level.entCE()).isCloseTo(0, within(1e-5));
        assertThat(score.temperatures().get("toVotes"))
                .allSatisfy(t -> assertThat(t).isCloseTo(1, within(1e-3)));
        assertThat(score.temperatures().get("toMajority")).containsExactly(Temperature.MIN, Temperature.MIN);
        assertThat(score.figure(MAJORITY, Protocol.MAJORITY, "expectedCalibrationError")
                        .value())
                .isCloseTo(0, within(1e-5));
    }

    @Test
    void theSameScoreComesOutAgainAndGoesThroughJson() throws Exception {
        var truths = SyntheticCrowds.truths(60, 9);
        var data = SyntheticCrowds.drawn(truths, 10, false, 10);
        var samples = SyntheticCrowds.samples(data, truths, SyntheticCrowds.truths(60, 11));
        var score = scored(data, samples, FEW);
        assertThat(scored(data, samples, FEW)).isEqualTo(score);
        var json = JsonMapper.builder().addModule(NumbersOrNull.MODULE).build();
        assertThat(json.readValue(json.writeValueAsString(score), PosteriorScore.class))
                .isEqualTo(score);
    }

    @Test
    void facesThatCannotBeHalvedAreRefused() {
        var data = SyntheticCrowds.dataset(Votes.of(9, 1, 0), Votes.of(4, 3, 3));
        var samples = SyntheticCrowds.samples(data, SyntheticCrowds.truths(2, 1));
        assertThatThrownBy(() -> scored(data, samples, FEW))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Score more faces");
    }

    @Test
    void halvesShareNoFaceAndDependOnTheSeed() {
        var halves = RandomHalves.of(101, 1);
        assertThat(halves.half(true).count()).isEqualTo(50);
        assertThat(halves.half(false).count()).isEqualTo(51);
        assertThat(halves.half(true)).allMatch(halves::inFirst);
        assertThat(RandomHalves.of(101, 1).half(true).boxed())
                .containsExactlyElementsOf(halves.half(true).boxed().toList());
        assertThat(RandomHalves.of(101, 2).half(true).boxed().toList())
                .isNotEqualTo(List.copyOf(halves.half(true).boxed().toList()));
    }
}
