package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.ReadOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A review from its first look to training data, over HTTP. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ReviewTest {

    private static final String MINE = "/v1/review/sources/mine";
    private static final String CURED = "/v1/review/sources/cured";
    private static final String LABELLED = "/v1/review/sources/labelled";
    private static final int FACES = 30;

    @TempDir
    private static Path folder;

    private static Dataset faces;
    private static Running service;
    private static int key;

    @BeforeAll
    static void start() throws Exception {
        faces = Running.faces(FACES);
        ManifestWriter.writeWithImages(faces, folder.resolve("mine"));
        Cures.write(faces, folder.resolve("cured"));
        ManifestWriter.writeWithImages(faces.map(face -> face.withLabelAlone(1)), folder.resolve("labelled"));
        open();
    }

    private static void open() throws Exception {
        service = Running.with(
                "store=" + folder.resolve("votes.db"),
                "review=" + folder.resolve("mine") + "," + folder.resolve("cured") + "," + folder.resolve("labelled"));
        service.until(() -> StreamSupport.stream(
                        service.json("/v1/review/sources").path("sources").spliterator(), false)
                .allMatch(source -> source.path("judged").asInt() >= FACES - 1));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static JsonNode vote(String source, String reviewer, int face, String kind, String... emotions)
            throws IOException {
        String json = Json.MAPPER.writeValueAsString(
                Map.of("reviewer", reviewer, "face", face, "kind", kind, "emotions", List.of(emotions)));
        var answer = service.post(source + "/votes", "test-key-" + key++, json);
        assertThat(answer.statusCode()).isEqualTo(201);
        return Running.json(answer);
    }

    private static List<Integer> numbers(JsonNode queue) {
        var numbers = new ArrayList<Integer>();
        queue.path("faces").forEach(face -> numbers.add(face.path("number").asInt()));
        return numbers;
    }

    @Test
    @Order(1)
    void theQueueBeginsWithTheMostDoubtfulAndPagesThroughAll() {
        var all = service.json(MINE + "/queue?limit=500");
        var scores = new ArrayList<Double>();
        all.path("faces").forEach(face -> scores.add(-face.path("score").asDouble()));

        assertThat(all.path("total").asInt()).isEqualTo(FACES);
        assertThat(all.path("next").isNull()).isTrue();
        assertThat(scores).isSorted();
        var paged = new ArrayList<Integer>();
        for (String after = ""; ; ) {
            var page = service.json(MINE + "/queue?limit=7" + after);
            paged.addAll(numbers(page));
            if (page.path("next").isNull()) {
                break;
            }
            after = "&after=" + page.path("next").asInt();
        }
        assertThat(paged).isEqualTo(numbers(all));
    }

    @Test
    @Order(2)
    void aCureBringsItsSuggestionsAndReasons() {
        var queue = service.json(CURED + "/queue?verdict=wrong&limit=1");
        int number = queue.at("/faces/0/number").asInt();
        var face = service.json(CURED + "/faces/" + number);

        assertThat(service.json("/v1/review/sources").at("/sources/1/leftOut").asInt())
                .isEqualTo(1);
        assertThat(queue.path("total").asInt()).isEqualTo(5);
        assertThat(face.path("given").asText()).isEqualTo("anger");
        assertThat(face.path("suggested").asText()).isEqualTo("sadness");
        assertThat(face.path("suggestion").path("sadness").asDouble()).isEqualTo(0.8);
        assertThat(face.path("reasons")).hasSize(2);
        assertThat(face.path("datasetVotes").isNull())
                .as("votes of a cured label are the cure's")
                .isTrue();
        int anger = faces.labels().indexOf("anger");
        assertThat(service.json(CURED + "/faces/2").at("/datasetVotes/anger").asInt(-1))
                .as("what several people voted has stayed")
                .isEqualTo(faces.faces().get(2).votes().count(anger));
    }

    @Test
    @Order(3)
    void votesMoveTheQueueAndUndoBringsFacesBack() throws IOException {
        var first = numbers(service.json(MINE + "/queue?reviewer=ada"));
        vote(MINE, "ada", first.get(0), "emotions", "sadness", "anger");
        vote(MINE, "ada", first.get(1), "skip");
        vote(MINE, "ben", first.get(0), "emotions", "anger");

        assertThat(numbers(service.json(MINE + "/queue?reviewer=ada"))).isEqualTo(first.subList(2, FACES));
        assertThat(numbers(service.json(MINE + "/queue?reviewer=ben"))).isEqualTo(first.subList(1, FACES));
        assertThat(numbers(service.json(MINE + "/queue?reviewer=ada&state=mine")))
                .containsExactly(first.get(0));
        assertThat(numbers(service.json(MINE + "/queue?reviewer=ada&state=skipped")))
                .containsExactly(first.get(1));
        assertThat(numbers(service.json(MINE + "/queue?state=disputed"))).containsExactly(first.get(0));
        assertThat(numbers(service.json(MINE + "/queue?voters=1"))).isEqualTo(first.subList(1, FACES));

        var undone = Running.json(service.post(MINE + "/undo", "undo-key-1", "{\"reviewer\":\"ada\"}"));
        assertThat(undone.path("kind").asText()).isEqualTo("undo");
        assertThat(undone.path("face").asInt()).isEqualTo(first.get(1));
        assertThat(numbers(service.json(MINE + "/queue?reviewer=ada"))).isEqualTo(first.subList(1, FACES));
    }

    @Test
    @Order(4)
    void aVoteThatIsSentAgainCountsOnce() throws IOException {
        int before = service.json(MINE + "/progress").path("votes").asInt();
        String json = "{\"reviewer\":\"cleo\",\"face\":3,\"kind\":\"unknown\"}";

        var first = service.post(MINE + "/votes", "sent-again", json);
        var second = service.post(MINE + "/votes", "sent-again", json);
        var other = service.post(MINE + "/votes", "sent-again", json.replace("unknown", "not-a-face"));

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(Running.json(second)).isEqualTo(Running.json(first));
        assertThat(PredictRouteTest.problem(other)).isEqualTo("422 key-reused");
        assertThat(service.json(MINE + "/progress").path("votes").asInt()).isEqualTo(before + 1);
    }

    @Test
    @Order(5)
    void whatIsNoVoteIsRefused() {
        for (String json : List.of(
                "{\"reviewer\":\"ada\",\"face\":0,\"kind\":\"emotions\"}",
                "{\"reviewer\":\"ada\",\"face\":0,\"kind\":\"emotions\",\"emotions\":[\"hunger\"]}",
                "{\"reviewer\":\"ada\",\"face\":0,\"kind\":\"unknown\",\"emotions\":[\"anger\"]}",
                "{\"reviewer\":\"ada\",\"face\":0,\"kind\":\"undo\"}",
                "{\"reviewer\":\"<b>\",\"face\":0,\"kind\":\"unknown\"}",
                "{\"reviewer\":\"ada\",\"face\":\"0\",\"kind\":\"unknown\"}",
                "{\"reviewer\":\"ada\",\"face\":0,\"kind\":\"unknown\",\"more\":1}",
                "[]")) {
            assertThat(PredictRouteTest.problem(service.post(MINE + "/votes", "bad-vote-key", json)))
                    .as(json)
                    .isEqualTo("400 bad-request");
        }
        assertThat(PredictRouteTest.problem(service.post(
                        MINE + "/votes", "bad-vote-key", "{\"reviewer\":\"ada\",\"face\":99,\"kind\":\"unknown\"}")))
                .isEqualTo("404 not-found");
        String named = "{\"reviewer\":\"ada\",\"face\":2,\"id\":\"another.png\",\"kind\":\"unknown\"}";
        assertThat(PredictRouteTest.problem(service.post(MINE + "/votes", "bad-vote-key", named)))
                .as("the reviewer saw a face that has another number now")
                .isEqualTo("422 face-changed");
        assertThat(PredictRouteTest.problem(service.post(MINE + "/votes", "application/json", new byte[] {'{', '}'})))
                .isEqualTo("400 bad-request");
    }

    @Test
    @Order(6)
    void theDatasetComesBackWithWhatPeopleSaidAndTrainsOn() throws IOException {
        int bad = 20;
        for (String reviewer : List.of("ada", "ben")) {
            vote(MINE, reviewer, bad, "bad-crop");
            vote(MINE, reviewer, 21, "emotions", "fear");
        }
        vote(MINE, "cleo", 21, "emotions", "fear", "surprise");
        vote(MINE, "cleo", 22, "not-a-face");
        Path zip = folder.resolve("reviewed.zip");
        Files.write(zip, service.get(MINE + "/export?format=dataset").body());

        var reviewed = Datasets.read(zip, ReadOptions.defaults());

        assertThat(reviewed.size()).isEqualTo(FACES - 1);
        assertThat(reviewed.faces())
                .noneMatch(face -> face.id().equals(faces.faces().get(bad).id()));
        var changed =
                reviewed.where(face -> face.id().equals(faces.faces().get(21).id()));
        assertThat(changed.faces().get(0).votes().count(faces.labels().indexOf("fear")))
                .isEqualTo(3);
        assertThat(changed.faces().get(0).votes().count(faces.labels().indexOf("surprise")))
                .isEqualTo(1);
        assertThat(changed.images().pixels(0)).isEqualTo(faces.images().pixels(21));
        assertThat(reviewed.where(face -> face.id().equals(faces.faces().get(25).id()))
                        .faces()
                        .get(0)
                        .votes())
                .isEqualTo(faces.faces().get(25).votes());
        String manifest = text(MINE + "/export?only=voted");
        assertThat(manifest.lines()).hasSize(1 + 4);
        String ferPlus = text(MINE + "/export?format=ferplus");
        assertThat(ferPlus).contains(faces.faces().get(22).id() + ",\"(0, 0, 48, 48)\",0,0,0,0,0,0,0,0,0,1");
    }

    /** A label is one opinion, and reviewers add theirs. */
    @Test
    @Order(6)
    void votesAreAddedToALabel() throws IOException {
        int emotion = faces.labels().indexOf("fear");
        vote(LABELLED, "ada", 0, "emotions", "fear");
        for (String combine : List.of("add", "replace")) {
            Path zip = folder.resolve(combine + ".zip");
            Files.write(
                    zip,
                    service.get(LABELLED + "/export?format=dataset&only=voted&combine=" + combine)
                            .body());
            var votes =
                    Datasets.read(zip, ReadOptions.defaults()).faces().get(0).votes();
            assertThat(votes.count(emotion)).isEqualTo(1);
            assertThat(votes.count(1)).isEqualTo(combine.equals("add") ? 1 : 0);
        }
    }

    /** The ten votes that a cure made of its suggestion are nobody's. */
    @Test
    @Order(6)
    void votesOnACuredFaceAreAddedToWhatPeopleSaidBefore() throws IOException {
        int anger = faces.labels().indexOf("anger");
        int fear = faces.labels().indexOf("fear");
        vote(CURED, "ada", 0, "emotions", "fear");
        vote(CURED, "ada", 2, "emotions", "fear");
        Path zip = folder.resolve("cured-and-voted.zip");
        Files.write(
                zip,
                service.get(CURED + "/export?format=dataset&only=voted&combine=add")
                        .body());
        var reviewed = Datasets.read(zip, ReadOptions.defaults()).faces();
        assertThat(reviewed.get(0).votes().total()).isEqualTo(2);
        assertThat(reviewed.get(0).votes().count(anger)).isEqualTo(1);
        assertThat(reviewed.get(0).votes().count(fear)).isEqualTo(1);
        var voted = faces.faces().get(2).votes();
        assertThat(reviewed.get(1).votes().total()).isEqualTo(voted.total() + 1);
        assertThat(reviewed.get(1).votes().count(fear)).isEqualTo(voted.count(fear) + 1);
    }

    /** In whatever way a keyboard composes its letters. */
    @Test
    @Order(6)
    void namesOfEveryScriptAreOnesAndTheSameHoweverTheyAreTyped() throws IOException {
        assertThat(vote(LABELLED, "नीता", 1, "unknown").path("reviewer").asText())
                .isEqualTo("नीता");
        assertThat(vote(LABELLED, "Zoe\u0308", 1, "unknown").path("reviewer").asText())
                .isEqualTo("Zo\u00eb");
        assertThat(numbers(service.json(LABELLED + "/queue?state=mine&reviewer=Zo%C3%AB")))
                .containsExactly(1);
    }

    private static String text(String path) {
        return new String(service.get(path).body(), StandardCharsets.UTF_8);
    }

    @Test
    @Order(7)
    void everythingIsThereAfterARestart() throws Exception {
        var votes = service.json(MINE + "/votes");
        var agreement = service.json(MINE + "/agreement");
        var queue = numbers(service.json(MINE + "/queue?reviewer=ada"));
        service.close();
        open();

        assertThat(service.json(MINE + "/votes")).isEqualTo(votes);
        assertThat(service.json(MINE + "/agreement")).isEqualTo(agreement);
        assertThat(numbers(service.json(MINE + "/queue?reviewer=ada"))).isEqualTo(queue);
        assertThat(agreement.path("alpha").isNumber()).isTrue();
        assertThat(agreement.path("faces").asInt()).isEqualTo(3);
    }

    @Test
    @Order(8)
    void aFaceIsAPngThatBrowsersKeep() {
        var image = service.get(MINE + "/faces/0/image?size=192");
        String tag = image.headers().firstValue("ETag").orElseThrow();

        assertThat(image.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(image.body()).startsWith((byte) 0x89, 'P', 'N', 'G');
        assertThat(service.send(service.request(MINE + "/faces/0/image?size=192")
                                .header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
        assertThat(service.get(MINE + "/faces/30/image").statusCode()).isEqualTo(404);
        assertThat(service.get(MINE + "/faces/..%2f0/image").statusCode()).isIn(400, 404);
    }
}
