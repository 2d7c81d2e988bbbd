package org.ambivalent.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ambivalent.core.BadInputException;

/** A JSON object a line about each request: what was asked and how it went, never what was sent. */
final class RequestLog implements AutoCloseable {

    private final PrintStream out;
    private final boolean ours;

    private RequestLog(PrintStream out, boolean ours) {
        this.out = out;
        this.ours = ours;
    }

    /**
     * A log as the settings name it.
     *
     * @param where a file, {@code -} or {@code none}
     * @param errors the error stream
     */
    static RequestLog open(String where, PrintStream errors) {
        if (where.equals("none")) {
            return new RequestLog(
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), true);
        }
        if (where.equals("-")) {
            return new RequestLog(errors, false);
        }
        try {
            var file = Files.newOutputStream(Path.of(where), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return new RequestLog(new PrintStream(file, false, StandardCharsets.UTF_8), true);
        } catch (IOException e) {
            throw new BadInputException(
                    where + ": cannot be written (" + e + "). Choose another " + Setting.LOG.option() + ", or none.",
                    e);
        }
    }

    void write(Context ctx) {
        var exchange = Exchange.of(ctx);
        var line = begin(exchange.id());
        line.put("method", ctx.req().getMethod());
        line.put("route", exchange.route());
        line.put("status", ctx.statusCode());
        line.put("ms", Math.round(exchange.milliseconds() * 10) / 10.0);
        line.put("bytes", exchange.bytes());
        if (!exchange.model().isEmpty()) {
            line.put("images", exchange.images());
            line.put("faces", exchange.faces());
            line.put("model", exchange.model());
        }
        write(line);
    }

    /** About a request that was no HTTP, or broke off before it had a route. */
    void write(String request, int status) {
        var line = begin(request);
        line.put("status", status);
        write(line);
    }

    /** About a bug of ours, so that it can be found again. */
    void bug(String request, Throwable thrown) {
        synchronized (out) {
            out.println("This is a bug in Ambivalent (request " + request + "). Please report it with what follows:");
            thrown.printStackTrace(out);
            out.flush();
        }
    }

    private static Map<String, Object> begin(String request) {
        var line = new LinkedHashMap<String, Object>();
        line.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("request", request);
        return line;
    }

    private void write(Map<String, Object> line) {
        var text = Json.bytes(line);
        synchronized (out) {
            out.write(text, 0, text.length);
            out.write('\n');
            out.flush();
        }
    }

    @Override
    public void close() {
        if (ours) {
            out.close();
        }
    }
}
