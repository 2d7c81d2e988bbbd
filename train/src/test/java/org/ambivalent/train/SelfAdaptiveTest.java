package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.Split;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Self-adaptive training against values worked out by hand. */
class SelfAdaptiveTest {

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

    private static final double TOLERANCE = 1e-6;

    @Test
    void targetsMoveTowardsThePrediction() {
        var target = new float[] {1, 0, 0};
        SelfAdaptiveObjective.move(target, new float[] {0.2f, 0.7f, 0.1f}, 0.9);
        assertThat(target).containsExactly(new float[] {0.92f, 0.07f, 0.01f}, within(1e-6f));
    }

    @Test
    void startsAsTheCrossEntropyToTheLabels() {
        assertThat(loss(open("from=0.5"), 5)).isCloseTo((Math.log(2) + Math.log(4)) / 2, within(TOLERANCE));
    }

    /** Predictions (1/2, 1/4, 1/4); labels 0 and 1; momentum 1/2: targets (3/4, 1/8, 1/8) and (1/4, 5/8, 1/8). */
    @Test
    void thenCountsEachFaceByHowSureItsTargetIs() {
        double first = 0.75 * Math.log(2) + 0.25 * Math.log(4);
        double second = 0.25 * Math.log(2) + 0.75 * Math.log(4);
        assertThat(loss(open("from=0.5,momentum=0.5"), 6))
                .isCloseTo((0.75 * first + 0.625 * second) / (0.75 + 0.625), within(TOLERANCE));
        assertThat(loss(open("from=0.5,momentum=0.5,weight=off"), 6))
                .isCloseTo((first + second) / 2, within(TOLERANCE));
    }

    @Test
    void aMomentumOfOneKeepsTheLabels() {
        var session = open("from=0,momentum=1");
        loss(session, 1);
        assertThat(loss(session, 2)).isCloseTo((Math.log(2) + Math.log(4)) / 2, within(TOLERANCE));
    }

    @Test
    void tellsWhatItMadeOfEachLabel() {
        var session = open("from=0,momentum=0.5");
        loss(session, 1);
        loss(session, 2);
        var table = session.tables().get(0);
        assertThat(table.header()).containsExactly("id", "given", "current", "trust", "p.calm", "p.glad", "p.wild");
        // (0, 1, 0) meets (1/2, 1/4, 1/4) twice: (3/8, 7/16, 3/16).
        assertThat(table.rows().get(1))
                .containsExactly("face1", "glad", "glad", "0.4375", "0.3750", "0.4375", "0.1875");
    }

    private static Objective.Session open(String options) {
        var objective = Objectives.named("self-adaptive:" + options);
        var faces = List.of(Face.withLabel("face0", Split.TRAIN, 0), Face.withLabel("face1", Split.TRAIN, 1));
        var shape = ImageShape.grey(8);
        var images = FaceImages.of(shape, new byte[2][shape.size()]);
        var data = new Dataset("by hand", Faces.LABELS, faces, images, "hash", List.of());
        var set = TrainingSet.of(data, objective, ClassWeights.NONE);
        return objective.open(new Objective.Context(set, 3, new Device("cpu"), 1, 10, 4));
    }

    private static double loss(Objective.Session session, int epoch) {
        float log2 = (float) Math.log(2);
        var logits = Tensor.create(new float[] {log2, 0, 0, log2, 0, 0}, 2, 3);
        return session.loss(epoch, new int[] {0, 1}, logits, new Head.Output(logits))
                .item_double();
    }
}
