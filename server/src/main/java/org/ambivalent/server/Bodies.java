package org.ambivalent.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EndPoint;

/**
 * Reads what clients send: into memory alone, not more of it than was allowed to one and to all of them, and not for longer
 * than they were given.
 */
final class Bodies {

    /** Enough for a token or a vote. */
    static final int SMALL = 100_000;

    private static final int UNIT = 1024;
    private static final int FIRST = 16 * UNIT;
    private static final long DRAIN_NANOS = 1_000_000_000L;
    private static final long NANOS_IN_A_MILLI = 1_000_000L;

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
        return read(ctx, limits.body());
    }

    /** Reads the whole body of a request that needs no more bytes than these. */
    Body read(Context ctx, long most) {
        return read(ctx, most, limits.send());
    }

    /** The same in less time than others have. */
    Body read(Context ctx, long most, Duration time) {
        long length = ctx.req().getContentLengthLong();
        if (length > most) {
            drain(ctx);
            throw tooLarge(most);
        }
        var body = new Body();
        try {
            fill(body, ctx, length, most, time);
            Exchange.of(ctx).bytes(body.bytes.length);
            return body;
        } catch (RuntimeException e) {
            body.close();
            throw e;
        }
    }

    private void fill(Body body, Context ctx, long length, long most, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        var connection = HttpService.connection(ctx);
        int read = 0;
        try {
            var in = ctx.req().getInputStream();
            body.grow((int) Math.min(FIRST, length < 0 ? FIRST : length));
            while (true) {
                if (read == body.bytes.length) {
                    waitUntil(deadline, connection);
                    int next = in.read();
                    if (next < 0) {
                        break;
                    }
                    body.grow(larger(body.bytes.length, length, most));
                    body.bytes[read++] = (byte) next;
                }
                waitUntil(deadline, connection);
                int some = in.read(body.bytes, read, body.bytes.length - read);
                if (some < 0) {
                    break;
                }
                read += some;
                if (System.nanoTime() > deadline) {
                    throw tooSlow(time);
                }
            }
        } catch (IOException | HttpException.RuntimeException e) {
            throw broken(e, deadline, time);
        } finally {
            connection.setIdleTimeout(limits.send().toMillis());
        }
        body.bytes = read == body.bytes.length ? body.bytes : Arrays.copyOf(body.bytes, read);
    }

    /** A connection that stands still waits for its idle timeout, which would begin anew with every byte. */
    private static void waitUntil(long deadline, EndPoint connection) {
        connection.setIdleTimeout(Math.max(1, (deadline - System.nanoTime()) / NANOS_IN_A_MILLI));
    }

    private static int larger(int now, long length, long most) {
        long wanted = length < 0 ? Math.max(FIRST, 2L * now) : Math.min(length, Math.max(FIRST, 2L * now));
        if (now >= most) {
            throw tooLarge(most);
        }
        return (int) Math.min(most, Math.max(now + 1L, wanted));
    }

    private static ProblemException tooLarge(long most) {
        return new ProblemException(
                ProblemType.TOO_LARGE,
                "A request may have " + most + " bytes here"
                        + (most > SMALL ? ". Send fewer or smaller pictures." : "; nobody needs more."));
    }

    private static ProblemException tooSlow(Duration time) {
        return new ProblemException(
                ProblemType.TOO_SLOW, "The request was not sent within " + time.toSeconds() + " seconds.");
    }

    /** A client that stops sending is told apart from one that goes away by the time. */
    private static ProblemException broken(Exception e, long deadline, Duration time) {
        boolean late = System.nanoTime() > deadline || isTimeout(e);
        return late
                ? tooSlow(time)
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
    private void drain(Context ctx) {
        long end = System.nanoTime() + DRAIN_NANOS;
        var connection = HttpService.connection(ctx);
        var scrap = new byte[64 * UNIT];
        try (InputStream in = ctx.req().getInputStream()) {
            do {
                waitUntil(end, connection);
            } while (in.read(scrap) >= 0 && System.nanoTime() < end);
        } catch (IOException | HttpException.RuntimeException e) {
            // Whoever still listens is answered.
        } finally {
            connection.setIdleTimeout(limits.send().toMillis());
        }
    }
}
