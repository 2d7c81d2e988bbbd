package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.Split;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Self-Cure Network's formulas against values worked out by hand, and what it does to labels. */
class SelfCureTest {

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
    private static final Device CPU = new Device("cpu");

    @TempDir
    private Path folder;

    /** Equations (1) and (2): a = sigmoid(ln 3) = 3/4, logits = a (W x + b). */
    @Test
    void importanceScalesTheLogits() {
        var weights = new Weights(CPU);
        var head = new ImportanceHead(true);
        head.init(weights, "head", 2, 3);
        weights.set("head.weight", new Weights.Values(new float[] {1, 0, 0, 1, 1, 1}, new long[] {3, 2}));
        weights.set("head.bias", new Weights.Values(new float[] {0, 0, 4}, new long[] {3}));
        weights.set("head.importance.weight", new Weights.Values(new float[] {1, 0}, new long[] {1, 2}));
        weights.set("head.importance.bias", new Weights.Values(new float[] {0}, new long[] {1}));
        float x = (float) Math.log(3);
        var features = Tensor.create(new float[] {x, 2}, 1, 2);
        var hidesTheFirst = new Chance() {
            @Override
            public Tensor project(String path, Tensor all, Tensor weight, Tensor bias) {
                return NONE.project(path, Tensor.create(new float[] {0, 2}, 1, 2), weight, bias);
            }
        };
        var output = head.forward(features, hidesTheFirst, "head", weights);
        assertThat(values(output.importance()))
                .as("from all features, dropped ones too")
                .containsExactly(new float[] {0.75f}, within(1e-6f));
        assertThat(values(output.logits())).containsExactly(new float[] {0, 1.5f, 4.5f}, within(1e-5f));
        var unscaled = new ImportanceHead(false).forward(features, hidesTheFirst, "head", weights);
        assertThat(values(unscaled.logits())).containsExactly(new float[] {0, 2, 6}, within(1e-5f));
        assertThat(values(unscaled.importance())).containsExactly(new float[] {0.75f}, within(1e-6f));
    }

    /** Equations (3) and (4): the high group is 0.9 and 0.8, the low one 0.5 and 0.6. */
    @ParameterizedTest
    @CsvSource({"0.15, 0", "0.3, 0", "0.5, 0.2"})
    void rankRegularisationAsksForAMargin(float margin, double expected) {
        var importance = Tensor.create(new float[] {0.5f, 0.9f, 0.6f, 0.8f});
        assertThat(ranked(importance, 2, margin)).isCloseTo(expected, within(TOLERANCE));
    }

    @Test
    void rankRegularisationOfEqualImportancesIsTheMargin() {
        var importance = Tensor.create(new float[] {0.4f, 0.4f, 0.4f});
        assertThat(ranked(importance, 2, 0.15f)).isCloseTo(0.15, within(TOLERANCE));
    }

    @Test
    void rankRegularisationPushesTheGroupsApart() {
        var importance = Tensor.create(new float[] {0.5f, 0.51f, 0.52f}).set_requires_grad(true);
        SelfCureObjective.rankRegularisation(importance, 2, Tensor.create(0.15f))
                .backward();
        assertThat(values(importance.grad())).containsExactly(new float[] {1, -0.5f, -0.5f}, within(1e-6f));
    }

    @Test
    void theTwoLossesShareTheTotal() {
        var objective = objective("gamma=0.2");
        assertThat(objective.total(Tensor.create(3f), Tensor.create(5f)).item_double())
                .isCloseTo(0.2 * 3 + 0.8 * 5, within(TOLERANCE));
    }

    /** Two faces; logits already scaled: softmax (1/2, 1/4, 1/4) for both, labels 0 and 1, importances 0.9 and 0.8. */
    @Test
    void theLossOfABatchAddsUp() {
        var session = open("relabel=off,beta=0.5", 10, 0, 1);
        double weighted = (Math.log(2) + Math.log(4)) / 2;
        assertThat(loss(session, 1, 0.9f, 0.8f)).isCloseTo(0.5 * (0.15 - 0.1) + 0.5 * weighted, within(TOLERANCE));
        var unranked = open("relabel=off,rank=off", 10, 0, 1);
        assertThat(loss(unranked, 1, 0.9f, 0.8f)).isCloseTo(weighted, within(TOLERANCE));
    }

