package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Votes;
import org.ambivalent.data.Circumplex;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.Split;
import org.ambivalent.data.ValenceArousal;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValenceArousalStageTest {

    private static final Dataset DATA =
            SampledFaces.defaults().withCounts(160, 16, 0).dataset();
    private static final Device CPU = new Device("cpu");

    @TempDir
    private Path folder;

    /** Counts the trainings it hears of. */
    private static final class Heard implements OutOfSample.Listener {

        private final List<Integer> folds = new ArrayList<>();

        @Override
        public void fold(int number, int of) {
            folds.add(number);
        }
    }

    private static TrainSettings settings(String objective) {
        return TrainSettings.defaults()
                .network("small")
                .objective(objective)
                .labels(GivenLabels.VOTER)
                .noise("symmetric:0.1")
                .batch(16)
                .epochs(3)
                .threads(1)
                .build();
    }

    private Dataset places(Dataset data, Heard heard) {
        return ValenceArousalStage.of(data, settings("neighbours"), folder.resolve("places"), CPU, heard);
    }

    @Test
    void givesEveryTrainingFaceAPlaceAndNoOther() {
        var heard = new Heard();
        var placed = places(DATA, heard);
        assertThat(heard.folds).containsExactly(1, 2);
        assertThat(placed.split(Split.TRAIN).faces()).noneMatch(face -> face.valenceArousal() == null);
        assertThat(placed.split(Split.VALID).faces()).allMatch(face -> face.valenceArousal() == null);
        assertThat(placed.hash()).isEqualTo(DATA.hash());
        assertLiesWhereItsPredictionPutsIt(placed);
        var again = new Heard();
        assertThat(places(DATA, again).faces()).isEqualTo(placed.faces());
        assertThat(again.folds).as("cached").isEmpty();
    }

    private void assertLiesWhereItsPredictionPutsIt(Dataset placed) {
        var circumplex = Circumplex.of(DATA.labels());
        var predicted = new HashMap<String, Distribution>();
        for (int fold = 1; fold <= 2; fold++) {
            var table = FaceTable.read(folder.resolve("places/folds/fold" + fold + "/predictions.csv"));
            predicted.putAll(LabelTable.distributions(table, "", DATA.labels()));
        }
        var faces = placed.split(Split.TRAIN).faces();
        assertThat(faces.stream().map(Face::valenceArousal).distinct()).hasSizeGreaterThan(100);
        for (var face : faces) {
            var expected = circumplex.of(predicted.get(face.id()));
            assertThat(face.valenceArousal().valence()).isCloseTo(expected.valence(), within(1e-5));
            assertThat(face.valenceArousal().arousal()).isCloseTo(expected.arousal(), within(1e-5));
        }
    }

    /** The same pictures, one of them called otherwise: its half has learned something else. */
    @Test
    void placesLearnedFromOtherLabelsAreNotTaken() {
        places(DATA, new Heard());
        var first = GivenLabels.MAJORITY.of(DATA.split(Split.TRAIN)).faces().get(0);
        var votes = new int[DATA.labels().size()];
        votes[(first.givenLabel().orElseThrow() + 1) % votes.length] = 10;
        var changed = DATA.map(face -> face.id().equals(first.id()) ? face.withVotesAlone(Votes.of(votes)) : face);
        assertThatThrownBy(() -> places(changed, new Heard()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("other settings, data or labels");
    }

    @Test
    void theObjectiveThenTrains() {
        try (var trainer = Trainer.start(
                folder.resolve("run"), settings("neighbours:k=4"), places(DATA, new Heard()), "sampled", CPU, null)) {
            trainer.run(new TrainListener() {});
            assertThat(folder.resolve("run/recovered.csv")).exists();
        }
    }

    /** Nine of ten votes are others, but the voter who was asked says the same: places are the same. */
    @Test
    void votesHaveNoSay() throws IOException {
        places(DATA, new Heard());
        var before = Files.readString(folder.resolve("places/valence-arousal.csv"));
        var labelled = GivenLabels.VOTER.of(DATA.split(Split.TRAIN));
        var lonely = DATA.map(face -> alone(face, labelled));
        ValenceArousalStage.of(lonely, settings("neighbours"), folder.resolve("other"), CPU, new Heard());
        assertThat(folder.resolve("other/valence-arousal.csv")).hasContent(before);
    }

    /** A face whose only vote is that of the voter who was asked. */
    private static Face alone(Face face, Dataset labelled) {
        return labelled.faces().stream()
                .filter(other -> other.id().equals(face.id()))
                .findFirst()
                .map(other -> {
                    var counts = new int[labelled.labels().size()];
                    counts[other.givenLabel().orElseThrow()] = 1;
                    return face.withVotesAlone(Votes.of(counts)).in(face.split());
                })
                .orElse(face);
    }

    @Test
    void leavesDataAloneThatNeedNothing() {
        var heard = new Heard();
        assertThat(ValenceArousalStage.of(DATA, settings("majority"), folder.resolve("none"), CPU, heard))
                .isSameAs(DATA);
        var annotated = DATA.map(face -> face.withValenceArousal(new ValenceArousal(0.5, -0.5)));
        assertThat(places(annotated, heard)).isSameAs(annotated);
        assertThat(heard.folds).isEmpty();
    }

    @Test
    void placesFromElsewhereCountBeforeTheDatasetsOwn() {
        var annotated = DATA.map(face -> face.withValenceArousal(new ValenceArousal(0.5, -0.5)));
        var first = DATA.faces().get(0).id();
        ValenceArousalStage.keep(folder.resolve("places"), Map.of(first, new ValenceArousal(-1, 0.25)));
        var heard = new Heard();
        var placed = places(annotated, heard);
        assertThat(heard.folds).isEmpty();
        assertThat(placed.faces().get(0).valenceArousal()).isEqualTo(new ValenceArousal(-1, 0.25));
        assertThat(placed.faces().get(1).valenceArousal()).isEqualTo(new ValenceArousal(0.5, -0.5));
    }

    @Test
    void namesADamagedFile() throws IOException {
        places(DATA, new Heard());
        Files.writeString(folder.resolve("places/valence-arousal.csv"), "id,valence,arousal\nface,2,0\n");
        assertThatThrownBy(() -> places(DATA, new Heard()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("valence-arousal.csv: is damaged");
    }

    /** Inside the run it would be a file that does not belong there. */
    @Test
    void placesLieBesideTheRunHoweverItIsNamed() {
        assertThat(ValenceArousalStage.beside(Path.of("runs/a"))).isEqualTo(Path.of("runs/a-valence-arousal"));
        assertThat(ValenceArousalStage.beside(Path.of("runs/a/."))).isEqualTo(Path.of("runs/a-valence-arousal"));
        var here = Path.of("").toAbsolutePath();
        assertThat(ValenceArousalStage.beside(Path.of("."))).isEqualTo(Path.of(here + "-valence-arousal"));
        assertThat(ValenceArousalStage.beside(Path.of(".."))).isEqualTo(Path.of(here.getParent() + "-valence-arousal"));
    }
}
