package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelNoiseTest {

    private static final LabelSet LABELS = LabelSet.of("a", "b", "c");

    @TempDir
    private Path folder;

    @Test
    void symmetricNoiseChangesExactlyItsShareOfEachEmotion() {
        var data = faces(100, 10, 3);
        var noisy = new LabelNoise.Symmetric(0.2).draw(data, 1).applyTo(data);
        assertThat(changed(data, noisy, 0)).isEqualTo(20);
        assertThat(changed(data, noisy, 1)).isEqualTo(2);
        assertThat(changed(data, noisy, 2)).as("0.6 of a face").isEqualTo(1);
    }

    @Test
    void symmetricNoiseChoosesEachOtherEmotionEquallyOften() {
        var data = faces(10_000, 1, 1);
        var noisy = new LabelNoise.Symmetric(0.9).draw(data, 3).applyTo(data);
        long toB = noisy.faces().stream()
                .limit(10_000)
                .filter(face -> face.label() == 1)
                .count();
        // Five standard deviations of a binomial of 9,000.
        assertThat((double) toB).isCloseTo(4_500, within(240.0));
    }

    @Test
    void theSameSeedDrawsTheSameNoise() {
        var data = faces(50, 50, 50);
        var noise = new LabelNoise.Symmetric(0.3);
        assertThat(noise.draw(data, 7)).isEqualTo(noise.draw(data, 7)).isNotEqualTo(noise.draw(data, 8));
    }

    @Test
    void othersCanUseTheSameNoise() {
        var data = faces(50, 50, 50);
        var changes = new LabelNoise.Symmetric(0.3).draw(data, 7);
        var file = folder.resolve("noise.csv");
        changes.write(file, LABELS);
        assertThat(LabelNoise.parse(file.toString()).draw(data, 99)).isEqualTo(changes);
    }

    @Test
    void namesThatNeedQuotationMarksSurvive() {
        var faces = List.of(Face.withLabel("my \"best\", face", Split.TRAIN, 0), Face.withLabel("b", Split.TRAIN, 1));
        var data = data(faces);
        var changes = new LabelNoise.Changes(List.of(new LabelNoise.Change("my \"best\", face", 0, 2)));
        var file = folder.resolve("noise.csv");
        changes.write(file, LABELS);
        assertThat(new LabelNoise.Listed(file).draw(data, 0)).isEqualTo(changes);
    }

    @Test
    void noiseForOtherFacesIsRefused() {
        var changes = new LabelNoise.Changes(List.of(new LabelNoise.Change("nobody", 0, 1)));
        assertThatThrownBy(() -> changes.applyTo(faces(2, 2, 2)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("other faces: 1 of its 1 faces are not in")
                .hasMessageContaining("nobody");
    }

    @Test
    void noiseForOtherLabelsIsRefused() {
        var changes = new LabelNoise.Changes(List.of(new LabelNoise.Change("face0", 1, 2)));
        assertThatThrownBy(() -> changes.applyTo(faces(2, 2, 2)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("changes face0 from b, but here the face is labelled a");
    }

    @Test
    void confusionFollowsItsMatrix() throws IOException {
        var file = folder.resolve("confusion.csv");
        Files.writeString(file, "from,a,b,c\na,0.5,0.5,0\nb,0,0,1\n");
        var data = faces(10_000, 100, 100);
        var noisy = LabelNoise.parse("confusion:" + file).draw(data, 1).applyTo(data);
        // Five standard deviations of a binomial of 10,000.
        assertThat((double) changed(data, noisy, 0)).isCloseTo(5_000, within(250.0));
        assertThat(noisy.faces().stream().skip(10_000).limit(100)).allMatch(face -> face.label() == 2);
        assertThat(changed(data, noisy, 2)).as("without a line").isZero();
    }

    @Test
    void aMatrixThatIsNoneIsExplained() throws IOException {
        var file = folder.resolve("confusion.csv");
        Files.writeString(file, "from,a,b\na,0.5,0.4\nx,0,1\nb,2,-1\nc,1\n");
        assertThatThrownBy(() -> new LabelNoise.Confusion(file).draw(faces(2, 2, 2), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("line 2: the probabilities sum to 0.9")
                .hasMessageContaining("line 3: \"x\" is none of a, b, c")
                .hasMessageContaining("line 4: a probability is \"2\"")
                .hasMessageContaining("line 5: has 2 columns, but the header has 3");
    }

    @Test
    void aListThatIsNoneIsExplained() throws IOException {
        var file = folder.resolve("noise.csv");
        Files.writeString(file, "id,from,to\nface0,a\nface0,a,x\n");
        assertThatThrownBy(() -> LabelNoise.parse(file.toString()).draw(faces(2, 2, 2), 1))
                .hasMessageContaining("line 2: has 2 columns")
                .hasMessageContaining("line 3: \"x\" is none of");
        Files.writeString(file, "name,label\n");
        assertThatThrownBy(() -> LabelNoise.parse(file.toString()).draw(faces(2, 2, 2), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("line 1: is not a list of changes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"symmetric:1", "symmetric:-0.1", "symmetric:NaN", "symmetric:", "symmetric:x"})
    void ratesOutsideTheirRangeAreRefused(String noise) {
        assertThatThrownBy(() -> LabelNoise.parse(noise))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least 0 and below 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loud", "confusion:/no/such.csv", "/no/such.csv"})
    void whatIsNoNoiseIsRefused(String noise) {
        assertThatThrownBy(() -> LabelNoise.parse(noise)).isInstanceOf(BadInputException.class);
    }

    @Test
    void givenLabelsForgetTheVotes() {
        var both = new Face("both", Split.TRAIN, Votes.of(8, 1, 1), 2, null, null, null);
        var ambiguous = new Face("ambiguous", Split.TRAIN, Votes.of(5, 5, 0), null, null, null, null);
        var single = Face.withLabel("single", Split.TRAIN, 1);
        var data = data(List.of(both, ambiguous, single));
        assertThat(GivenLabels.VOTES.of(data)).isSameAs(data);
        assertThat(GivenLabels.MAJORITY.of(data).faces())
                .containsExactly(Face.withLabel("both", Split.TRAIN, 0), single);
        assertThat(GivenLabels.ORIGINAL.of(data).faces())
                .containsExactly(Face.withLabel("both", Split.TRAIN, 2), single);
        assertThatThrownBy(() -> GivenLabels.ORIGINAL.of(data(List.of(ambiguous))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has no single labels of its own");
        assertThatThrownBy(() -> GivenLabels.named("best")).isInstanceOf(BadInputException.class);
    }

    private static long changed(Dataset before, Dataset after, int label) {
        long changed = 0;
        for (int i = 0; i < before.size(); i++) {
            int was = before.faces().get(i).givenLabel().orElseThrow();
            int is = after.faces().get(i).givenLabel().orElseThrow();
            changed += was == label && is != label ? 1 : 0;
        }
        return changed;
    }

    private static Dataset faces(int... counts) {
        var faces = new ArrayList<Face>();
        for (int label = 0; label < counts.length; label++) {
            for (int i = 0; i < counts[label]; i++) {
                faces.add(Face.withLabel("face" + faces.size(), Split.TRAIN, label));
            }
        }
        return data(faces);
    }

    private static Dataset data(List<Face> faces) {
        var shape = ImageShape.grey(8);
        var images = FaceImages.of(shape, new byte[faces.size()][shape.size()]);
        return new Dataset("by hand", LABELS, faces, images, "hash", List.of());
    }
}
