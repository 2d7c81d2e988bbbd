package org.ambivalent.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ambivalent.core.BadInputException;
import org.jspecify.annotations.Nullable;

/** A file that one process at a time holds until it closes it or ends, however it ends. The file itself stays. */
final class ProcessLock implements AutoCloseable {

    private static final long MILLIS_BETWEEN_TRIES = 100;

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * The lock, or null if it is held already, by this process or another.
     *
     * @throws BadInputException if the file cannot be written
     */
    static @Nullable ProcessLock tryTake(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                return null;
            }
            return new ProcessLock(channel);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be written (" + e.getMessage() + ").", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The lock, as soon as nobody else holds it. */
    static ProcessLock take(Path file) {
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
        }
    }
}
