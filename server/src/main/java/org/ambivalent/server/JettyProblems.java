package org.ambivalent.server;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Problems for requests that never reach a route, because they are no HTTP, too long, or come while the service stops. */
final class JettyProblems extends ErrorHandler {

    private final RequestLog log;

    JettyProblems(RequestLog log) {
        this.log = log;
    }

    static ProblemException problem(int status) {
        var type = ProblemType.of(status);
        String detail =
                switch (status) {
                    case 408 -> "The request was not sent in time.";
                    case 414 -> "The address is too long.";
                    case 431 -> "The headers are too long.";
                    case 503 -> "The service is stopping. Ask another one.";
                    default ->
                        status >= 500
                                ? "The log of the service says more."
                                : "The request is not HTTP as this service understands it.";
                };
        return new ProblemException(type, status, detail);
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        var exchange = new Exchange();
        if (code >= 500 && code != 503 && cause != null) {
            log.bug(exchange.id(), cause);
        }
        log.write(exchange.id(), code);
        var problem = problem(code);
        headers(response.getHeaders(), exchange.id());
        if (problem.type().retryAfter() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.type().retryAfter());
        }
        response.write(true, ByteBuffer.wrap(Json.bytes(problem.json(exchange.id()))), callback);
    }

    private static void headers(HttpFields.Mutable headers, String id) {
        headers.put(HttpHeader.CONTENT_TYPE, Json.PROBLEM);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", Guard.POLICY);
        headers.put("X-Request-Id", id);
    }
}
