package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Votes;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.ProcessLock;
import org.ambivalent.data.RecoveryScore;
import org.ambivalent.data.Split;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.train.ExperimentRunner.Machine;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

class ExperimentTest {

    private static final Recipe TINY = new Recipe("tiny", 2, 1, Augmentation.light());
    static final Dataset DATA = Faces.generated(96, 24, ImageShape.grey(48), 3);
    private static final Machine MACHINE = new Machine(new Device("cpu"), Precision.FP32, 2);

    @TempDir
    private Path folder;

    static List<String> experiments() {
        return Experiments.names();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void everyTrialCanRunAndComesAfterTheOneItStartsFrom(String name) {
        var trials = Experiments.named(name).trials(Recipe.QUICK);
        assertThat(trials).isNotEmpty();
        var before = new ArrayList<String>();
        for (var trial : trials) {
            Objectives.named(trial.settings().objective());
            assertThat(trial.settings().keep())
                    .as("nothing is chosen, or for all alike")
                    .isEqualTo(name.equals("recovery") ? TrainSettings.Keep.BEST : TrainSettings.Keep.LAST);
            if (trial.init() != null) {
                assertThat(before).contains(trial.init().key());
            }
            before.add(trial.key());
        }
        assertThat(before).doesNotHaveDuplicates();
    }

    /** Lines of older versions are asked again for what they do not know. */
    @Test
    void aRecoveryIsWholeOnceItKnowsDoubtsAndAPlainOneWhatIsSaidOutOfFold() {
        var score = Map.of("predicted", new Estimate(0.1, 0.1, 0.1));
        var oldest = new RecoveryScore(96, score, null);
        assertThat(result(tiny("self-cure", 1), 0.8).with(oldest).has(Finding.RECOVERY))
                .isFalse();
        var old = new RecoveryScore(96, score, Map.of());
        assertThat(result(tiny("majority", 1), 0.8).with(old).has(Finding.RECOVERY))
                .isFalse();
        assertThat(result(tiny("self-cure", 1), 0.8).with(old).has(Finding.RECOVERY))
                .isTrue();
        var whole = new RecoveryScore(96, Map.of("out of fold", new Estimate(0.1, 0.1, 0.1)), Map.of());
        assertThat(result(tiny("majority", 1), 0.8).with(whole).has(Finding.RECOVERY))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void aPageSaysWhatIsMissing(String name) {
        var experiment = Experiments.named(name);
        var results = TrialResults.open(folder, TINY);
        var page = experiment.page(TINY, new Outcomes(results, DATA));
        assertThat(page)
                .contains("0 of " + experiment.trials(TINY).size() + " trainings done")
                .contains("./ambivalent experiment " + name)
                .contains("| - |");
        assertThat(experiment.drawings(TINY, new Outcomes(results, DATA))).isEmpty();
    }

    @Test
    void equalTrainingsAreSharedWhateverTheMachine() {
        var trial = tiny("majority", 1);
        var elsewhere =
                trial.settings().but().threads(64).precision(Precision.BF16).build();
        assertThat(Trial.of("other name", elsewhere).key()).isEqualTo(trial.key());
        assertThat(tiny("majority", 2).key()).isNotEqualTo(trial.key());
        assertThat(new Trial("half", trial.settings(), Trial.Part.FIRST_HALF, null).key())
                .isNotEqualTo(trial.key());
        assertThat(new Trial("from", trial.settings(), Trial.Part.ALL, trial).key())
                .isNotEqualTo(trial.key());
    }

    @Test
    void halvesShareNoFaceAndLeaveNoneOut() {
        int first = DATA.where(Trial.Part.FIRST_HALF::holds).split(Split.TRAIN).size();
        int second =
                DATA.where(Trial.Part.SECOND_HALF::holds).split(Split.TRAIN).size();
        assertThat(first + second).isEqualTo(96);
        assertThat(first).isBetween(30, 66);
        assertThat(DATA.where(Trial.Part.FEW::holds).split(Split.TRAIN).size()).isBetween(8, 30);
        assertThat(DATA.where(Trial.Part.FIRST_HALF::holds).split(Split.VALID).size())
                .isEqualTo(24);
    }

    @Test
    void runsWhatIsNotDoneAndKeepsWhatIs() throws IOException {
        var first = tiny("self-cure:relabel=all,from=0", 1);
        var from = new Trial("fine-tuned", first.settings(), Trial.Part.FIRST_HALF, first);
        var told = new ArrayList<String>();
        run(List.of(first), told);
        run(List.of(first, from), told);
        assertThat(told).containsExactly(first.name(), "fine-tuned");

        var results = TrialResults.open(folder, TINY);
        var result = results.find(from, DATA).orElseThrow();
        assertThat(result.init()).isEqualTo(first.key());
        assertThat(result.value("majority.accuracy")).isBetween(0.0, 1.0);
        assertThat(result.figures().get("all.jensenShannon").low()).isPositive();
        assertThat(result.labels()).isNotNull();
        assertThat(result.curves()).containsKey(LabelAccount.RIGHT);
        assertThat(results.find(from, DATA.limit(100))).as("another limit").isEmpty();
        assertThat(Files.readAllLines(folder.resolve("runs/tiny.jsonl"))).hasSize(2);
        assertThat(results.speed("small", 8).orElseThrow()).isPositive();
    }

    /** As many steps as with all faces, on the labels that the first training had. */
    @Test
    void learnsAgainFromTheLabelsThatAFirstTrainingTrusts() throws IOException {
        var first = tiny("forward-correction", 1);
        var second = new Trial("trusted", tiny("majority", 1).settings(), Trial.Part.TRUSTED, first);
        assertThat(second.key()).isNotEqualTo(tiny("majority", 1).key());
        runner().run(List.of(first), Set.of(), new Told(new ArrayList<>(), new ArrayList<>()));
        trustEveryThird(folder.resolve("work/" + DATA.hash() + "-" + DATA.size() + "/" + first.key()));

        var epochs = new ArrayList<Integer>();
        runner().run(List.of(first, second), Set.of(), new Told(new ArrayList<>(), epochs));
        assertThat(epochs).containsExactly(1, 2, 3, 4, 5, 6);
        var result = TrialResults.open(folder, TINY).find(second, DATA).orElseThrow();
        assertThat(result.faces()).isEqualTo(32);
        assertThat(result.settings().noise()).isEqualTo("none");
        assertThat(result.init()).isEqualTo(first.key());
        assertThat(folder.resolve("work/" + DATA.hash() + "-" + DATA.size() + "/" + second.key() + "/init.txt"))
                .as("from random weights")
                .doesNotExist();
    }

    private static void trustEveryThird(Path run) {
        var table = FaceTable.read(run.resolve(LabelTable.FILE));
        var rows = new ArrayList<List<String>>();
        for (int face = 0; face < table.rows().size(); face++) {
            var row = new ArrayList<>(table.rows().get(face));
            row.set(table.header().indexOf("trust"), face % 3 == 0 ? "0.7" : "0.6999");
            rows.add(row);
        }
        new FaceTable(LabelTable.FILE, table.header(), rows).write(run.resolve(LabelTable.FILE));
    }

    @Test
    void goesOnWhereItWasStopped() {
        var trial = tiny("majority", 1);
        assertThatThrownBy(() -> runner().run(List.of(trial), Set.of(), new StoppedInEpoch(2)))
                .isInstanceOf(Stopped.class);
        var epochs = new ArrayList<Integer>();
        runner().run(List.of(trial), Set.of(), new Told(new ArrayList<>(), epochs));
        assertThat(epochs).containsExactly(2);
    }

    /** As two processes would: each has read the results before the other began. */
    @Test
    void severalRunnersShareTheTrainings() throws Exception {
        var first = tiny("majority", 1);
        var trials = List.of(
                first,
                new Trial("fine-tuned", first.settings(), Trial.Part.FIRST_HALF, first),
                tiny("self-cure", 1),
                tiny("votes", 2));
        var told = Collections.synchronizedList(new ArrayList<String>());
        var together = new CyclicBarrier(2);
        var threads = Executors.newFixedThreadPool(2);
        var runs = List.of(shared(trials, told, together), shared(trials, told, together));
        for (var run : threads.invokeAll(runs)) {
            run.get();
        }
        threads.shutdown();
        assertThat(told).containsExactlyInAnyOrder("majority", "fine-tuned", "self-cure", "votes");
        assertThat(told.indexOf("majority")).isLessThan(told.indexOf("fine-tuned"));
        assertThat(Files.readAllLines(folder.resolve("runs/tiny.jsonl"))).hasSize(4);
    }

    private Callable<List<Trial>> shared(List<Trial> trials, List<String> told, CyclicBarrier together) {
        var runner = runner();
        return () -> {
            together.await();
            return runner.run(trials, Set.of(), new Told(told, new ArrayList<>()));
        };
    }

    /** And goes on with other trainings meanwhile. */
    @Test
    void sharesTheMembersOfAnEnsemble() throws Exception {
        var ensemble = Trial.of(
                "ensemble",
                tiny("votes", 1)
                        .settings()
                        .but()
                        .posterior("ensemble:2")
                        .noise("none")
                        .build());
        var trials = List.of(ensemble, tiny("majority", 1));
        var told = new ArrayList<String>();
        var epochs = new ArrayList<Integer>();
        var run = folder.resolve("work/" + DATA.hash() + "-" + DATA.size() + "/" + ensemble.key());
        try (var other = ProcessLock.take(run.resolve("member1.lock"))) {
            assertThat(runner().run(trials, Set.of(), new Told(told, epochs))).containsExactly(ensemble);
        }
        assertThat(told).containsExactly("ensemble", "majority");
        assertThat(epochs).as("of the second member and the other training").containsExactly(1, 2, 1, 2);
        assertThat(Files.readAllLines(folder.resolve("runs/tiny.jsonl"))).hasSize(1);
        assertThat(runner().run(trials, Set.of(), new Told(told, epochs))).isEmpty();
        assertThat(epochs).hasSize(6);
        assertThat(Files.readAllLines(folder.resolve("runs/tiny.jsonl"))).hasSize(2);
        assertThat(run.resolve("model.onnx")).exists();
    }

    @Test
    void leavesToAnotherProcessWhatItIsAt() {
        var first = tiny("majority", 1);
        var from = new Trial("fine-tuned", first.settings(), Trial.Part.FIRST_HALF, first);
        var other = tiny("votes", 1);
        var told = new ArrayList<String>();
        var busy = folder.resolve("work/" + DATA.hash() + "-" + DATA.size() + "/" + first.key() + ".lock");
        try (var lock = ProcessLock.take(busy)) {
            var elsewhere = runner().run(List.of(first, from, other), Set.of(), new Told(told, new ArrayList<>()));
            assertThat(elsewhere).containsExactly(first, from);
        }
        assertThat(told).containsExactly("votes");
        run(List.of(first, from, other), told);
        assertThat(told).containsExactly("votes", "majority", "fine-tuned");
    }

    @Test
    void aPageShowsMeanAndDeviationOfWhatIsDone() throws Exception {
        var results = TrialResults.open(folder, TINY);
        var recipe = new Recipe("tiny", 2, 3, Augmentation.light());
        var trials = NoisyTrials.seeds(recipe, "self-cure", 0.3, 3);
        results.put(result(trials.get(0), 0.84));
        results.put(result(trials.get(1), 0.86));
        var outcomes = new Outcomes(TrialResults.open(folder, TINY), DATA);
        assertThat(outcomes.accuracy(trials)).isEqualTo("85.00 ± 1.41 (2 of 3)");
        assertThat(outcomes.accuracy(trials.subList(0, 1))).as("one alone").isEqualTo("84.00 [83.00, 85.00]");
        assertThat(outcomes.jensenShannon(trials)).as("a figure nobody has").isEqualTo("-");
        assertThat(new SelfCureNoise().page(recipe, outcomes))
                .contains("85.00 ± 1.41 (2 of 3)")
                .contains("| 40.0 % | 75.0 % | 60.0 % | 0.700 |")
                .contains("![Importance by epoch](self-cure-noise-tiny.svg)");
        var drawing = new SelfCureNoise().drawings(recipe, outcomes).get(0);
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(drawing.svg())));
    }

