package org.ambivalent.data;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Preprocessing;

/**
 * One epoch over a dataset, batch by batch. Background threads read and augment a few batches ahead of the caller, so
 * memory stays bounded. What a batch holds depends on seed, epoch and face index alone, never on threads or timing.
 *
 * <p>{@link #hasNext} and {@link #next} belong to one thread; what fails in the background is thrown by {@code next}.
 * Close it, also when it is abandoned early.
 */
public final class Batches implements Iterator<Batch>, AutoCloseable {

    private static final int AHEAD_PER_THREAD = 3;

    private final Dataset data;
    private final Preprocessing preprocessing;
    private final Augmentation augmentation;
    private final int batchSize;
    private final int[] order;
    private final long seed;
    private final int count;
    private final UnaryOperator<int[]> joined;
    private final ExecutorService workers;
    private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
    private int started;

    private Batches(
            Dataset data,
            Preprocessing preprocessing,
            Augmentation augmentation,
            int batchSize,
            int[] order,
            int count,
            long seed,
            int threads,
            UnaryOperator<int[]> joined) {
        requireSameShape(data.images().shape(), preprocessing.shape());
        this.data = data;
        this.preprocessing = preprocessing;
        this.augmentation = augmentation;
        this.batchSize = batchSize;
        this.order = order;
        this.count = count;
        this.seed = seed;
        this.joined = joined;
        this.workers = Executors.newFixedThreadPool(threads, Batches::daemon);
        for (int i = 0; i < threads * AHEAD_PER_THREAD; i++) {
            startNext();
        }
    }

    /**
     * A training epoch: every face once, in an order drawn from seed and epoch, augmented.
     *
     * @param dropLast whether to leave out a last batch of fewer than {@code batchSize} faces
     */
    public static Batches shuffled(
            Dataset data,
            Preprocessing preprocessing,
            Augmentation augmentation,
            int batchSize,
            boolean dropLast,
            long seed,
            int epoch) {
        return shuffled(
                data, preprocessing, augmentation, batchSize, dropLast, seed, epoch, 1, UnaryOperator.identity());
    }

    /**
     * The same batches, prepared by this many threads.
     *
     * @param joined from the faces of a batch to those it is to hold: these, and others behind them
     */
    public static Batches shuffled(
            Dataset data,
            Preprocessing preprocessing,
            Augmentation augmentation,
            int batchSize,
            boolean dropLast,
            long seed,
            int epoch,
            int threads,
            UnaryOperator<int[]> joined) {
        long epochSeed = mix(mix(seed) + epoch);
        int count = dropLast ? data.size() / requireBatchSize(batchSize) : batches(data.size(), batchSize);
        return new Batches(
                data,
                preprocessing,
                augmentation,
                batchSize,
                permutation(data.size(), new SplittableRandom(epochSeed)),
                count,
                epochSeed,
                threads,
                joined);
    }

    /** Every face once, in the dataset's order, unchanged but for normalisation; the last batch may be smaller. */
    public static Batches inOrder(Dataset data, Preprocessing preprocessing, int batchSize) {
        return new Batches(
                data,
                preprocessing,
                Augmentation.none(),
                batchSize,
                IntStream.range(0, data.size()).toArray(),
                batches(data.size(), batchSize),
                0,
                1,
                UnaryOperator.identity());
    }

    private static int batches(int faces, int batchSize) {
        return (faces + requireBatchSize(batchSize) - 1) / batchSize;
    }

    private static int requireBatchSize(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("A batch holds at least 1 face, but got " + batchSize);
        }
        return batchSize;
    }

    private static void requireSameShape(ImageShape held, ImageShape wanted) {
        if (!held.equals(wanted)) {
            throw new IllegalArgumentException("The dataset holds " + held + " images, but " + wanted + " are needed");
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "batches");
        thread.setDaemon(true);
        return thread;
    }

    /** Number of batches in the whole epoch. */
    public int count() {
        return count;
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty();
    }

    /** The next batch; waits until it is ready. */
    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The epoch has only " + count + " batches");
        }
        try {
            Batch batch = ahead.remove().get();
            startNext();
            return batch;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a batch", e);
        } catch (ExecutionException e) {
            close();
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
            return cause;
        }
        return new IllegalStateException("A batch could not be prepared", e.getCause());
    }

    /** Stops the background work; there is no next batch after it. */
    @Override
    public void close() {
        ahead.clear();
        workers.shutdownNow();
    }

    private void startNext() {
        if (started < count) {
            int batch = started++;
            ahead.add(workers.submit(() -> prepare(batch)));
        }
    }

    private Batch prepare(int batch) {
        int from = batch * batchSize;
        int[] indices = joined.apply(Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length)));
        int size = preprocessing.shape().size();
        var images = new float[Math.multiplyExact(indices.length, size)];
        for (int i = 0; i < indices.length; i++) {
            var random = new SplittableRandom(mix(seed + indices[i]));
            augmentation.apply(data.images().pixels(indices[i]), preprocessing, random, images, i * size);
        }
        return new Batch(indices, images);
    }

    /** Fisher and Yates's shuffle. */
    private static int[] permutation(int size, SplittableRandom random) {
        int[] order = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** Stafford's variant 13 of the 64-bit finaliser of MurmurHash3: neighbouring seeds give unrelated streams. */
    private static long mix(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
