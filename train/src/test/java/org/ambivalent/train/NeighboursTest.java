package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.Split;
import org.ambivalent.data.ValenceArousal;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Label distribution learning with neighbours against values worked out by hand. */
class NeighboursTest {

    /** Three faces on a line, 0.1 and 0.3 apart: labels 0, 1, 1. */
    private static final List<ValenceArousal> LINE =
            List.of(new ValenceArousal(0, 0), new ValenceArousal(0.1, 0), new ValenceArousal(0.4, 0));

    private static final String PLAIN = "calibration=off,centres=0,from=0,k=1,";

    private PointerScope scope;

    @BeforeEach
    void openScope() {
        scope = new PointerScope();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    private static float[] values(Tensor tensor) {
        var values = new float[Math.toIntExact(tensor.numel())];
        tensor.detach().contiguous().<FloatBuffer>createBuffer().get(values);
        return values;
    }

    private static Tensor tensor(float... values) {
        return Tensor.create(values);
    }

    private static NeighboursObjective objective(String options) {
        return (NeighboursObjective) Objectives.named("neighbours:" + options);
    }

    private static NeighboursSession open(String options) {
        var objective = objective(options);
        var faces = new ArrayList<Face>();
        for (int i = 0; i < 3; i++) {
            faces.add(Face.withLabel("face" + i, Split.TRAIN, Math.min(i, 1)).withValenceArousal(LINE.get(i)));
        }
        var set = TrainingSet.of(dataset(faces), objective, ClassWeights.NONE);
        return new NeighboursSession(objective, new Objective.Context(set, 2, new Device("cpu"), 1, 4, 3));
    }

    private static Dataset dataset(List<Face> faces) {
        var shape = ImageShape.grey(8);
        var images = FaceImages.of(shape, new byte[faces.size()][shape.size()]);
        return new Dataset("by hand", Faces.LABELS, faces, images, "hash", List.of());
    }

    /** Every face at logits (log 2, 0, 0): predictions (1/2, 1/4, 1/4). */
    private static Tensor logits() {
        float log2 = (float) Math.log(2);
        return tensor(log2, 0, 0, log2, 0, 0, log2, 0, 0).view(3, 3);
    }

    private static double loss(Objective.Session session, int epoch) {
        return step(session, epoch).item_double();
    }

    private static Tensor step(Objective.Session session, int epoch) {
        return session.loss(epoch, new int[] {0, 1, 2}, torch.ones(3, 2), new Head.Output(logits()));
    }

    @Test
    void similarityIsThePapersOrTheAuthors() {
        var a = new ValenceArousal(0.1, 0.2);
        var b = new ValenceArousal(0.4, -0.2);
        assertThat(objective("similarity=gaussian,delta=0.5").similarity().logarithm(a, b, 0.5))
                .isCloseTo(-(0.09 + 0.16) / 0.25, within(1e-12));
        assertThat(objective("k=8").similarity().logarithm(a, b, 0.5)).isCloseTo(-0.7 / 0.5, within(1e-12));
    }

    /** Similarities 1 and 1/2, calibration 1/2 and 3/4: contributions 1/2 and 3/8, which is 4/7 and 3/7. */
    @Test
    void neighboursSpeakByTheirContribution() {
        var similarity = tensor(0, (float) Math.log(0.5)).view(1, 2);
        var scores = tensor(0, (float) Math.log(3)).view(1, 2);
        var said = tensor(1, 0, 0, 0, 1, 0).view(1, 2, 3);
        assertThat(values(NeighboursObjective.said(similarity, scores, said)))
                .containsExactly(new float[] {4 / 7f, 3 / 7f, 0}, within(1e-6f));
    }

    @Test
    void neighboursTooFarToBeSimilarAreStillAnAverage() {
        var similarity = tensor(-4000, -4000).view(1, 2);
        var said = tensor(1, 0, 0, 0, 1, 0).view(1, 2, 3);
        assertThat(values(NeighboursObjective.said(similarity, torch.zeros(1, 2), said)))
                .containsExactly(new float[] {0.5f, 0.5f, 0}, within(1e-6f));
    }

    @Test
    void theTargetMixesLabelAndNeighbours() {
        var target = NeighboursObjective.target(
                tensor(1, 0, 0).view(1, 3),
                tensor(0.25f).view(1, 1),
                tensor(0, 0.5f, 0.5f).view(1, 3));
        assertThat(values(target)).containsExactly(new float[] {0.75f, 0.125f, 0.125f}, within(1e-6f));
    }

    /** A label that counts a quarter less than one vote of three. */
    @Test
    void aLabelIsOneVoteBesideWhatIsSaid() {
        assertThat(objective("evidence=2").labelShare(0.25)).isCloseTo(0.25, within(1e-12));
        var session = open(PLAIN + "factor=0.25,evidence=2");
        loss(session, 1);
        session.afterEpoch(1);
        double learned = loss(session, 2);
        session.afterEpoch(2);
        assertThat(session.tables().get(1).rows().get(0).subList(3, 6)).containsExactly("0.6250", "0.1875", "0.1875");
        var published = open(PLAIN + "factor=0.25");
        loss(published, 1);
        assertThat(learned).as("what is learned is the same").isEqualTo(loss(published, 2));
    }

    /** With a share of 0.75 of what is learned and of 0.036 of what is recovered, where half of what is said is calm. */
    @Test
    void aLabelIsChangedWhereLearningGivesItUpAndNotByEvidence() {
        var session = open(PLAIN + "factor=0.25,evidence=20");
        loss(session, 1);
        session.afterEpoch(1);
        loss(session, 2);
        session.afterEpoch(2);
        assertThat(session.tables().get(1).rows().get(1).subList(3, 5)).containsExactly("0.4821", "0.2768");
        assertThat(session.tables().get(0).rows().get(1).subList(0, 4))
                .containsExactly("face1", "glad", "glad", "0.7500");
    }

    /** Of 30 % slips among three emotions a tenth hits each; of 70 % votes half hits this one: 0.1 / (0.1 + 0.35). */
    @Test
    void aLabelNobodyBelievesInIsLikelyASlip() {
        double doubt = NeighboursObjective.posterior(0.3, 0.5, 3);
        assertThat(1 / (1 + Math.exp(-doubt))).isCloseTo(0.1 / 0.45, within(1e-12));
        assertThat(NeighboursObjective.posterior(0.3, 0, 3)).isFinite().isGreaterThan(10);
    }

    /** Two centres at a squared distance of 2 in two dimensions; then both in one place. */
    @Test
    void centresPushEachOtherAway() {
        var apart = tensor(0, 0, 1, 1).view(2, 2);
        assertThat(NeighboursObjective.push(apart).item_double())
                .isCloseTo(2 * Math.exp(-2 / Math.sqrt(2)), within(1e-6));
        assertThat(NeighboursObjective.push(torch.zeros(3, 2)).item_double()).isCloseTo(6, within(1e-6));
    }

    /**
     * L_D: features (1, 1) are at the centre of the first face's label, and half their squared distance from that of the two others is 1;
     * squared distances between centres are 2, 4 and 10.
     */
    @Test
    void facesArePulledToTheCentreOfTheirLabelAsFarAsItIsTrusted() {
        double push = 2 * (exp(2) + exp(4) + exp(10));
        double plain = 5 * Math.log(2) / 3;
        var alone = withCentres("calibration=off,from=1,k=1,centres=0.5");
        assertThat(loss(alone, 1)).isCloseTo(plain + 0.5 * (2 / 3.0 + push), within(1e-5));
        String listening = "calibration=off,factor=0.4,from=0,k=1,centres=";
        var trusted = withCentres(listening + "0.5");
        var uncentred = open(listening + "0");
        assertThat(afterOneEpoch(trusted) - afterOneEpoch(uncentred))
                .as("1 - u is 0.6")
                .isCloseTo(0.5 * (0.6 * 2 / 3 + push), within(1e-5));
    }

    private static double exp(double squared) {
        return Math.exp(-squared / Math.sqrt(2));
    }

    private static double afterOneEpoch(NeighboursSession session) {
        loss(session, 1);
        session.afterEpoch(1);
        return loss(session, 2);
    }

    private static NeighboursSession withCentres(String options) {
        var session = open(options);
        try (var noGrad = new NoGradGuard()) {
            session.groups()
                    .get(0)
                    .parameters()
                    .get(0)
                    .copy_(tensor(1, 1, 0, 0, 3, 1).view(3, 2));
        }
        return session;
    }

    /** Hidden layers that pass one input on: the score is that feature, of the face or of its neighbour, and at least -1.3. */
    @Test
    void aPairIsScoredFromBothFeatures() {
        var own = tensor(5).view(1, 1);
        var others = tensor(2, 3).view(1, 2, 1);
        assertThat(scores(0, 0, own, others)).containsExactly(new float[] {5, 5}, within(1e-3f));
        assertThat(scores(1, 0, own, others)).containsExactly(new float[] {2, 3}, within(1e-3f));
        assertThat(scores(1, -3, own, others)).containsExactly(new float[] {-1, 0}, within(1e-3f));
        assertThat(scores(1, -9, own, others)).containsExactly(new float[] {-1.3f, -1.3f}, within(1e-6f));
    }

    private static float[] scores(int input, float bias, Tensor own, Tensor others) {
        var calibration = new PairCalibration(1, new Device("cpu"), 1);
        var matrices = calibration.groups().get(0).parameters();
        var vectors = calibration.groups().get(1).parameters();
        try (var noGrad = new NoGradGuard()) {
            for (int layer = 0; layer < matrices.size(); layer++) {
                matrices.get(layer).zero_();
                matrices.get(layer)
                        .select(0, 0)
                        .select(0, layer == 0 ? input : 0)
                        .fill_(new Scalar(1));
            }
            vectors.get(vectors.size() - 1).fill_(new Scalar(bias));
        }
        return values(calibration.scores(own, others, false));
    }

    /** Neighbours disagree, so it matters whom the calibration network lets speak. */
    @Test
    void theCalibrationNetworkLearns() {
        var session = open("centres=0,from=0,k=2");
        var sure = new Head.Output(tensor(3, 1, 0, 0, 3, 1, 1, 0, 3).view(3, 3));
        var features = tensor(1, 0, 0, 1, -1, 2).view(3, 2);
        session.loss(1, new int[] {0, 1, 2}, features, sure);
        session.afterEpoch(1);
        session.loss(2, new int[] {0, 1, 2}, features, sure).backward();
        var first = session.groups().get(0).parameters().get(0);
        assertThat(first.grad().abs().sum().item_double()).isPositive();
    }

    @Test
    void givenLabelsStandAloneAtFirst() {
        var session = open("calibration=off,centres=0,from=0.5,k=1");
        double alone = (Math.log(2) + 2 * Math.log(4)) / 3;
        assertThat(loss(session, 1)).isCloseTo(alone, within(1e-6));
        assertThat(loss(session, 2)).isCloseTo(alone, within(1e-6));
        assertThat(loss(session, 3)).isNotCloseTo(alone, within(1e-3));
        assertThat(objective("from=0.5").firstListening(4)).isEqualTo(3);
        assertThat(objective("from=0").firstListening(4))
                .as("nobody has spoken in the first")
                .isEqualTo(2);
        assertThat(objective("from=0,memory=live").firstListening(4)).isEqualTo(1);
    }

    /** All remember (1/2, 1/4, 1/4): the target of face 0 is (1 - u/2, u/4, u/4). */
    @Test
    void listensToWhatNeighboursSaidBefore() {
        var session = open(PLAIN + "factor=0.4");
        loss(session, 1);
        double entropy = 1.5 * Math.log(2);
        double label0 = 0.6 * Math.log(2) + 0.4 * entropy;
        double label1 = 0.6 * Math.log(4) + 0.4 * entropy;
        assertThat(loss(session, 2)).isCloseTo((label0 + 2 * label1) / 3, within(1e-6));
    }

    /** dL/du = CE(n, p) - CE(y, p) of each face: 0.5 log 2 where the label is the likely one, -0.5 log 2 elsewhere. */
    @Test
    void aFactorFallsWhereTheLabelIsLikelyAndRisesElsewhere() {
        var session = open(PLAIN + "factor=learn,start=0.5,rate=2");
        loss(session, 1);
        step(session, 2).backward();
        session.afterStep(new int[] {0, 1, 2});
        session.afterEpoch(2);
        double step = 2 * 0.25 * 0.5 * Math.log(2);
        assertThat(session.factor(0)).isCloseTo(1 / (1 + Math.exp(step)), within(1e-6));
        assertThat(session.factor(1)).isCloseTo(1 / (1 + Math.exp(-step)), within(1e-6));
    }

    /** All remember (1/2, 1/4, 1/4); slips, of which there are 0.3 at first, hit each emotion with 0.1. */
    @Test
    void factorsAreComputedFromWhatIsSaidOfLabels() {
        var session = open(PLAIN + "factor=posterior,start=0.3,evidence=3");
        loss(session, 1);
        session.afterEpoch(1);
        loss(session, 2);
        session.afterStep(new int[] {0, 1, 2});
        session.afterEpoch(2);
        double likely = 0.1 / (0.1 + 0.7 * 0.5);
        double unlikely = 0.1 / (0.1 + 0.7 * 0.25);
        assertThat(session.factor(0)).isCloseTo(likely, within(1e-6));
        assertThat(session.factor(1)).isCloseTo(unlikely, within(1e-6));
        loss(session, 3);
        session.afterEpoch(3);
        double slips = (likely + 2 * unlikely) / 3;
        assertThat(session.factor(0))
                .as("by the share of slips of the epoch before")
                .isCloseTo(slips / 3 / (slips / 3 + (1 - slips) * 0.5), within(1e-6));
    }

    /** Neighbours (1/2, 1/4, 1/4), the face itself (1/4, 1/2, 1/4). */
    @Test
    void aFaceMayHaveASayAboutItself() {
        var session = open(PLAIN + "factor=1,self=0.75");
        float log2 = (float) Math.log(2);
        var logits = tensor(0, log2, 0, log2, 0, 0, log2, 0, 0).view(3, 3);
        session.loss(1, new int[] {0, 1, 2}, torch.ones(3, 2), new Head.Output(logits));
        session.afterEpoch(1);
        loss(session, 2);
        session.afterEpoch(2);
        session.loss(3, new int[] {0, 1, 2}, torch.ones(3, 2), new Head.Output(logits));
        assertThat(session.tables().get(1).rows().get(0).subList(3, 6)).containsExactly("0.3125", "0.4375", "0.2500");
    }

    /** Face 0 (label 0) is said to show 1 in the end: what is recovered, and the factor, follow. */
    @Test
    void theLastWordIsThatOfTheTrainedNetwork() {
        var session = open(PLAIN + "factor=posterior,start=0.3,self=1");
        var published = open(PLAIN + "factor=0.5");
        for (int epoch = 1; epoch <= 2; epoch++) {
            for (var one : List.of(session, published)) {
                loss(one, epoch);
                one.afterEpoch(epoch);
            }
        }
        var before = published.tables();
        double slips = (2 * session.factor(1) + session.factor(0)) / 3;
        var seen = session.lastLook().orElseThrow();
        seen.see(
                new int[] {0, 1},
                torch.ones(2, 2),
                tensor(0.2f, 0.8f, 0, 0.2f, 0.8f, 0).view(2, 3));
        seen.see(new int[] {2}, torch.ones(1, 2), tensor(0.2f, 0.8f, 0).view(1, 3));
        session.afterTraining();
        assertThat(published.lastLook()).as("a face has no say about itself").isEmpty();
        published.afterTraining();
        double u = slips / 3 / (slips / 3 + (1 - slips) * 0.2);
        assertThat(session.factor(0)).isCloseTo(u, within(1e-6));
        assertThat(session.tables().get(1).rows().get(0).subList(3, 6))
                .containsExactly(LabelTable.number(1 - u + 0.2 * u), LabelTable.number(0.8 * u), LabelTable.number(0));
        assertThat(published.tables()).as("a face has no say about itself").isEqualTo(before);
    }

    @Test
    void theOwnFormIsAShortWordForFiveOptions() {
        assertThat(objective("form=own"))
                .isEqualTo(objective("places=own,factor=posterior,evidence=4,self=0.5,centres=0"));
        assertThat(objective("form=own,self=1").self()).isEqualTo(1);
        assertThat(objective("form=published")).isEqualTo(objective("k=8"));
        assertThatThrownBy(() -> objective("form=own,memory=live"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("only memory=bank");
    }

    @Test
    void liveNeighboursAreForwardedBehindTheBatch() {
        var session = open("memory=live,from=0.5,k=2");
        assertThat(session.forwarded(2, new int[] {0, 2})).containsExactly(0, 2);
        assertThat(session.forwarded(3, new int[] {0, 2})).containsExactly(0, 2, 1, 2, 1, 0);
        assertThat(open("k=2").forwarded(4, new int[] {0})).containsExactly(0);
    }

    @Test
    void liveNeighboursSpeakForThemselves() {
        var session = open("memory=live,calibration=off,centres=0,from=0,k=1,factor=1");
        float log3 = (float) Math.log(3);
        var logits = tensor(0, 0, 0, log3, 0, 0).view(2, 3);
        var loss = session.loss(1, session.forwarded(1, new int[] {0}), torch.ones(2, 2), new Head.Output(logits));
        assertThat(loss.item_double())
                .as("cross-entropy of (3/5, 1/5, 1/5) to a third each")
                .isCloseTo(Math.log(3), within(1e-6));
    }

    /** What the authors' program does: a rate of 10 on the mean over 32 faces. */
    @Test
    void factorsMoveAtTheAuthorsRate() {
        assertThat(objective("k=8").factorRate() * 32).isEqualTo(10);
        assertThatThrownBy(() -> objective("factor=posterior,rate=1"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("rate");
    }

    /** Neighbours that are forwarded for what they say learn nothing from it. */
    @Test
    void noGradientsFlowThroughLiveNeighbours() {
        var session = open("memory=live,centres=0.5,from=0,k=1");
        var features = tensor(1, 2, 3, 4, 5, 6, 7, 8).view(4, 2).set_requires_grad(true);
        var logits = tensor(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0).view(4, 3).set_requires_grad(true);
        session.loss(1, session.forwarded(1, new int[] {0, 1}), features, new Head.Output(logits))
                .backward();
        for (var gradient : List.of(features.grad(), logits.grad())) {
            assertThat(gradient.narrow(0, 0, 2).abs().sum().item_double()).isPositive();
            assertThat(gradient.narrow(0, 2, 2).abs().sum().item_double()).isZero();
        }
    }

    /** Features that tell nothing apart, so that nothing but the push moves the centres against each other. */
    @Test
    void centresMoveApart() {
        var session = open("calibration=off,centres=1,from=0,k=1");
        var centres = session.groups().get(0).parameters().get(0);
        double before = NeighboursObjective.push(centres).item_double();
        var steps = Steps.of(
                TrainSettings.defaults().build().optimiser(), new Weights(new Device("cpu")), session.groups());
        for (int i = 0; i < 200; i++) {
            try (var inner = new PointerScope()) {
                steps.step(step(session, 1 + i % 2), 0.02);
                session.afterStep(new int[] {0, 1, 2});
            }
        }
        assertThat(NeighboursObjective.push(centres).item_double()).isLessThan(before);
        steps.close();
    }

    @Test
    void tellsWhatItRecovered() {
        var session = open(PLAIN + "factor=0.4");
        loss(session, 1);
        session.afterEpoch(1);
        loss(session, 2);
        session.afterEpoch(2);
        var recovered = session.tables().get(1);
        assertThat(recovered.file()).isEqualTo("recovered.csv");
        assertThat(recovered.header())
                .containsExactly("id", "given", "factor", "recovered.calm", "recovered.glad", "recovered.wild");
        assertThat(recovered.rows().get(0)).containsExactly("face0", "calm", "0.4000", "0.8000", "0.1000", "0.1000");
        assertThat(recovered.rows().get(1)).containsExactly("face1", "glad", "0.4000", "0.2000", "0.7000", "0.1000");
        assertThat(session.tables().get(0).rows().get(1))
                .containsExactly("face1", "glad", "glad", "0.6000", "0.5000", "0.2500", "0.2500");
    }

    /** Four faces without places: 0 and 2 look happy, 1 and 3 sad. */
    private static NeighboursSession openWithoutPlaces() {
        return openWithoutPlaces("");
    }

    private static NeighboursSession openWithoutPlaces(String options) {
        var objective = objective(PLAIN + "factor=0.4,places=own" + options);
        var faces = new ArrayList<Face>();
        for (int i = 0; i < 4; i++) {
            faces.add(Face.withLabel("face" + i, Split.TRAIN, 0));
        }
        var images = FaceImages.of(ImageShape.grey(8), new byte[4][64]);
        var data = new Dataset("unplaced", LabelSet.FERPLUS, faces, images, "hash", List.of());
        var set = TrainingSet.of(data, objective, ClassWeights.NONE);
        return new NeighboursSession(objective, new Objective.Context(set, 2, new Device("cpu"), 1, 4, 4));
    }

    private static void seeHappyAndSad(NeighboursSession session, int epoch) {
        int emotions = LabelSet.FERPLUS.size();
        var logits = new float[4 * emotions];
        for (int i = 0; i < 4; i++) {
            logits[i * emotions + LabelSet.FERPLUS.indexOf(i % 2 == 0 ? "happiness" : "sadness")] = 9;
        }
        var output = new Head.Output(Tensor.create(logits, 4, emotions));
        session.loss(epoch, new int[] {0, 1, 2, 3}, torch.ones(4, 2), output);
        session.afterEpoch(epoch);
    }

    /** By order alone the neighbour of face 0 would be face 1; what it looks like makes it face 2. */
    @Test
    void withoutPlacesTheNetworkItselfSaysWhoIsNear(@TempDir Path folder) {
        var session = openWithoutPlaces();
        seeHappyAndSad(session, 1);
        assertThat(happiness(session, 0)).as("labels stand alone before").isZero();
        seeHappyAndSad(session, 2);
        assertThat(happiness(session, 0)).isCloseTo(0.4, within(0.001));
        assertThat(happiness(session, 1)).isCloseTo(0, within(0.001));

        var file = folder.resolve("checkpoint.pt").toString();
        var saved = new OutputArchive();
        session.save(saved);
        saved.save_to(file);
        var read = new InputArchive();
        read.load_from(file);
        var resumed = openWithoutPlaces();
        resumed.load(read);
        assertThat(resumed.tables()).isEqualTo(session.tables());
    }

    /** Face 0 looked happy, as face 2 does; the trained network finds it sad, and so it is among faces 1 and 3. */
    @Test
    void inTheEndNeighboursAreThoseThatTheTrainedNetworkSees() {
        var session = openWithoutPlaces(",self=0.5");
        seeHappyAndSad(session, 1);
        seeHappyAndSad(session, 2);
        assertThat(happiness(session, 0)).isCloseTo(0.4, within(0.001));
        int emotions = LabelSet.FERPLUS.size();
        var probabilities = new float[4 * emotions];
        for (int i = 0; i < 4; i++) {
            probabilities[i * emotions + LabelSet.FERPLUS.indexOf(i == 2 ? "happiness" : "sadness")] = 1;
        }
        session.lastLook()
                .orElseThrow()
                .see(
                        new int[] {0, 1, 2, 3},
                        torch.ones(4, 2),
                        Tensor.create(probabilities).view(4, emotions));
        session.afterTraining();
        assertThat(happiness(session, 0)).isCloseTo(0, within(0.001));
    }

    private static double happiness(NeighboursSession session, int face) {
        var recovered = session.tables().get(1);
        int column = recovered.header().indexOf(NeighboursSession.RECOVERED + "happiness");
        return Double.parseDouble(recovered.rows().get(face).get(column));
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=0,k=2", "from=0,k=2,factor=posterior,evidence=4,self=0.5"})
    void goesOnFromACheckpoint(String options, @TempDir Path folder) {
        var whole = open(options);
        for (int epoch = 1; epoch <= 2; epoch++) {
            step(whole, epoch).backward();
            whole.afterStep(new int[] {0, 1, 2});
            whole.afterEpoch(epoch);
        }
        var file = folder.resolve("checkpoint.pt").toString();
        var saved = new OutputArchive();
        whole.save(saved);
        saved.save_to(file);
        var read = new InputArchive();
        read.load_from(file);
        var resumed = open(options);
        resumed.load(read);
        assertThat(resumed.tables()).isEqualTo(whole.tables());
        assertThat(resumed.factor(0)).isEqualTo(whole.factor(0)).isNotCloseTo(0.38, within(1e-4));
        assertThat(loss(resumed, 3)).isEqualTo(loss(whole, 3));
    }

    @Test
    void refusesFacesWithoutAPlaceAndOptionsWithoutMeaning() {
        var objective = objective("k=1");
        var faces = List.of(
                Face.withLabel("placed", Split.TRAIN, 0).withValenceArousal(LINE.get(0)),
                Face.withLabel("lost", Split.TRAIN, 0));
        var set = TrainingSet.of(dataset(faces), objective, ClassWeights.NONE);
        assertThatThrownBy(() -> objective.open(new Objective.Context(set, 2, new Device("cpu"), 1, 4, 2)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("1 of 2 training faces have no valence and arousal");
        assertThatThrownBy(() -> open("k=3"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("1 to 2");
        assertThatThrownBy(() -> objective("k=0")).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> objective("places=own,memory=live"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("only memory=bank");
        assertThatThrownBy(() -> objective("similarity=near")).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> objective("factor=2"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("learn");
    }
}
