package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.RecoveryScore;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.Split;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.train.ExperimentRunner.Machine;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a label a face to distributions, on a few sampled faces. */
class RecoveryTest {

    private static final Dataset DATA =
            SampledFaces.defaults().withCounts(160, 40, 0).dataset();
    private static final Recipe TINY = new Recipe("tiny", 2, 1, Augmentation.none());

    @TempDir
    private Path folder;

    private static Trial trial(String objective) {
        var settings = TrainSettings.defaults()
                .network("small")
                .objective(objective)
                .labels(GivenLabels.VOTER)
                .batch(16)
                .epochs(2)
                .threads(1)
                .build();
        return Trial.of(objective, settings);
    }

    private void run(List<Trial> trials, List<String> told) {
        run(trials, Finding.RECOVERY, told);
    }

    private ExperimentRunner runner(Dataset data, TrialResults results) {
        var machine = new Machine(new Device("cpu"), Precision.FP32, 1);
        return new ExperimentRunner(data, "sampled", folder.resolve("work"), results, machine);
    }

    private void run(List<Trial> trials, Finding finding, List<String> told) {
        runner(DATA, TrialResults.open(folder, TINY)).run(trials, Set.of(finding), new ExperimentRunner.Listener() {
            @Override
            public void trial(Trial trial, int number, int of) {
                told.add(trial.name());
            }

            @Override
            public void fold(int number, int of) {
                told.add("fold " + number);
            }
        });
    }

    @Test
    void everyWayIsJudgedAndPlacesAreShared() {
        var plain = trial("majority");
        var neighbours = trial("neighbours:k=4");
        var others = trial("neighbours:k=2");
        var told = new ArrayList<String>();
        run(List.of(plain, neighbours, others), told);
        assertThat(told)
                .containsExactly(
                        "majority", "fold 1", "fold 2", "neighbours:k=4", "fold 1", "fold 2", "neighbours:k=2");

        var results = TrialResults.open(folder, TINY);
        var alone = results.find(plain, DATA).orElseThrow().recovery();
        assertThat(alone).isNotNull();
        assertThat(alone.jensenShannon().keySet())
                .containsExactly("one-hot", "smoothed", "predicted", "feature neighbours", "out of fold");
        var rebuilt = results.find(neighbours, DATA).orElseThrow().recovery();
        assertThat(rebuilt).isNotNull();
        assertThat(rebuilt.jensenShannon().keySet())
                .containsExactly("one-hot", "smoothed", "predicted", "feature neighbours", "first stage", "recovered");
        assertThat(rebuilt.faces()).isEqualTo(alone.faces()).isGreaterThan(100);
        assertThat(rebuilt.jensenShannon().values())
                .allMatch(estimate -> estimate.value() > 0 && estimate.value() < Math.log(2));
        var all = new Trial(
                "votes",
                plain.settings()
                        .but()
                        .objective("votes")
                        .labels(GivenLabels.VOTES)
                        .build(),
                Trial.Part.ALL,
                null);
        run(List.of(all), told);
        var bound =
                TrialResults.open(folder, TINY).find(all, DATA).orElseThrow().recovery();
        assertThat(bound).as("with all votes to learn from").isNotNull();
        assertThat(bound.faces()).isEqualTo(alone.faces());
        assertThat(bound.jensenShannon().get("one-hot"))
                .isEqualTo(alone.jensenShannon().get("one-hot"));

        var again = new ArrayList<String>();
        run(List.of(plain, neighbours, others), again);
        assertThat(again).as("all done").isEmpty();
    }

    /** The two networks that the plain training's recovery has asked are asked no more than once. */
    @Test
    void whatIsSaidOutOfFoldCanBeLearned() {
        var plain = trial("majority");
        var settings = plain.settings()
                .but()
                .objective("votes")
                .labels(GivenLabels.VOTES)
                .build();
        var second = new Trial("out of fold", settings, Trial.Part.OUT_OF_FOLD, plain);
        var told = new ArrayList<String>();
        run(List.of(plain, second), told);
        assertThat(told).containsExactly("majority", "fold 1", "fold 2", "out of fold");
        var result = TrialResults.open(folder, TINY).find(second, DATA).orElseThrow();
        assertThat(result.faces()).isEqualTo(160);
        var alone = TrialResults.open(folder, TINY).find(plain, DATA).orElseThrow();
        assertThat(result.recovery().jensenShannon())
                .containsKey("predicted")
                .doesNotContainKey("out of fold")
                .doesNotContainEntry(
                        "predicted", alone.recovery().jensenShannon().get("predicted"));
    }