    /** Equation (5): 0.5 - 0.25 is not above 0.25, 0.5 - 0.2 is. */
    @Test
    void relabelsWhereTheTopBeatsTheGivenLabelByMoreThanTheThreshold() {
        assertThat(LabelJournal.relabelled(1, new double[] {0.5, 0.3, 0.2}, 0.25))
                .isEqualTo(1);
        assertThat(LabelJournal.relabelled(2, new double[] {0.5, 0.25, 0.25}, 0.25))
                .as("equal to the threshold")
                .isEqualTo(2);
        assertThat(LabelJournal.relabelled(2, new double[] {0.5, 0.3, 0.2}, 0.25))
                .isEqualTo(0);
        assertThat(LabelJournal.relabelled(0, new double[] {0.5, 0.3, 0.2}, 0)).isEqualTo(0);
        assertThat(LabelJournal.relabelled(1, new double[] {0.5, 0.5, 0}, 0))
                .as("as probable as the top")
                .isEqualTo(1);
    }

    @Test
    void relabelsTheLowGroupAlone() {
        // Labels 1 and 1 where the network says 0 by a margin of 1/4: the second face is the low group.
        var session = open("beta=0.5,from=0", 10, 1, 1);
        loss(session, 1, 0.9f, 0.2f);
        assertThat(session.labels().current(0)).isEqualTo(1);
        assertThat(session.labels().current(1)).isEqualTo(0);
        assertThat(session.labels().given(1)).as("the given label stays").isEqualTo(1);
        assertThat(session.labels().changes()).singleElement().satisfies(change -> {
            assertThat(change.epoch()).isEqualTo(1);
            assertThat(change.face()).isEqualTo(1);
            assertThat(change.importance()).isCloseTo(0.2, within(1e-6));
            assertThat(change.probabilities().get(0)).isCloseTo(0.5, within(1e-6));
        });
    }

    @Test
    void relabelsEveryFaceIfAsked() {
        var session = open("beta=0.5,from=0,relabel=all", 10, 1, 1);
        loss(session, 1, 0.9f, 0.2f);
        assertThat(session.labels().current(0)).isEqualTo(0);
        assertThat(session.labels().current(1)).isEqualTo(0);
    }

    @Test
    void relabelsFromAShareOfTheRunOn() {
        var session = open("beta=0.5,from=0.25", 40, 1, 1);
        loss(session, 9, 0.9f, 0.2f);
        assertThat(session.labels().changes()).as("the paper's 10 of 40").isEmpty();
        loss(session, 10, 0.9f, 0.2f);
        assertThat(session.labels().changes()).hasSize(1);
    }

    @Test
    void returnsToTheGivenLabelWhereTheNetworkIsNoLongerSure() {
        var journal = new LabelJournal(new int[] {2}, 3);
        journal.relabel(1, 0, new double[] {0.8, 0.1, 0.1}, 0.3, 0.2);
        journal.relabel(2, 0, new double[] {0.4, 0.3, 0.3}, 0.3, 0.2);
        assertThat(journal.current(0)).isEqualTo(2);
        assertThat(journal.changes()).hasSize(2);
        journal.relabel(3, 0, new double[] {0.4, 0.3, 0.3}, 0.3, 0.2);
        assertThat(journal.changes()).as("nothing to relabel").hasSize(2);
    }

    @Test
    void theJournalSurvivesASavedFile() {
        var journal = new LabelJournal(new int[] {2, 1}, 3);
        var file = folder.resolve("journal.pt").toString();
        save(journal, file);
        var empty = new LabelJournal(new int[] {2, 1}, 3);
        load(empty, file);
        assertThat(empty.changes()).isEmpty();

        journal.relabel(1, 0, new double[] {0.8, 0.1, 0.1}, 0.3, 0.2);
        journal.relabel(4, 1, new double[] {0, 0, 1}, Double.NaN, 0.2);
        save(journal, file);
        load(empty, file);
        assertThat(empty.changes()).isEqualTo(journal.changes());
        assertThat(empty.current(0)).isEqualTo(0);
        assertThat(empty.current(1)).isEqualTo(2);
    }

