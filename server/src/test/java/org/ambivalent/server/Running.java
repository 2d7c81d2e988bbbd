package org.ambivalent.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.FacePng;
import org.ambivalent.data.SampledFaces;

/** A real service on a free port, and a client. */
final class Running implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Service service;

    private Running(Map<Setting, String> options) {
        service =
                Service.start(ServeSettings.of(options, Map.of()), new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    /** With settings such as {@code "queue=4"}. */
    static Running with(String... settings) {
        return new Running(options(settings));
    }

    static Map<Setting, String> options(String... settings) {
        var options = new EnumMap<Setting, String>(Setting.class);
        options.put(Setting.PORT, "0");
        for (String setting : settings) {
            int at = setting.indexOf('=');
            options.put(Setting.ofKey(setting.substring(0, at)).orElseThrow(), setting.substring(at + 1));
        }
        return options;
    }

    /** Faces that nobody has. */
    static Dataset faces(int count) {
        return SampledFaces.defaults().withCounts(count, 0, 0).dataset();
    }

    static byte[] png(Dataset faces, int index) {
        return FacePng.of(faces.images().pixels(index), faces.images().shape());
    }

    Service service() {
        return service;
    }

    int port() {
        return service.port();
    }

    /** What was logged so far. */
    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String path) {
        return send(request(path));
    }

    HttpResponse<byte[]> post(String path, String type, byte[] body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    /** With a key of its own. */
    HttpResponse<byte[]> post(String path, String key, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(json)));
    }

    JsonNode json(String path) {
        return json(get(path));
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(new String(response.body(), StandardCharsets.UTF_8), e);
        }
    }

    /** Bytes as they are, on a connection of their own; what comes back until it is closed. */
    String wire(byte[] request) throws IOException {
        try (var socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // The answer may be there although not everything was taken.
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String wire(String request) throws IOException {
        return wire(request.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for what happens in the background. */
    void until(Check done) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!done.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It did not happen within 30 seconds. Log:\n" + log());
            }
            Thread.sleep(20);
        }
    }

    interface Check {
        boolean holds() throws Exception;
    }

    @Override
    public void close() {
        service.close();
    }
}
