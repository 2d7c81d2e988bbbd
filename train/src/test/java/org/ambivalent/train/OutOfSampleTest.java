package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Duplicates;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.LabelEvidence;
import org.ambivalent.data.LabelNoise;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.metrics.Ranking;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutOfSampleTest {

    private static final Device CPU = new Device("cpu");
    private static final Dataset CLEAN = GivenLabels.MAJORITY.of(Faces.generated(240, 0, ImageShape.grey(48), 3));
    private static final LabelNoise.Changes NOISE = new LabelNoise.Symmetric(0.2).draw(CLEAN, 1);
    private static final Dataset NOISY = NOISE.applyTo(CLEAN);

    @TempDir
    private Path folder;

    @Test
    void everyFoldHasItsShareOfEveryEmotion() {
        var foldOf = OutOfSample.folds(NOISY, List.of(), 3, 1);
        var counts = new int[3][3];
        for (int i = 0; i < foldOf.length; i++) {
            counts[NOISY.faces().get(i).givenLabel().orElseThrow()][foldOf[i]]++;
        }
        for (int[] ofLabel : counts) {
            assertThat(ofLabel[0]).isBetween(ofLabel[1] - 1, ofLabel[1] + 1);
            assertThat(ofLabel[2]).isBetween(ofLabel[1] - 1, ofLabel[1] + 1);
        }
        assertThat(OutOfSample.folds(NOISY, List.of(), 3, 1)).isEqualTo(foldOf);
        assertThat(OutOfSample.folds(NOISY, List.of(), 3, 2)).isNotEqualTo(foldOf);
    }

    @Test
    void copiesOfOnePictureShareAFold() {
        var copies = List.of(new Duplicates.Group(List.of(List.of(3, 50, 51, 52, 53))));
        var foldOf = OutOfSample.folds(NOISY, copies, 3, 1);
        for (int copy : copies.get(0).faces()) {
            assertThat(foldOf[copy]).isEqualTo(foldOf[3]);
        }
    }

    @Test
    void tellsWrongLabelsFromRightOnesAndGoesOnWhereItWas() throws IOException {
        var folds = new ArrayList<Integer>();
        var evidence = run(folds, "forward-correction");
        assertThat(folds).containsExactly(1, 2);
        var predicted = new Ranking();
        var trusted = new Ranking();
        var changed = NOISE.list().stream().map(LabelNoise.Change::id).toList();
        for (int i = 0; i < NOISY.size(); i++) {
            boolean wrong = changed.contains(NOISY.faces().get(i).id());
            int given = NOISY.faces().get(i).givenLabel().orElseThrow();
            predicted.add(-evidence.get(i).predicted().probability(given), wrong);
            trusted.add(-evidence.get(i).trust().orElseThrow(), wrong);
        }
        assertThat(predicted.auroc()).isGreaterThan(0.9);
        assertThat(trusted.auroc()).isGreaterThan(0.9);

        Files.delete(folder.resolve("cure/fold2/predictions.csv"));
        folds.clear();
        assertThat(run(folds, "forward-correction")).isEqualTo(evidence);
        assertThat(folds).as("what is done is kept").containsExactly(2);
    }

    /** Each fold places its own faces first, and their factors say how far labels are trusted. */
    @Test
    void neighboursAreASignalToo() throws IOException {
        var folds = new ArrayList<Integer>();
        var faces = GivenLabels.VOTER.of(
                SampledFaces.defaults().withCounts(240, 0, 0).dataset());
        var evidence = open(faces, 2, "neighbours:k=4,from=0").run(CPU, (number, of) -> folds.add(number));
        assertThat(folds).as("two folds, each with two of places before it").containsExactly(1, 1, 2, 2, 1, 2);
        assertThat(evidence)
                .allMatch(face ->
                        face.trust().orElseThrow() >= 0 && face.trust().orElseThrow() <= 1 && face.seen() != null);

        Files.delete(folder.resolve("cure/fold2/predictions.csv"));
        folds.clear();
        assertThat(open(faces, 2, "neighbours:k=4,from=0").run(CPU, (number, of) -> folds.add(number)))
                .isEqualTo(evidence);
        assertThat(folds).as("places are kept").containsExactly(2);
    }

    /** Epochs chosen by the labels that are judged would have seen them. */
    @Test
    void noEpochIsChosenByTheLabelsThatAreJudged() {
        run(new ArrayList<>(), "majority");
        for (int fold = 1; fold <= 2; fold++) {
            assertThat(RunFolder.started(folder.resolve("cure/fold" + fold))
                            .settings()
                            .keep())
                    .isEqualTo(TrainSettings.Keep.LAST);
        }
    }

    @Test
    void withoutAnAccountThereIsNoTrust() {
        assertThat(run(new ArrayList<>(), "majority"))
                .allMatch(face -> face.trust().isEmpty() && face.seen() == null);
    }

    @Test
    void otherSettingsOrLabelsAreRefused() {
        open(NOISY, 2, "majority");
        assertThatThrownBy(() -> open(NOISY, 3, "majority"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("other settings or on other labels");
        assertThatThrownBy(() -> open(CLEAN, 2, "majority")).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> open(NOISY, 2, "votes")).isInstanceOf(BadInputException.class);
        open(NOISY, 2, "majority");
    }

    @Test
    void foldsThatCannotBeAreRefusedBeforeAnythingIsWritten() throws IOException {
        assertThatThrownBy(() -> open(NOISY, 1, "majority")).hasMessageContaining("At least 2 folds");
        assertThatThrownBy(() -> open(NOISY.limit(17), 2, "majority"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("fewer than one batch of 16");
        assertThatThrownBy(() -> open(NOISY.limit(40), 39, "majority"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("fewer than 39 folds");
        assertThat(folder.resolve("cure")).doesNotExist();
        Files.createDirectories(folder.resolve("cure"));
        Files.writeString(folder.resolve("cure/mine.txt"), "");
        assertThatThrownBy(() -> open(NOISY, 2, "majority")).hasMessageContaining("is not an empty folder");
    }

    private List<LabelEvidence> run(List<Integer> folds, String objective) {
        return open(NOISY, 2, objective).run(CPU, (number, of) -> folds.add(number));
    }

    private OutOfSample open(Dataset data, int folds, String objective) {
        var settings = TrainSettings.defaults()
                .network("small")
                .objective(objective)
                .epochs(8)
                .batch(16)
                .optimiser(new TrainSettings.Optimiser(
                        TrainSettings.Rule.SGD, 0.02, 1e-4, TrainSettings.Schedule.COSINE, 0.5))
                .averaging(0.9)
                .dropout(0)
                .augmentation(Augmentation.none())
                .threads(2)
                .build();
        return OutOfSample.open(data, List.of(), folder.resolve("cure"), folds, settings);
    }
}
