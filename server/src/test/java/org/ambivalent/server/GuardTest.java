package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GuardTest {

    private static final String TOKEN = "a-token-that-is-long-enough";

    private static Running service;

    @BeforeAll
    static void start() {
        service =
                Running.with("token=" + TOKEN, "allow-host=faces.example.org", "allow-origin=https://lab.example.org");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** Each would be kept until the service ends, whoever sends them. */
    @Test
    void methodsThatNobodyKnowsAreCountedAsOne() throws IOException {
        for (int i = 0; i < 3; i++) {
            service.wire("FROB" + i + " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        }
        var asked = service.request("/metrics").header("Authorization", "Bearer " + TOKEN);
        assertThat(new String(service.send(asked).body(), StandardCharsets.UTF_8))
                .contains("method=\"other\"")
                .doesNotContain("FROB");
    }

    @Test
    void withoutTheTokenNothingIsToldButWhatPagesNeedToAskForIt() {
        for (String path : new String[] {"/v1/models", "/metrics", "/v2", "/v2/models/bundled", "/v1/runs"}) {
            var answer = service.get(path);

            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(Running.json(answer).path("type").asText()).endsWith("no-token");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        for (String path : new String[] {"/", "/api", "/v1/about", "/v1/openapi.json", "/v2/health/ready"}) {
            assertThat(service.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(service.json("/v1/about").path("models")).isEmpty();
    }

    /** It asks what GET would answer, and so is answered like it, without the body. */
    @Test
    void headIsAnsweredLikeGet() {
        assertThat(head("/v1/models", "Bearer wrong")).isEqualTo(401);
        assertThat(head("/v1/models", "Bearer " + TOKEN)).isEqualTo(200);
        assertThat(head("/webjars/none", "Bearer " + TOKEN)).isEqualTo(404);
        assertThat(head("/v1/runs", "Bearer " + TOKEN)).isEqualTo(409);
        assertThat(head("/v2/health/ready", "Bearer wrong")).isEqualTo(200);
        var answer = service.send(service.request("/v1/about").method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        var refused = service.send(service.request("/v1/about").POST(BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    private static int head(String path, String authorization) {
        return service.send(service.request(path)
                        .header("Authorization", authorization)
                        .method("HEAD", BodyPublishers.noBody()))
                .statusCode();
    }

    @Test
    void theTokenOpensAndAnyOtherDoesNot() {
        assertThat(status("/v1/models", "Bearer " + TOKEN)).isEqualTo(200);
        assertThat(status("/v1/models", "bearer " + TOKEN)).isEqualTo(200);
        assertThat(status("/v1/models", "Bearer " + TOKEN + "x")).isEqualTo(401);
        assertThat(status("/v1/models", "Bearer ")).isEqualTo(401);
        assertThat(status("/v1/models", "Basic " + TOKEN)).isEqualTo(401);
    }

    private static int status(String path, String authorization) {
        return service.send(service.request(path).header("Authorization", authorization))
                .statusCode();
    }

    @Test
    void aBrowserShowsTheTokenOnceAndThenItsCookieUntilItForgetsIt() {
        assertThat(session("wrong").statusCode()).isEqualTo(401);
        var opened = session(TOKEN);
        String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
        String pair = cookie.split(";", 2)[0];

        assertThat(opened.statusCode()).isEqualTo(204);
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
        assertThat(cookie).doesNotContain(TOKEN);
        assertThat(service.send(service.request("/v1/models").header("Cookie", pair))
                        .statusCode())
                .isEqualTo(200);
        service.send(service.request("/v1/session").header("Cookie", pair).DELETE());
        assertThat(service.send(service.request("/v1/models").header("Cookie", pair))
                        .statusCode())
                .isEqualTo(401);
    }

    private static HttpResponse<byte[]> session(String token) {
        return service.send(
                service.request("/v1/session").POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}")));
    }

    @Test
    void theTokenIsNeverLogged() {
        status("/v1/models?token=" + TOKEN, "Bearer " + TOKEN);
        session(TOKEN);

        assertThat(service.log()).contains("/v1/models").doesNotContain(TOKEN);
    }

    @Test
    void answersOnlyUnderNamesItIsKnownBy() throws IOException {
        assertThat(asHost("127.0.0.1:" + service.port())).startsWith("HTTP/1.1 200");
        assertThat(asHost("LOCALHOST:" + service.port())).startsWith("HTTP/1.1 200");
        assertThat(asHost("[::1]:9")).startsWith("HTTP/1.1 200");
        assertThat(asHost("faces.example.org")).startsWith("HTTP/1.1 200");
        assertThat(asHost("rebound.example.com")).startsWith("HTTP/1.1 403").contains("wrong-host");
        assertThat(asHost("localhost.example.com")).startsWith("HTTP/1.1 403");
        assertThat(asHost("127.0.0.1.example.com:80")).startsWith("HTTP/1.1 403");
    }

    private static String asHost(String host) throws IOException {
        return service.wire("GET /v1/about HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void refusesPagesOfOtherSitesButThoseThatWereAllowed() throws IOException {
        String own = "Origin: http://127.0.0.1:" + service.port();

        assertThat(with(own)).startsWith("HTTP/1.1 200");
        assertThat(with("Origin: http://127.0.0.1:1"))
                .startsWith("HTTP/1.1 403")
                .contains("wrong-origin");
        assertThat(with("Origin: null")).startsWith("HTTP/1.1 403");
        assertThat(with("Origin: https://lab.example.org"))
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: https://lab.example.org");
        assertThat(with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors"))
                .startsWith("HTTP/1.1 403");
        assertThat(with("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors")).startsWith("HTTP/1.1 403");
        assertThat(with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate"))
                .startsWith("HTTP/1.1 200");
        assertThat(with("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors")).startsWith("HTTP/1.1 200");
    }

    private static String with(String headers) throws IOException {
        return service.wire("GET /v1/about HTTP/1.1\r\nHost: 127.0.0.1:" + service.port() + "\r\n" + headers
                + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void tellsBrowsersWhichOtherPagesMayAsk() throws IOException {
        String asks = "OPTIONS /v1/predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Access-Control-Request-Method: POST\r\nOrigin: ";

        assertThat(service.wire(asks + "https://lab.example.org\r\n\r\n"))
                .startsWith("HTTP/1.1 204")
                .contains("Access-Control-Allow-Headers: Authorization");
        assertThat(service.wire(asks + "https://evil.example.org\r\n\r\n")).startsWith("HTTP/1.1 403");
    }

    @Test
    void everyAnswerKeepsBrowsersFromGuessingAndEmbedding() {
        for (String path : new String[] {"/", "/v1/about", "/v1/models", "/nothing"}) {
            var headers = service.get(path).headers();

            assertThat(headers.firstValue("Content-Security-Policy")).as(path).contains(Guard.POLICY);
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
            assertThat(headers.firstValue("X-Request-Id")).isPresent();
            assertThat(headers.firstValue("Server")).isEmpty();
        }
    }
}
