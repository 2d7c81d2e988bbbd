package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class ShutdownTest {

    @Test
    void aRequestInFlightIsFinishedAndNoNewOneIsTaken() throws Exception {
        var service = Running.with("send-timeout=10", "shutdown-timeout=10");
        byte[] png = Running.png(Running.faces(1), 0);
        try (var socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            out.write(
                    ("POST /v1/predict?detect=false HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
                                    + png.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(png, 0, png.length / 2);
            out.flush();
            service.until(() -> new String(service.get("/metrics").body(), StandardCharsets.UTF_8)
                    .contains("ambivalent_requests_in_flight 1.0"));
            var closing = CompletableFuture.runAsync(service::close);
            Thread.sleep(300);

            assertThat(closing).isNotDone();
            assertThat(answersAnew(service.port())).isFalse();
            out.write(png, png.length / 2, png.length - png.length / 2);
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("\"distribution\"");
            closing.join();
        }
    }

    /** Whether a new connection gets an answer that is no refusal. */
    private static boolean answersAnew(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream()
                    .write("GET /v1/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void moreThanItCanDoIsAnsweredAtOnceWithWhenToComeBack() throws Exception {
        byte[] png = Running.png(Running.faces(1), 0);
        try (var service = Running.with("in-flight=2", "queue=2", "face-limit=2")) {
            var clients = Executors.newFixedThreadPool(30);
            var answers = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
            for (int i = 0; i < 300; i++) {
                answers.add(CompletableFuture.supplyAsync(
                        () -> service.post("/v1/predict?detect=false", "image/png", png), clients));
            }
            int refused = 0;
            for (var answer : answers) {
                var response = answer.join();
                assertThat(response.statusCode()).isIn(200, 503);
                if (response.statusCode() == 503) {
                    refused++;
                    assertThat(response.headers().firstValue("Retry-After")).contains("1");
                    assertThat(PredictRouteTest.problem(response)).isIn("503 too-busy", "503 queue-full");
                }
            }
            clients.shutdown();
            assertThat(refused).isBetween(1, 299);
            assertThat(service.post("/v1/predict?detect=false", "image/png", png)
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