    /** No training in vain: what the page says follows each of them. */
    @ParameterizedTest
    @MethodSource("experimentsOfFigures")
    void everyTrainingShowsOnItsPage(String name) {
        var experiment = Experiments.named(name);
        var results = TrialResults.open(folder, TINY);
        var trials = experiment.trials(TINY);
        for (var trial : trials) {
            results.put(whole(trial, 0.5));
        }
        var outcomes = new Outcomes(results, DATA);
        String page = experiment.page(TINY, outcomes);
        assertThat(page).contains(trials.size() + " of " + trials.size() + " trainings done");
        for (int i = 0; i < trials.size(); i++) {
            var better = 0.7 + i / 1000.0;
            results.put(whole(trials.get(i), better));
            String changed = experiment.page(TINY, outcomes);
            assertThat(changed).as(trials.get(i).name()).isNotEqualTo(page);
            page = changed;
        }
    }

    /** The others' pages are made of samples. */
    static List<String> experimentsOfFigures() {
        return experiments().stream()
                .filter(name -> !Set.of("bayes", "shift").contains(name))
                .toList();
    }

    private static TrialResult whole(Trial trial, double accuracy) {
        var estimate = new Estimate(accuracy, accuracy - 0.01, accuracy + 0.01);
        var figures = Map.of("majority.accuracy", estimate, "all.accuracy", estimate, "all.jensenShannon", estimate);
        return result(trial, figures)
                .elsewhere(List.of(
                        new Elsewhere(Elsewhere.VOTES, 96, estimate, estimate),
                        new Elsewhere(Elsewhere.OWN_LABELS, 96, estimate, null),
                        new Elsewhere(Elsewhere.SAMPLED, 96, estimate, estimate)));
    }

