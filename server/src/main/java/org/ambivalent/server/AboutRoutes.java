package org.ambivalent.server;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.Version;

/** What pages ask first, and the sessions of browsers. */
final class AboutRoutes {

    private static final int SESSIONS_AT_ONCE = 16;
    private static final Duration TO_SEND = Duration.ofSeconds(2);

    private final ServeSettings settings;
    private final Guard guard;
    private final Models models;
    private final Bodies bodies;

    /** Anyone may try a token; nobody may fill the service with the attempt. */
    private final InFlight opening = new InFlight(SESSIONS_AT_ONCE);

    AboutRoutes(ServeSettings settings, Guard guard, Models models, Bodies bodies) {
        this.settings = settings;
        this.guard = guard;
        this.models = models;
        this.bodies = bodies;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/about", this::about).forEveryone(),
                Route.post("/v1/session", ctx -> opening.run(() -> open(ctx))).forEveryone(),
                Route.delete("/v1/session", this::close).forEveryone());
    }

    private void about(Context ctx) {
        boolean known = guard.knows(ctx);
        var json = new LinkedHashMap<String, Object>();
        json.put("name", "Ambivalent");
        json.put("version", Version.CURRENT);
        json.put("token", guard.needsToken());
        json.put("session", known);
        json.put("models", known ? models.all().stream().map(ServedModel::name).toList() : List.of());
        json.put("review", settings.review().store().isPresent());
        json.put("runs", !settings.runs().isEmpty());
        json.put("limits", limits());
        Json.answer(ctx, json);
    }

    private Map<String, Object> limits() {
        var limits = settings.limits();
        var json = new LinkedHashMap<String, Object>();
        json.put("bodyBytes", limits.body());
        json.put("pixels", limits.pixels());
        json.put("images", limits.images());
        json.put("faces", limits.faces());
        json.put("samples", limits.samples());
        return json;
    }

    private void open(Context ctx) {
        try (var body = bodies.read(ctx, Bodies.SMALL, TO_SEND)) {
            String token = Json.object(body.bytes()).path("token").asText();
            String session = guard.session(token)
                    .orElseThrow(() -> new ProblemException(ProblemType.NO_TOKEN, "This is not the token."));
            var cookie = new Cookie(Sessions.COOKIE, session);
            cookie.setPath("/");
            cookie.setHttpOnly(true);
            cookie.setSameSite(SameSite.STRICT);
            cookie.setMaxAge((int) Sessions.LENGTH.toSeconds());
            cookie.setSecure("https".equals(ctx.header("X-Forwarded-Proto")));
            ctx.cookie(cookie).status(204);
        }
    }

    private void close(Context ctx) {
        guard.forget(ctx.cookie(Sessions.COOKIE));
        ctx.removeCookie(Sessions.COOKIE, "/").status(204);
    }
}
