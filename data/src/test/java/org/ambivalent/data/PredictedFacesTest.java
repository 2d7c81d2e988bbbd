package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PredictedFacesTest {

    private static final LabelSet LABELS = LabelSet.of("anger", "fear", "joy");

    @TempDir
    private Path folder;

    private static Dataset faces() {
        var faces = List.of(
                Face.withVotes("a, \"b\".png", Split.VALID, Votes.of(new int[] {7, 2, 0}, 1, 0)),
                Face.withVotes("divided", Split.VALID, Votes.of(5, 5, 0)),
                Face.withLabel("labelled", Split.TEST, 2),
                Face.withVotes("no face", Split.TEST, Votes.of(new int[] {0, 0, 0}, 0, 9)));
        return new Dataset(
                "faces",
                LABELS,
                faces,
                FaceImages.of(ImageShape.grey(8), faces.size(), i -> new byte[64]),
                "hash",
                List.of());
    }

    @Test
    void comesBackFromItsFile() {
        Path file = folder.resolve("predictions.csv");
        var predictions = Evaluation.predictions(
                faces(),
                List.of(
                        Distribution.of(0.5, 0.3, 0.2),
                        Distribution.of(0.1, 0.8, 0.1),
                        Distribution.of(0, 0, 1),
                        Distribution.uniform(3)));
        PredictedFaces.of(faces(), predictions).write(file);

        var read = PredictedFaces.read(file);

        assertThat(read.labels()).isEqualTo(LABELS);
        var first = read.faces().get(0);
        assertThat(first.id()).isEqualTo("a, \"b\".png");
        assertThat(first.distribution().probability(1)).isCloseTo(0.3, within(1e-6));
        assertThat(first.doubtScore()).isEqualTo(0.5);
        assertThat(first.abstains()).isFalse();
        assertThat(first.votes()).isEqualTo(Votes.of(new int[] {7, 2, 0}, 1, 0));
        assertThat(first.label(Protocol.MAJORITY)).hasValue(0);
        assertThat(read.faces().get(1).label(Protocol.MAJORITY)).isEqualTo(OptionalInt.empty());
        assertThat(read.faces().get(1).label(Protocol.ALL_VOTES)).hasValue(0);
        assertThat(read.faces().get(2).label(Protocol.MAJORITY)).hasValue(2);
        assertThat(read.faces().get(2).votes()).isNull();
        assertThat(read.faces().get(3).label(Protocol.ALL_VOTES)).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithADamagedFile() throws IOException {
        Path file = Files.writeString(folder.resolve("predictions.csv"), "id,p.a,p.b\nx,0.5,0.5\n");

        assertThatThrownBy(() -> PredictedFaces.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("line 2", "doubtScore", "evaluate --report");
    }
}
