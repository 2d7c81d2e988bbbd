package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BallotsTest {

    private final Ballots ballots = new Ballots();
    private long next = 1;

    private Vote add(String reviewer, VoteKind kind, @Nullable Long withdraws, String... emotions) {
        var vote = new Vote(next++, 1, "face", reviewer, kind, List.of(emotions), withdraws, "2026-01-02T03:04:05Z");
        ballots.add(vote);
        return vote;
    }

    private @Nullable Vote word(String reviewer) {
        return ballots.look(view -> view.word("face", reviewer));
    }

    @Test
    void theLatestVoteOfAReviewerCountsAndUndoBringsBackTheOneBefore() {
        var first = add("ada", VoteKind.EMOTIONS, null, "anger");
        var second = add("ada", VoteKind.EMOTIONS, null, "fear", "sadness");

        assertThat(word("ada")).isEqualTo(second);
        add("ada", VoteKind.UNDO, second.id());
        assertThat(word("ada")).isEqualTo(first);
        add("ada", VoteKind.UNDO, first.id());
        assertThat(word("ada")).isNull();
        assertThat(ballots.<Integer>look(view -> view.voters("face"))).isZero();
        assertThat(ballots.<List<Vote>>look(view -> List.copyOf(view.history("face"))))
                .hasSize(4);
    }

    @Test
    void skippingSaysNothingAndTakesNothingBack() {
        add("ada", VoteKind.SKIP, null);
        assertThat(ballots.<Boolean>look(view -> view.skipped("face", "ada"))).isTrue();

        var vote = add("ada", VoteKind.BAD_CROP, null);
        add("ada", VoteKind.SKIP, null);

        assertThat(word("ada")).isEqualTo(vote);
        assertThat(ballots.<Boolean>look(view -> view.skipped("face", "ada"))).isFalse();
    }

    @Test
    void aFaceIsDisputedWhenWordsDifferNotWhenOrderDoes() {
        add("ada", VoteKind.EMOTIONS, null, "anger", "fear");
        add("ben", VoteKind.EMOTIONS, null, "fear", "anger");
        assertThat(ballots.<Boolean>look(view -> view.isDisputed("face"))).isFalse();

        add("cleo", VoteKind.UNKNOWN, null);
        assertThat(ballots.<Boolean>look(view -> view.isDisputed("face"))).isTrue();
        assertThat(ballots.<Integer>look(view -> view.voters("face"))).isEqualTo(3);
    }
}
