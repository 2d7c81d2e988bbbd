package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;
import org.junit.jupiter.api.Test;

final class BatcherTest {

    private static final LabelSet TWO = LabelSet.of("left", "right");
    private static final Batcher.Sampled PLAIN = new Batcher.Sampled(0, 1);

    /** Says the first byte of a face as a share of 100. */
    private static Prediction prediction(byte[] face) {
        var p = Distribution.proportionalTo(face[0], 100 - face[0]);
        return new Prediction(TWO, p, Uncertainty.of(List.of(p)));
    }

    private static List<byte[]> faces(int... values) {
        return IntStream.of(values).mapToObj(value -> new byte[] {(byte) value}).toList();
    }

    /** A network that waits until it may go on, and remembers the sizes of its runs. */
    private static final class Slow implements Batcher.Network {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private final List<Integer> runs = Collections.synchronizedList(new ArrayList<>());

        @Override
        public List<Prediction> predict(List<byte[]> faces, Batcher.Sampled how) {
            runs.add(faces.size());
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return faces.stream().map(BatcherTest::prediction).toList();
        }
    }

    @Test
    void whatWaitsSharesTheNextRunAndEachGetsItsOwnAnswer() throws InterruptedException {
        var network = new Slow();
        try (var batcher = new Batcher("test", network, 1, 8, Duration.ZERO, 100)) {
            var answers = new ArrayList<CompletableFuture<List<Prediction>>>();
            answers.add(batcher.submit(faces(1), PLAIN));
            network.begun.await();
            for (int i = 2; i <= 20; i++) {
                answers.add(batcher.submit(faces(i, 40 + i), PLAIN));
            }
            assertThat(batcher.waiting()).isEqualTo(38);
            network.go.countDown();

            assertThat(Answers.of(answers.get(0)).get(0).distribution().probability(0))
                    .isEqualTo(0.01);
            for (int i = 2; i <= 20; i++) {
                var answer = Answers.of(answers.get(i - 1));
                assertThat(answer).hasSize(2);
                assertThat(answer.get(0).distribution().probability(0)).isEqualTo(i / 100.0);
                assertThat(answer.get(1).distribution().probability(0)).isEqualTo((40 + i) / 100.0);
            }
            assertThat(network.runs).containsExactly(1, 8, 8, 8, 8, 6);
        }
    }

    /** Trying again would never help, so nobody is told to. */
    @Test
    void moreFacesThanMayEverWaitAreTooLarge() {
        try (var batcher = new Batcher("test", new Slow(), 1, 8, Duration.ZERO, 3)) {
            assertThatThrownBy(() -> batcher.submit(faces(1, 2, 3, 4), PLAIN))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                            .isEqualTo(ProblemType.TOO_LARGE))
                    .hasMessageContaining("at most 3 faces");
        }
    }

    @Test
    void facesThatAreSampledInAnotherWayRunApart() throws InterruptedException {
        var network = new Slow();
        try (var batcher = new Batcher("test", network, 1, 8, Duration.ZERO, 100)) {
            var first = batcher.submit(faces(1), PLAIN);
            network.begun.await();
            var others = List.of(
                    batcher.submit(faces(2), PLAIN),
                    batcher.submit(faces(3), new Batcher.Sampled(5, 1)),
                    batcher.submit(faces(4), PLAIN));
            network.go.countDown();

            Answers.of(first);
            others.forEach(Answers::of);
            assertThat(network.runs).containsExactly(1, 2, 1);
        }
    }

    @Test
    void refusesWhatDoesNotFitIntoTheQueueAndStaysUsable() throws InterruptedException {
        var network = new Slow();
        try (var batcher = new Batcher("test", network, 1, 2, Duration.ZERO, 3)) {
            var running = batcher.submit(faces(1), PLAIN);
            network.begun.await();
            var waiting = batcher.submit(faces(2, 3), PLAIN);

            assertThatThrownBy(() -> batcher.submit(faces(4, 5), PLAIN))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("2 faces are waiting");
            network.go.countDown();
            Answers.of(running);
            Answers.of(waiting);
            assertThat(Answers.of(batcher.submit(faces(6, 7, 8), PLAIN))).hasSize(3);
        }
    }

    @Test
    void aRunThatFailsFailsThoseInItAlone() {
        Batcher.Network network = (faces, how) -> {
            if (faces.get(0)[0] == 0) {
                throw new IllegalStateException("broken");
            }
            return faces.stream().map(BatcherTest::prediction).toList();
        };
        try (var batcher = new Batcher("test", network, 1, 1, Duration.ZERO, 10)) {
            var bad = batcher.submit(faces(0), PLAIN);
            var good = batcher.submit(faces(1), PLAIN);

            assertThatThrownBy(() -> Answers.of(bad)).hasMessage("broken");
            assertThat(Answers.of(good)).hasSize(1);
        }
    }

    @Test
    void closingAnswersWhatWasAccepted() throws InterruptedException {
        var network = new Slow();
        var batcher = new Batcher("test", network, 1, 1, Duration.ZERO, 10);
        var answers = IntStream.range(1, 5)
                .mapToObj(i -> batcher.submit(faces(i), PLAIN))
                .toList();
        network.begun.await();
        network.go.countDown();
        batcher.close();

        answers.forEach(answer -> assertThat(answer).isDone());
        assertThatThrownBy(() -> batcher.submit(faces(1), PLAIN)).hasMessageContaining("stopping");
    }
}
