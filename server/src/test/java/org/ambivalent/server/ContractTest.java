package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.Evaluation;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.PredictedFaces;
import org.ambivalent.data.ReadOptions;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.predict.Predictor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document is true: it names every route and no other, and every route answers as it says. */
final class ContractTest {

    private static final String REVIEW = "/v1/review/sources/mine";

    @TempDir
    private Path folder;

    private final JsonNode api = document();
    private final Set<String> visited = new HashSet<>();

    private static JsonNode document() {
        try {
            return Json.MAPPER.readTree(Service.class.getResourceAsStream("openapi.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyRouteAnswersAsTheDocumentSaysAndTheDocumentNamesNoOther() throws Exception {
        var faces = Running.faces(24);
        ManifestWriter.writeWithImages(faces, folder.resolve("mine"));
        evaluated(read(), folder.resolve("runs/good"));
        try (var service = Running.with(
                "store=" + folder.resolve("votes.db"),
                "review=" + folder.resolve("mine"),
                "runs=" + folder.resolve("runs"),
                "model=bundled,sure=" + Calibrated.write(folder.resolve("sure.onnx")))) {
            service.until(() ->
                    service.json("/v1/review/sources").at("/sources/0/judged").asInt() == 24);
            pages(service);
            models(service, Running.png(faces, 0));
            calibrated(service, faces);
            review(service);
            runs(service);
            inference(service, faces);
        }
        assertThat(visited).isEqualTo(documented());
        assertThat(documented()).isEqualTo(served());
    }

    private Dataset read() {
        return Datasets.read(folder.resolve("mine"), ReadOptions.defaults());
    }

    /** A run folder with a log and an evaluation. */
    private void evaluated(Dataset faces, Path run) throws IOException {
        Files.createDirectories(run);
        Files.writeString(
                run.resolve("settings.json"),
                "{\"settings\":{\"network\":\"small\",\"objective\":\"votes\",\"posterior\":\"deterministic\",\"epochs\":3,\"keep\":\"BEST\"},"
                        + "\"data\":\"mine\",\"dataHash\":\"x\",\"faces\":24,\"init\":null}");
        Files.writeString(run.resolve("log.jsonl"), epoch(1, 0.5, true) + epoch(2, 0.4, false));
        try (var predictor = Predictor.bundled()) {
            var predictions = predictor.predictCrops(faces.images());
            var evaluation = Evaluation.ofPredictions(faces, predictions, Bootstrap.seeded(1))
                    .with("split", "all")
                    .with("data", folder.resolve("mine").toString())
                    .with("images", "1,48,48");
            PredictedFaces.of(faces, predictions).write(run.resolve("predictions.csv"));
            Files.writeString(run.resolve("evaluation.json"), evaluation.toJson());
        }
    }

    private static String epoch(int number, double accuracy, boolean best) {
        return "{\"epoch\":" + number + ",\"trainLoss\":1.5,\"validCrossEntropy\":1.1,\"validAccuracy\":" + accuracy
                + ",\"validJensenShannon\":null,\"learningRate\":0.002,\"seconds\":1.5,\"imagesPerSecond\":400.0,\"best\":"
                + best + "}\n";
    }

    private void pages(Running service) throws IOException {
        for (String page : List.of("/", "/api", "/favicon.ico", "/v1/openapi.json", "/metrics", "/v1/about", "/v2")) {
            check(service.get(page), "get", page, 200);
        }
        check(service.get("/assets/api.css"), "get", "/assets/{file}", 200);
        check(service.get("/webjars/none/1/none.js"), "get", "/webjars/{file}", 404);
        check(service.get("/v2/health/live"), "get", "/v2/health/live", 200);
        check(service.get("/v2/health/ready"), "get", "/v2/health/ready", 200);
        check(
                service.send(service.request("/v1/session").POST(BodyPublishers.ofString("{\"token\":\"any\"}"))),
                "post",
                "/v1/session",
                204);
        check(service.send(service.request("/v1/session").DELETE()), "delete", "/v1/session", 204);
    }

    private void models(Running service, byte[] png) throws IOException {
        check(service.get("/v1/models"), "get", "/v1/models", 200);
        check(service.get("/v1/models/bundled"), "get", "/v1/models/{model}", 200);
        check(service.get("/v1/models/none"), "get", "/v1/models/{model}", 404);
        check(service.post("/v1/predict?annotate=true&detect=false", "image/png", png), "post", "/v1/predict", 200);
        check(
                service.post(
                        "/v1/predict",
                        Multipart.TYPE,
                        new Multipart()
                                .file("a", "a.png", png)
                                .file("b", "b", new byte[3])
                                .end()),
                "post",
                "/v1/predict",
                200);
        check(service.post("/v1/predict", "image/png", new byte[9]), "post", "/v1/predict", 415);
    }

    /** What a slider of the target risk relies on: the table and the score say what the model itself decides. */
    private void calibrated(Running service, Dataset faces) throws IOException {
        check(service.get("/v1/models/sure"), "get", "/v1/models/{model}", 200);
        check(service.get("/v2/models/sure"), "get", "/v2/models/{model}", 200);
        var calibration = service.json("/v1/models/sure").path("calibration");
        double threshold = calibration.path("abstention").path("threshold").asDouble();
        var row = StreamSupport.stream(calibration.at("/risks/table").spliterator(), false)
                .filter(entry -> entry.path("risk").asDouble() == 0.15)
                .findFirst()
                .orElseThrow();
        assertThat(row.path("threshold"))
                .isEqualTo(calibration.path("abstention").path("threshold"));
        assertThat(row.path("coverage").asDouble())
                .isEqualTo(calibration.path("abstention").path("coverage").asDouble());
        for (int i = 0; i < faces.size(); i++) {
            var answer = service.post("/v1/predict?detect=false&model=sure", "image/png", Running.png(faces, i));
            check(answer, "post", "/v1/predict", 200);
            var face = Running.json(answer).at("/images/0/faces/0");
            boolean abstains = face.path("abstains").asBoolean();
            assertThat(abstains)
                    .isEqualTo(face.path("doubtScore").asDouble() >= threshold
                            && !row.path("threshold").isNull());
            assertThat(face.path("reason").asText().contains("declines to answer"))
                    .isEqualTo(abstains);
            assertThat(face.path("set").isArray()).isTrue();
            assertThat(face.path("reason").asText()).contains("Its set ");
        }
    }

    private void review(Running service) throws IOException {
        String of = "/v1/review/sources/{source}";
        check(service.get("/v1/review/sources"), "get", "/v1/review/sources", 200);
        check(
                service.post(REVIEW + "/votes", "contract-1", word("ada", "\"emotions\",\"emotions\":[\"anger\"]")),
                "post",
                of + "/votes",
                201);
        check(
                service.post(REVIEW + "/votes", "contract-1", word("ada", "\"emotions\",\"emotions\":[\"anger\"]")),
                "post",
                of + "/votes",
                200);
        check(service.post(REVIEW + "/votes", "contract-2", word("ben", "\"unknown\"")), "post", of + "/votes", 201);
        check(service.post(REVIEW + "/votes", "contract-3", word("ben", "\"skip\"")), "post", of + "/votes", 201);
        check(service.post(REVIEW + "/undo", "contract-4", "{\"reviewer\":\"ben\"}"), "post", of + "/undo", 201);
        check(service.post(REVIEW + "/undo", "contract-5", "{\"reviewer\":\"cleo\"}"), "post", of + "/undo", 404);
        check(service.get(REVIEW + "/queue?reviewer=ada&state=mine"), "get", of + "/queue", 200);
        check(service.get(REVIEW + "/queue?limit=3"), "get", of + "/queue", 200);
        check(service.get(REVIEW + "/queue?limit=0"), "get", of + "/queue", 400);
        check(service.get(REVIEW + "/faces/3?reviewer=ada"), "get", of + "/faces/{number}", 200);
        check(service.get(REVIEW + "/faces/3/image"), "get", of + "/faces/{number}/image", 200);
        check(service.get(REVIEW + "/votes?limit=2"), "get", of + "/votes", 200);
        check(service.get(REVIEW + "/progress"), "get", of + "/progress", 200);
        check(service.get(REVIEW + "/agreement"), "get", of + "/agreement", 200);
        for (String format : List.of("manifest", "dataset", "ferplus")) {
            check(service.get(REVIEW + "/export?format=" + format), "get", of + "/export", 200);
        }
    }

    private static String word(String reviewer, String kind) {
        return "{\"reviewer\":\"" + reviewer + "\",\"face\":3,\"kind\":" + kind + "}";
    }

    private void runs(Running service) throws IOException {
        check(service.get("/v1/runs"), "get", "/v1/runs", 200);
        var run = service.json("/v1/runs").at("/runs/0");
        assertThat(run.path("name").asText()).isEqualTo("good");
        assertThat(run.path("state").asText()).isEqualTo("training");
        assertThat(run.path("accuracy").asDouble()).isEqualTo(0.5);
        String place = "/v1/runs/" + run.path("run").asText();
        check(service.get(place), "get", "/v1/runs/{run}", 200);
        check(service.get("/v1/runs/none"), "get", "/v1/runs/{run}", 404);
        check(service.get(place + "/log?after=1"), "get", "/v1/runs/{run}/log", 200);
        assertThat(service.json(place + "/log?after=1").path("epochs")).hasSize(1);
        String evaluation = "/v1/runs/{run}/evaluations/{evaluation}";
        place += "/evaluations/evaluation";
        check(service.get(place), "get", evaluation, 200);
        check(service.get(place + "/faces"), "get", evaluation + "/faces", 200);
        cells(service, place);
        check(service.get(place + "/faces/0/image"), "get", evaluation + "/faces/{number}/image", 200);
    }

    /** As many faces behind every cell as it says. */
    private static void cells(Running service, String place) {
        var figures = service.json(place);
        var labels = figures.path("dataset").path("labels");
        for (String protocol : List.of("majority", "all")) {
            for (int label = 0; label < labels.size(); label++) {
                for (int predicted = 0; predicted < labels.size(); predicted++) {
                    var faces = service.json(place + "/faces?protocol=" + protocol + "&label="
                            + labels.get(label).asText() + "&predicted="
                            + labels.get(predicted).asText());
                    assertThat(faces.path("total").asInt())
                            .isEqualTo(figures.path(protocol)
                                    .path("confusion")
                                    .get(label)
                                    .get(predicted)
                                    .asInt());
                }
            }
        }
        assertThat(figures.at("/majority/riskCoverage").size()).isBetween(2, 200);
        assertThat(figures.at("/majority/riskCoverage")
                        .get(figures.at("/majority/riskCoverage").size() - 1)
                        .path("coverage")
                        .asDouble())
                .isEqualTo(1);
    }

    private void inference(Running service, Dataset faces) throws IOException {
        check(service.get("/v2/models/bundled"), "get", "/v2/models/{model}", 200);
        check(service.get("/v2/models/bundled/ready"), "get", "/v2/models/{model}/ready", 200);
        var pixels = faces.images().pixels(0);
        var data = IntStream.range(0, pixels.length)
                .mapToObj(i -> Byte.toUnsignedInt(pixels[i]))
                .toList();
        String body =
                "{\"id\":\"42\",\"inputs\":[{\"name\":\"images\",\"shape\":[1,1,48,48],\"datatype\":\"UINT8\",\"data\":"
                        + data + "}],\"outputs\":[{\"name\":\"probabilities\"}],\"parameters\":{\"seed\":3}}";
        var answer =
                service.post("/v2/models/bundled/infer", "application/json", body.getBytes(StandardCharsets.UTF_8));
        check(answer, "post", "/v2/models/{model}/infer", 200);
        var shown = Running.json(service.post("/v1/predict?detect=false", "image/png", Running.png(faces, 0)));
        assertThat(Running.json(answer).at("/outputs/0/data/0").asDouble())
                .isCloseTo(shown.at("/images/0/faces/0/distribution/neutral").asDouble(), within(1e-5));
        var problem = service.post("/v2/models/bundled/infer", "application/json", new byte[] {'{', '}'});
        check(problem, "post", "/v2/models/{model}/infer", 400);
        assertThat(Running.json(problem).path("error").asText()).isNotBlank();
        for (String seed : List.of("\"abc\"", "1.7", "9223372036854775808")) {
            var asked = body.replace("\"seed\":3", "\"seed\":" + seed).getBytes(StandardCharsets.UTF_8);
            var refused = service.post("/v2/models/bundled/infer", "application/json", asked);
            check(refused, "post", "/v2/models/{model}/infer", 400);
            assertThat(Running.json(refused).path("error").asText()).contains("seed has to be a whole number");
        }
    }

    /** An answer of this status, which the document describes. */
    private void check(HttpResponse<byte[]> answer, String method, String path, int status) throws IOException {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.statusCode()).as(method + " " + path + ": " + text).isEqualTo(status);
        visited.add(method + " " + path);
        var operation = api.path("paths").path(path).path(method);
        var responses = operation.path("responses");
        var response = responses.has("" + status) ? responses.path("" + status) : responses.path("default");
        if (status >= 400) {
            assertThat(response).as(path).isEqualTo(responses.path("default"));
        }
        var content = response.path("content");
        if (content.isEmpty()) {
            assertThat(answer.body()).as(path).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElseThrow().split(";")[0];
        assertThat(content.has(type) || content.has("*/*"))
                .as(path + " answers " + type)
                .isTrue();
        var schema = content.path(type).path("schema");
        if (!schema.isMissingNode()) {
            assertThat(mistakes(schema, Json.MAPPER.readTree(answer.body())))
                    .as(method + " " + path)
                    .isEmpty();
        }
    }

    private List<String> mistakes(JsonNode schema, JsonNode answer) {
        var whole = (ObjectNode) schema.deepCopy();
        whole.set("components", api.path("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole).validate(answer).stream()
                .map(Object::toString)
                .toList();
    }

    private Set<String> documented() {
        var routes = new TreeSet<String>();
        api.path("paths").fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> routes.add(method + " " + path.getKey())));
        return routes;
    }

    /** What the service itself says it serves. */
    private static Set<String> served() {
        try (var service = Service.start(
                ServeSettings.of(Running.options(), Map.of()),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))) {
            var routes = new TreeSet<String>();
            for (Route route : service.routes()) {
                routes.add(route.method().name().toLowerCase(Locale.ROOT) + " "
                        + route.path().replace('<', '{').replace('>', '}'));
            }
            return routes;
        }
    }

    @Test
    void theDocumentKnowsWhichRoutesNeedNoToken() {
        try (var service = Service.start(
                ServeSettings.of(Running.options(), Map.of()),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))) {
            var open = new ArrayList<String>();
            for (Route route : service.routes()) {
                String path = route.path().replace('<', '{').replace('>', '}');
                var operation =
                        api.path("paths").path(path).path(route.method().name().toLowerCase(Locale.ROOT));
                if (route.open()
                        != (operation.has("security")
                                && operation.path("security").isEmpty())) {
                    open.add(path);
                }
            }
            assertThat(open).isEmpty();
        }
    }
}
