package org.ambivalent.server;

import java.util.concurrent.Semaphore;

/** How many requests of a kind are answered at once; more are sent away before anything of them is read. */
final class InFlight {

    private final int most;
    private final Semaphore free;

    InFlight(int most) {
        this.most = most;
        free = new Semaphore(most);
    }

    void run(Runnable work) {
        if (!free.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.TOO_BUSY, most + " requests are being answered already. Try again in a second.");
        }
        try {
            work.run();
        } finally {
            free.release();
        }
    }

    int now() {
        return most - free.availablePermits();
    }
}
