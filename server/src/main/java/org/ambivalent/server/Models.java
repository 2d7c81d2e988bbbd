package org.ambivalent.server;

import io.javalin.http.Context;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models that are served, the default first. */
final class Models implements AutoCloseable {

    private final Map<String, ServedModel> byName = new LinkedHashMap<>();

    private Models() {}

    /** Opens all of them, or none. */
    static Models open(ServeSettings.ModelSettings settings, Metrics metrics) {
        var models = new Models();
        try {
            for (NamedPath file : settings.files()) {
                models.add(ServedModel.open(file, settings, metrics), metrics);
            }
            return models;
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    private void add(ServedModel model, Metrics metrics) {
        byName.put(model.name(), model);
        var tags = Tags.of("model", model.name());
        metrics.gauge("ambivalent.queue.faces", "Faces that wait for a network", tags, () -> model.batcher()
                .waiting());
        metrics.gauge("ambivalent.model.info", "Which model is served", tags.and("version", model.version()), () -> 1);
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/v1/models",
                        ctx -> Json.answer(
                                ctx,
                                Map.of(
                                        "models",
                                        all().stream().map(ServedModel::json).toList()))),
                Route.get("/v1/models/{model}", ctx -> Json.answer(ctx, of(ctx).json())));
    }

    List<ServedModel> all() {
        return new ArrayList<>(byName.values());
    }

    ServedModel standard() {
        return all().get(0);
    }

    /** The model that the path of a request names. */
    ServedModel of(Context ctx) {
        return named(ctx.pathParam("model"));
    }

    /** A model, or the default for null. */
    ServedModel named(@Nullable String name) {
        if (name == null) {
            return standard();
        }
        var model = byName.get(name);
        if (model == null) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND,
                    "There is no model of this name. There are: " + String.join(", ", byName.keySet()));
        }
        return model;
    }

    @Override
    public void close() {
        byName.values().forEach(ServedModel::close);
    }
}
