package org.ambivalent.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ambivalent.core.Decision;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Version;
import org.ambivalent.decide.Decisions;
import org.jspecify.annotations.Nullable;

/**
 * The Open Inference Protocol, version 2, with JSON tensors: faces that are cropped already. Bodies are read token by token, so
 * that deep or long ones take no more memory than the tensor that is asked for.
 */
final class InferRoutes {

    private static final String IMAGES = "images";
    private static final int MOST_FACES = 1024;
    private static final int LONGEST_ID = 200;
    private static final int BYTE = 255;

    /** Bytes of a part that is no tensor. */
    private static final int SHORT = 10_000;

    private final Models models;
    private final Bodies bodies;
    private final ServeSettings.Limits limits;
    private final InFlight inFlight;
    private final BooleanSupplier ready;

    InferRoutes(Models models, Bodies bodies, ServeSettings.Limits limits, InFlight inFlight, BooleanSupplier ready) {
        this.models = models;
        this.bodies = bodies;
        this.limits = limits;
        this.inFlight = inFlight;
        this.ready = ready;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v2", InferRoutes::server),
                Route.get("/v2/health/live", ctx -> Json.answer(ctx, Map.of("live", true)))
                        .forEveryone(),
                Route.get("/v2/health/ready", this::ready).forEveryone(),
                Route.get("/v2/models/{model}", ctx -> Json.answer(ctx, metadata(models.of(ctx)))),
                Route.get("/v2/models/{model}/ready", ctx -> {
                    models.of(ctx);
                    ready(ctx);
                }),
                Route.post("/v2/models/{model}/infer", ctx -> inFlight.run(() -> infer(ctx))));
    }

    private static void server(Context ctx) {
        Json.answer(ctx, Map.of("name", "ambivalent", "version", Version.CURRENT, "extensions", List.of()));
    }

    private void ready(Context ctx) {
        if (!ready.getAsBoolean()) {
            throw new ProblemException(ProblemType.STOPPING, "The service is starting or stopping.");
        }
        Json.answer(ctx, Map.of("ready", true));
    }

    private static Map<String, Object> metadata(ServedModel model) {
        var shape = model.shape();
        var json = new LinkedHashMap<String, Object>();
        json.put("name", model.name());
        json.put("versions", List.of(model.version()));
        json.put("platform", "onnx_onnxv1");
        json.put("inputs", List.of(described(IMAGES, "UINT8", -1, shape.channels(), shape.height(), shape.width())));
        json.put(
                "outputs",
                outputs(model).stream().map(output -> output.described(model)).toList());
        return json;
    }

    private static Map<String, Object> described(String name, String type, int... shape) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", name);
        json.put("datatype", type);
        json.put("shape", shape);
        return json;
    }

    /**
     * A tensor that can be asked for.
     *
     * @param perEmotion whether it has a second axis
     * @param values of one face
     */
    private record Output(String name, String type, boolean perEmotion, Function<Prediction, List<?>> values) {

        Map<String, Object> described(ServedModel model) {
            return perEmotion
                    ? InferRoutes.described(name, type, -1, model.labels().size())
                    : InferRoutes.described(name, type, -1);
        }

        Map<String, Object> json(List<Prediction> predictions, int emotions) {
            int faces = predictions.size();
            var json = new LinkedHashMap<String, Object>();
            json.put("name", name);
            json.put("datatype", type);
            json.put("shape", perEmotion ? List.of(faces, emotions) : List.of(faces));
            json.put(
                    "data",
                    predictions.stream()
                            .flatMap(prediction -> values.apply(prediction).stream())
                            .toList());
            return json;
        }
    }

    private static List<Output> outputs(ServedModel model) {
        var outputs = new ArrayList<Output>(List.of(
                new Output("probabilities", "FP32", true, InferRoutes::probabilities),
                new Output(
                        "aleatoric",
                        "FP32",
                        false,
                        p -> List.of((float) p.uncertainty().aleatoric())),
                new Output(
                        "epistemic",
                        "FP32",
                        false,
                        p -> List.of((float) p.uncertainty().epistemic())),
                new Output("doubt_score", "FP32", false, p -> List.of((float) Decisions.doubt(p))),
                new Output("abstains", "BOOL", false, p -> List.of(p.abstains()))));
        if (model.decisions().sets().isPresent()) {
            outputs.add(new Output("set", "BOOL", true, InferRoutes::set));
        }
        if (model.decisions().familiarity().isPresent()) {
            outputs.add(new Output(
                    "unfamiliarity",
                    "FP32",
                    false,
                    p -> List.of((float) p.unfamiliarity().orElseThrow())));
        }
        return outputs;
    }

    private static List<Float> probabilities(Prediction prediction) {
        return Arrays.stream(prediction.distribution().toArray())
                .mapToObj(p -> (float) p)
                .toList();
    }

    private static List<Boolean> set(Prediction prediction) {
        var set = prediction.decision().flatMap(Decision::set).orElseThrow();
        return IntStream.range(0, set.emotions()).mapToObj(set::contains).toList();
    }

    private void infer(Context ctx) {
        var model = models.of(ctx);
        try (var body = bodies.read(ctx)) {
            var asked = asked(Json.withoutMark(body.bytes()), model.shape());
            var chosen = outputs(model).stream()
                    .filter(output ->
                            asked.outputs().isEmpty() || asked.outputs().contains(output.name()))
                    .toList();
            requireKnown(asked.outputs(), chosen);
            var predictions = Answers.of(model.batcher().submit(asked.faces(), sampled(asked.parameters(), model)));
            Exchange.of(ctx).predicted(model.name(), predictions.size(), predictions.size());
            Json.answer(ctx, answer(model, asked, chosen, predictions));
        }
    }

    private static void requireKnown(Set<String> asked, List<Output> chosen) {
        if (!asked.isEmpty() && chosen.size() < asked.size()) {
            throw Query.bad("An output is asked for that this model does not have. See GET /v2/models/{model}.");
        }
    }

    private static Map<String, Object> answer(
            ServedModel model, Asked asked, List<Output> chosen, List<Prediction> predictions) {
        var json = new LinkedHashMap<String, Object>();
        json.put("model_name", model.name());
        json.put("model_version", model.version());
        if (asked.id() != null) {
            json.put("id", asked.id());
        }
        json.put(
                "outputs",
                chosen.stream()
                        .map(output -> output.json(predictions, model.labels().size()))
                        .toList());
        return json;
    }

    private Batcher.Sampled sampled(@Nullable JsonNode parameters, ServedModel model) {
        long samples = parameters == null ? 0 : whole(parameters, "samples", 0);
        if (samples < 0 || samples > limits.samples() || (samples > 1 && !model.isStochastic())) {
            throw Query.bad("samples may be 1 to " + limits.samples()
                    + ", and 1 for a model that gives the same answer every time.");
        }
        return new Batcher.Sampled(
                Math.toIntExact(samples), parameters == null ? model.seed() : whole(parameters, "seed", model.seed()));
    }

    private static long whole(JsonNode parameters, String name, long standard) {
        var node = parameters.path(name);
        if (node.isMissingNode()) {
            return standard;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw Query.bad("The parameter " + name + " has to be a whole number.");
        }
        return node.asLong();
    }

    /** What a body asks for. */
    private record Asked(
            @Nullable String id,
            List<byte[]> faces,
            Set<String> outputs,
            @Nullable JsonNode parameters) {}

    private Asked asked(byte[] body, ImageShape shape) {
        try (var json = Json.MAPPER.createParser(body)) {
            return asked(json, body, shape);
        } catch (IOException e) {
            throw Json.notJson(e);
        }
    }

    private Asked asked(JsonParser json, byte[] body, ImageShape shape) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT, "The body has to be a JSON object.");
        String id = null;
        List<byte[]> faces = List.of();
        Set<String> outputs = Set.of();
        JsonNode parameters = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "id" -> id = text(json, LONGEST_ID);
                case "inputs" -> faces = inputs(json, shape);
                case "outputs" -> outputs = names(json, body);
                case "parameters" -> parameters = small(json, body);
                default -> json.skipChildren();
            }
        }
        require(json.nextToken() == null, "Something stands behind the JSON object.");
        require(!faces.isEmpty(), "The input \"images\" is missing.");
        return new Asked(id, faces, outputs, parameters);
    }

    /** The one input that there is. */
    private List<byte[]> inputs(JsonParser json, ImageShape shape) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "inputs has to be an array.");
        require(json.nextToken() == JsonToken.START_OBJECT, "The input \"images\" is missing.");
        var faces = tensor(json, shape);
        require(json.nextToken() == JsonToken.END_ARRAY, "There is one input, \"images\".");
        return faces;
    }

    private List<byte[]> tensor(JsonParser json, ImageShape shape) throws IOException {
        List<Long> axes = List.of();
        String type = "";
        String name = "";
        Pixels pixels = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "name" -> name = text(json, LONGEST_ID);
                case "datatype" -> type = text(json, LONGEST_ID);
                case "shape" -> axes = axes(json);
                case "data" -> pixels = pixels(json, shape);
                default -> json.skipChildren();
            }
        }
        require(name.equals(IMAGES), "There is one input, \"images\".");
        require(type.equals("UINT8") || type.equals("FP32"), "images has to be of the datatype UINT8 or FP32.");
        require(pixels != null, "images has no data.");
        return faces(pixels, axes, shape);
    }

    private static List<byte[]> faces(@Nullable Pixels pixels, List<Long> axes, ImageShape shape) {
        int faces = pixels == null ? 0 : pixels.faces().size();
        boolean fits = axes.size() == 4
                && faces >= 1
                && axes.get(0) == faces
                && axes.get(1) == shape.channels()
                && axes.get(2) == shape.height()
                && axes.get(3) == shape.width();
        require(
                fits && pixels != null && pixels.count == (long) faces * shape.size(),
                "images has to be of the shape [faces, " + shape.channels() + ", " + shape.height() + ", "
                        + shape.width() + "], with as many numbers.");
        return pixels == null ? List.of() : pixels.faces();
    }

    private static List<Long> axes(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "shape has to be an array.");
        var axes = new ArrayList<Long>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(
                    json.currentToken() == JsonToken.VALUE_NUMBER_INT && axes.size() < 8,
                    "shape has to hold 4 numbers.");
            axes.add(json.getLongValue());
        }
        return axes;
    }

    /** Numbers that become faces as they come. */
    private static final class Pixels {

        private final int size;
        private final List<byte[]> all = new ArrayList<>();
        private long count;

        Pixels(int size) {
            this.size = size;
        }

        void add(double value) {
            require(value >= 0 && value <= BYTE, "The numbers of images are 0 to 255.");
            int at = (int) (count++ % size);
            if (at == 0) {
                all.add(new byte[size]);
            }
            all.get(all.size() - 1)[at] = (byte) Math.round(value);
        }

        List<byte[]> faces() {
            return all;
        }
    }

    private Pixels pixels(JsonParser json, ImageShape shape) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "data has to be an array.");
        var pixels = new Pixels(shape.size());
        int depth = 1;
        while (depth > 0) {
            var token = json.nextToken();
            if (token == JsonToken.START_ARRAY) {
                require(++depth <= 4, "data is nested too deep.");
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else {
                require(token != null && token.isNumeric(), "data has to hold numbers.");
                pixels.add(json.getDoubleValue());
                if (pixels.all.size() > MOST_FACES) {
                    throw new ProblemException(ProblemType.TOO_LARGE, "Send at most " + MOST_FACES + " faces at once.");
                }
            }
        }
        return pixels;
    }

    private static Set<String> names(JsonParser json, byte[] body) throws IOException {
        var names = new HashSet<String>();
        var tree = small(json, body);
        for (JsonNode output : tree) {
            names.add(output.path("name").asText());
        }
        require(tree.isArray(), "outputs has to be an array.");
        return names;
    }

    /** A tree of what has to be short: passed over first, so that a long one is never built. */
    private static JsonNode small(JsonParser json, byte[] body) throws IOException {
        int from = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        int to = (int) json.currentLocation().getByteOffset();
        require(to - from < SHORT, "outputs and parameters are short.");
        return Json.MAPPER.readTree(body, from, to - from);
    }

    private static String text(JsonParser json, int longest) throws IOException {
        require(
                json.currentToken() == JsonToken.VALUE_STRING && json.getTextLength() <= longest,
                "Names are texts of at most " + longest + " characters.");
        return json.getText();
    }

    private static void require(boolean holds, String detail) {
        if (!holds) {
            throw Query.bad(detail);
        }
    }
}
