package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.Split;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The losses against values worked out by hand. */
class TargetObjectivesTest {

    private static final double TOLERANCE = 1e-6;

    /** softmax gives 1/2, 1/4, 1/4. */
    private static final float[] LOGITS = {(float) Math.log(2), 0, 0};

    @Test
    void votesIsTheCrossEntropyToTheShares() {
        double expected = -(0.6 * Math.log(0.5) + 0.3 * Math.log(0.25) + 0.1 * Math.log(0.25));
        assertThat(loss("votes", ClassWeights.NONE, Votes.of(6, 3, 1))).isCloseTo(expected, within(TOLERANCE));
    }

    @Test
    void majorityLooksAtOneEmotionAlone() {
        assertThat(loss("majority", ClassWeights.NONE, Votes.of(6, 3, 1))).isCloseTo(-Math.log(0.5), within(TOLERANCE));
    }

    /** 0.3 smoothed over three emotions: 0.8, 0.1, 0.1. */
    @Test
    void aSmoothedLabelGivesAllEmotionsAShare() {
        double expected = -(0.8 * Math.log(0.5) + 0.2 * Math.log(0.25));
        assertThat(loss("majority:smoothing=0.3", ClassWeights.NONE, Votes.of(6, 3, 1)))
                .isCloseTo(expected, within(TOLERANCE));
    }

    @Test
    void multiTargetTakesTheBestOfTheAcceptedEmotions() {
        assertThat(loss("multi-target", ClassWeights.NONE, Votes.of(4, 6, 0)))
                .isCloseTo(-Math.log(0.5), within(TOLERANCE));
        assertThat(loss("multi-target", ClassWeights.NONE, Votes.of(3, 7, 0)))
                .as("3 of 10 are 30 %")
                .isCloseTo(-Math.log(0.5), within(TOLERANCE));
        assertThat(loss("multi-target", ClassWeights.NONE, Votes.of(2, 8, 0)))
                .isCloseTo(-Math.log(0.25), within(TOLERANCE));
    }

    @Test
    void multiTargetWeighsTheEmotionThatIsPredictedBest() {
        // The first emotion has 5 of 30 votes, the second 25: weights 3 and 0.6, which are 1 on average.
        var set = set(ClassWeights.BALANCED, Votes.of(5, 5, 0), Votes.of(0, 10, 0), Votes.of(0, 10, 0));
        assertThat(set.classWeights().of(0)).isCloseTo(3, within(TOLERANCE));
        var session = Objectives.named("multi-target").open(context(set));
        var logits = Tensor.create(LOGITS, 1, 3);
        double loss =
                session.loss(1, new int[] {0}, logits, new Head.Output(logits)).item_double();
        assertThat(loss).as("not 0.6 log 1/4, though that is more").isCloseTo(-3 * Math.log(0.5), within(TOLERANCE));
    }

    @Test
    void multiTargetAcceptsTheMostVotedWhereNothingPassesTheThreshold() {
        var set = set(ClassWeights.NONE, Votes.of(5, 5, 5, 5));
        var session = Objectives.named("multi-target").open(context(set));
        var logits = Tensor.create(new float[] {0, 0, 0, 0}, 1, 4);
        double loss =
                session.loss(1, new int[] {0}, logits, new Head.Output(logits)).item_double();
        assertThat(loss).isCloseTo(Math.log(4), within(TOLERANCE));
    }

    @Test
    void multiTargetSendsNoGradientToEmotionsThatAreNotAccepted() {
        var logits = Tensor.create(LOGITS, 1, 3).set_requires_grad(true);
        var session = Objectives.named("multi-target").open(context(set(ClassWeights.NONE, Votes.of(10, 0, 0))));
        session.loss(1, new int[] {0}, logits, new Head.Output(logits)).backward();
        var gradient = new float[3];
        logits.grad().data_ptr_float().get(gradient);
        assertThat(gradient).containsExactly(new float[] {-0.5f, 0.25f, 0.25f}, within(1e-6f));
    }