    @Test
    void pagesOfNeighboursShowTheirRows() {
        var noise = filled("neighbours-noise");
        assertThat(new NeighboursNoise().page(TINY, noise))
                .contains("| `neighbours` | 30 % | " + cell(noise, NoisyTrials.symmetric(TINY, "neighbours", 0.3, 1)))
                .contains("| `neighbours:form=own` | 10 % | "
                        + cell(noise, NoisyTrials.symmetric(TINY, "neighbours:form=own", 0.1, 1)));
        assertThat(new NeighboursNoise().drawings(TINY, noise).get(0).svg())
                .contains(">10 %<", ">30 %<", ">neighbours<", ">on labels it trusts<");
        var clean = filled("neighbours-clean");
        var dropped = new NeighboursClean()
                .trials(TINY).stream()
                        .filter(trial -> trial.settings().posterior().equals("mc-dropout"))
                        .filter(trial -> trial.settings().objective().equals("self-cure"))
                        .findFirst()
                        .orElseThrow();
        assertThat(new NeighboursClean().page(TINY, clean))
                .contains("| `self-cure` | `mc-dropout` | " + cell(clean, dropped))
                .contains("| `neighbours` | `deterministic` | "
                        + cell(clean, NoisyTrials.symmetric(TINY, "neighbours", 0, 1)));
        var ablation = filled("neighbours-ablation");
        assertThat(new NeighboursAblation().page(TINY, ablation))
                .contains("| 4 neighbours | `neighbours:k=4` | "
                        + cell(ablation, NeighboursAblation.trial(TINY, "neighbours:k=4")));
    }

