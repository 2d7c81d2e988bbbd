package org.ambivalent.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.data.ProcessLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The SQLite file of votes. One thread writes: whatever has arrived while the disk was busy becomes one transaction, and each
 * vote is acknowledged after the transaction that holds it has been flushed ({@code synchronous=FULL}). So eight reviewers at
 * once cost little more than one, and an acknowledged vote survives a killed process and a power cut.
 *
 * <p>One process at a time uses a store; the lock goes with the process, however it ends.
 */
final class VoteStore implements AutoCloseable {

    private static final int MOST_WAITING = 10_000;
    private static final int MOST_TOGETHER = 256;
    private static final int BUSY_MILLIS = 5000;

    private final ProcessLock lock;
    private final Jdbi jdbi;
    private final Handle writing;
    private final BlockingQueue<Change<?>> changes = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread writer = new Thread(this::write, "votes");
    private volatile boolean closed;

    /**
     * What is to be written, and who waits for it.
     *
     * @param work throws before it has written anything, or not at all
     * @param after is told, in the order of the rows, before the one who waits
     */
    private record Change<T>(Function<Handle, T> work, Consumer<T> after, CompletableFuture<T> done) {

        Runnable apply(Handle handle) {
            try {
                T result = work.apply(handle);
                return () -> acknowledge(result);
            } catch (ProblemException e) {
                return () -> done.completeExceptionally(e);
            }
        }

        /** It is written whatever the listener makes of it, and the next ones wait for their turn. */
        private void acknowledge(T result) {
            try {
                after.accept(result);
                done.complete(result);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        }
    }

    /**
     * A vote in the store.
     *
     * @param repeated whether it was there already, under the same key
     */
    record Stored(Vote vote, boolean repeated) {}

    private VoteStore(ProcessLock lock, Jdbi jdbi, Handle writing) {
        this.lock = lock;
        this.jdbi = jdbi;
        this.writing = writing;
        writer.start();
    }

