package org.ambivalent.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.FerPlusWriter;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.Split;
import org.ambivalent.predict.PredictionJson;
import org.jspecify.annotations.Nullable;

/** {@code /v1/review}: the queue, votes, and what they come to. */
final class ReviewRoutes {

    private static final String SOURCE = "/v1/review/sources/{source}";
    private static final int LARGEST_PAGE = 5000;
    private static final int PAGE = 500;

    private final @Nullable Review review;
    private final Bodies bodies;
    private final Metrics metrics;

    /** Without a review, every route says so. */
    ReviewRoutes(@Nullable Review review, Bodies bodies, Metrics metrics) {
        this.review = review;
        this.bodies = bodies;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/v1/review/sources",
                        ctx -> Json.answer(
                                ctx,
                                Map.of(
                                        "sources",
                                        review().all().stream()
                                                .map(ReviewRoutes::source)
                                                .toList()))),
                Route.get(SOURCE + "/queue", this::queue),
                Route.get(SOURCE + "/faces/{number}", this::face),
                Route.get(SOURCE + "/faces/{number}/image", this::image),
                Route.post(SOURCE + "/votes", this::vote),
                Route.get(SOURCE + "/votes", this::votes),
                Route.post(SOURCE + "/undo", this::undo),
                Route.get(SOURCE + "/progress", this::progress),
                Route.get(
                        SOURCE + "/agreement",
                        ctx -> Json.answer(ctx, of(ctx).ballots().look(ballots -> new Agreement(ballots).json()))),
                Route.get(SOURCE + "/export", this::export));
    }

    private Review review() {
        if (review == null) {
            throw new ProblemException(
                    ProblemType.NOT_READY,
                    "There is no review: start the service with " + Setting.STORE.option() + " votes.db and "
                            + Setting.REVIEW.option() + " PATH.");
        }
        return review;
    }

    private ReviewSource of(Context ctx) {
        return review().named(ctx.pathParam("source"));
    }

    private static Map<String, Object> source(ReviewSource source) {
        boolean ready = source.isReady();
        var json = new LinkedHashMap<String, Object>();
        json.put("name", source.name());
        json.put("kind", source.isCure() ? "cure" : "dataset");
        json.put("state", source.state());
        json.put("faces", ready ? source.order().length : 0);
        json.put("labels", ready ? source.labels().names() : List.of());
        json.put("judged", ready ? source.judged() : 0);
        if (ready) {
            source.ballots().look(ballots -> {
                json.put("votedFaces", ballots.faces().size());
                json.put("votes", present(ballots));
                json.put("reviewers", new TreeSet<>(ballots.reviewers()));
                return json;
            });
        } else {
            json.put("votedFaces", 0);
            json.put("votes", 0);
            json.put("reviewers", List.of());
        }
        json.put("leftOut", ready ? source.leftOut() : 0);
        json.put("note", source.note());
        return json;
    }

    private static int present(Ballots.View ballots) {
        return ballots.faces().values().stream().mapToInt(Map::size).sum();
    }

    private void queue(Context ctx) {
        var source = of(ctx);
        source.labels();
        var queue = new ReviewQueue(source, Query.of(ctx, ReviewQueue.PARAMETERS.toArray(String[]::new)));
        var page = queue.page();
        var json = new LinkedHashMap<String, Object>();
        json.put("total", page.total());
        json.put("next", page.more() ? page.numbers().get(page.numbers().size() - 1) : null);
        json.put("faces", source.ballots().look(ballots -> page.numbers().stream()
                .map(number -> {
                    var face = face(source, number, ballots);
                    face.put("mine", mine(source.face(number).id(), queue.reviewer(), ballots));
                    return face;
                })
                .toList()));
        Json.answer(ctx, json);
    }

    private static @Nullable Map<String, Object> mine(String face, @Nullable String reviewer, Ballots.View ballots) {
        var word = reviewer == null ? null : ballots.word(face, reviewer);
        return word == null ? null : Map.of("kind", word.kind().key(), "emotions", word.emotions());
    }

    private static Map<String, Object> face(ReviewSource source, int number, Ballots.View ballots) {
        var face = source.face(number);
        var suggestion = source.suggestion(number);
        var labels = source.labels();
        var json = new LinkedHashMap<String, Object>();
        json.put("number", number);
        json.put("id", face.id());
        json.put("split", face.split().toString());
        json.put("given", name(labels, source.given(number)));
        json.put(
                "suggested",
                suggestion == null
                        ? null
                        : labels.name(suggestion.distribution().top()));
        json.put("verdict", suggestion == null ? null : suggestion.verdict());
        json.put("score", suggestion == null ? null : PredictionJson.rounded(suggestion.score()));
        json.put("voters", ballots.voters(face.id()));
        json.put("image", "/v1/review/sources/" + source.name() + "/faces/" + number + "/image");
        return json;
    }

    private static @Nullable String name(LabelSet labels, OptionalInt label) {
        return label.isPresent() ? labels.name(label.getAsInt()) : null;
    }

    private void image(Context ctx) {
        var source = of(ctx);
        source.labels();
        int number = FaceImage.number(ctx);
        source.face(number);
        FaceImage.answer(ctx, source.dataset(), number);
    }

    private void face(Context ctx) {
        var source = of(ctx);
        source.labels();
        String name = Query.of(ctx, "reviewer").text("reviewer");
        String reviewer = name == null ? null : Reviewers.require(name);
        int number = FaceImage.number(ctx);
        var id = source.face(number).id();
        Json.answer(ctx, source.ballots().look(ballots -> {
            var json = face(source, number, ballots);
            json.put("datasetVotes", datasetVotes(source, number));
            json.put("suggestion", suggestion(source, number));
            json.put("reasons", reasons(source, number));
            json.put("mine", mine(id, reviewer, ballots));
            json.put("counted", counted(ballots.words(id), source.labels()));
            json.put(
                    "history",
                    ballots.history(id).stream()
                            .map(vote -> json(vote, source, ballots))
                            .toList());
            return json;
        }));
    }

    private static @Nullable Map<String, Integer> datasetVotes(ReviewSource source, int number) {
        var votes = source.peoplesVotes(number);
        return votes == null ? null : VoteCounts.json(votes, source.labels());
    }

    private static Map<String, Integer> counted(Collection<Vote> words, LabelSet labels) {
        var ballot = ReviewExport.Ballot.of(words, labels);
        var json = VoteCounts.json(ballot.votes(), labels);
        json.put("badCrop", ballot.badCrops());
        return json;
    }

    private static @Nullable Map<String, Double> suggestion(ReviewSource source, int number) {
        var suggestion = source.suggestion(number);
        return suggestion == null ? null : PredictionJson.distribution(source.labels(), suggestion.distribution());
    }

    private static List<String> reasons(ReviewSource source, int number) {
        var suggestion = source.suggestion(number);
        return suggestion == null ? List.of() : suggestion.reasons();
    }

    private static Map<String, Object> json(Vote vote, ReviewSource source, Ballots.View ballots) {
        var number = source.number(vote.face());
        var json = new LinkedHashMap<String, Object>();
        json.put("vote", vote.id());
        json.put("at", vote.at());
        json.put("reviewer", vote.reviewer());
        json.put("face", number.isPresent() ? number.getAsInt() : null);
        json.put("kind", vote.kind().key());
        json.put("emotions", vote.emotions());
        json.put("withdraws", vote.withdraws());
        json.put("counts", ballots.counts(vote));
        return json;
    }

    private void vote(Context ctx) {
        var source = of(ctx);
        var labels = source.labels();
        String key = key(ctx);
        try (var body = bodies.read(ctx, Bodies.SMALL)) {
            var node = Json.object(body.bytes());
            requireFields(node, "reviewer", "face", "id", "kind", "emotions");
            if (!node.path("face").isInt()) {
                throw Query.bad("face has to be the number of a face.");
            }
            String id = source.face(node.path("face").asInt()).id();
            if (!node.path("id").asText(id).equals(id)) {
                throw new ProblemException(
                        ProblemType.FACE_CHANGED,
                        "The dataset has changed, and this number is another face's now. Load the page again and look"
                                + " at the face once more.");
            }
            var kind = kind(node);
            var vote = new NewVote(
                    key,
                    source.id(),
                    id,
                    Reviewers.require(node.path("reviewer").asText()),
                    kind,
                    emotions(node, kind, labels));
            answer(ctx, Answers.of(review().store().add(vote, source.ballots()::add)), source);
        }
    }

    private static void requireFields(JsonNode node, String... known) {
        for (var names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!List.of(known).contains(name)) {
                throw Query.bad("\"" + Texts.shortened(name) + "\" is not understood here. There are: "
                        + String.join(", ", known));
            }
        }
    }

    private static VoteKind kind(JsonNode node) {
        return VoteKind.ofKey(node.path("kind").asText())
                .filter(kind -> kind != VoteKind.UNDO)
                .orElseThrow(() -> Query.bad("kind has to be one of emotions, unknown, not-a-face, bad-crop, skip."));
    }

    private static List<String> emotions(JsonNode node, VoteKind kind, LabelSet labels) {
        var chosen = new TreeSet<Integer>();
        for (JsonNode emotion : node.path("emotions")) {
            chosen.add(Query.emotion(emotion.asText(), labels));
        }
        if ((kind == VoteKind.EMOTIONS) == chosen.isEmpty()) {
            throw Query.bad("The kind emotions has one or several emotions, other kinds have none.");
        }
        return chosen.stream().map(labels::name).toList();
    }

    private static String key(Context ctx) {
        String key = ctx.header("Idempotency-Key");
        if (key == null || !key.matches("[\\x21-\\x7e]{8,100}")) {
            throw Query.bad(
                    "The header Idempotency-Key is needed, 8 to 100 printable characters without spaces, new for each"
                            + " vote: then a vote that is sent again counts once.");
        }
        return key;
    }

    private void undo(Context ctx) {
        var source = of(ctx);
        source.labels();
        String key = key(ctx);
        try (var body = bodies.read(ctx, Bodies.SMALL)) {
            var node = Json.object(body.bytes());
            requireFields(node, "reviewer", "vote");
            var wanted = node.path("vote");
            if (!wanted.isMissingNode() && !wanted.isNull() && !wanted.canConvertToExactIntegral()) {
                throw Query.bad("vote has to be the number of a vote.");
            }
            var undone = review().store()
                    .undo(
                            key,
                            source.id(),
                            Reviewers.require(node.path("reviewer").asText()),
                            wanted.isNumber() ? wanted.asLong() : null,
                            source.ballots()::add);
            answer(ctx, Answers.of(undone), source);
        }
    }

    private void answer(Context ctx, VoteStore.Stored stored, ReviewSource source) {
        if (!stored.repeated()) {
            metrics.voted(stored.vote().kind().key());
        }
        ctx.status(stored.repeated() ? 200 : 201);
        Json.answer(ctx, source.ballots().look(ballots -> json(stored.vote(), source, ballots)));
    }

    private void votes(Context ctx) {
        var source = of(ctx);
        source.labels();
        var query = Query.of(ctx, "after", "limit");
        long after = query.wholeLong("after", 0);
        int limit = query.whole("limit", PAGE, 1, LARGEST_PAGE);
        Json.answer(ctx, source.ballots().look(ballots -> {
            var rows = new ArrayList<Map<String, Object>>();
            long last = 0;
            boolean more = false;
            for (Vote vote : ballots.all()) {
                if (vote.id() > after) {
                    if (rows.size() == limit) {
                        more = true;
                        break;
                    }
                    rows.add(json(vote, source, ballots));
                    last = vote.id();
                }
            }
            var json = new LinkedHashMap<String, Object>();
            json.put("votes", rows);
            json.put("next", more ? last : null);
            return json;
        }));
    }

    private void progress(Context ctx) {
        var source = of(ctx);
        source.labels();
        Json.answer(ctx, source.ballots().look(ballots -> {
            var json = new LinkedHashMap<String, Object>();
            json.put("faces", source.order().length);
            json.put("votedFaces", ballots.faces().size());
            json.put(
                    "votedTwice",
                    ballots.faces().values().stream()
                            .filter(words -> words.size() > 1)
                            .count());
            json.put("votes", present(ballots));
            json.put(
                    "reviewers",
                    ballots.reviewers().stream()
                            .map(reviewer -> reviewer(reviewer, source, ballots))
                            .toList());
            return json;
        }));
    }

    private static Map<String, Object> reviewer(String reviewer, ReviewSource source, Ballots.View ballots) {
        var words = ballots.of(reviewer);
        long given = 0;
        long withGiven = 0;
        long suggested = 0;
        long withSuggested = 0;
        for (Vote vote : words.values()) {
            var number = source.number(vote.face());
            if (number.isPresent() && vote.kind() == VoteKind.EMOTIONS) {
                String label = name(source.labels(), source.given(number.getAsInt()));
                var suggestion = source.suggestion(number.getAsInt());
                given += label == null ? 0 : 1;
                withGiven += label != null && vote.emotions().contains(label) ? 1 : 0;
                suggested += suggestion == null ? 0 : 1;
                withSuggested += suggestion != null
                                && vote.emotions()
                                        .contains(source.labels()
                                                .name(suggestion.distribution().top()))
                        ? 1
                        : 0;
            }
        }
        var rows = ballots.all().stream()
                .filter(vote -> vote.reviewer().equals(reviewer))
                .toList();
        var json = new LinkedHashMap<String, Object>();
        json.put("reviewer", reviewer);
        json.put("voted", words.size());
        json.put("skipped", ballots.skippedBy(reviewer));
        json.put(
                "withdrawn",
                rows.stream().filter(vote -> vote.kind() == VoteKind.UNDO).count());
        json.put("agreesWithGiven", given == 0 ? null : (double) withGiven / given);
        json.put("agreesWithSuggested", suggested == 0 ? null : (double) withSuggested / suggested);
        json.put("last", rows.isEmpty() ? null : rows.get(rows.size() - 1).at());
        return json;
    }

    private void export(Context ctx) throws IOException {
        var source = of(ctx);
        source.labels();
        var query = Query.of(ctx, "format", "only", "combine", "split");
        String format = query.oneOf("format", "manifest", "manifest", "dataset", "ferplus");
        boolean only = query.oneOf("only", "all", "all", "voted").equals("voted");
        boolean add = query.oneOf("combine", "replace", "replace", "add").equals("add");
        var split = query.oneOf("split", "train", "train", "valid", "test");
        var dataset = ReviewExport.of(source, only, add);
        switch (format) {
            case "manifest" ->
                file(ctx, source.name() + "-reviewed.csv", "text/csv; charset=utf-8", ManifestWriter.text(dataset));
            case "ferplus" -> file(ctx, "label.csv", "text/csv; charset=utf-8", ferPlus(dataset, split));
            default -> zip(ctx, source.name(), dataset);
        }
    }

    private static String ferPlus(Dataset dataset, String split) {
        try {
            return FerPlusWriter.labels(dataset.split(Split.valueOf(split.toUpperCase(Locale.ROOT))));
        } catch (BadInputException e) {
            throw new ProblemException(ProblemType.NOT_READY, String.valueOf(e.getMessage()));
        }
    }

    private static void file(Context ctx, String name, String type, String text) {
        ctx.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
        ctx.contentType(type).result(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Written as it is made: it may be larger than memory should hold. */
    private static void zip(Context ctx, String name, Dataset dataset) throws IOException {
        ctx.header("Content-Disposition", "attachment; filename=\"" + name + "-reviewed.zip\"");
        ctx.contentType("application/zip");
        ManifestWriter.writeZip(dataset, ctx.outputStream());
    }
}