    @Test
    void drawFollowsTheVotesOverEpochs() {
        var set = set(ClassWeights.NONE, Votes.of(7, 2, 1));
        var draw = new DrawObjective();
        var counts = new int[3];
        for (int epoch = 1; epoch <= 10_000; epoch++) {
            counts[draw.target(set, 0, epoch, 5).top()]++;
        }
        // Five standard deviations of a binomial of 10,000.
        assertThat(counts[0]).isCloseTo(7_000, within(230));
        assertThat(counts[1]).isCloseTo(2_000, within(200));
        assertThat(counts[2]).isCloseTo(1_000, within(150));
    }

    @Test
    void drawIsTheSameForTheSameSeedEpochAndFace() {
        var set = set(ClassWeights.NONE, Votes.of(4, 3, 3));
        var draw = new DrawObjective();
        for (int epoch = 1; epoch <= 50; epoch++) {
            assertThat(draw.target(set, 0, epoch, 9)).isEqualTo(draw.target(set, 0, epoch, 9));
        }
    }

    @Test
    void balancedClassWeightsMakeEveryEmotionCountTheSame() {
        var votes = new Votes[] {Votes.of(10, 0, 0), Votes.of(10, 0, 0), Votes.of(10, 0, 0), Votes.of(0, 10, 0)};
        var weights = set(ClassWeights.BALANCED, votes).classWeights();
        assertThat(weights.of(0)).isCloseTo(2.0 / 3, within(TOLERANCE));
        assertThat(weights.of(1)).isCloseTo(2, within(TOLERANCE));
        assertThat(weights.of(2)).as("an emotion that never occurs").isZero();
    }

    @Test
    void classWeightsAverageToOneOverTheFaces() {
        for (var rule : ClassWeights.values()) {
            var weights = set(rule, Votes.of(5, 3, 2), Votes.of(1, 9, 0)).classWeights();
            double average = 0.3 * weights.of(0) + 0.6 * weights.of(1) + 0.1 * weights.of(2);
            assertThat(average).as(rule.name()).isCloseTo(1, within(TOLERANCE));
        }
    }

    @Test
    void majorityTrainsOnFacesWithAMajorityAlone() {
        var faces = data(Votes.of(6, 3, 1), Votes.of(4, 4, 2), Votes.of(0, 0, 0));
        assertThat(TrainingSet.of(faces, Objectives.named("majority"), ClassWeights.NONE)
                        .data()
                        .size())
                .isEqualTo(1);
        assertThat(TrainingSet.of(faces, Objectives.named("votes"), ClassWeights.NONE)
                        .data()
                        .size())
                .isEqualTo(2);
    }

    private static double loss(String objective, ClassWeights weights, Votes votes) {
        var session = Objectives.named(objective).open(context(set(weights, votes)));
        var logits = Tensor.create(LOGITS, 1, 3);
        return session.loss(1, new int[] {0}, logits, new Head.Output(logits)).item_double();
    }

    private static Objective.Context context(TrainingSet set) {
        return new Objective.Context(set, 3, new Device("cpu"), 1, 10, 4);
    }

    private static TrainingSet set(ClassWeights weights, Votes... votes) {
        return TrainingSet.of(data(votes), Objectives.named("votes"), weights);
    }

    private static Dataset data(Votes... votes) {
        var faces = new java.util.ArrayList<Face>();
        for (int i = 0; i < votes.length; i++) {
            faces.add(Face.withVotes("face" + i, Split.TRAIN, votes[i]));
        }
        var shape = ImageShape.grey(8);
        var labels = votes[0].size() == 3 ? Faces.LABELS : LabelSet.of("a", "b", "c", "d");
        return new Dataset(
                "by hand",
                labels,
                faces,
                FaceImages.of(shape, new byte[votes.length][shape.size()]),
                "hash",
                List.of());
    }
}
