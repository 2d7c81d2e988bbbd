package org.ambivalent.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The workbench and the page of the API: files of the program itself, and of libraries on its class path. */
final class Pages {

    private static final String WEB = "web/";
    private static final String WEBJARS = "/META-INF/resources/webjars/";

    /** Names that cannot leave their folder. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_@-][A-Za-z0-9_.@-]*(/[A-Za-z0-9_@-][A-Za-z0-9_.@-]*)*");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", Json.TYPE),
            Map.entry("map", Json.TYPE),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    /** By resource; there are only as many as the program has files. */
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // written out, never compared
    private record Page(byte[] bytes, String type, String tag) {}

    List<Route> routes() {
        return List.of(
                Route.get("/", ctx -> answer(ctx, WEB + "index.html")).forEveryone(),
                Route.get("/api", ctx -> answer(ctx, WEB + "api.html")).forEveryone(),
                Route.get("/v1/openapi.json", ctx -> answer(ctx, "openapi.json"))
                        .forEveryone(),
                Route.get("/favicon.ico", ctx -> answer(ctx, WEB + "assets/favicon.svg"))
                        .forEveryone(),
                Route.get("/assets/<file>", ctx -> answer(ctx, WEB + "assets/" + plain(ctx)))
                        .forEveryone(),
                Route.get("/webjars/<file>", ctx -> answer(ctx, WEBJARS + plain(ctx)))
                        .forEveryone());
    }

    private static String plain(Context ctx) {
        String file = ctx.pathParam("file");
        if (!PLAIN.matcher(file).matches()) {
            throw missing();
        }
        return file;
    }

    private void answer(Context ctx, String resource) {
        var page = page(resource).orElseThrow(Pages::missing);
        ctx.header("Cache-Control", "no-cache");
        ctx.header("ETag", page.tag());
        if (page.tag().equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
        } else {
            ctx.contentType(page.type()).result(page.bytes());
        }
    }

    private Optional<Page> page(String resource) {
        var known = pages.get(resource);
        if (known != null) {
            return Optional.of(known);
        }
        var read = read(Pages.class.getResource(resource), resource);
        if (read == null) {
            return Optional.empty();
        }
        pages.put(resource, read);
        return Optional.of(read);
    }

    private static @Nullable Page read(@Nullable URL url, String resource) {
        String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        if (url == null || type == null) {
            return null;
        }
        try (InputStream in = Objects.requireNonNull(url.openStream())) {
            byte[] bytes = in.readAllBytes();
            return new Page(
                    bytes, type, "\"" + Integer.toHexString(Arrays.hashCode(bytes)) + "-" + bytes.length + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProblemException missing() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no such file.");
    }
}
