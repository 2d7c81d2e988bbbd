package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;

class RiskCheckTest {

    private static final int FACES = 400;

    private static Dataset crowd(int joy, int anger) {
        var faces = IntStream.range(0, FACES)
                .mapToObj(i -> Face.withVotes("face" + i, Split.VALID, Votes.of(joy, anger)))
                .toList();
        var images = FaceImages.of(ImageShape.grey(8), new byte[FACES][64]);
        return new Dataset("by hand", LabelSet.of("joy", "anger"), faces, images, "cafe", List.of());
    }

    private static RiskCheck check(Dataset faces, Protocol protocol) {
        var sure = Collections.nCopies(FACES, Distribution.of(0.9, 0.1));
        return RiskCheck.of(JudgedFace.of(faces, protocol), sure, protocol);
    }

    /** Always right about the majority; of drawn votes one in ten differs, which no threshold can bring to one in twenty. */
    @Test
    void aVoteIsHarderToPromiseThanAMajority() {
        var majority = check(crowd(9, 1), Protocol.MAJORITY);
        assertThat(majority.exceeded()).isZero();
        assertThat(majority.refused()).isZero();
        assertThat(majority.meanCoverage()).isEqualTo(1);
        var votes = check(crowd(9, 1), Protocol.ALL_VOTES);
        assertThat(votes.refused()).isGreaterThan(95);
    }

    /** One vote in fifty differs: promised, and kept. */
    @Test
    void aDrawnVoteIsWrongAsOftenAsPeopleDiffer() {
        var votes = check(crowd(98, 2), Protocol.ALL_VOTES);
        assertThat(votes.refused()).isLessThan(20);
        assertThat(votes.meanRisk()).isBetween(0.01, 0.03);
        assertThat(votes.exceeded()).isLessThan(10);
    }
}
