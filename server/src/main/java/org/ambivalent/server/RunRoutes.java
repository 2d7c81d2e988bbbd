package org.ambivalent.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.ambivalent.data.PredictedFaces;
import org.ambivalent.data.PredictedFaces.PredictedFace;
import org.ambivalent.data.Protocol;
import org.ambivalent.predict.PredictionJson;
import org.jspecify.annotations.Nullable;

/** {@code /v1/runs}: trainings and evaluations side by side, and the faces behind their figures. */
final class RunRoutes {

    private static final String EVALUATION = "/v1/runs/{run}/evaluations/{evaluation}";
    private static final int LARGEST_PAGE = 500;
    private static final int PAGE = 50;

    private final Runs runs;
    private final EvaluatedFaces faces;

    RunRoutes(Runs runs, EvaluatedFaces faces) {
        this.runs = runs;
        this.faces = faces;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/v1/runs",
                        ctx -> Json.answer(
                                ctx,
                                Map.of(
                                        "runs",
                                        runs().all().values().stream()
                                                .map(RunFiles::json)
                                                .toList()))),
                Route.get("/v1/runs/{run}", this::run),
                Route.get("/v1/runs/{run}/log", this::log),
                Route.get(EVALUATION, ctx -> Json.answer(ctx, evaluation(ctx))),
                Route.get(EVALUATION + "/faces", this::faces),
                Route.get(EVALUATION + "/faces/{number}/image", this::image));
    }

    private Runs runs() {
        if (runs.isEmpty()) {
            throw new ProblemException(
                    ProblemType.NOT_READY,
                    "There are no runs to compare: start the service with " + Setting.RUNS.option() + " DIR.");
        }
        return runs;
    }

    private RunFiles of(Context ctx) {
        return runs().named(ctx.pathParam("run"));
    }

    private void run(Context ctx) {
        var run = of(ctx);
        var json = run.json();
        var settings = run.settings();
        json.put("settings", settings == null ? null : settings.get("settings"));
        Json.answer(ctx, json);
    }

    private void log(Context ctx) {
        int after = Query.of(ctx, "after").whole("after", 0, 0, Integer.MAX_VALUE);
        var progress = of(ctx).progress();
        var json = new LinkedHashMap<String, Object>();
        json.put("state", progress.state());
        json.put("planned", progress.planned());
        json.put(
                "epochs",
                progress.epochs().stream()
                        .filter(epoch -> epoch.path("epoch").asInt() > after)
                        .toList());
        Json.answer(ctx, json);
    }

    private JsonNode evaluation(Context ctx) {
        var evaluation = of(ctx).evaluation(ctx.pathParam("evaluation"));
        if (evaluation == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no such evaluation. See GET /v1/runs.");
        }
        return evaluation;
    }

    private PredictedFaces list(Context ctx) {
        var folder = of(ctx).evaluations().get(ctx.pathParam("evaluation"));
        if (folder == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no such evaluation. See GET /v1/runs.");
        }
        return faces.list(folder);
    }

    /** A face with its number in the list. */
    private record Numbered(int number, PredictedFace face, int label) {}

    private void faces(Context ctx) {
        var query = Query.of(ctx, "protocol", "label", "predicted", "order", "offset", "limit");
        var evaluation = evaluation(ctx);
        var list = list(ctx);
        var chosen = chosen(list, query);
        int offset = query.whole("offset", 0, 0, Integer.MAX_VALUE);
        int limit = query.whole("limit", PAGE, 1, LARGEST_PAGE);
        boolean images = faces.mayHaveImages(evaluation);
        var json = new LinkedHashMap<String, Object>();
        json.put("total", chosen.size());
        json.put("images", images);
        json.put(
                "faces",
                chosen.stream()
                        .skip(offset)
                        .limit(limit)
                        .map(face -> json(face, list.labels(), images ? ctx.path() : null))
                        .toList());
        Json.answer(ctx, json);
    }

    private static List<Numbered> chosen(PredictedFaces list, Query query) {
        var protocol = query.oneOf("protocol", "majority", "majority", "all").equals("all")
                ? Protocol.ALL_VOTES
                : Protocol.MAJORITY;
        var label = emotion(query, "label", list.labels());
        var predicted = emotion(query, "predicted", list.labels());
        var chosen = new ArrayList<Numbered>();
        for (int i = 0; i < list.faces().size(); i++) {
            var face = list.faces().get(i);
            var of = face.label(protocol);
            if (of.isPresent()
                    && (label.isEmpty() || label.getAsInt() == of.getAsInt())
                    && (predicted.isEmpty()
                            || predicted.getAsInt() == face.distribution().top())) {
                chosen.add(new Numbered(i, face, of.getAsInt()));
            }
        }
        chosen.sort(order(query.oneOf("order", "doubt", "doubt", "confidence", "number")));
        return chosen;
    }

    private static Comparator<Numbered> order(String name) {
        var byNumber = Comparator.comparingInt(Numbered::number);
        return switch (name) {
            case "doubt" ->
                Comparator.comparingDouble((Numbered face) -> -face.face().doubtScore())
                        .thenComparing(byNumber);
            case "confidence" ->
                Comparator.comparingDouble(
                                (Numbered face) -> -face.face().distribution().confidence())
                        .thenComparing(byNumber);
            default -> byNumber;
        };
    }

    private static OptionalInt emotion(Query query, String parameter, LabelSet labels) {
        String name = query.text(parameter);
        if (name == null) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Query.emotion(name, labels));
    }

    private static Map<String, Object> json(Numbered numbered, LabelSet labels, @Nullable String place) {
        var face = numbered.face();
        var p = face.distribution();
        var json = new LinkedHashMap<String, Object>();
        json.put("number", numbered.number());
        json.put("id", face.id());
        json.put("label", labels.name(numbered.label()));
        json.put("predicted", labels.name(p.top()));
        json.put("confidence", PredictionJson.rounded(p.confidence()));
        json.put("entropy", PredictionJson.rounded(p.entropy()));
        json.put("doubtScore", face.doubtScore());
        json.put("abstains", face.abstains());
        var distribution = PredictionJson.distribution(labels, p);
        distribution.values().removeIf(share -> share == 0);
        json.put("distribution", distribution);
        json.put("votes", votes(face.votes(), labels));
        json.put("image", place == null ? null : place + "/" + numbered.number() + "/image");
        return json;
    }

    private static @Nullable Map<String, Integer> votes(@Nullable Votes votes, LabelSet labels) {
        if (votes == null) {
            return null;
        }
        var json = VoteCounts.json(votes, labels);
        json.values().removeIf(count -> count == 0);
        return json;
    }

    private void image(Context ctx) {
        var list = list(ctx);
        int number = FaceImage.number(ctx);
        if (number >= list.faces().size()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no face of this number.");
        }
        var images = faces.images(evaluation(ctx));
        Integer index = images.numbers().get(list.faces().get(number).id());
        if (index == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "The dataset has no such face any more.");
        }
        FaceImage.answer(ctx, images.dataset(), index);
    }
}
