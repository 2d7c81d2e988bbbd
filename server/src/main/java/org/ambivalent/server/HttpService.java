package org.ambivalent.server;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import java.net.BindException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** HTTP around routes: who may call, problems, the log, limits of connections, and an orderly end. */
final class HttpService implements AutoCloseable {

    /** Threads for requests that are not predictions, and for the server itself. */
    private static final int OTHER_THREADS = 32;

    private static final int HEADER_BYTES = 16 * 1024;
    private static final long SWEEP_MILLIS = 20;

    private final ServeSettings settings;
    private final Guard guard;
    private final List<Route> routes;
    private final Metrics metrics;
    private final RequestLog log;
    private final Javalin javalin;

    /** Connections whose request is being answered. */
    private final Set<EndPoint> busy = ConcurrentHashMap.newKeySet();

    HttpService(ServeSettings settings, Guard guard, List<Route> routes, Metrics metrics, RequestLog log) {
        this.settings = settings;
        this.guard = guard;
        this.routes = List.copyOf(routes);
        this.metrics = metrics;
        this.log = log;
        javalin = Javalin.create(this::configure);
    }

    /** Listens; returns the port. */
    int start() {
        try {
            javalin.start();
            return javalin.port();
        } catch (RuntimeException e) {
            throw cannotListen(e);
        }
    }