    @Test
    void oneDatasetIsTestedOnAnother() {
        var plain = trial("majority");
        run(List.of(plain), Finding.ELSEWHERE, new ArrayList<>());
        var scores =
                TrialResults.open(folder, TINY).find(plain, DATA).orElseThrow().elsewhere();
        assertThat(scores).isNotNull();
        assertThat(scores).extracting(Elsewhere::dataset).containsExactly("votes", "own labels", "sampled faces");
        assertThat(scores).allMatch(score -> score.accuracy().value() > 0);
        assertThat(scores.get(1).faces())
                .as("labels alone differ")
                .isEqualTo(scores.get(0).faces());
        assertThat(scores)
                .filteredOn(score -> score.jensenShannon() == null)
                .extracting(Elsewhere::dataset)
                .containsExactly("own labels");
    }

    /** FER2013's labels know no contempt, but a network of FER+ answers with it. */
    @Test
    void facesWithoutAnEmotionAreScoredOnTheOthers() {
        int last = DATA.labels().size() - 1;
        var lacking = DATA.where(
                face -> face.givenLabel().isEmpty() || face.givenLabel().getAsInt() != last);
        var plain = trial("majority");
        var results = TrialResults.open(folder, TINY);
        runner(lacking, results).run(List.of(plain), Set.of(Finding.ELSEWHERE), (trial, number, of) -> {});
        var scores = results.find(plain, lacking).orElseThrow().elsewhere();
        assertThat(scores).hasSize(3).allMatch(score -> score.accuracy().value() > 0);
    }

    @Test
    void sampledFacesTakeThePlaceOfTrainingFaces() {
        var faces = Trial.Part.SAMPLED.of(DATA);
        assertThat(faces.split(Split.TRAIN).size()).isEqualTo(Trial.Part.SAMPLED.trainingFaces(DATA));
        assertThat(faces.split(Split.VALID).faces())
                .isEqualTo(DATA.split(Split.VALID).faces());
        assertThat(faces.images().pixels(faces.size() - 1))
                .isEqualTo(DATA.split(Split.VALID).images().pixels(39));
        assertThat(faces.hash()).isNotEqualTo(DATA.hash());
    }

    /** 0.0900 calls for 0.0810; the nearest of the other ways ends at 0.0900. */
    @Test
    void thePageSaysWhatWasReached() {
        var results = TrialResults.open(folder, TINY);
        var trials = new Recovery().trials(TINY);
        put(
                results,
                named(trials, "majority, labels: voter"),
                0.09,
                Map.of("out of fold", exact(0.09), "predicted", exact(0.095)));
        put(
                results,
                named(trials, "neighbours:form=own, labels: voter"),
                0.082,
                Map.of("recovered", exact(0.085), "predicted", exact(0.086)));
        assertThat(new Recovery().page(TINY, new Outcomes(results, ExperimentTest.DATA)))
                .contains("(not every way that it is compared with has been trained yet)")
                .contains(
                        "below any other way (but its own without neighbours): 0.0860, predicted, neighbours:form=own | 0.0850 [0.0850, 0.0850] |  |");
        put(
                results,
                named(trials, "neighbours:form=own,self=1, labels: voter"),
                0.08,
                Map.of("recovered", exact(0.08), "predicted", exact(0.081)));
        for (String name : List.of(
                "forward-correction, labels: voter",
                "neighbours, labels: voter",
                "majority:smoothing=0.1, labels: voter",
                "votes out of fold, labels: voter")) {
            put(results, named(trials, name), 0.09, Map.of("predicted", exact(0.095)));
        }
        var page = new Recovery().page(TINY, new Outcomes(results, ExperimentTest.DATA));
        assertThat(page)
                .doesNotContain("trained yet")
                .contains("at most 0.0810, 10 % below `majority` | 0.0820 [0.0820, 0.0820] | missed")
                .contains(
                        "below any other way (but its own without neighbours): 0.0860, predicted, neighbours:form=own | 0.0850 [0.0850, 0.0850] | reached")
                .contains("at least 0.85 | 0.700 | missed")
                .contains("| faces | 96 | - | - |")
                .contains("| recovered, neighbours:form=own | 0.0850 [0.0850, 0.0850] | - | - |");
    }

    private static Trial named(List<Trial> trials, String name) {
        return trials.stream()
                .filter(trial -> trial.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void put(TrialResults results, Trial trial, double closeness, Map<String, Estimate> ways) {
        var figures = Map.of("toMajority.all.jensenShannon", exact(closeness));
        var score = new PosteriorScore(
                24, 20, 1, Map.of(), figures, Map.of(), List.of(), Map.of(), Map.of(), List.of(), List.of());
        results.put(ExperimentTest.result(trial, 0.85)
                .with(score)
                .with(new RecoveryScore(96, ways, Map.of("predicted", 0.75))));
    }

    private static Estimate exact(double value) {
        return new Estimate(value, value, value);
    }

    @Test
    void thePageShowsWhatIsThere() {
        var page = new Recovery().page(TINY, new Outcomes(TrialResults.open(folder, TINY), DATA));
        assertThat(page)
                .contains("Training faces", "| recovery | voter | majority | original |", "| votes | `votes` |");
    }
}
