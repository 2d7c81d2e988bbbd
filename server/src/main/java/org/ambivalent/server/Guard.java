package org.ambivalent.server;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.ambivalent.data.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Who may call: requests name a host that the service is known by, do not come from another site's page, and show the token
 * where one is needed.
 */
final class Guard {

    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
            + " media-src 'self' blob: mediastream:; connect-src 'self'; font-src 'self'; manifest-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "Bearer ";

    private final Set<String> hosts = new HashSet<>(THIS_MACHINE);
    private final Set<String> origins;
    private final byte @Nullable [] token;
    private final Sessions sessions = new Sessions();

    Guard(ServeSettings.Access access) {
        hosts.add(bracketed(access.host().toLowerCase(Locale.ROOT)));
        hosts.addAll(access.hosts());
        origins = Set.copyOf(access.origins());
        token = access.token().map(Guard::digest).orElse(null);
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** What every answer says, also a problem's. */
    static void headers(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Cross-Origin-Opener-Policy", "same-origin");
        ctx.header("Cross-Origin-Resource-Policy", "same-origin");
        ctx.header("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
        ctx.header("Cache-Control", "no-store");
    }

    /** Sends away what asks for another host, such as a page whose name was made to point here. */
    void requireHost(Context ctx) {
        String host = ctx.header("Host");
        if (host == null || !isKnown(host.strip().toLowerCase(Locale.ROOT))) {
            throw new ProblemException(
                    ProblemType.WRONG_HOST,
                    "The request is for a host that this service is not known by. Who runs it can add a name with "
                            + Setting.ALLOW_HOST.option() + ".");
        }
    }

    private boolean isKnown(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']');
        return hosts.contains(host) || (port && hosts.contains(host.substring(0, colon)));
    }

    /** Sends away what a browser sends for a page of another site; tells a page that may call so. */
    void requireOrigin(Context ctx) {
        String origin = ctx.header("Origin");
        if (origin != null) {
            if (origins.contains(origin)) {
                ctx.header("Access-Control-Allow-Origin", origin);
                ctx.header("Access-Control-Expose-Headers", "Retry-After, X-Request-Id");
                ctx.header("Cross-Origin-Resource-Policy", "cross-origin");
                ctx.header("Vary", "Origin");
                return;
            }
            if (!isOwn(origin, ctx.header("Host"))) {
                throw wrongOrigin();
            }
            return;
        }
        String site = ctx.header("Sec-Fetch-Site");
        boolean elsewhere = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean opens = "navigate".equals(ctx.header("Sec-Fetch-Mode"))
                && ctx.req().getMethod().equals("GET");
        if (elsewhere && !opens) {
            throw wrongOrigin();
        }
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        return host != null
                && (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }

    private static ProblemException wrongOrigin() {
        return new ProblemException(
                ProblemType.WRONG_ORIGIN,
                "A page of another site asks. Who runs the service can allow it with " + Setting.ALLOW_ORIGIN.option()
                        + ".");
    }

    boolean needsToken() {
        return token != null;
    }

    /** Whether a request shows the token or the cookie of a session, or none is needed. */
    boolean knows(Context ctx) {
        if (token == null) {
            return true;
        }
        String header = ctx.header("Authorization");
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return isToken(header.substring(BEARER.length()).strip());
        }
        return sessions.holds(ctx.cookie(Sessions.COOKIE));
    }

    void requireToken(Context ctx) {
        if (!knows(ctx)) {
            ctx.header("WWW-Authenticate", "Bearer");
            throw new ProblemException(
                    ProblemType.NO_TOKEN, "Send the token of this service: Authorization: Bearer TOKEN");
        }
    }

    /** A session for who shows the token, or empty for others. */
    Optional<String> session(String shown) {
        return isToken(shown) ? Optional.of(sessions.open()) : Optional.empty();
    }

    void forget(@Nullable String session) {
        sessions.close(session);
    }

    /** Takes as long whatever was shown: digests are compared, all of them. */
    private boolean isToken(String shown) {
        return token == null || MessageDigest.isEqual(token, digest(shown));
    }

    private static byte[] digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII);
    }
}
