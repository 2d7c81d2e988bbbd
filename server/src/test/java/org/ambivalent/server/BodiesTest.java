package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What those who send bodies can take from others: memory, threads, time. */
final class BodiesTest {

    private static final int SESSIONS = 16;

    private static Socket begun(Running service, String path, int length, String beginning) throws IOException {
        var socket = new Socket("127.0.0.1", service.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                                + length + "\r\n\r\n" + beginning)
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Not after it has come, for it would fill the memory of those who predict. */
    @Test
    void aTokenThatIsTooLongIsRefusedBeforeItComes() throws IOException {
        try (var service = Running.with("token=a-token-that-is-long-enough", "send-timeout=15");
                var socket = begun(service, "/v1/session", 200_000, "{")) {
            socket.setSoTimeout(10_000);
            assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("too-large");
        }
    }

    @Test
    void whoHasNoTokenKeepsNobodyElseFromBeingAnswered() throws Exception {
        try (var service = Running.with("token=a-token-that-is-long-enough", "send-timeout=15")) {
            var held = new ArrayList<Socket>();
            try {
                for (int i = 0; i < SESSIONS; i++) {
                    held.add(begun(service, "/v1/session", 50_000, "{"));
                }
                service.until(() -> sessionWith(service, "{}").startsWith("HTTP/1.1 503"));
                assertThat(service.get("/v1/about").statusCode()).isEqualTo(200);
            } finally {
                for (Socket socket : held) {
                    socket.close();
                }
            }
            service.until(() -> sessionWith(service, "{}").startsWith("HTTP/1.1 401"));
        }
    }

    private static String sessionWith(Running service, String body) throws IOException {
        try (var socket = begun(service, "/v1/session", body.length(), body)) {
            return answer(socket);
        }
    }

    /** A byte shortly before the end of the time does not begin it anew. */
    @Test
    void theTimeToSendEndsWhenItEnds() throws Exception {
        var limit = Duration.ofSeconds(3);
        try (var service = Running.with("send-timeout=" + limit.toSeconds());
                var socket = begun(service, "/v1/predict", 5000, "x")) {
            long start = System.nanoTime();
            Thread.sleep(limit.multipliedBy(4).dividedBy(5).toMillis());
            socket.getOutputStream().write('x');
            socket.getOutputStream().flush();
            assertThat(answer(socket)).startsWith("HTTP/1.1 408").contains("too-slow");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(limit.multipliedBy(3).dividedBy(2));
        }
    }
}
