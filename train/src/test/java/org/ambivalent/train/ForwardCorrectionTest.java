package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.Split;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forward correction against values worked out by hand. */
class ForwardCorrectionTest {

    private static final double TOLERANCE = 1e-6;
    private static final float LOG2 = (float) Math.log(2);

    /** Sessions are called inside a scope, so that nothing native goes while it is read. */
    private PointerScope scope;

    @BeforeEach
    void openScope() {
        scope = new PointerScope();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    /** Predictions (1/2, 1/4, 1/4), labels 0 and 1, rate 0.4: the labels have probability 0.4 and 0.3. */
    @Test
    void isTheLogarithmOfHowProbableTheLabelIs() {
        assertThat(loss(open("rate=0.4"), 1, LOG2)).isCloseTo(-(Math.log(0.4) + Math.log(0.3)) / 2, within(TOLERANCE));
    }

    @Test
    void isTheCrossEntropyWhereNoLabelIsWrong() {
        assertThat(loss(open("rate=0"), 1, LOG2)).isCloseTo((Math.log(2) + Math.log(4)) / 2, within(TOLERANCE));
    }

    /** The gradient is p - t, with t the posterior: (3/4, 1/8, 1/8) and (1/3, 1/2, 1/6). */
    @Test
    void pullsTowardsThePosterior() {
        var logits = logits(LOG2);
        logits.set_requires_grad(true);
        ForwardCorrectionObjective.loss(logits, Tensor.create(new float[] {1, 0, 0, 0, 1, 0}, 2, 3), 0.4)
                .backward();
        var expected = new float[] {0.5f - 0.75f, 0.125f, 0.125f, 0.5f - 1 / 3f, 0.25f - 0.5f, 0.25f - 1 / 6f};
        var gradient = new float[6];
        logits.grad().mul(new Scalar(2.0)).<FloatBuffer>createBuffer().get(gradient);
        assertThat(gradient).containsExactly(expected, within(1e-6f));
        assertThat(ForwardCorrectionObjective.posterior(new double[] {0.5, 0.25, 0.25}, 0, 0.4))
                .containsExactly(new double[] {0.75, 0.125, 0.125}, within(TOLERANCE));
        assertThat(ForwardCorrectionObjective.posterior(new double[] {0.5, 0.25, 0.25}, 1, 0.4))
                .containsExactly(new double[] {1 / 3.0, 0.5, 1 / 6.0}, within(TOLERANCE));
    }

    /** A network that is wrong beyond doubt: p_y = exp(-200) is 0 as a float. */
    @Test
    void staysFiniteWhereTheNetworkIsSureOfAnotherEmotion() {
        assertThat(loss(open("rate=0.4"), 1, 200)).isCloseTo(-(Math.log(0.6) + Math.log(0.2)) / 2, within(TOLERANCE));
        assertThat(loss(open("rate=0"), 1, 200)).isCloseTo(100, within(1e-4));
        assertThat(ForwardCorrectionObjective.posterior(new double[] {1, 0, 0}, 1, 0))
                .containsExactly(0, 1, 0);
    }

    /** With posteriors 3/4 and 1/2 for the given labels, 3/8 of the labels are wrong by the second epoch's first batch. */
    @Test
    void theRateFollowsThePosteriorsFromTheSecondEpochOn() {
        var session = open("rate=0.4");
        loss(session, 1, LOG2);
        session.afterEpoch(1);
        loss(session, 2, LOG2);
        session.afterEpoch(2);
        assertThat(rates(session)).containsExactly("0.4000", "0.4000");

        var learning = open("rate=learn");
        loss(learning, 1, LOG2);
        learning.afterEpoch(1);
        loss(learning, 2, LOG2);
        learning.afterEpoch(2);
        // At 0.2: 0.8 * 0.5 / (0.8 * 0.5 + 0.1 * 0.5) = 8/9 and 0.8 * 0.25 / (0.8 * 0.25 + 0.1 * 0.75) = 8/11.
        double wrong = 1 - (8 / 9.0 + 8 / 11.0) / 2;
        assertThat(rates(learning)).containsExactly("0.2000", LabelTable.number(0.98 * 0.2 + 0.02 * wrong));
    }

    @Test
    void goesOnFromACheckpoint(@TempDir Path folder) {
        var whole = open("rate=learn");
        for (int epoch = 1; epoch <= 2; epoch++) {
            loss(whole, epoch, LOG2);
            whole.afterEpoch(epoch);
        }
        var file = folder.resolve("checkpoint.pt").toString();
        var saved = new OutputArchive();
        whole.save(saved);
        saved.save_to(file);
        var read = new InputArchive();
        read.load_from(file);
        var resumed = open("rate=learn");
        resumed.load(read);
        assertThat(loss(resumed, 3, 1)).isEqualTo(loss(whole, 3, 1));
        assertThat(resumed.tables()).isEqualTo(whole.tables());
    }

    @Test
    void tellsWhatItMadeOfEachLabel() {
        var session = open("rate=0.4");
        loss(session, 1, LOG2);
        loss(session, 2, LOG2);
        var table = session.tables().get(0);
        assertThat(table.header()).containsExactly("id", "given", "current", "trust", "p.calm", "p.glad", "p.wild");
        assertThat(table.rows().get(1))
                .containsExactly("face1", "glad", "glad", "0.5000", "0.5000", "0.2500", "0.2500");
    }

    /** As the faces that do not fill a batch: what was never said does not count. */
    @Test
    void aFaceThatIsFirstSeenLaterIsRememberedAsItIsSeen() {
        var session = open("rate=0.4");
        var logits = Tensor.create(new float[] {LOG2, 0, 0}, 1, 3);
        session.loss(1, new int[] {0}, logits, new Head.Output(logits));
        loss(session, 2, LOG2);
        assertThat(session.tables().get(0).rows().get(1))
                .containsExactly("face1", "glad", "glad", "0.5000", "0.5000", "0.2500", "0.2500");
    }

    @Test
    void refusesRatesThatLeaveLabelsWithoutMeaning() {
        assertThatThrownBy(() -> Objectives.named("forward-correction:rate=0.6"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[0.0, 0.5] or one of learn");
        assertThatThrownBy(() -> Objectives.named("forward-correction:rate=x")).isInstanceOf(BadInputException.class);
    }

    private static List<String> rates(Objective.Session session) {
        return session.tables().get(1).rows().stream().map(row -> row.get(1)).toList();
    }

    private static Objective.Session open(String options) {
        var objective = Objectives.named("forward-correction:" + options);
        var faces = List.of(Face.withLabel("face0", Split.TRAIN, 0), Face.withLabel("face1", Split.TRAIN, 1));
        var shape = ImageShape.grey(8);
        var images = FaceImages.of(shape, new byte[2][shape.size()]);
        var data = new Dataset("by hand", Faces.LABELS, faces, images, "hash", List.of());
        var set = TrainingSet.of(data, objective, ClassWeights.NONE);
        return objective.open(new Objective.Context(set, 3, new Device("cpu"), 1, 10, 4));
    }

    private static Tensor logits(float first) {
        return Tensor.create(new float[] {first, 0, 0, first, 0, 0}, 2, 3);
    }

    private static double loss(Objective.Session session, int epoch, float first) {
        var logits = logits(first);
        return session.loss(epoch, new int[] {0, 1}, logits, new Head.Output(logits))
                .item_double();
    }
}
