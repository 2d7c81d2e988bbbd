package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PixelBudgetTest {

    private static final int MOST = 100;

    private final PixelBudget budget = new PixelBudget(MOST);

    @Test
    void threadsTogetherHoldNoMoreThanTheBudget() throws InterruptedException {
        var held = new AtomicLong();
        var highest = new AtomicLong();
        var finished = new AtomicLong();
        var threads = IntStream.range(0, 8)
                .mapToObj(t -> new Thread(() -> {
                    for (int i = 0; i < 200; i++) {
                        long pixels = 1 + (t * 37 + i * 13) % MOST;
                        budget.hold(pixels, () -> {
                            highest.accumulateAndGet(held.addAndGet(pixels), Math::max);
                            Thread.yield();
                            return held.addAndGet(-pixels);
                        });
                        finished.incrementAndGet();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(finished).hasValue(8 * 200);
        assertThat(highest.get()).isBetween(1L, (long) MOST);
    }

    @Test
    void aPictureAboveTheWholeBudgetIsHeldAlone() {
        assertThat(budget.<String>hold(10L * Integer.MAX_VALUE, () -> "held")).isEqualTo("held");
        assertThat(budget.<String>hold(MOST, () -> "again")).isEqualTo("again");
    }

    @Test
    void aFailureGivesBackWhatItHeld() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> budget.hold(MOST, () -> {
                        throw new IllegalStateException("damaged");
                    }))
                    .hasMessage("damaged");
        }
    }
}
