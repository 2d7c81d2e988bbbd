package org.ambivalent.server;

import io.micrometer.core.instrument.Tags;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ambivalent.core.Version;
import org.ambivalent.predict.FaceDetector;
import org.jspecify.annotations.Nullable;

/**
 * The running service. {@link #start} returns when it listens and can predict; {@link #close} finishes requests in flight
 * first.
 */
public final class Service implements AutoCloseable {

    private final ServeSettings settings;
    private final long began = System.nanoTime();
    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What is open, the last first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final List<String> lines = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final int port;

    private Service(ServeSettings settings, PrintStream errors) {
        this.settings = settings;
        try {
            port = open(errors);
            ready.set(true);
        } catch (RuntimeException | Error e) {
            closeParts();
            throw e;
        }
    }

    /**
     * Starts a service.
     *
     * @param errors the error stream, for the request log
     * @throws org.ambivalent.core.BadInputException if a model, store or port cannot be used
     */
    public static Service start(ServeSettings settings, PrintStream errors) {
        return new Service(settings, errors);
    }

    private int open(PrintStream errors) {
        var log = part(RequestLog.open(settings.log(), errors));
        var metrics = part(new Metrics());
        var models = part(Models.open(settings.models(), metrics));
        var bodies = new Bodies(settings.limits());
        var inFlight = new InFlight(settings.limits().inFlight());
        metrics.gauge("ambivalent.requests.in.flight", "Requests that predict right now", Tags.empty(), inFlight::now);
        metrics.gauge(
                "ambivalent.queue.capacity", "Faces that may wait for a network", Tags.empty(), () -> settings.models()
                        .queue());
        var predict = part(new PredictRoute(models, bodies, settings.limits(), detector(), inFlight));
        var guard = new Guard(settings.access());
        routes.addAll(new Pages().routes());
        routes.addAll(new AboutRoutes(settings, guard, models, bodies).routes());
        routes.addAll(models.routes());
        routes.addAll(predict.routes());
        routes.addAll(new InferRoutes(models, bodies, settings.limits(), inFlight, ready::get).routes());
        var review = review(models.standard(), log);
        routes.addAll(new ReviewRoutes(review, bodies, metrics).routes());
        var runs = new Runs(settings.runs());
        var faces = part(new EvaluatedFaces(settings.review().labelMap()));
        routes.addAll(new RunRoutes(runs, faces).routes());
        routes.add(Route.get("/metrics", ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.text())));
        var http = part(new HttpService(settings, guard, routes, metrics, log));
        tell(models);
        warmUp(predict);
        return http.start();
    }

    /** A detector of one's own is tried at once, because it may be a wrong file; ours while nobody waits for it. */
    private void warmUp(PredictRoute predict) {
        if (settings.models().detector().isPresent()) {
            predict.warmUp();
            return;
        }
        var thread = new Thread(
                () -> {
                    try {
                        predict.warmUp();
                    } catch (IllegalStateException e) {
                        // Closed meanwhile.
                    }
                },
                "warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private @Nullable Review review(ServedModel model, RequestLog log) {
        var store = settings.review().store();
        return store.isEmpty() ? null : part(new Review(settings.review(), VoteStore.open(store.get()), model, log));
    }

    private FaceDetector detector() {
        return settings.models().detector().map(FaceDetector::yuNet).orElseGet(FaceDetector::cascade);
    }

    private void tell(Models models) {
        lines.add("models  "
                + joined(models.all().stream().map(ServedModel::description).toList()));
        var review = settings.review();
        lines.add("review  "
                + (review.store().isEmpty()
                        ? "off: no " + Setting.STORE.option() + ", so votes would have nowhere to go"
                        : joined(review.sources().stream().map(NamedPath::name).toList()) + "; votes go to "
                                + review.store().get()));
        lines.add("runs    "
                + (settings.runs().isEmpty()
                        ? "off: no " + Setting.RUNS.option()
                        : joined(settings.runs().stream().map(Path::toString).toList())));
    }

    private static String joined(List<String> names) {
        return names.isEmpty() ? "nothing, name a dataset with " + Setting.REVIEW.option() : String.join(", ", names);
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** What can be asked. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    /** Where a browser finds it. */
    public String address() {
        String host = settings.access().host();
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return "http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + port + "/";
    }

    /** What it serves, for people. */
    public String greeting() {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "Ambivalent %s is ready after %.1f s: %s%n",
                Version.CURRENT,
                (System.nanoTime() - began) / 1e9,
                address()));
        lines.forEach(line -> text.append("  ").append(line).append(System.lineSeparator()));
        return text.append("Stop it with Ctrl-C; requests in flight are finished first.")
                .toString();
    }

    /** Waits until it is closed. */
    public void join() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            ready.set(false);
            closeParts();
            closed.countDown();
        }
    }

    private void closeParts() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("A part of the service could not be closed", e);
            }
        }
    }
}
