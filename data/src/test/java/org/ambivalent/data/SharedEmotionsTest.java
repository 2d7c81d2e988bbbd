package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;

/** A model of four emotions on a dataset of four, of which three are the same and in another order. */
class SharedEmotionsTest {

    private static final LabelSet MODEL = LabelSet.of("calm", "glad", "wild", "proud");
    private static final LabelSet DATA = LabelSet.of("wild", "bored", "calm", "glad");
    private static final SharedEmotions SHARED = SharedEmotions.of(MODEL, DATA);

    private static Dataset dataset(Face... faces) {
        var images = FaceImages.of(
                ImageShape.grey(8),
                IntStream.range(0, faces.length).mapToObj(i -> filled(i)).toArray(byte[][]::new));
        return new Dataset("four", DATA, List.of(faces), images, "hash", List.of());
    }

    private static byte[] filled(int value) {
        var pixels = new byte[64];
        Arrays.fill(pixels, (byte) value);
        return pixels;
    }

    @Test
    void areInTheOrderOfTheFirst() {
        assertThat(SHARED.labels()).isEqualTo(LabelSet.of("calm", "glad", "wild"));
        assertThat(SharedEmotions.of(DATA, MODEL).labels()).isEqualTo(LabelSet.of("wild", "calm", "glad"));
    }

    @Test
    void labelsAreRenumberedAndFacesWithAnotherLeftOut() {
        var faces = SHARED.of(dataset(
                Face.withLabel("wild", Split.TRAIN, 0),
                Face.withLabel("bored", Split.TRAIN, 1),
                Face.withLabel("glad", Split.VALID, 3)));
        assertThat(faces.labels()).isEqualTo(SHARED.labels());
        assertThat(faces.faces())
                .containsExactly(Face.withLabel("wild", Split.TRAIN, 2), Face.withLabel("glad", Split.VALID, 1));
        assertThat(faces.images().pixels(1)).containsOnly(2);
    }

    /** Of ten, four for wild, three bored, two glad, one unknown: wild has no majority of all, nor shall it get one. */
    @Test
    void votesForAnotherAreVotesForNone() {
        var faces = SHARED.of(dataset(
                Face.withVotes("wild", Split.TRAIN, Votes.of(new int[] {4, 3, 0, 2}, 1, 0)),
                Face.withVotes("bored", Split.TRAIN, Votes.of(0, 9, 0, 0))));
        assertThat(faces.faces())
                .containsExactly(Face.withVotes("wild", Split.TRAIN, Votes.of(new int[] {0, 2, 4}, 3, 0)));
    }

    @Test
    void overMoreEmotionsFacesSayTheSame() {
        var more = LabelSet.of("sad", "glad", "calm", "wild", "bored");
        var truth = Distribution.of(0.5, 0.25, 0.125, 0.125);
        var faces = dataset(
                new Face("one", Split.TRAIN, Votes.of(new int[] {4, 3, 0, 2}, 2, 3), 3, null, "old", truth),
                Face.withLabel("bored", Split.VALID, 1));
        var moved = faces.over(more);
        assertThat(moved.labels()).isEqualTo(more);
        assertThat(moved.faces())
                .containsExactly(
                        new Face(
                                "one",
                                Split.TRAIN,
                                Votes.of(new int[] {0, 2, 0, 4, 3}, 2, 3),
                                1,
                                null,
                                "old",
                                Distribution.of(0, 0.125, 0.125, 0.5, 0.25)),
                        Face.withLabel("bored", Split.VALID, 4));
        assertThat(SharedEmotions.of(DATA, more).of(moved).faces()).isEqualTo(faces.faces());
        assertThatThrownBy(() -> faces.over(MODEL)).hasMessageContaining("bored");
    }

    @Test
    void majoritiesStayWhatTheyWere() {
        var random = new SplittableRandom(1);
        int[] origin = {2, 3, 0};
        for (int i = 0; i < 2000; i++) {
            int[] counts = random.ints(4, 0, 5).toArray();
            counts[random.nextInt(3) == 1 ? 1 : 2]++;
            var votes = Votes.of(counts, random.nextInt(3), random.nextInt(3));
            var faces = SHARED.of(dataset(Face.withVotes("one", Split.TRAIN, votes)))
                    .faces();
            var before = votes.majority();
            var after =
                    faces.isEmpty() ? OptionalInt.empty() : faces.get(0).votes().majority();
            var expected = IntStream.range(0, 3)
                    .filter(k -> before.isPresent() && before.getAsInt() == origin[k])
                    .findFirst();
            assertThat(after).as(votes.toString()).isEqualTo(expected);
        }
    }

    @Test
    void predictionsAreConditioned() {
        var said = Distribution.of(0.1, 0.3, 0.1, 0.5);
        var conditioned = SHARED.of(new Prediction(MODEL, said, Uncertainty.of(List.of(said))));
        assertThat(conditioned.labels()).isEqualTo(SHARED.labels());
        assertThat(conditioned.distribution().toArray()).containsExactly(new double[] {0.2, 0.6, 0.2}, within(1e-12));
        assertThat(conditioned.uncertainty().total())
                .isCloseTo(conditioned.distribution().entropy(), within(1e-12));
        assertThat(SHARED.of(MODEL, Distribution.of(0, 0, 0, 1)))
                .as("who is sure of another emotion says nothing about these")
                .isEqualTo(Distribution.uniform(3));
    }

    @Test
    void whatIsSharedAlreadyStaysAsItIs() {
        var all = SharedEmotions.of(DATA, DATA);
        var data = dataset(Face.withVotes("unknown", Split.TRAIN, Votes.of(new int[4], 9, 1)));
        assertThat(all.of(data)).isSameAs(data);
    }

    @Test
    void oneIsTooFew() {
        assertThatThrownBy(() -> SharedEmotions.of(MODEL, LabelSet.of("glad", "tired")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("only glad");
        assertThatThrownBy(() -> SharedEmotions.of(MODEL, LabelSet.of("happy", "tired")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--label-map");
    }
}
