package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies of the Open Inference Protocol at their edges. */
final class InferTest {

    private static final String PIXELS =
            IntStream.range(0, 48 * 48).mapToObj(i -> "7").collect(Collectors.joining(","));

    private static Running service;

    @BeforeAll
    static void start() {
        service = Running.with();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String body(String id, String faces) {
        return "{\"id\":\"" + id + "\",\"inputs\":[{\"name\":\"images\",\"shape\":[" + faces
                + ",1,48,48],\"datatype\":\"UINT8\",\"data\":[" + PIXELS + "]}],\"parameters\":{\"seed\":3}}";
    }

    private static HttpResponse<byte[]> asked(String body, Charset charset) {
        return service.post("/v2/models/bundled/infer", "application/json", body.getBytes(charset));
    }

    private static String problem(String body) {
        return PredictRouteTest.problem(asked(body, StandardCharsets.UTF_8));
    }

    @Test
    void anIdComesBackAsItWasSent() {
        String id = "x".repeat(199) + "y";
        assertThat(Running.json(asked(body(id, "1"), StandardCharsets.UTF_8))
                        .path("id")
                        .asText())
                .isEqualTo(id);
        assertThat(problem(body(id + "z", "1"))).isEqualTo("400 bad-request");
    }

    @Test
    void aMarkInFrontOfUtf8SaysNothing() {
        assertThat(asked("\uFEFF" + body("1", "1"), StandardCharsets.UTF_8).statusCode())
                .isEqualTo(200);
    }

    @Test
    void bodiesAreUtf8() {
        for (Charset other :
                new Charset[] {StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("UTF-32")}) {
            assertThat(PredictRouteTest.problem(asked(body("1", "1"), other)))
                    .as(other.name())
                    .isEqualTo("400 bad-request");
        }
    }

    @Test
    void aShapeIsThatOfItsNumbersHoweverLargeItIs() {
        for (String faces : new String[] {"0", "-1", "2", "72057594037927937", "99999999999999999999"}) {
            assertThat(problem(body("1", faces))).as(faces).isEqualTo("400 bad-request");
        }
    }

    @Test
    void nothingStandsBehindTheObject() {
        assertThat(problem(body("1", "1") + " {}")).isEqualTo("400 bad-request");
        assertThat(problem(body("1", "1") + "x")).isEqualTo("400 bad-request");
        assertThat(asked(body("1", "1") + " \n", StandardCharsets.UTF_8).statusCode())
                .isEqualTo(200);
    }
}
