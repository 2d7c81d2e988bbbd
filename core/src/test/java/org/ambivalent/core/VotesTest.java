package org.ambivalent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VotesTest {

    @Test
    void aLabelAloneIsOneVote() {
        assertThat(Votes.single(1, 3)).isEqualTo(Votes.of(0, 1, 0));
    }

    @Test
    void distributionIsOverTheRawVotesForEmotions() {
        var votes = Votes.of(new int[] {3, 1, 0}, 4, 2);
        assertThat(votes.distribution()).isEqualTo(Distribution.of(0.75, 0.25, 0));
        assertThat(votes.emotionTotal()).isEqualTo(4);
        assertThat(votes.total()).isEqualTo(10);
    }

    @Test
    void majorityIsMoreThanHalfOfTheVotes() {
        assertThat(Votes.of(6, 4).majority()).hasValue(0);
        assertThat(Votes.of(4, 6).majority()).hasValue(1);
    }

    @Test
    void halfOfTheVotesIsNoMajority() {
        assertThat(Votes.of(5, 5).majority()).isEmpty();
        assertThat(Votes.of(4, 2, 2).majority()).isEmpty();
    }

    @Test
    void singleVotesAreCleanedAwayBeforeCounting() {
        assertThat(Votes.of(5, 2, 1, 1, 1).majority()).hasValue(0);
        assertThat(Votes.of(2, 1, 1, 1).majority()).hasValue(0);
        assertThat(Votes.of(new int[] {2, 0}, 1, 1).majority()).hasValue(0);
    }

    @Test
    void aCrowdOfSingleVotesHasNoMajority() {
        assertThat(Votes.of(1, 1, 1).majority()).isEmpty();
        assertThat(Votes.of(1, 0).majority()).isEmpty();
        assertThat(Votes.of(0, 0).majority()).isEmpty();
    }

    @Test
    void unknownAndNotAFaceAreVotesToo() {
        assertThat(Votes.of(new int[] {4, 0}, 4, 0).majority()).isEmpty();
        assertThat(Votes.of(new int[] {4, 0}, 2, 2).majority()).isEmpty();
        assertThat(Votes.of(new int[] {4, 0}, 3, 0).majority()).hasValue(0);
        assertThat(Votes.of(new int[] {2, 0}, 8, 0).majority()).isEmpty();
        assertThat(Votes.of(new int[] {0, 0}, 0, 10).majority()).isEmpty();
    }

    @Test
    void pluralityIsTheFirstOfThoseThatTie() {
        assertThat(Votes.of(2, 4, 4).plurality()).isEqualTo(1);
        assertThat(Votes.of(0, 0).plurality()).isZero();
    }

    @Test
    void aFaceNobodyCouldReadHasNoDistribution() {
        var votes = Votes.of(new int[] {0, 0}, 9, 1);
        assertThat(votes.hasEmotion()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(votes::distribution)
                .withMessage("Nobody voted for an emotion: [0, 0] unknown 9 not a face 1");
    }

    @Test
    void rejectsNegativeAndAbsurdCounts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Votes.of(3, -1))
                .withMessage("A vote count must be in [0, 1000000], but got -1");
        assertThatIllegalArgumentException().isThrownBy(() -> Votes.of(Votes.MAX_COUNT + 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Votes.of(new int[] {1, 1}, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Votes.of(new int[] {1, 1}, 0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Votes.of(3));
    }

    /** Four of 3 and 5 votes: the number of the first kind is hypergeometric, with mean 4 * 3 / 8. */
    @Test
    void halfOfTheVotesIsDrawnWithoutReplacement() {
        var votes = Votes.of(new int[] {3, 5, 0}, 4, 2);
        var random = new SplittableRandom(1);
        int first = 0;
        for (int i = 0; i < 10_000; i++) {
            var half = votes.half(random);
            assertThat(half.total()).isEqualTo(4);
            assertThat(half.count(0)).isBetween(0, 3);
            assertThat(half.count(2)).isZero();
            assertThat(votes.without(half)).isEqualTo(Votes.of(3 - half.count(0), 5 - half.count(1), 0));
            first += half.count(0);
        }
        assertThat(first / 10_000.0).isCloseTo(1.5, within(0.03));
        assertThat(Votes.of(0, 1).half(random).hasEmotion()).isFalse();
    }

    @Test
    void isImmutableAndComparedByValue() {
        var counts = new int[] {3, 2};
        var votes = Votes.of(counts, 1, 0);
        counts[0] = 9;
        votes.toArray()[1] = 9;
        var same = Votes.of(new int[] {3, 2}, 1, 0);
        assertThat(votes).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(votes).isNotEqualTo(Votes.of(3, 2)).isNotEqualTo(Votes.of(new int[] {3, 2}, 1, 1));
    }
}