    @Test
    void acrossDatasetsEachColumnIsADataset() {
        var results = TrialResults.open(folder, TINY);
        var trial = NoisyTrials.original(TINY, "self-cure", 1);
        results.put(result(trial, 0.8)
                .elsewhere(List.of(
                        new Elsewhere(Elsewhere.SAMPLED, 96, new Estimate(0.3, 0.2, 0.4), new Estimate(0.5, 0.4, 0.6)),
                        new Elsewhere(Elsewhere.VOTES, 96, new Estimate(0.7, 0.6, 0.8), new Estimate(0.1, 0, 0.2)),
                        new Elsewhere(Elsewhere.OWN_LABELS, 96, new Estimate(0.6, 0.5, 0.7), null))));
        assertThat(new CrossDataset().page(TINY, new Outcomes(results, DATA)))
                .contains("| FER2013's own labels | `self-cure` | 70.0 [60.0, 80.0] / 0.100 | 60.0 [50.0, 70.0]"
                        + " | 30.0 [20.0, 40.0] / 0.500 |");
    }

    /** The n-th training has n points more than the first; every row must show its own. */
    private Outcomes filled(String name) {
        var results = TrialResults.open(folder, TINY);
        var trials = Experiments.named(name).trials(TINY);
        for (int i = 0; i < trials.size(); i++) {
            results.put(result(trials.get(i), 0.5 + i / 100.0));
        }
        return new Outcomes(results, DATA);
    }

