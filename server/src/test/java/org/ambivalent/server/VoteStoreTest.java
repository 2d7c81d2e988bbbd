package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VoteStoreTest {

    private static final int REVIEWERS = 8;
    private static final int VOTES = 1250;

    @TempDir
    private Path folder;

    private static NewVote vote(String key, long source, String face, String reviewer, String emotion) {
        return new NewVote(key, source, face, reviewer, VoteKind.EMOTIONS, List.of(emotion));
    }

    @Test
    void tenThousandVotesOfEightReviewersAtOnceNoneLostNoneDoubled() throws Exception {
        Path file = folder.resolve("votes.db");
        Set<Long> acknowledged = new ConcurrentSkipListSet<>();
        var ballots = new Ballots();
        try (var store = VoteStore.open(file)) {
            long source = store.source(folder, "faces", "hash");
            var reviewers = Executors.newFixedThreadPool(REVIEWERS);
            var work = new ArrayList<Callable<Void>>();
            for (int r = 0; r < REVIEWERS; r++) {
                int reviewer = r;
                work.add(() -> {
                    for (int i = 0; i < VOTES; i++) {
                        var vote = vote(reviewer + "-key-" + i, source, "face" + i, "reviewer" + reviewer, "anger");
                        var stored = Answers.of(store.add(vote, ballots::add));
                        acknowledged.add(stored.vote().id());
                        if (i % 10 == 0) {
                            // The answer got lost on its way, so the vote is sent again.
                            assertThat(Answers.of(store.add(vote, ballots::add)))
                                    .isEqualTo(new VoteStore.Stored(stored.vote(), true));
                        }
                    }
                    return null;
                });
            }
            for (var done : reviewers.invokeAll(work)) {
                done.get();
            }
            reviewers.shutdown();
            assertThat(store.size()).isEqualTo(REVIEWERS * VOTES);
        }
        try (var store = VoteStore.open(file)) {
            var votes = store.votes(1);
            assertThat(votes.stream().map(Vote::id).collect(Collectors.toSet())).isEqualTo(acknowledged);
            assertThat(votes.stream().map(vote -> vote.reviewer() + vote.face()).distinct())
                    .hasSize(REVIEWERS * VOTES);
        }
        ballots.look(view -> {
            assertThat(view.all()).hasSize(REVIEWERS * VOTES);
            assertThat(view.all().stream().map(Vote::id).toList()).isSorted();
            assertThat(view.voters("face7")).isEqualTo(REVIEWERS);
            return view;
        });
    }

    @Test
    void aKeyThatWasUsedForSomethingElseIsRefused() {
        try (var store = VoteStore.open(folder.resolve("votes.db"))) {
            long source = store.source(folder, "faces", "hash");
            Answers.of(store.add(vote("the-key-1", source, "a", "ada", "anger"), vote -> {}));

            assertThatThrownBy(() -> Answers.of(store.add(vote("the-key-1", source, "b", "ada", "anger"), vote -> {})))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("Idempotency-Key");
            assertThat(store.size()).isEqualTo(1);
        }
    }

    @Test
    void undoWithdrawsTheLatestThatStandsOneAfterTheOther() {
        try (var store = VoteStore.open(folder.resolve("votes.db"))) {
            long source = store.source(folder, "faces", "hash");
            var first = Answers.of(store.add(vote("key-00001", source, "a", "ada", "anger"), vote -> {}));
            var second = Answers.of(store.add(vote("key-00002", source, "b", "ada", "fear"), vote -> {}));
            Answers.of(store.add(vote("key-00003", source, "b", "ben", "fear"), vote -> {}));

            var undone = Answers.of(store.undo("key-00004", source, "ada", null, vote -> {}));
            var again = Answers.of(store.undo("key-00004", source, "ada", null, vote -> {}));
            var before = Answers.of(store.undo("key-00005", source, "ada", null, vote -> {}));

            assertThat(undone.vote().withdraws()).isEqualTo(second.vote().id());
            assertThat(undone.vote().face()).isEqualTo("b");
            assertThat(again).isEqualTo(new VoteStore.Stored(undone.vote(), true));
            assertThat(before.vote().withdraws()).isEqualTo(first.vote().id());
            assertThatThrownBy(() -> Answers.of(store.undo("key-00006", source, "ada", null, vote -> {})))
                    .hasMessageContaining("no vote of this reviewer");
            assertThatThrownBy(() -> Answers.of(
                            store.undo("key-00007", source, "ada", first.vote().id(), vote -> {})))
                    .hasMessageContaining("no vote of this reviewer");
        }
    }

    /** Whoever listens may fail; the vote is written, and the next one too. */
    @Test
    void aListenerThatFailsHoldsUpNobody() {
        try (var store = VoteStore.open(folder.resolve("votes.db"))) {
            long source = store.source(folder, "faces", "hash");
            var failed = store.add(vote("key-00001", source, "a", "ada", "anger"), vote -> {
                throw new IllegalStateException("nobody listens");
            });
            var next = store.add(vote("key-00002", source, "b", "ada", "anger"), vote -> {});

            assertThat(failed)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingRootCause()
                    .withMessage("nobody listens");
            assertThat(next).succeedsWithin(Duration.ofSeconds(10));
            assertThat(store.size()).isEqualTo(2);
        }
    }

    @Test
    void everyVoteThatComesWhileTheStoreClosesIsAnswered() throws Exception {
        for (int round = 0; round < 20; round++) {
            var store = VoteStore.open(folder.resolve("votes" + round + ".db"));
            long source = store.source(folder, "faces", "hash");
            var reviewer = Executors.newSingleThreadExecutor();
            var answers = reviewer.submit(() -> {
                var all = new ArrayList<CompletableFuture<VoteStore.Stored>>();
                for (int i = 0; ; i++) {
                    try {
                        all.add(store.add(vote("key-0000" + i, source, "a" + i, "ada", "anger"), vote -> {}));
                    } catch (ProblemException e) {
                        if (e.type() == ProblemType.STOPPING) {
                            return all;
                        }
                        Thread.onSpinWait(); // The queue is full for now.
                    }
                }
            });
            Thread.sleep(5);
            store.close();
            for (var answer : answers.get()) {
                assertThat(answer.handle((stored, e) -> true)).succeedsWithin(Duration.ofSeconds(10));
            }
            reviewer.shutdown();
        }
    }

    @Test
    void rowsAreNeverChangedNorDeleted() throws SQLException {
        Path file = folder.resolve("votes.db");
        try (var store = VoteStore.open(file)) {
            long source = store.source(folder, "faces", "hash");
            Answers.of(store.add(vote("key-00001", source, "a", "ada", "anger"), vote -> {}));
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("UPDATE vote SET emotions = 'fear'"))
                    .hasMessageContaining("only ever added");
            assertThatThrownBy(() -> statement.execute("DELETE FROM vote")).hasMessageContaining("only ever added");
        }
    }

    @Test
    void aDatasetThatMovedKeepsItsVotes() throws IOException {
        Path old = Files.createDirectory(folder.resolve("old"));
        Path elsewhere = Files.createDirectory(folder.resolve("new"));
        try (var store = VoteStore.open(folder.resolve("votes.db"))) {
            long source = store.source(old, "old", "hash");

            assertThat(store.source(elsewhere, "copy", "hash")).as("a copy").isNotEqualTo(source);
            Files.delete(old);
            assertThat(store.source(folder.resolve("moved"), "moved", "hash")).isEqualTo(source);
        }
    }

    @Test
    void saysWhyAFileIsNoStoreItCanUse() throws IOException, SQLException {
        Path text = Files.writeString(folder.resolve("text.db"), "this is no database at all, but text\n".repeat(50));
        Path newer = folder.resolve("newer.db");
        VoteStore.open(newer).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + newer);
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
                    + " checksum, installed_by, installed_on, execution_time, success)"
                    + " VALUES (9, '9', 'later', 'SQL', 'V9__later.sql', 1, '', CURRENT_TIMESTAMP, 1, 1)");
        }

        assertThatThrownBy(() -> VoteStore.open(text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no review store");
        assertThatThrownBy(() -> VoteStore.open(newer))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("version of Ambivalent that wrote it");
    }

    @Test
    void oneProcessAtATimeUsesAStore() {
        Path file = folder.resolve("votes.db");
        try (var store = VoteStore.open(file)) {
            assertThat(store.size()).isZero();
            assertThatThrownBy(() -> VoteStore.open(file))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("another process serves this store");
        }
        VoteStore.open(file).close();
    }
}
