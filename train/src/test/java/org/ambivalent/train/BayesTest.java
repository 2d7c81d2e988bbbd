package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.PosteriorSamples;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.Split;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.train.ExperimentRunner.Machine;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** Posteriors as trials of experiments, and the experiments bayes and shift on a few faces. */
class BayesTest {

    private static final Recipe TINY = new Recipe("tiny", 2, 1, Augmentation.light());
    private static final Dataset DATA = Faces.generated(96, 40, ImageShape.grey(48), 3);
    private static final Device CPU = new Device("cpu");
    private static final Set<Finding> ALL = EnumSet.of(Finding.POSTERIOR, Finding.SHIFT);

    @TempDir
    private Path folder;

    /** The experiments' own trainings of the first network, on few faces; both pages come from their lines. */
    @Test
    void bayesAndShiftRunAndWriteTheirPages() throws Exception {
        var group = Bayes.groups(TINY).get(0);
        assertThat(group.network()).isEqualTo("compact");
        var told = new Told();
        runner().run(group.trials(), ALL, told);
        assertThat(told.members).containsExactly(1, 2, 3, 4, 5);
        assertThat(told.trained).as("epochs of eight networks").isEqualTo(16);

        var outcomes = new Outcomes(TrialResults.open(folder, TINY), DATA);
        for (var experiment : List.of(new Bayes(), new Shift())) {
            ExperimentRunner.write(experiment, TINY, outcomes, folder);
            var page = Files.readString(folder.resolve(ExperimentRunner.page(experiment, TINY)));
            assertThat(page)
                    .contains("4 of " + experiment.trials(TINY).size() + " trainings done")
                    .contains("| `deterministic` | 0.", "| `mc-dropconnect` | 0.")
                    .doesNotContain("NaN", "null");
            for (var drawing : experiment.drawings(TINY, outcomes)) {
                assertThat(page).contains("](" + drawing.file() + ")");
                assertThat(drawing.svg()).doesNotContain("NaN", "Infinity");
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(drawing.svg())));
            }
        }
        assertThat(Files.readString(folder.resolve("bayes-tiny.md")))
                .contains(
                        "## Are Bayesian probabilities closer",
                        "LAC sets for a drawn vote",
                        "five people differ",
                        "no rule has the guarantee")
                .contains("`compact` trained on votes", "![agreement](bayes-tiny-agreement.svg)");
        assertThat(Files.readString(folder.resolve("shift-tiny.md"))).contains("### occlusion", "shift-tiny-1.svg");

        told = new Told();
        runner().run(group.trials(), ALL, told);
        assertThat(told.started).as("nothing is left to do").isEmpty();
    }

    /** One posterior is closer to the votes than networks alone, one as close, one farther. */
    @Test
    void thePageSaysWhichIsCloserAndWhatWasReached() {
        var results = TrialResults.open(folder, TINY);
        var trials = Bayes.groups(TINY).get(0).trials();
        put(results, trials.get(0), 0.0655, new Estimate(-0.005, -0.006, -0.004), 0.012);
        put(results, trials.get(1), 0.0705, new Estimate(0.002, 0.001, 0.003), 0.001);
        put(results, trials.get(2), 0.0705, new Estimate(0.001, -0.001, 0.003), 0.001);
        var page = new Bayes().page(TINY, new Outcomes(results, ExperimentTest.DATA));
        assertThat(page)
                .contains("closer: `ensemble:5` -0.0050 [-0.0060, -0.0040]")
                .contains("no different: `mc-dropconnect` 0.0010 [")
                .contains("farther: `mc-dropout` 0.0020 [");
        var toVotes =
                page.substring(page.indexOf("### Calibrated to the votes"), page.indexOf("### Calibrated to the m"));
        var toMajority = page.substring(page.indexOf("### Calibrated to the majority"));
        assertThat(toVotes)
                .contains("The closest posterior: `ensemble:5` of `compact` trained on votes")
                .contains("at most 0.066 | 0.0655 [0.0655, 0.0655] | reached")
                .contains("at most 2.0 of perfect calibration at this sample size | 9.0 [9.0, 9.0] | missed")
                .contains("at least 0.66 | 0.7000 [0.7000, 0.7000] | reached")
                .contains("below 0 | -0.0010 [-0.0030, 0.0010] | missed")
                .contains("at least 1 | 1.2 [1.2, 1.2] | reached");
        assertThat(toMajority)
                .contains("at most 0.066 | 0.0665 [0.0665, 0.0665] | missed")
                .contains("| 1.5 [1.5, 1.5] | reached")
                .contains("at least 0.66 | 0.6500 [0.6500, 0.6500] | missed")
                .contains("below 0 | -0.0040 [-0.0060, -0.0020] | reached");
    }

    private static void put(
            TrialResults results, Trial trial, double closeness, Estimate overAlone, double moreAccurate) {
        var figures = new HashMap<String, Estimate>();
        figures.put("raw.all.jensenShannon", exact(closeness));
        for (var to : List.of("raw", "toVotes", "toMajority")) {
            figures.put(to + ".all.jensenShannonOverAlone", overAlone);
            figures.put(to + ".majority.accuracyOverAlone", exact(moreAccurate));
            figures.put(to + ".majority.expectedCalibrationErrorFloor", exact(0.02));
        }
        figures.put("toVotes.all.jensenShannon", exact(closeness));
        figures.put("toVotes.majority.expectedCalibrationError", exact(0.09));
        figures.put("toVotes.all.entropyCorrelation", exact(0.7));
        figures.put("toVotes.all.jensenShannonOverHalves", new Estimate(-0.001, -0.003, 0.001));
        figures.put("toMajority.all.jensenShannon", exact(closeness + 0.001));
        figures.put("toMajority.majority.expectedCalibrationError", exact(0.015));
        figures.put("toMajority.all.entropyCorrelation", exact(0.65));
        figures.put("toMajority.all.jensenShannonOverHalves", new Estimate(-0.004, -0.006, -0.002));
        var alone = Map.of("raw.all.jensenShannon", new PosteriorScore.Spread(0.07, 0.0005));
        var score = new PosteriorScore(
                24, 20, 5, Map.of(), figures, alone, List.of(), Map.of(), Map.of(), List.of(), List.of());
        results.put(ExperimentTest.result(trial, 0.85).with(score));
    }

    private static Estimate exact(double value) {
        return new Estimate(value, value, value);
    }

    @Test
    void anEnsembleThatIsStoppedBetweenMembersGoesOnWithTheNext() {
        var trial = small("ensemble:3");
        assertThatThrownBy(() -> runner().run(List.of(trial), Set.of(), new StoppedAtMember(2)))
                .hasMessage("the power went");
        assertThat(TrialResults.open(folder, TINY).find(trial, DATA)).isEmpty();
        var told = new Told();
        runner().run(List.of(trial), Set.of(), told);
        assertThat(told.members).containsExactly(2, 3);
        var result = TrialResults.open(folder, TINY).find(trial, DATA).orElseThrow();
        assertThat(result.faces()).isEqualTo(96);
        assertThat(result.seconds()).isPositive();
        assertThat(result.posterior()).as("nobody asked").isNull();
    }

    /** What was sampled is kept: a finding that is asked for later needs no training, nor what is scored again. */
    @Test
    void findingsAreAddedToWhatIsTrained() throws IOException {
        var trial = small("mc-dropout");
        runner().run(List.of(trial), Set.of(), new Told());
        var file = folder.resolve("runs/tiny.jsonl");
        assertThat(Files.readString(file))
                .doesNotContain("\"posterior\":{", "\"posterior\":null", "\"shift\":[", "\"shift\":null");
        var told = new Told();
        runner().run(List.of(trial), Set.of(Finding.POSTERIOR), told);
        assertThat(told.started).containsExactly(trial.name());
        assertThat(told.trained).as("epochs").isZero();
        assertThat(told.scored).containsExactly("every measure");
        assertThat(Files.readAllLines(file)).hasSize(1);
        var score =
                TrialResults.open(folder, TINY).find(trial, DATA).orElseThrow().posterior();
        assertThat(score).isNotNull();
        assertThat(score.samples()).isEqualTo(50);
        assertThat(score.bySamples()).hasSize(7);
        assertThat(score.members()).isEmpty();
        assertThat(score.figures()).containsKey("toVotes.all.jensenShannonOverAlone");
    }

    /** Head-only sampling computes the trunk once and heads in blocks; all layers, sample by sample. */
    @Test
    void samplesDifferByTheirMasksAlone() {
        for (var where : Stochastic.values()) {
            for (String posterior : List.of("mc-dropout", "mc-dropconnect")) {
                var settings =
                        small(posterior).settings().but().stochastic(where).build();
                var run = folder.resolve(posterior + where);
                try (var trainer = Trainer.start(run, settings, DATA, "generated", CPU, null)) {
                    trainer.run(new TrainListener() {});
                    var samples = trainer.sample(DATA.split(Split.VALID));
                    assertThat(samples.samples()).isEqualTo(50);
                    assertThat(samples.sample(0, 0)).isNotEqualTo(samples.sample(1, 0));
                    var few = trainer.sample(DATA.split(Split.VALID).limit(3));
                    for (int sample = 0; sample < 50; sample++) {
                        assertClose(few, samples, sample, where == Stochastic.HEAD ? 3 : 1);
                    }
                }
            }
        }
    }

    /** The same face gets the same answer in any company. */
    private static void assertClose(PosteriorSamples few, PosteriorSamples all, int sample, int faces) {
        for (int face = 0; face < faces; face++) {
            assertThat(few.sample(sample, face).toArray())
                    .containsExactly(all.sample(sample, face).toArray(), within(1e-5));
        }
    }

    @Test
    void samplesOfWhatIsTheSameEveryTimeAreItsNetworksAndHeads() {
        var valid = DATA.split(Split.VALID);
        try (var alone = Trainer.start(
                folder.resolve("alone"), small("deterministic").settings(), DATA, "generated", CPU, null)) {
            alone.run(new TrainListener() {});
            var samples = alone.sample(valid);
            assertThat(samples.samples()).isEqualTo(1);
            for (int face = 0; face < valid.size(); face++) {
                assertThat(samples.sample(0, face).toArray())
                        .containsExactly(alone.predictValidation().get(face).toArray(), within(1e-6));
            }
            var ensemble = EnsembleTraining.start(
                    folder.resolve("members"), small("ensemble:2").settings(), DATA, "generated", CPU, null);
            ensemble.run((member, of, trainer) -> trainer.run(new TrainListener() {}));
            var members = ensemble.sample(valid);
            assertThat(members.samples()).isEqualTo(2);
            assertThat(members.alone(0).means()).isEqualTo(samples.means());
            assertThat(members.sample(1, 0)).isNotEqualTo(samples.sample(0, 0));
        }
        try (var heads = Trainer.start(
                folder.resolve("heads"), small("sub-ensemble:4").settings(), DATA, "generated", CPU, null)) {
            heads.run(new TrainListener() {});
            assertThat(heads.sample(valid).samples()).isEqualTo(4);
        }
    }

    @Test
    void aPlanCountsEveryMemberAndEveryFaceThatIsAskedAbout() {
        assertThat(small("mc-dropout").imagesToCompute(DATA, Set.of(), false)).isEqualTo(2 * 96);
        assertThat(small("ensemble:5").imagesToCompute(DATA, Set.of(), false)).isEqualTo(5 * 2 * 96);
        assertThat(small("sub-ensemble:5").imagesToCompute(DATA, Set.of(), false))
                .isEqualTo(2 * 96);
        assertThat(small("ensemble:5").imagesToCompute(DATA, Set.of(Finding.SHIFT), true))
                .isEqualTo(5 * 26 * 40);
    }

    private static Trial small(String posterior) {
        var settings = TINY.settings("small")
                .posterior(posterior)
                .batch(32)
                .dropout(0.25)
                .threads(2)
                .build();
        return Trial.of(posterior, settings);
    }

    private ExperimentRunner runner() {
        return new ExperimentRunner(
                DATA,
                "generated",
                folder.resolve("work"),
                TrialResults.open(folder, TINY),
                new Machine(CPU, Precision.FP32, 2));
    }

    private static class Told implements ExperimentRunner.Listener {

        final List<String> started = new ArrayList<>();
        final List<Integer> members = new ArrayList<>();
        final List<String> scored = new ArrayList<>();
        int trained;

        @Override
        public void trial(Trial trial, int number, int of) {
            started.add(trial.name());
        }

        @Override
        public void member(int member, int of) {
            members.add(member);
        }

        @Override
        public void scores(String what) {
            scored.add(what);
        }

        @Override
        public void train(Trainer trainer) {
            trainer.run(new TrainListener() {
                @Override
                public void epochDone(EpochLog log) {
                    trained++;
                }
            });
        }
    }

    private static final class StoppedAtMember extends Told {

        private final int last;

        StoppedAtMember(int last) {
            this.last = last;
        }

        @Override
        public void member(int member, int of) {
            if (member == last) {
                throw new IllegalStateException("the power went");
            }
        }
    }
}