    private static String cell(Outcomes outcomes, Trial trial) {
        double accuracy = 100 * outcomes.of(trial).orElseThrow().value("majority.accuracy");
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", accuracy, accuracy - 1, accuracy + 1);
    }

    @Test
    void theAblationTellsPartsAndNoiseApart() {
        var outcomes = filled("self-cure-ablation");
        String page = new SelfCureAblation().page(TINY, outcomes);
        var noiseless = page.substring(page.indexOf("\n0 % of"), page.indexOf("\n30 % of"));
        var noisy = page.substring(page.indexOf("\n30 % of"));
        for (double rate : new double[] {0, 0.3}) {
            var table = rate == 0 ? noiseless : noisy;
            assertThat(table)
                    .contains("|  |  |  | " + cell(outcomes, NoisyTrials.symmetric(TINY, "majority", rate, 1)))
                    .contains("|  | yes | low | "
                            + cell(outcomes, NoisyTrials.symmetric(TINY, "self-cure:weight=off", rate, 1)))
                    .contains("| yes |  | low | "
                            + cell(outcomes, NoisyTrials.symmetric(TINY, "self-cure:rank=off", rate, 1)))
                    .contains(
                            "| yes | yes | low | " + cell(outcomes, NoisyTrials.symmetric(TINY, "self-cure", rate, 1)));
        }
    }

    @Test
    void sensitivityNamesEveryValueAndWhereALearnedMarginEnds() {
        var outcomes = filled("self-cure-sensitivity");
        var experiment = new SelfCureSensitivity();
        String paper = cell(outcomes, NoisyTrials.symmetric(TINY, "self-cure", 0.3, 1));
        assertThat(experiment.page(TINY, outcomes))
                .contains("| `gamma` | 0.5 | " + paper)
                .contains("| `from` | 0.25 | " + paper)
                .contains("| `delta2` | 0.5 | "
                        + cell(outcomes, NoisyTrials.symmetric(TINY, "self-cure:delta2=0.5", 0.3, 1)))
                .contains("delta1 ends at 0.063")
                .contains("![Accuracy by option](self-cure-sensitivity-tiny.svg)");
        assertThat(experiment.drawings(TINY, outcomes).get(0).svg()).contains("from 0, 0.25, 0.5");
    }

