package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;

class FaceModelFitTest {

    private static final LabelSet LABELS = LabelSet.of("calm", "glad");
    private static final int FACES = 4_000;

    /** Grey 128, plus 8 a on the left half and 8 b on the lower right, where a is 6 apart between the emotions. */
    private static Dataset synthetic(int faces) {
        var random = new Random(3);
        var pixels = new byte[faces][64];
        var people = new ArrayList<Face>();
        for (int i = 0; i < faces; i++) {
            boolean glad = i % 4 == 0;
            double a = (glad ? 4.5 : -1.5) + random.nextGaussian();
            double b = 0.5 * random.nextGaussian();
            for (int p = 0; p < 64; p++) {
                boolean left = p % 8 < 4;
                boolean lowerRight = !left && p >= 32;
                pixels[i][p] = (byte) Math.round(128 + 8 * (left ? a : 0) + 8 * (lowerRight ? b : 0));
            }
            people.add(Face.withVotes("face" + i, Split.TRAIN, glad ? Votes.of(0, 10) : Votes.of(10, 0)));
        }
        return new Dataset("synthetic", LABELS, people, FaceImages.of(ImageShape.grey(8), pixels), "", List.of());
    }

    @Test
    void recoversDirectionsMeansAndCovariance() {
        var model = FaceModel.fit(synthetic(FACES), 2);
        // In unit directions a counts 8 sqrt(32) times, b 8 sqrt(16) times.
        double a = 8 * Math.sqrt(32);
        double b = 8 * Math.sqrt(16);
        byte[] values = model.storedComponents().values(0);
        assertThat(values[0]).as("left").isEqualTo((byte) 127);
        assertThat(Math.abs(values[63])).as("right").isLessThan((byte) 4);
        assertThat(model.priors().toArray()).containsExactly(new double[] {0.75, 0.25}, within(1e-6));
        assertThat((double) model.storedMean()[63]).isCloseTo(128, within(0.4));
        float[][] means = model.storedEmotionMeans();
        assertThat((means[1][0] - means[0][0]) / a).isCloseTo(6, within(0.2));
        assertThat((means[1][1] - means[0][1]) / b).isCloseTo(0, within(0.1));
        float[][] s = model.storedCovariance();
        assertThat(Math.sqrt(s[0][0]) / a).isCloseTo(1, within(0.06));
        assertThat(Math.sqrt(s[1][1]) / b).isCloseTo(0.5, within(0.03));
        assertThat(s[1][0]).isEqualTo(s[0][1]);
    }

    @Test
    void countsAFaceIntoEachEmotionByItsShareOfVotes() {
        var certain = synthetic(40);
        var torn = new ArrayList<Face>();
        for (Face face : certain.faces()) {
            torn.add(Face.withVotes(face.id(), Split.TRAIN, Votes.of(new int[] {3, 1}, 5, 0)));
        }
        var model = FaceModel.fit(new Dataset("torn", LABELS, torn, certain.images(), "", List.of()), 2);
        assertThat(model.priors().toArray()).containsExactly(new double[] {0.75, 0.25}, within(1e-6));
        assertThat(model.storedEmotionMeans()[0])
                .as("all faces are in both")
                .containsExactly(new float[2], within(0.01f));
        assertThat(model.storedEmotionMeans()[1]).containsExactly(new float[2], within(0.01f));
    }

    @Test
    void readsTheTrainingSplitAndFacesWithEmotionsOnly() {
        var dataset = synthetic(80);
        var mixed = new ArrayList<Face>();
        for (int i = 0; i < 80; i++) {
            Face face = dataset.faces().get(i);
            var votes = i % 3 == 0 ? Votes.of(new int[] {0, 0}, 4, 6) : face.votes();
            mixed.add(Face.withVotes(face.id(), i < 40 ? Split.TRAIN : Split.TEST, votes));
        }
        var more = new Dataset("mixed", LABELS, mixed, dataset.images(), "", List.of());
        var same =
                more.where(face -> face.split() == Split.TRAIN && face.votes().hasEmotion());
        assertThat(FaceModelFile.encode(FaceModel.fit(more, 2)))
                .isEqualTo(FaceModelFile.encode(FaceModel.fit(same, 2)));
    }

    @Test
    void equalFacesGiveAnEqualModel() {
        var dataset = synthetic(300);
        assertThat(FaceModelFile.encode(FaceModel.fit(dataset, 2)))
                .isEqualTo(FaceModelFile.encode(FaceModel.fit(dataset, 2)));
    }

    @Test
    void refusesWhatCannotBeFitted() {
        var dataset = synthetic(80);
        assertRefused(dataset.where(face -> face.votes().count(1) == 0), 2, "no training face has a vote for \"glad\"");
        assertRefused(dataset, 0, "must be in [1, 64], but got 0");
        assertRefused(dataset, 65, "must be in [1, 64], but got 65");
        assertRefused(dataset, 3, "do not vary in 3 directions");
        assertRefused(dataset.limit(2), 2, "do not vary in 2 directions");
        var colour = FaceImages.of(ImageShape.colour(8), new byte[80][192]);
        assertRefused(new Dataset("colour", LABELS, dataset.faces(), colour, "", List.of()), 2, "grey images");
    }

    private static void assertRefused(Dataset dataset, int components, String message) {
        assertThatThrownBy(() -> FaceModel.fit(dataset, components))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
