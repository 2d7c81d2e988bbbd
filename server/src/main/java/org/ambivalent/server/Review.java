package org.ambivalent.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ambivalent.core.Distribution;
import org.ambivalent.data.ReadOptions;
import org.ambivalent.data.SharedEmotions;

/**
 * The sources that are reviewed, and the thread that reads them and has the model look at datasets. It gives way to requests: it
 * runs the network on a few faces at a time, and only while nobody else wants it.
 */
final class Review implements AutoCloseable {

    /** Few enough that a request hardly waits behind them. */
    private static final int FACES_AT_ONCE = 8;

    private static final int KEPT_AT_ONCE = 2000;
    private static final long POLITE_MILLIS = 20;

    /** Reading a dataset cannot be broken off; it does no harm when the process ends. */
    private static final long PATIENCE_MILLIS = 2000;

    private final VoteStore store;
    private final Map<String, ReviewSource> sources = new LinkedHashMap<>();
    private final ServedModel model;
    private final ReadOptions options;
    private final RequestLog log;
    private final Thread reader = new Thread(this::read, "review");
    private volatile boolean closed;

    Review(ServeSettings.ReviewSettings settings, VoteStore store, ServedModel model, RequestLog log) {
        this.store = store;
        this.model = model;
        this.log = log;
        options = ReadOptions.defaults().withShape(model.shape()).withLabelMap(settings.labelMap());
        settings.sources().forEach(source -> sources.put(source.name(), new ReviewSource(source)));
        reader.setDaemon(true);
        reader.start();
    }

    VoteStore store() {
        return store;
    }

    List<ReviewSource> all() {
        return new ArrayList<>(sources.values());
    }

    ReviewSource named(String name) {
        var source = sources.get(name);
        if (source == null) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND,
                    "There is no source of this name. There are: " + String.join(", ", sources.keySet()));
        }
        return source;
    }

    private void read() {
        for (ReviewSource source : sources.values()) {
            attempt(() -> source.read(options, store), source::failed);
        }
        for (ReviewSource source : sources.values()) {
            if (source.isReady() && !source.isCure()) {
                attempt(() -> judge(source), source::note);
            }
        }
    }

    /** Something about one source, which fails without harm to the others. */
    private interface Attempt {
        void run() throws InterruptedException;
    }

    private void attempt(Attempt work, Consumer<String> tell) {
        if (closed) {
            return;
        }
        try {
            work.run();
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // A closed model or store says so while the service stops.
            if (!closed) {
                tell.accept("A bug of ours got in the way. The log of the service says more.");
                log.bug("review", e);
            }
        }
    }

    private void judge(ReviewSource source) throws InterruptedException {
        var unknown = source.labels().notIn(model.labels());
        if (!unknown.isEmpty()) {
            source.note("The model does not know " + String.join(", ", unknown) + ", so it suggests nothing here.");
            return;
        }
        var known = known(source);
        if (!known.isEmpty()) {
            source.judge(known);
            source.sort();
        }
        int[] left = source.unjudged();
        for (int from = 0; from < left.length && !closed; from += KEPT_AT_ONCE) {
            judge(source, Arrays.copyOfRange(left, from, Math.min(left.length, from + KEPT_AT_ONCE)));
        }
    }

    /** What the store has kept of an earlier time. */
    private Map<Integer, Distribution> known(ReviewSource source) {
        var opinions = store.opinions(source.id(), source.dataset().hash(), model.version());
        var byNumber = new HashMap<Integer, Distribution>();
        opinions.forEach((face, p) -> source.number(face).ifPresent(number -> byNumber.put(number, p)));
        return byNumber;
    }

    private void judge(ReviewSource source, int... numbers) throws InterruptedException {
        var emotions = new SharedEmotions(source.labels());
        var opinions = new HashMap<Integer, Distribution>();
        for (int from = 0; from < numbers.length && !closed; from += FACES_AT_ONCE) {
            while (!model.batcher().isIdle() && !closed) {
                Thread.sleep(POLITE_MILLIS);
            }
            int[] few = Arrays.copyOfRange(numbers, from, Math.min(numbers.length, from + FACES_AT_ONCE));
            var faces = Arrays.stream(few)
                    .mapToObj(source.dataset().images()::pixels)
                    .toList();
            var predictions = model.predictNow(faces);
            for (int i = 0; i < few.length; i++) {
                opinions.put(
                        few[i], emotions.of(model.labels(), predictions.get(i).distribution()));
            }
        }
        source.judge(opinions);
        source.sort();
        var byFace = new HashMap<String, Distribution>();
        opinions.forEach(
                (number, p) -> byFace.put(source.dataset().faces().get(number).id(), p));
        store.keep(source.id(), source.dataset().hash(), model.version(), byFace);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.join(PATIENCE_MILLIS);
        store.close();
    }
}