    @Test
    void ofEqualImportancesTheLastAreTheLowest() {
        assertThat(SelfCureSession.lowest(new float[] {0.5f, 0.2f, 0.5f, 0.5f}, 2))
                .containsExactlyInAnyOrder(1, 3);
        assertThat(SelfCureSession.lowest(new float[] {0.5f}, 0)).isEmpty();
    }

    @Test
    void theMarginFollowsTheBatch() {
        assertThat(SelfCureObjective.marginFor(1024)).isCloseTo(0.15, within(TOLERANCE));
        assertThat(SelfCureObjective.marginFor(64)).isCloseTo(0.07, within(TOLERANCE));
        assertThat(SelfCureObjective.marginFor(128)).isCloseTo(0.09, within(TOLERANCE));
        assertThat(SelfCureObjective.marginFor(1 << 20)).isEqualTo(0.15);
        assertThat(SelfCureObjective.marginFor(2)).isEqualTo(0.03);
    }

    @Test
    void aLearnedMarginStaysWithinItsBounds() {
        var session = open("delta1=learn,beta=0.5", 10, 0, 1);
        var margin = session.groups().get(0).parameters().get(0);
        try (var noGrad = new NoGradGuard()) {
            margin.fill_(new Scalar(-3));
            session.afterStep(new int[] {0});
            assertThat(session.margin()).isCloseTo(SelfCureObjective.LEAST_MARGIN, within(TOLERANCE));
            margin.fill_(new Scalar(3));
            session.afterStep(new int[] {0});
            assertThat(session.margin()).isCloseTo(SelfCureObjective.MOST_MARGIN, within(TOLERANCE));
        }
    }

    @Test
    void withoutWeightingItIsThePlainLoss() {
        var session = open("weight=off,rank=off,relabel=off", 10, 0, 1);
        double weighted = (Math.log(2) + Math.log(4)) / 2;
        var logits = logits();
        assertThat(session.loss(1, new int[] {0, 1}, logits, new Head.Output(logits))
                        .item_double())
                .isCloseTo(weighted, within(TOLERANCE));
        assertThat(objective("weight=off,rank=off,relabel=all").head()).isInstanceOf(LinearHead.class);
    }

    /** Table 5's row of relabelling alone: labels 1 and 0 where the network says 0. */
    @Test
    void withoutImportanceEveryFaceMayBeRelabelled() {
        var session = open("weight=off,rank=off,relabel=all,from=0", 10, 1, 0);
        var logits = logits();
        session.loss(1, new int[] {0, 1}, logits, new Head.Output(logits));
        assertThat(session.labels().current(0)).isEqualTo(0);
        assertThat(session.labels().changes()).singleElement().satisfies(change -> assertThat(change.importance())
                .isNaN());
        assertThat(session.tables()).extracting(FaceTable::file).doesNotContain("importance.csv");
    }

