package org.ambivalent.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.ambivalent.core.Prediction;

/**
 * Gathers the faces of all clients into runs of one network. While a run is on, faces wait in a bounded queue and share the next
 * one; when nothing runs, the first that comes waits a moment for others. What does not fit into the queue is refused at once.
 *
 * <p>Faces that ask for other samples or another seed run apart. What a client asked for together is answered together.
 */
final class Batcher implements AutoCloseable {

    /** What runs a network: faces of one kind to their predictions, in order. */
    @FunctionalInterface
    interface Network {
        List<Prediction> predict(List<byte[]> faces, Sampled how);
    }

    /**
     * How faces are sampled.
     *
     * @param samples 0 for as many as the model takes
     * @param seed of what they hide
     */
    record Sampled(int samples, long seed) {}

    private record Job(List<byte[]> faces, Sampled how, CompletableFuture<List<Prediction>> answer) {}

    private final Network network;
    private final int batch;
    private final long waitNanos;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private final List<Thread> workers = new ArrayList<>();
    private int waiting;
    private int running;
    private boolean closed;

    /**
     * Starts the threads that run the network.
     *
     * @param workers runs at once
     * @param batch faces in a run, unless one client asks for more together
     * @param wait how long a face waits for others while nothing runs
     * @param capacity faces that may wait
     */
    Batcher(String name, Network network, int workers, int batch, Duration wait, int capacity) {
        this.network = network;
        this.batch = batch;
        this.waitNanos = wait.toNanos();
        this.capacity = capacity;
        for (int i = 0; i < workers; i++) {
            var thread = new Thread(this::work, "network-" + name + "-" + i);
            thread.setDaemon(true);
            this.workers.add(thread);
            thread.start();
        }
    }

    /**
     * Asks for predictions of at least one face.
     *
     * @throws ProblemException if the queue is full, or could never hold them
     */
    CompletableFuture<List<Prediction>> submit(List<byte[]> faces, Sampled how) {
        lock.lock();
        try {
            if (closed) {
                throw new ProblemException(ProblemType.STOPPING, "The service is stopping. Ask another one.");
            }
            if (faces.size() > capacity) {
                throw new ProblemException(
                        ProblemType.TOO_LARGE,
                        "Send at most " + capacity + " faces at once: as many as may wait for the network.");
            }
            if (waiting + faces.size() > capacity) {
                throw new ProblemException(
                        ProblemType.QUEUE_FULL,
                        waiting + " faces are waiting for the network already. Try again in a second.");
            }
            var job = new Job(List.copyOf(faces), how, new CompletableFuture<>());
            jobs.add(job);
            waiting += faces.size();
            changed.signal();
            return job.answer();
        } finally {
            lock.unlock();
        }
    }

    /** Faces that wait for a run. */
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing runs or waits. */
    boolean isIdle() {
        lock.lock();
        try {
            return running == 0 && waiting == 0;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        while (true) {
            var run = next();
            if (run.isEmpty()) {
                return;
            }
            answer(run);
            finished();
        }
    }

    private void finished() {
        lock.lock();
        try {
            running--;
        } finally {
            lock.unlock();
        }
    }

    /** The jobs of the next run, or none when all is done and no more will come. */
    private List<Job> next() {
        lock.lock();
        try {
            while (jobs.isEmpty()) {
                if (closed) {
                    return List.of();
                }
                changed.awaitUninterruptibly();
            }
            if (running == 0 && !closed) {
                waitForOthers();
            }
            // Another thread may have taken them meanwhile.
            return jobs.isEmpty() ? next() : take();
        } finally {
            lock.unlock();
        }
    }

    private void waitForOthers() {
        long left = waitNanos;
        try {
            while (left > 0 && waiting > 0 && waiting < batch && !closed) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first job, and those after it that fit into its run. */
    private List<Job> take() {
        var run = new ArrayList<Job>();
        int faces = 0;
        for (Iterator<Job> waitingJobs = jobs.iterator(); waitingJobs.hasNext() && faces < batch; ) {
            var job = waitingJobs.next();
            boolean fits = run.isEmpty()
                    || (job.how().equals(run.get(0).how())
                            && faces + job.faces().size() <= batch);
            if (fits) {
                waitingJobs.remove();
                run.add(job);
                faces += job.faces().size();
            }
        }
        waiting -= faces;
        running++;
        return run;
    }

    private void answer(List<Job> run) {
        try {
            var faces = run.stream().flatMap(job -> job.faces().stream()).toList();
            var predictions = network.predict(faces, run.get(0).how());
            int from = 0;
            for (Job job : run) {
                job.answer()
                        .complete(predictions.subList(from, from + job.faces().size()));
                from += job.faces().size();
            }
        } catch (RuntimeException | Error e) {
            run.forEach(job -> job.answer().completeExceptionally(e));
        }
    }

    /** Takes no more, answers what waits, and ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (Thread worker : workers) {
            try {
                worker.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