    @Test
    void weakPretrainingAndNaturalNoiseShowTheirRows() {
        var weak = filled("weak-pretraining");
        assertThat(new WeakPretraining().page(TINY, weak))
                .contains("| votes alone | 50.00 [")
                .contains("| votes alone, twice the epochs | 51.00 [")
                .contains("| fine-tuning on votes after pretraining with forward-correction | 57.00 [");
        var natural = filled("natural-noise");
        assertThat(new NaturalNoise().page(TINY, natural))
                .contains("| the crowd's majority | `majority` | "
                        + cell(natural, NoisyTrials.symmetric(TINY, "majority", 0, 1)))
                .contains(
                        "| FER2013's own | `self-cure` | " + cell(natural, NoisyTrials.original(TINY, "self-cure", 1)));
    }

    @Test
    void theLongerRecipeIsForHeadlinePairs() {
        var experiment = new SelfCureNoise();
        var trials = experiment.trials(Recipe.FULL);
        assertThat(trials).hasSize(2 * 2 * 3).doesNotHaveDuplicates();
        assertThat(experiment.trials(Recipe.QUICK)).hasSizeGreaterThan(trials.size());
        assertThat(trials)
                .extracting(trial -> trial.settings().objective())
                .containsOnly("majority", "forward-correction");
        assertThat(experiment.page(Recipe.FULL, new Outcomes(TrialResults.open(folder, Recipe.FULL), DATA)))
                .contains("| objective | 0 % | 30 % |", "0 of 12 trainings done")
                .doesNotContain("trusted");
    }

    /** Best without noise: 84.8 %. */
    @Test
    void aPageSaysWhatWasReached() {
        var results = TrialResults.open(folder, TINY);
        results.put(result(NoisyTrials.symmetric(TINY, "majority", 0, 1), 0.84));
        results.put(result(NoisyTrials.symmetric(TINY, "forward-correction", 0, 1), 0.848));
        results.put(result(NoisyTrials.symmetric(TINY, "majority", 0.1, 1), 0.834));
        results.put(result(NoisyTrials.symmetric(TINY, "majority", 0.3, 1), 0.8));
        results.put(result(NoisyTrials.symmetric(TINY, "majority" + NoisyTrials.TWICE, 0.3, 1), 0.815));
        results.put(result(NoisyTrials.symmetric(TINY, NoisyTrials.TRUSTED, 0.3, 1), 0.825));
        assertThat(new SelfCureNoise().page(TINY, new Outcomes(results, DATA)))
                .contains("(84.80 %, `forward-correction`)")
                .contains("| `majority` | -1.4 (reached) | - | -4.8 (missed) | - | -1.5 (missed) |")
                .contains("| `majority on trusted labels` | - | - | -2.3 (reached) | +2.5 (reached) | +1.0 (missed) |");
    }

    /** A seed that is better for both says nothing of either. */
    @Test
    void objectivesAreComparedSeedBySeed() {
        var results = TrialResults.open(folder, TINY);
        var recipe = new Recipe("tiny", 2, 3, Augmentation.light());
        results.put(result(NoisyTrials.symmetric(recipe, "majority", 0, 1), 0.83));
        results.put(result(NoisyTrials.symmetric(recipe, "majority", 0, 2), 0.85));
        results.put(result(NoisyTrials.symmetric(recipe, "majority", 0.3, 1), 0.8));
        results.put(result(NoisyTrials.symmetric(recipe, "majority", 0.3, 2), 0.81));
        results.put(result(NoisyTrials.symmetric(recipe, "forward-correction", 0.3, 1), 0.821));
        assertThat(new SelfCureNoise().page(recipe, new Outcomes(results, DATA)))
                .contains("| `majority` | - | - | -3.5 (reached) | - | - |")
                .contains("| `forward-correction` | - | - | -0.9 (reached) | +2.1 (reached) | - |");
    }

    @Test
    void neighboursThatWereForwardedCountAsFast() {
        var results = TrialResults.open(folder, TINY);
        results.put(result(tiny("majority", 1), 0.8));
        double plain = results.speed("small", 2).orElseThrow();
        results.put(result(tiny("neighbours:memory=live,from=0,k=6", 1), 0.8));
        assertThat(results.speed("small", 2).orElseThrow()).isEqualTo(3 * plain);
    }

