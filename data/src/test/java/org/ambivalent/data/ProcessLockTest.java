package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.ambivalent.core.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {

    @TempDir
    private Path folder;

    /** Takes a lock in a process of its own, says so and never lets go. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws InterruptedException, IOException {
            try (var lock = ProcessLock.take(Path.of(args[0]))) {
                Files.createFile(Path.of(args[1]));
                Thread.sleep(TimeUnit.HOURS.toMillis(1));
            }
        }
    }

    @Test
    @Timeout(60)
    void keepsOtherProcessesOutUntilItsOwnIsKilled() throws Exception {
        var file = folder.resolve("some/folder/lock");
        var taken = folder.resolve("taken");
        var child = child(file, taken);
        try {
            await(taken);
            assertThat(ProcessLock.tryTake(file)).isNull();
            child.destroyForcibly().waitFor();
            ProcessLock.take(file).close();
        } finally {
            child.destroyForcibly();
        }
    }

    /** To look whether a lock is free must not free it. */
    @Test
    @Timeout(60)
    void isKeptThoughItsOwnProcessTriesAgain() throws Exception {
        var file = folder.resolve("lock");
        var taken = folder.resolve("taken");
        Process child;
        try (var lock = ProcessLock.take(file)) {
            assertThat(ProcessLock.tryTake(folder.resolve("../" + folder.getFileName() + "/lock")))
                    .isNull();
            child = child(file, taken);
            assertThat(child.waitFor(2, TimeUnit.SECONDS)).as("waits").isFalse();
            assertThat(taken).doesNotExist();
        }
        try {
            await(taken);
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void canBeTakenAgainOnceItIsClosed() {
        var file = folder.resolve("lock");
        ProcessLock.take(file).close();
        ProcessLock.take(file).close();
    }

    @Test
    void whereNothingCanBeWrittenThatIsSaid() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ProcessLock.tryTake(file.resolve("lock")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("cannot be written");
        }
    }

    private static Process child(Path file, Path taken) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        file.toString(),
                        taken.toString())
                .inheritIO()
                .start();
    }

    private static void await(Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            Thread.sleep(20);
        }
    }
}
