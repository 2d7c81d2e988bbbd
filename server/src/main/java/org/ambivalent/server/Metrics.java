package org.ambivalent.server;

import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.ambivalent.core.Prediction;

/** What Prometheus may know about the service. */
final class Metrics implements AutoCloseable {

    private static final Duration[] LATENCIES = millis(2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000);

    /** Clients may name any other, and each would be kept for good. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final double[] RUN_SIZES = {1, 2, 4, 8, 16, 32, 64};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    private static Duration[] millis(long... millis) {
        var durations = new Duration[millis.length];
        for (int i = 0; i < millis.length; i++) {
            durations[i] = Duration.ofMillis(millis[i]);
        }
        return durations;
    }

    /** A request that was answered. */
    void answered(Context ctx) {
        var exchange = Exchange.of(ctx);
        String method = ctx.req().getMethod();
        String route = exchange.route().isEmpty() ? "none" : exchange.route();
        Timer.builder("ambivalent.request")
                .description("Time from a request to its answer")
                .tags(
                        "route",
                        route,
                        "method",
                        METHODS.contains(method) ? method : "other",
                        "status",
                        Integer.toString(ctx.statusCode()))
                .serviceLevelObjectives(LATENCIES)
                .register(registry)
                .record(Duration.ofNanos((long) (exchange.milliseconds() * 1e6)));
    }

    /** Something that is read when Prometheus asks. */
    void gauge(String name, String description, Tags tags, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    /** Faces that a model answered. */
    void predicted(String model, List<Prediction> predictions) {
        counter("ambivalent.faces", "Faces that were answered", model).increment(predictions.size());
        counter("ambivalent.abstentions", "Faces that a model declined to answer", model)
                .increment((double)
                        predictions.stream().filter(Prediction::abstains).count());
    }

    private Counter counter(String name, String description, String model) {
        return Counter.builder(name)
                .description(description)
                .tag("model", model)
                .register(registry);
    }

    /** A run of a network. */
    void run(String model, int faces, long nanos) {
        DistributionSummary.builder("ambivalent.run.faces")
                .description("Faces in one run of a network")
                .tag("model", model)
                .serviceLevelObjectives(RUN_SIZES)
                .register(registry)
                .record(faces);
        Timer.builder("ambivalent.run")
                .description("Time of one run of a network")
                .tag("model", model)
                .serviceLevelObjectives(LATENCIES)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    /** A request that was sent away. */
    void refused(ProblemType why) {
        Counter.builder("ambivalent.refused")
                .description("Requests that were answered with a problem")
                .tag("problem", why.uri().substring(why.uri().lastIndexOf(':') + 1))
                .register(registry)
                .increment();
    }

    void voted(String kind) {
        Counter.builder("ambivalent.votes")
                .description("Rows added to the review store")
                .tag("kind", kind)
                .register(registry)
                .increment();
    }

    String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