    /**
     * Opens a store, or makes one.
     *
     * @throws BadInputException if it cannot be used: rights, another process, not a store, or one of a newer version
     */
    static VoteStore open(Path file) {
        var lock = lock(file);
        try {
            var source = source(file);
            migrate(source, file);
            var jdbi = Jdbi.create(source);
            return new VoteStore(lock, jdbi, jdbi.open());
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static ProcessLock lock(Path file) {
        var lock = ProcessLock.tryTake(file.resolveSibling(file.getFileName() + "-lock"));
        if (lock == null) {
            throw new BadInputException(file + ": another process serves this store. Stop it, or name another "
                    + Setting.STORE.option() + ".");
        }
        return lock;
    }

    private static SQLiteDataSource source(Path file) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    private static void migrate(SQLiteDataSource source, Path file) {
        try {
            Flyway.configure(VoteStore.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:org/ambivalent/server/migrations")
                    .ignoreMigrationPatterns(new String[0])
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new BadInputException(
                    file + ": is no review store that this version can use (" + firstLine(e)
                            + "). Name another " + Setting.STORE.option()
                            + ", or use the version of Ambivalent that wrote it.",
                    e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    /**
     * The number of a source in the store. A dataset that was opened from another place, of the same content, is the same
     * source if that place has none any more.
     */
    long source(Path path, String name, String hash) {
        return Answers.of(change(handle -> source(handle, path.toAbsolutePath().normalize(), name, hash), id -> {}));
    }

    private static long source(Handle handle, Path path, String name, String hash) {
        var known = handle.createQuery("SELECT id FROM source WHERE path = :path")
                .bind("path", path.toString())
                .mapTo(Long.class)
                .findOne()
                .or(() -> moved(handle, hash));
        String now = now();
        if (known.isPresent()) {
            handle.createUpdate(
                            "UPDATE source SET path = :path, name = :name, hash = :hash, opened = :now WHERE id = :id")
                    .bind("path", path.toString())
                    .bind("name", name)
                    .bind("hash", hash)
                    .bind("now", now)
                    .bind("id", known.get())
                    .execute();
            return known.get();
        }
        handle.createUpdate("INSERT INTO source (path, name, hash, opened) VALUES (:path, :name, :hash, :now)")
                .bind("path", path.toString())
                .bind("name", name)
                .bind("hash", hash)
                .bind("now", now)
                .execute();
        return last(handle);
    }

    private static Optional<Long> moved(Handle handle, String hash) {
        return handle
                .createQuery("SELECT id, path FROM source WHERE hash = :hash ORDER BY id")
                .bind("hash", hash)
                .map((row, context) -> Map.entry(row.getLong(1), Path.of(row.getString(2))))
                .stream()
                .filter(source -> !Files.exists(source.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static long last(Handle handle) {
        return handle.createQuery("SELECT last_insert_rowid()")
                .mapTo(Long.class)
                .one();
    }

    /**
     * Adds a vote, or finds the one that was added under the same key.
     *
     * @param after is told of a new row, in the order of the rows
     */
    CompletableFuture<Stored> add(NewVote vote, Consumer<Vote> after) {
        return change(handle -> add(handle, vote), stored -> tell(stored, after));
    }

    private static void tell(Stored stored, Consumer<Vote> after) {
        if (!stored.repeated()) {
            after.accept(stored.vote());
        }
    }

    private static Stored add(Handle handle, NewVote vote) {
        var known = underKey(handle, vote.key());
        if (known.isPresent()) {
            if (!vote.isSameAs(known.get())) {
                throw reused();
            }
            return new Stored(known.get(), true);
        }
        return insert(
                handle,
                vote.key(),
                new Vote(0, vote.source(), vote.face(), vote.reviewer(), vote.kind(), vote.emotions(), null, now()));
    }

    private static ProblemException reused() {
        return new ProblemException(
                ProblemType.KEY_REUSED,
                "This Idempotency-Key came with something else before. Use a new one for each vote.");
    }

    /**
     * Withdraws a vote of a reviewer.
     *
     * @param wanted which, or null for the latest that is not withdrawn
     */
    CompletableFuture<Stored> undo(
            String key, long source, String reviewer, @Nullable Long wanted, Consumer<Vote> after) {
        return change(handle -> undo(handle, key, source, reviewer, wanted), stored -> tell(stored, after));
    }

    private static Stored undo(Handle handle, String key, long source, String reviewer, @Nullable Long wanted) {
        var known = underKey(handle, key);
        if (known.isPresent()) {
            var vote = known.get();
            boolean same = vote.kind() == VoteKind.UNDO
                    && vote.source() == source
                    && vote.reviewer().equals(reviewer)
                    && (wanted == null || wanted.equals(vote.withdraws()));
            if (!same) {
                throw reused();
            }
            return new Stored(vote, true);
        }
        var withdrawn = live(handle, source, reviewer, wanted)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "There is no vote of this reviewer that could be undone."));
        return insert(
                handle,
                key,
                new Vote(0, source, withdrawn.face(), reviewer, VoteKind.UNDO, List.of(), withdrawn.id(), now()));
    }

    private static Optional<Vote> live(Handle handle, long source, String reviewer, @Nullable Long wanted) {
        return handle.createQuery(
                        "SELECT * FROM vote v WHERE source = :source AND reviewer = :reviewer AND kind <> 'undo'"
                                + " AND (:wanted IS NULL OR id = :wanted)"
                                + " AND NOT EXISTS (SELECT 1 FROM vote w WHERE w.withdraws = v.id) ORDER BY id DESC LIMIT 1")
                .bind("source", source)
                .bind("reviewer", reviewer)
                .bind("wanted", wanted)
                .map((row, context) -> vote(row))
                .findOne();
    }

    private static Optional<Vote> underKey(Handle handle, String key) {
        return handle.createQuery("SELECT * FROM vote WHERE key = :key")
                .bind("key", key)
                .map((row, context) -> vote(row))
                .findOne();
    }

    private static Stored insert(Handle handle, String key, Vote vote) {
        handle.createUpdate("INSERT INTO vote (source, face, reviewer, kind, emotions, withdraws, key, at)"
                        + " VALUES (:source, :face, :reviewer, :kind, :emotions, :withdraws, :key, :at)")
                .bind("source", vote.source())
                .bind("face", vote.face())
                .bind("reviewer", vote.reviewer())
                .bind("kind", vote.kind().key())
                .bind("emotions", String.join(",", vote.emotions()))
                .bind("withdraws", vote.withdraws())
                .bind("key", key)
                .bind("at", vote.at())
                .execute();
        var stored = new Vote(
                last(handle),
                vote.source(),
                vote.face(),
                vote.reviewer(),
                vote.kind(),
                vote.emotions(),
                vote.withdraws(),
                vote.at());
        return new Stored(stored, false);
    }

    private static Vote vote(ResultSet row) throws SQLException {
        String emotions = row.getString("emotions");
        long withdraws = row.getLong("withdraws");
        return new Vote(
                row.getLong("id"),
                row.getLong("source"),
                row.getString("face"),
                row.getString("reviewer"),
                VoteKind.ofKey(row.getString("kind")).orElseThrow(),
                emotions.isEmpty() ? List.of() : List.of(emotions.split(",", -1)),
                withdraws == 0 ? null : withdraws,
                row.getString("at"));
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Every row about a source, oldest first. */
    List<Vote> votes(long source) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM vote WHERE source = :source ORDER BY id")
                .bind("source", source)
                .map((row, context) -> vote(row))
                .list());
    }

    /** Every row of the store: how many. */
    long size() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM vote")
                .mapTo(Long.class)
                .one());
    }

    /** What a model said about the faces of a source in this state, by face. */
    Map<String, Distribution> opinions(long source, String hash, String model) {
        return jdbi.withHandle(handle -> {
            var opinions = new HashMap<String, Distribution>();
            handle.createQuery(
                            "SELECT face, probabilities FROM opinion WHERE source = :source AND hash = :hash AND model = :model")
                    .bind("source", source)
                    .bind("hash", hash)
                    .bind("model", model)
                    .map((row, context) -> Map.entry(row.getString(1), distribution(row.getString(2))))
                    .forEach(entry -> opinions.put(entry.getKey(), entry.getValue()));
            return opinions;
        });
    }

    private static Distribution distribution(String text) {
        var parts = text.split(",", -1);
        var probabilities = new double[parts.length];
        for (int k = 0; k < parts.length; k++) {
            probabilities[k] = Double.parseDouble(parts[k]);
        }
        return Distribution.proportionalTo(probabilities);
    }

    /** Keeps what a model said; what other models said, or of an earlier state, is forgotten. */
    void keep(long source, String hash, String model, Map<String, Distribution> opinions) {
        Answers.of(change(
                handle -> {
                    handle.createUpdate(
                                    "DELETE FROM opinion WHERE source = :source AND (hash <> :hash OR model <> :model)")
                            .bind("source", source)
                            .bind("hash", hash)
                            .bind("model", model)
                            .execute();
                    var batch = handle.prepareBatch(
                            "INSERT OR REPLACE INTO opinion (source, hash, model, face, probabilities)"
                                    + " VALUES (:source, :hash, :model, :face, :probabilities)");
                    opinions.forEach((face, p) -> batch.bind("source", source)
                            .bind("hash", hash)
                            .bind("model", model)
                            .bind("face", face)
                            .bind("probabilities", text(p))
                            .add());
                    batch.execute();
                    return opinions.size();
                },
                kept -> {}));
    }

    private static String text(Distribution distribution) {
        return Arrays.stream(distribution.toArray())
                .mapToObj(p -> Float.toString((float) p))
                .collect(Collectors.joining(","));
    }

    private <T> CompletableFuture<T> change(Function<Handle, T> work, Consumer<T> after) {
        var change = new Change<T>(work, after, new CompletableFuture<>());
        if (closed) {
            throw stopping();
        }
        if (!changes.offer(change)) {
            throw new ProblemException(
                    ProblemType.TOO_BUSY, "Too many votes are waiting for the disk. Try again in a second.");
        }
        if (closed && changes.remove(change)) {
            // The writer may have ended between the question and the offer.
            throw stopping();
        }
        return change.done();
    }

    private static ProblemException stopping() {
        return new ProblemException(ProblemType.STOPPING, "The service is stopping. Send the vote again later.");
    }

    private void write() {
        var together = new ArrayList<Change<?>>();
        try {
            while (!closed || !changes.isEmpty()) {
                var first = changes.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    together.add(first);
                    changes.drainTo(together, MOST_TOGETHER - 1);
                    writeTogether(together);
                    together.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeTogether(List<Change<?>> together) {
        var acknowledgements = new ArrayList<Runnable>();
        try {
            writing.begin();
            together.forEach(change -> acknowledgements.add(change.apply(writing)));
            writing.commit();
        } catch (RuntimeException | Error e) {
            rollBack(e);
            together.forEach(change -> change.done().completeExceptionally(e));
            return;
        }
        acknowledgements.forEach(Runnable::run);
    }

    private void rollBack(Throwable e) {
        try {
            if (writing.isInTransaction()) {
                writing.rollback();
            }
        } catch (JdbiException again) {
            e.addSuppressed(again);
        }
    }

    /** Writes what was accepted, then closes the file. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var left = new ArrayList<Change<?>>();
        changes.drainTo(left);
        left.forEach(change -> change.done().completeExceptionally(stopping()));
        writing.close();
        lock.close();
    }
}
