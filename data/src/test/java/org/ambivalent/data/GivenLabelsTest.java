package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;

class GivenLabelsTest {

    private static Dataset dataset(List<Face> faces) {
        var images = FaceImages.of(ImageShape.grey(8), new byte[faces.size()][64]);
        return new Dataset("faces", LabelSet.of("joy", "anger", "fear"), faces, images, "cafe", List.of());
    }

    /** One vote in ten for anger, nine for joy, none for fear; two say "unknown". */
    @Test
    void everyVoterIsAsProbableAsAnyOther() {
        var faces = new ArrayList<Face>();
        for (int i = 0; i < 4000; i++) {
            faces.add(Face.withVotes("face" + i, Split.TRAIN, Votes.of(new int[] {9, 1, 0}, 2, 0)));
        }
        var labelled = GivenLabels.VOTER.of(dataset(faces));
        assertThat(labelled.size()).isEqualTo(4000);
        assertThat(labelled.faces()).noneMatch(Face::hasVotes);
        long anger = labelled.faces().stream()
                .filter(face -> face.givenLabel().orElseThrow() == 1)
                .count();
        assertThat(anger).isBetween(340L, 460L);
        assertThat(GivenLabels.VOTER.of(dataset(faces)).faces()).isEqualTo(labelled.faces());
    }

    @Test
    void aFaceThatNobodySawAnEmotionInHasNoVoter() {
        var faces = List.of(
                Face.withVotes("none", Split.TRAIN, Votes.of(new int[3], 10, 0)),
                Face.withVotes("one", Split.TRAIN, Votes.of(0, 0, 1)),
                Face.withLabel("labelled", Split.TRAIN, 2));
        assertThat(GivenLabels.VOTER.of(dataset(faces)).faces())
                .extracting(Face::id)
                .containsExactly("one", "labelled");
    }
}
