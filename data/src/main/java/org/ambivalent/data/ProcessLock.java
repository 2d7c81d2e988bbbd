package org.ambivalent.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ambivalent.core.BadInputException;
import org.jspecify.annotations.Nullable;

/** A file that one holder at a time has until it closes it or its process ends, however it ends. The file itself stays. */
public final class ProcessLock implements AutoCloseable {

    private static final long MILLIS_BETWEEN_TRIES = 100;

    /** What this process holds: on many systems, closing any channel of a file would give up its lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * The lock, or null if it is held already, by this process or another.
     *
     * @throws BadInputException if the file cannot be written
     */
    public static @Nullable ProcessLock tryTake(Path file) {
        var path = file.toAbsolutePath().normalize();
        if (!HELD.add(path)) {
            return null;
        }
        ProcessLock taken = null;
        try {
            taken = locked(path);
            return taken;
        } catch (IOException e) {
            throw new BadInputException(
                    file + ": cannot be written (" + e + "). Choose a place that you may write to and that has space.",
                    e);
        } finally {
            if (taken == null) {
                HELD.remove(path);
            }
        }
    }

    private static @Nullable ProcessLock locked(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            return null;
        }
        return new ProcessLock(path, channel);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Held by this process under another name of the file.
            return false;
        }
    }

    /** The lock, as soon as nobody else holds it. */
    public static ProcessLock take(Path file) {
        var lock = tryTake(file);
        while (lock == null) {
            pause();
            lock = tryTake(file);
        }
        return lock;
    }

    private static void pause() {
        try {
            Thread.sleep(MILLIS_BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for another process", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }
}
