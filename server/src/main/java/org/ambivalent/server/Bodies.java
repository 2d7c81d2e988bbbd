package org.ambivalent.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpException;

/**
 * Reads what clients send: into memory alone, not more of it than was allowed to one and to all of them, and not for longer
 * than they were given.
 */
final class Bodies {

    private static final int UNIT = 1024;
    private static final int FIRST = 16 * UNIT;
    private static final long DRAIN_NANOS = 1_000_000_000L;

    private final ServeSettings.Limits limits;

    /** Units that are left. */
    private final Semaphore memory;

    Bodies(ServeSettings.Limits limits) {
        this.limits = limits;
        memory = new Semaphore((int) (limits.memory() / UNIT));
    }

    /** The bytes of a request, which count as held until they are closed. */
    final class Body implements AutoCloseable {

        private byte[] bytes = {};
        private int units;

        byte[] bytes() {
            return bytes;
        }

        private void grow(int length) {
            int more = (length + UNIT - 1) / UNIT - units;
            if (more > 0 && !memory.tryAcquire(more)) {
                throw new ProblemException(
                        ProblemType.TOO_BUSY,
                        "Other requests fill the memory that the service has for them. Try again in a second.");
            }
            units += Math.max(0, more);
            bytes = Arrays.copyOf(bytes, length);
        }

        @Override
        public void close() {
            memory.release(units);
            units = 0;
            bytes = new byte[0];
        }
    }

    /** Reads the whole body of a request. */
    Body read(Context ctx) {
        long length = ctx.req().getContentLengthLong();
        if (length > limits.body()) {
            drain(ctx);
            throw tooLarge();
        }
        var body = new Body();
        try {
            fill(body, ctx, length);
            Exchange.of(ctx).bytes(body.bytes.length);
            return body;
        } catch (RuntimeException e) {
            body.close();
            throw e;
        }
    }

    private void fill(Body body, Context ctx, long length) {
        long deadline = System.nanoTime() + limits.send().toNanos();
        int read = 0;
        try {
            var in = ctx.req().getInputStream();
            body.grow((int) Math.min(FIRST, length < 0 ? FIRST : length));
            while (true) {
                if (read == body.bytes.length) {
                    int next = in.read();
                    if (next < 0) {
                        break;
                    }
                    body.grow(larger(body.bytes.length, length));
                    body.bytes[read++] = (byte) next;
                }
                int some = in.read(body.bytes, read, body.bytes.length - read);
                if (some < 0) {
                    break;
                }
                read += some;
                if (System.nanoTime() > deadline) {
                    throw tooSlow();
                }
            }
        } catch (IOException | HttpException.RuntimeException e) {
            throw broken(e, deadline);
        }
        body.bytes = read == body.bytes.length ? body.bytes : Arrays.copyOf(body.bytes, read);
    }

    private int larger(int now, long length) {
        long wanted = length < 0 ? Math.max(FIRST, 2L * now) : Math.min(length, Math.max(FIRST, 2L * now));
        if (now >= limits.body()) {
            throw tooLarge();
        }
        return (int) Math.min(limits.body(), Math.max(now + 1L, wanted));
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                ProblemType.TOO_LARGE,
                "A request may have " + limits.body() + " bytes. Send fewer or smaller pictures.");
    }

    private ProblemException tooSlow() {
        return new ProblemException(
                ProblemType.TOO_SLOW,
                "The request was not sent within " + limits.send().toSeconds() + " seconds.");
    }

    /** A client that stops sending is told apart from one that goes away by the time. */
    private ProblemException broken(Exception e, long deadline) {
        boolean late = System.nanoTime() > deadline || isTimeout(e);
        return late
                ? tooSlow()
                : new ProblemException(ProblemType.BAD_REQUEST, "The body broke off or is not framed as HTTP asks.");
    }

    private static boolean isTimeout(Throwable e) {
        for (Throwable link = e; link != null; link = link.getCause()) {
            if (link instanceof java.util.concurrent.TimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** For a moment: who has sent everything reads the answer, who is cut off while sending often cannot. */
    private static void drain(Context ctx) {
        long end = System.nanoTime() + DRAIN_NANOS;
        var scrap = new byte[64 * UNIT];
        try (InputStream in = ctx.req().getInputStream()) {
            while (System.nanoTime() < end && in.read(scrap) >= 0) {
                // Forgotten.
            }
        } catch (IOException | HttpException.RuntimeException e) {
            // Nobody is left to be answered.
        }
    }
}
