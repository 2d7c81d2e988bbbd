package org.ambivalent.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a training that is interrupted (control-C, SIGTERM) come to rest before the process ends. The process ends by taking
 * LibTorch's own data apart; a step that still computes with them then crashes now and then.
 *
 * <p>Open it around a training and call {@link #rest} between steps.
 */
final class CalmExit implements AutoCloseable {

    /** Longer than a step of any network and a validation of a few thousand faces. */
    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch resting = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "calm-exit");
    private volatile boolean ending;

    CalmExit() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
        ending = true;
        try {
            boolean calm = resting.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!calm) {
                System.err.println("ambivalent: the training did not come to rest in time; what is saved is whole");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Between two steps: goes on at once, or never if the process is ending. */
    void rest() {
        while (ending) {
            resting.countDown();
            LockSupport.park(this);
        }
    }

    /** The training is over, so nothing is waited for any more. */
    @Override
    public void close() {
        resting.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
    }
}
