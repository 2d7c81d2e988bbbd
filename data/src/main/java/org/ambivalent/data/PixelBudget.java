package org.ambivalent.data;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * How many bytes of decoded pixels may be in memory at once, over all threads. Whoever asks for more than is left waits; first
 * come, first served, so that a large picture is not overtaken for ever by small ones.
 */
final class PixelBudget {

    private final int most;
    private final Semaphore left;

    PixelBudget(int most) {
        this.most = most;
        this.left = new Semaphore(most, true);
    }

    /** Does work that holds so many bytes; a picture above the whole budget waits until it is the only one. */
    <T> T hold(long bytes, Supplier<T> work) {
        int cost = (int) Math.min(most, bytes);
        left.acquireUninterruptibly(cost);
        try {
            return work.get();
        } finally {
            left.release(cost);
        }
    }
}