    @Test
    void longerTrainingsTakeTheStepsOfTwo() {
        var longer = NoisyTrials.symmetric(TINY, "majority" + NoisyTrials.TWICE, 0.3, 1);
        assertThat(longer.settings().epochs()).isEqualTo(2 * TINY.epochs());
        assertThat(longer.settings().objective()).isEqualTo("majority");
    }

    static TrialResult result(Trial trial, double accuracy) {
        return result(trial, Map.of("majority.accuracy", new Estimate(accuracy, accuracy - 0.01, accuracy + 0.01)));
    }

    private static TrialResult result(Trial trial, Map<String, Estimate> figures) {
        var account = new LabelAccount(100, 50, 40, 30, 30, 25, 0.7, 0.6);
        Map<String, List<Double>> curves = Map.of(
                LabelAccount.RIGHT,
                List.of(0.5, 0.6),
                LabelAccount.WRONG,
                List.of(0.5, 0.55),
                LabelAccount.RELABELLED,
                List.of(Double.NaN, 0.4),
                "delta1",
                List.of(0.15, 0.0625));
        return new TrialResult(
                trial.key(),
                trial.name(),
                "0",
                null,
                trial.settings(),
                trial.part(),
                null,
                DATA.name(),
                DATA.hash(),
                DATA.size(),
                96,
                figures,
                account,
                curves,
                10,
                100,
                null,
                null,
                null,
                null);
    }

    @Test
    void whatTheDataLackIsSaidBeforeAnyTraining() {
        var original = NoisyTrials.original(TINY, "majority", 1);
        var told = new ArrayList<String>();
        assertThatThrownBy(() -> run(List.of(tiny("majority", 1), original), told))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no single labels of its own");
        assertThat(told).isEmpty();
    }

    @Test
    void whatATrialStartsFromRunsThoughNobodyAskedForIt() {
        var first = tiny("majority", 1);
        var told = new ArrayList<String>();
        run(List.of(new Trial("fine-tuned", first.settings(), Trial.Part.FIRST_HALF, first)), told);
        assertThat(told).containsExactly(first.name(), "fine-tuned");
    }

