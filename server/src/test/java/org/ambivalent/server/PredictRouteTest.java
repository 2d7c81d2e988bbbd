package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.FacePng;
import org.ambivalent.predict.Predictor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PredictRouteTest {

    private static final String WHOLE = "/v1/predict?detect=false";

    private static Running service;
    private static Dataset faces;

    @BeforeAll
    static void start() {
        service = Running.with("image-limit=4", "pixel-limit=1", "body-limit=2", "queue=64", "face-limit=10");
        faces = Running.faces(40);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void manyClientsAtOnceGetWhatEachWouldGetAlone() {
        var clients = Executors.newFixedThreadPool(16);
        try (var alone = Predictor.bundled()) {
            var expected = alone.predictCrops(faces.images());
            var answers = IntStream.range(0, 4 * faces.size())
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> service.post(WHOLE, "image/png", Running.png(faces, i % faces.size())), clients))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                var answer = answers.get(i).join();
                assertThat(answer.statusCode()).isEqualTo(200);
                var shares = Running.json(answer).at("/images/0/faces/0/distribution");
                var p = expected.get(i % faces.size()).distribution();
                for (int k = 0; k < p.size(); k++) {
                    assertThat(shares.path(faces.labels().name(k)).asDouble())
                            .isCloseTo(p.probability(k), within(1e-5));
                }
            }
        } finally {
            clients.shutdown();
        }
        assertThat(facesInARun()).isGreaterThan(1.2);
    }

    /** On average: more than one if clients shared runs. */
    private static double facesInARun() {
        String metrics = new String(service.get("/metrics").body(), StandardCharsets.UTF_8);
        return value(metrics, "ambivalent_run_faces_sum") / value(metrics, "ambivalent_run_faces_count");
    }

    private static double value(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void answersManyImagesInTheirOrderAndABadOneAmongThemWithItsProblem() {
        var body = new Multipart()
                .file("a", "../../etc/first.png", Running.png(faces, 0))
                .file("b", "C:\\photos\\second.png", "no image".getBytes(StandardCharsets.UTF_8))
                .file("a", "third.png", Running.png(faces, 2))
                .field("detect", "false")
                .end();

        var images =
                Running.json(service.post("/v1/predict", Multipart.TYPE, body)).path("images");

        assertThat(names(images)).containsExactly("first.png", "second.png", "third.png");
        assertThat(images.at("/0/faces")).hasSize(1);
        assertThat(images.at("/1/problem/type").asText()).endsWith("not-an-image");
        assertThat(images.at("/1").has("faces")).isFalse();
        assertThat(images.at("/2/faces/0/reason").asText()).isNotBlank();
    }

    private static List<String> names(JsonNode images) {
        var names = new ArrayList<String>();
        images.forEach(image -> names.add(image.path("file").asText()));
        return names;
    }

    @Test
    void findsFacesAndDrawsThemIn() {
        byte[] sheet = sheet();

        var image = Running.json(service.post("/v1/predict?annotate=true", "image/png", sheet))
                .at("/images/0");

        assertThat(image.path("found").asInt()).isGreaterThan(0);
        assertThat(image.path("faces").size())
                .isEqualTo(Math.min(10, image.path("found").asInt()));
        assertThat(image.path("annotated").asText()).startsWith("data:image/png;base64,iVBOR");
    }

    /** Two faces, large, on grey. */
    private static byte[] sheet() {
        var canvas = new BufferedImage(600, 300, BufferedImage.TYPE_BYTE_GRAY);
        var graphics = canvas.createGraphics();
        graphics.setColor(Color.GRAY);
        graphics.fillRect(0, 0, 600, 300);
        for (int i = 0; i < 2; i++) {
            try {
                var face = ImageIO.read(new ByteArrayInputStream(Running.png(faces, i)));
                graphics.drawImage(face, 60 + 300 * i, 60, 180, 180, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        graphics.dispose();
        return FacePng.of(canvas);
    }

    @Test
    void limitsAreHeldAndSaid() {
        var many = new Multipart();
        for (int i = 0; i < 5; i++) {
            many.file("f", "f.png", Running.png(faces, 0));
        }
        byte[] large = FacePng.of(new BufferedImage(1100, 1000, BufferedImage.TYPE_BYTE_GRAY));

        assertThat(problem(service.post("/v1/predict", Multipart.TYPE, many.end())))
                .isEqualTo("413 too-large");
        assertThat(problem(service.post("/v1/predict", "image/png", large))).isEqualTo("413 too-large");
        assertThat(problem(service.post("/v1/predict", "image/png", new byte[2_000_001])))
                .isEqualTo("413 too-large");
        assertThat(problem(service.post("/v1/predict?samples=5", "image/png", Running.png(faces, 0))))
                .isEqualTo("400 bad-request");
        assertThat(problem(service.post("/v1/predict?sample=5", "image/png", Running.png(faces, 0))))
                .isEqualTo("400 bad-request");
        assertThat(problem(service.post("/v1/predict?model=other", "image/png", Running.png(faces, 0))))
                .isEqualTo("404 not-found");
        assertThat(problem(service.post("/v1/predict", "text/plain", new byte[3])))
                .isEqualTo("415 wrong-type");
    }

    static String problem(HttpResponse<byte[]> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        var json = Running.json(answer);
        assertThat(json.path("status").asInt()).isEqualTo(answer.statusCode());
        assertThat(json.path("detail").asText()).isNotBlank();
        String type = json.path("type").asText();
        return answer.statusCode() + " " + type.substring(type.lastIndexOf(':') + 1);
    }
}
