package org.ambivalent.server;

import io.javalin.http.Context;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What the log says about one request; filled while it is answered. */
final class Exchange {

    private static final String ATTRIBUTE = "ambivalent.exchange";
    private static final String PROCESS = Long.toString(new SecureRandom().nextLong(36 * 36 * 36 * 36L), 36);
    private static final AtomicLong NEXT = new AtomicLong(1);

    private final String id = PROCESS + "-" + NEXT.getAndIncrement();
    private final long start = System.nanoTime();
    private String route = "";
    private String model = "";
    private long bytes;
    private int images;
    private int faces;

    /** That of a request, from its beginning on. */
    static Exchange begin(Context ctx) {
        var exchange = new Exchange();
        ctx.attribute(ATTRIBUTE, exchange);
        return exchange;
    }

    static Exchange of(Context ctx) {
        Exchange exchange = ctx.attribute(ATTRIBUTE);
        return exchange == null ? begin(ctx) : Objects.requireNonNull(exchange);
    }

    String id() {
        return id;
    }

    double milliseconds() {
        return (System.nanoTime() - start) / 1e6;
    }

    String route() {
        return route;
    }

    void route(String matched) {
        route = matched;
    }

    String model() {
        return model;
    }

    long bytes() {
        return bytes;
    }

    void bytes(long read) {
        bytes = read;
    }

    int images() {
        return images;
    }

    int faces() {
        return faces;
    }

    /** What was predicted. */
    void predicted(String name, int ofImages, int ofFaces) {
        model = name;
        images = ofImages;
        faces = ofFaces;
    }
}