    @Test
    void rankingAloneTeachesImportanceThatScalesNothing() {
        var objective = objective("weight=off");
        assertThat(objective.head()).isEqualTo(new ImportanceHead(false));
        var session = open("weight=off,beta=0.5,from=0", 10, 1, 1);
        assertThat(loss(session, 1, 0.9f, 0.8f)).isCloseTo(0.5 * (0.15 - 0.1) + 0.5 * Math.log(4), within(TOLERANCE));
        assertThat(session.labels().current(0)).as("the high group").isEqualTo(1);
        assertThat(session.labels().current(1)).as("the low group").isEqualTo(0);
        assertThat(session.tables()).extracting(FaceTable::file).contains("importance.csv");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.999})
    void betaThatLeavesAGroupEmptyIsRefused(double beta) {
        assertThatThrownBy(() -> objective("beta=" + beta).requireBatch(4))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("leaves one group empty in batches of 4");
        assertThatThrownBy(() -> objective("beta=0.7").requireBatch(1))
                .as("a batch of one has no two groups")
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("in batches of 1 (the high group would have 1)");
        objective("weight=off,rank=off,relabel=all").requireBatch(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gamma=2 | gamma must be in [0.0, 0.99], but is 2",
                "beta=NaN | beta must be in",
                "delta1=lern | delta1 must be in [0.0, 1.0] or one of learn, batch, but is lern",
                "delta2=x | delta2 must be in [0.0, 1.0], but is x",
                "relabel=some | relabel must be one of off, low, all",
                "weight=off,rank=off | relabel=low needs weight=on or rank=on",
                "alpha=1 | there is no option \"alpha\"; there are delta1, gamma",
                "beta | \"beta\" is not of the form option=value",
                "beta=0.5,beta=0.6 | \"beta\" is given twice"
            })
    void optionsThatCannotBeUsedAreExplained(String options, String message) {
        assertThatThrownBy(() -> Objectives.named("self-cure:" + options))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void everyMistakeIsReportedAtOnce() {
        assertThatThrownBy(() -> Objectives.named("self-cure:beta=2,gamma=-1"))
                .hasMessageContaining("beta")
                .hasMessageContaining("gamma");
    }

    /** A third of the labels is wrong; the network learns what the others agree on, and mends most of them. */
    @Test
    void curesWrongLabelsOfEasyFaces() throws Exception {
        var data = Faces.generated(300, 60, ImageShape.grey(48), 3);
        var settings = TrainSettings.defaults()
                .network("small")
                .objective("self-cure:relabel=all,from=0.4")
                .labels(GivenLabels.MAJORITY)
                .noise("symmetric:0.3")
                .epochs(10)
                .batch(20)
                .optimiser(new TrainSettings.Optimiser(
                        TrainSettings.Rule.SGD, 0.02, 1e-4, TrainSettings.Schedule.COSINE, 0.5))
                .averaging(0.9)
                .dropout(0)
                .augmentation(Augmentation.none())
                .threads(2)
                .build();
        var run = folder.resolve("run");
        try (var trainer = Trainer.start(run, settings, data, "generated", CPU, null)) {
            trainer.run(new TrainListener() {});
        }
        var truth = new HashMap<String, String>();
        GivenLabels.MAJORITY
                .of(data)
                .faces()
                .forEach(face -> truth.put(face.id(), data.labels().name(face.label())));
        int wrong = 0;
        int mended = 0;
        for (String line :
                Files.readAllLines(run.resolve("labels.csv")).stream().skip(1).toList()) {
            var cells = line.split(",");
            if (!cells[1].equals(truth.get(cells[0]))) {
                wrong++;
                mended += cells[2].equals(truth.get(cells[0])) ? 1 : 0;
            }
        }
        assertThat(wrong).isBetween(85, 95);
        assertThat(mended).isGreaterThan(wrong / 2);
        assertThat(Files.readAllLines(run.resolve("noise.csv"))).hasSize(wrong + 1);
        assertThat(run.resolve("relabelling.csv")).exists();
        assertThat(run.resolve("importance.csv")).exists();
    }

    private static double ranked(Tensor importance, int high, float margin) {
        return SelfCureObjective.rankRegularisation(importance, high, Tensor.create(margin))
                .item_double();
    }

    private static SelfCureObjective objective(String options) {
        return (SelfCureObjective) Objectives.named("self-cure:" + options);
    }

    private static SelfCureSession open(String options, int epochs, int... labels) {
        var objective = objective(options);
        var faces = new ArrayList<Face>();
        for (int i = 0; i < labels.length; i++) {
            faces.add(Face.withLabel("face" + i, Split.TRAIN, labels[i]));
        }
        var shape = ImageShape.grey(8);
        var images = FaceImages.of(shape, new byte[labels.length][shape.size()]);
        var data = new Dataset("by hand", Faces.LABELS, faces, images, "hash", List.of());
        var set = TrainingSet.of(data, objective, ClassWeights.NONE);
        return objective.open(new Objective.Context(set, 3, CPU, 1, epochs, 4));
    }

    private static Tensor logits() {
        float log2 = (float) Math.log(2);
        return Tensor.create(new float[] {log2, 0, 0, log2, 0, 0}, 2, 3);
    }

    private static double loss(SelfCureSession session, int epoch, float... importance) {
        var output = new Head.Output(logits(), Tensor.create(importance));
        return session.loss(epoch, new int[] {0, 1}, output.logits(), output).item_double();
    }

    private static float[] values(Tensor tensor) {
        var values = new float[(int) tensor.numel()];
        tensor.detach().contiguous().data_ptr_float().get(values);
        return values;
    }

    private static void save(LabelJournal journal, String file) {
        var archive = new OutputArchive();
        journal.save(archive);
        archive.save_to(file);
    }

    private static void load(LabelJournal journal, String file) {
        var archive = new InputArchive();
        archive.load_from(file);
        journal.load(archive);
    }
}