    @Test
    void aFinishedTrialRunsAgainOnlyIfAnotherStartsFromItsLostModel() throws IOException {
        var first = tiny("majority", 1);
        var from = new Trial("fine-tuned", first.settings(), Trial.Part.FIRST_HALF, first);
        run(List.of(first), new ArrayList<>());
        delete(folder.resolve("work"));
        var told = new ArrayList<String>();
        run(List.of(first, from), told);
        assertThat(told).containsExactly(first.name(), "fine-tuned");
        assertThat(Files.readAllLines(folder.resolve("runs/tiny.jsonl"))).hasSize(2);
        delete(folder.resolve("work"));
        told.clear();
        run(List.of(first, from), told);
        assertThat(told).isEmpty();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aDamagedLineIsNamed() throws IOException {
        Files.createDirectories(folder.resolve("runs"));
        Files.writeString(folder.resolve("runs/tiny.jsonl"), "{\"key\":\n");
        assertThatThrownBy(() -> TrialResults.open(folder, TINY))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("tiny.jsonl, line 1");
    }

    /** Majorities: a calm, b calm, c glad, d glad, e none. Given: a wrong, d wrong. */
    @Test
    void accountsForLabelsAsTheCrowdWould() throws IOException {
        var run = Files.createDirectories(folder.resolve("run"));
        Files.writeString(
                run.resolve("labels.csv"),
                "id,given,current,trust\na,glad,calm,0.1\nb,calm,wild,0.4\nc,glad,glad,0.9\nd,calm,calm,0.6\ne,wild,calm,0\n");
        var account = LabelAccount.of(run, crowd());
        assertThat(account).isNotNull();
        assertThat(account.faces()).isEqualTo(4);
        assertThat(account.wrong()).isEqualTo(2);
        assertThat(account.changed()).isEqualTo(2);
        assertThat(account.changedToMajority()).isEqualTo(1);
        assertThat(account.changedWrong()).isEqualTo(1);
        assertThat(account.mended()).isEqualTo(1);
        // Of the pairs of a wrong and a right label, a beats b and c, d beats c alone.
        assertThat(account.trustAuroc()).isCloseTo(0.75, within(1e-12));
        assertThat(LabelAccount.of(folder, crowd())).as("no table").isNull();
    }

    @Test
    void importanceIsFollowedGroupByGroup() throws IOException {
        var run = Files.createDirectories(folder.resolve("run"));
        Files.writeString(
                run.resolve("labels.csv"),
                "id,given,current,trust\na,glad,calm,0.1\nb,calm,calm,0.4\nc,glad,glad,0.9\nd,calm,calm,0.6\n");
        Files.writeString(run.resolve("relabelling.csv"), "epoch,id,from,to,importance\n1,a,glad,calm,0.2\n");
        Files.writeString(run.resolve("importance.csv"), "id,epoch1,epoch2\na,0.2,0.3\nb,0.5,0.6\nc,0.7,\nd,0.4,0.1\n");
        var curves = LabelAccount.curves(run, crowd());
        assertThat(curves.get(LabelAccount.RIGHT).get(0)).isCloseTo(0.6, within(1e-9));
        assertThat(curves.get(LabelAccount.RIGHT).get(1)).isCloseTo(0.6, within(1e-9));
        assertThat(curves.get(LabelAccount.WRONG).get(0)).isCloseTo(0.3, within(1e-9));
        assertThat(curves.get(LabelAccount.WRONG).get(1))
                .as("the relabelled face, too")
                .isCloseTo(0.2, within(1e-9));
        assertThat(curves.get(LabelAccount.RELABELLED).get(0)).isNaN();
        assertThat(curves.get(LabelAccount.RELABELLED).get(1)).isCloseTo(0.3, within(1e-9));
    }

    private static Dataset crowd() {
        var votes = new Votes[] {
            Votes.of(9, 1, 0), Votes.of(8, 2, 0), Votes.of(0, 10, 0), Votes.of(0, 7, 3), Votes.of(4, 3, 3)
        };
        var faces = new ArrayList<Face>();
        for (int i = 0; i < votes.length; i++) {
            faces.add(Face.withVotes("abcde".substring(i, i + 1), Split.TRAIN, votes[i]));
        }
        var shape = ImageShape.grey(8);
        var images = FaceImages.of(shape, new byte[votes.length][shape.size()]);
        return new Dataset("crowd", Faces.LABELS, faces, images, "hash", List.of());
    }

    private static Trial tiny(String objective, long seed) {
        var settings = TINY.settings("small")
                .objective(objective)
                .labels(GivenLabels.MAJORITY)
                .noise("symmetric:0.2")
                .batch(16)
                .seed(seed)
                .threads(2)
                .build();
        return Trial.of(objective, settings);
    }

    private ExperimentRunner runner() {
        return new ExperimentRunner(
                DATA, "generated", folder.resolve("work"), TrialResults.open(folder, TINY), MACHINE);
    }

    private void run(List<Trial> trials, List<String> told) {
        runner().run(trials, Set.of(), new Told(told, new ArrayList<>()));
    }

    private record Told(List<String> trials, List<Integer> epochs) implements ExperimentRunner.Listener {

        @Override
        public void trial(Trial trial, int number, int of) {
            trials.add(trial.name());
        }

        @Override
        public void train(Trainer trainer) {
            trainer.run(new TrainListener() {
                @Override
                public void epochDone(EpochLog log) {
                    epochs.add(log.epoch());
                }
            });
        }
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private record StoppedInEpoch(int epoch) implements ExperimentRunner.Listener {

        @Override
        public void trial(Trial trial, int number, int of) {}

        @Override
        public void train(Trainer trainer) {
            trainer.run(new TrainListener() {
                @Override
                public void epochStarted(int number, int of, int batches) {
                    if (number == epoch) {
                        throw new Stopped();
                    }
                }
            });
        }
    }
}