    private RuntimeException cannotListen(RuntimeException e) {
        for (Throwable link = e; link != null; link = link.getCause()) {
            if (link instanceof BindException) {
                var access = settings.access();
                return new BadInputException(
                        access.host() + ":" + access.port() + " cannot be listened on (" + link.getMessage()
                                + "). Another process may use it: choose another " + Setting.PORT.option() + ", or 0.",
                        e);
            }
        }
        return e;
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.defaultContentType = Json.TYPE;
        config.jetty.threadPool = threads();
        config.jetty.modifyServer(this::configure);
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new JettyProblems(log)));
        config.requestLogger.http((ctx, millis) -> {
            log.write(ctx);
            metrics.answered(ctx);
        });
        config.routes.before(this::before);
        for (Route route : routes) {
            add(route, route.method(), config);
            if (route.method().equals(HandlerType.GET)) {
                // Left to the library, HEAD is answered 200 without asking anyone.
                add(route, HandlerType.HEAD, config);
            }
        }
        problems(config);
    }

    private void add(Route route, HandlerType method, JavalinConfig config) {
        config.routes.addEndpoint(Endpoint.create(method, route.path()).handler(ctx -> {
            Exchange.of(ctx).route(route.path());
            if (!route.open()) {
                guard.requireToken(ctx);
            }
            route.handler().handle(ctx);
        }));
    }

    private QueuedThreadPool threads() {
        int most = settings.limits().inFlight() + OTHER_THREADS;
        var threads = new QueuedThreadPool(most, Math.min(8, most));
        threads.setName("http");
        return threads;
    }

    private void configure(Server server) {
        server.setStopTimeout(settings.shutdown().toMillis());
        server.setErrorHandler(new JettyProblems(log));
        var http = new org.eclipse.jetty.server.HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.access().host());
        connector.setPort(settings.access().port());
        // Also how long a body may stand still, and how long an idle connection stays open.
        connector.setIdleTimeout(settings.limits().send().toMillis());
        connector.setShutdownIdleTimeout(settings.shutdown().toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(settings.limits().connections(), server));
    }

    private void before(Context ctx) {
        var exchange = Exchange.begin(ctx);
        hold(ctx);
        // Types say their own coding; images have none.
        ctx.res().setCharacterEncoding((String) null);
        Guard.headers(ctx);
        ctx.header("X-Request-Id", exchange.id());
        if (!ctx.path().startsWith("/v2/health/")) {
            guard.requireHost(ctx);
        }
        guard.requireOrigin(ctx);
        if (ctx.req().getMethod().equals("OPTIONS") && ctx.res().getHeader("Access-Control-Allow-Origin") != null) {
            preflight(ctx);
        }
    }

    /** Its connection is in use until it is answered. */
    private void hold(Context ctx) {
        var request = ServletContextRequest.getServletContextRequest(ctx.req());
        var connection = connection(ctx);
        busy.add(connection);
        Request.addCompletionListener(request, failure -> busy.remove(connection));
    }

    /** The connection that a request came on. */
    static EndPoint connection(Context ctx) {
        return ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    /** Browsers ask whether a page of another origin may ask. */
    private static void preflight(Context ctx) {
        ctx.header("Access-Control-Allow-Methods", "GET, POST, DELETE");
        ctx.header("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key");
        ctx.header("Access-Control-Max-Age", "600");
        ctx.status(204).skipRemainingHandlers();
    }

    private void problems(JavalinConfig config) {
        config.routes.exception(ProblemException.class, (e, ctx) -> answer(ctx, e));
        config.routes.exception(
                BadInputException.class,
                (e, ctx) -> answer(ctx, new ProblemException(ProblemType.NOT_READY, String.valueOf(e.getMessage()))));
        config.routes.exception(HttpResponseException.class, this::library);
        config.routes.exception(
                HttpException.RuntimeException.class, (e, ctx) -> answer(ctx, JettyProblems.problem(e.getCode())));
        config.routes.exception(Exception.class, (e, ctx) -> {
            log.bug(Exchange.of(ctx).id(), e);
            answer(
                    ctx,
                    new ProblemException(
                            ProblemType.BUG, "The log of the service says more, under the id of this request."));
        });
    }

    /** What the router says. */
    private void library(HttpResponseException e, Context ctx) {
        if (e.getStatus() == 405) {
            var methods = routes.stream()
                    .filter(route -> matches(route.path(), ctx.path()))
                    .map(route -> route.method().name())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            ctx.header("Allow", String.join(", ", methods));
            answer(
                    ctx,
                    new ProblemException(
                            ProblemType.WRONG_METHOD, "This address takes " + String.join(", ", methods) + "."));
        } else if (e.getStatus() == 404) {
            answer(ctx, new ProblemException(ProblemType.NOT_FOUND, "There is no such address. See /api."));
        } else {
            answer(ctx, JettyProblems.problem(e.getStatus()));
        }
    }

    /** Whether an address is one of a path with {@code {parameters}} and {@code <rests>}. */
    private static boolean matches(String path, String address) {
        String pattern = path.replaceAll("\\{[^}]+}", "[^/]+").replaceAll("<[^>]+>", ".+");
        return address.matches(pattern);
    }

    private void answer(Context ctx, ProblemException problem) {
        var json = problem.json(Exchange.of(ctx).id());
        if (ctx.path().startsWith("/v2")) {
            json.put("error", problem.detail());
        }
        if (problem.type().retryAfter() > 0) {
            ctx.header("Retry-After", Integer.toString(problem.type().retryAfter()));
        }
        if (problem.type() == ProblemType.TOO_SLOW) {
            ctx.header("Connection", "close");
        }
        metrics.refused(problem.type());
        ctx.status(problem.status()).contentType(Json.PROBLEM).result(Json.bytes(json));
    }

    /** Takes no more requests, waits for those in flight, and ends; those that take too long are cut off. */
    @Override
    public void close() {
        var sweeper = new Thread(this::closeIdleConnections, "closing");
        sweeper.setDaemon(true);
        sweeper.start();
        try {
            javalin.stop();
        } catch (JavalinException e) {
            // The time for requests in flight is over; the server has stopped nevertheless.
        } finally {
            sweeper.interrupt();
        }
    }

    /** Browsers keep connections open; the server would wait for them too. */
    private void closeIdleConnections() {
        var server = javalin.jettyServer().server();
        try {
            while (true) {
                for (var connector : server.getConnectors()) {
                    connector.getConnectedEndPoints().stream()
                            .filter(connection -> !busy.contains(connection))
                            .forEach(EndPoint::close);
                }
                Thread.sleep(SWEEP_MILLIS);
            }
        } catch (InterruptedException e) {
            // All is closed.
        }
    }
}
