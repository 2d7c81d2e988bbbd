package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that takes votes is killed where it stands. */
final class KilledProcessTest {

    private static final int ENOUGH = 400;

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedIsThereAfterKillMinusNine() throws Exception {
        Path file = folder.resolve("votes.db");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Voting.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var acknowledged = new ArrayList<String>();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.add(line);
                if (acknowledged.size() == ENOUGH) {
                    // SIGKILL: nothing of the process runs after it. What it said before is still read.
                    process.destroyForcibly();
                }
            }
        } catch (IOException e) {
            // The pipe broke with the process.
        }
        process.waitFor();

        try (var store = VoteStore.open(file)) {
            var kept = store.votes(1).stream().map(Vote::face).collect(Collectors.toSet());
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
            assertThat(kept).containsAll(whole(acknowledged));
            assertThat(store.votes(1)).as("none doubled").hasSameSizeAs(kept);
        }
    }

    /** The last line may be cut off. */
    private static List<String> whole(List<String> lines) {
        return new ArrayList<>(new HashSet<>(lines.subList(0, lines.size() - 1)));
    }

    /** Adds votes from four threads for ever, and says which are acknowledged. */
    static final class Voting {

        private Voting() {}

        public static void main(String[] args) {
            var store = VoteStore.open(Path.of(args[0]));
            long source = store.source(Path.of(args[0]), "faces", "hash");
            var next = new AtomicInteger();
            var voters = Executors.newFixedThreadPool(4);
            for (int i = 0; i < 4; i++) {
                voters.execute(() -> {
                    while (true) {
                        String face = "face-" + next.getAndIncrement();
                        var vote = new NewVote("key-" + face, source, face, "ada", VoteKind.UNKNOWN, List.of());
                        Answers.of(store.add(vote, added -> {}));
                        synchronized (System.out) {
                            System.out.println(face);
                            System.out.flush();
                        }
                    }
                });
            }
        }
    }
}
