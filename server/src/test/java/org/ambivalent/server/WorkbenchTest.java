package org.ambivalent.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * People's way through each page, in a real browser against a real service. Screenshots of all pages, light, dark and as wide as a
 * phone, are in {@code target/screenshots}; {@code try-light.png} is docs/images/workbench.png.
 */
@EnabledIf(
        value = "org.ambivalent.server.Chromium#isThere",
        disabledReason =
                "There is no Chromium on this machine, so no page of the workbench was tried: install the package chromium.")
final class WorkbenchTest {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String TOKEN = "the-token-of-these-tests";
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 860;
    private static final int PHONE = 360;

    private static WorkbenchMaterial material;
    private static Running service;
    private static Chromium chromium;

    /** What no page may do: fail in a script, break the content security policy, ask another host. */
    private final List<String> trouble = new ArrayList<>();

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        material = WorkbenchMaterial.below(folder);
        service = Running.with(material.settings().toArray(String[]::new));
        chromium = Chromium.start();
        service.until(
                () -> service.json("/v1/review/sources").at("/sources/0/judged").asInt() == 600);
    }

    @AfterAll
    static void stop() {
        Stream.of(chromium, service).filter(part -> part != null).forEach(part -> {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @BeforeEach
    void open() {
        open(service);
    }

    private void open(Running to) {
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL("http://127.0.0.1:" + to.port())
                        .setViewportSize(WIDTH, HEIGHT)
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setPermissions(List.of("camera")));
        context.setDefaultTimeout(15_000);
        context.onRequest(request -> {
            if (!request.url().matches("(http://127\\.0\\.0\\.1:" + to.port() + "/|blob:|data:).*")) {
                trouble.add("asked " + request.url());
            }
        });
        context.onConsoleMessage(message -> {
            // The browser also reports answers that are problems, which tests ask for.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                trouble.add(message.text());
            }
        });
        context.onWebError(error -> trouble.add(error.error()));
        // A page that is open heeds its first route a moment late, and a request in that moment goes through. This one
        // is there before the page is.
        context.route("**/nothing-is-here", Route::resume);
        page = context.newPage();
    }

    @AfterEach
    void close() {
        context.close();
        assertThat(trouble).isEmpty();
    }

    // Try

    @Test
    void answersOnEachFaceOfAPhotoAndShowsWhatAnotherRiskWouldChange() throws Exception {
        page.navigate("/");
        upload("photo.png", material.photo());

        var cards = page.locator(".face");
        assertThat(cards).hasCount(4);
        assertThat(page.locator(".box")).hasCount(4);
        assertThat(cards.first().locator(".bars li")).hasCount(8);
        assertThat(page.getByText("People would disagree").first()).isVisible();
        var slider = page.getByLabel("Target risk");
        assertThat(page.locator(".risk-words")).containsText("of its answers are wrong");
        lookAt("try");

        slider.press("End");
        long lax = page.locator(".face:not(.declined)").count();
        assertThat(lax).isPositive();
        slider.press("Home");
        assertThat(page.locator(".risk-here")).containsText("of 4 faces");
        long strict = page.locator(".face:not(.declined)").count();
        assertThat(strict).isLessThan(lax);
        assertThat(page.locator(".summary")).containsText(strict + " answered");
        assertThat(page.locator(".box.declined")).hasCount((int) (4 - strict));
    }

    @Test
    void aModelWithoutCalibrationGetsAThresholdThatPromisesNothing() throws Exception {
        page.navigate("/");
        page.getByLabel("Model").selectOption("plain");
        page.getByLabel("One cropped face").check();
        upload("face.png", material.crop());

        assertThat(page.locator(".face")).hasCount(1);
        assertThat(page.locator(".risk-words")).containsText("nothing is promised");
        assertThat(page.locator(".face h2")).not().hasText("No answer");
        page.getByLabel("Answer faces whose doubt is below").press("Home");
        assertThat(page.locator(".face h2")).hasText("No answer");
        page.getByText("Back to the model’s own").click();
        assertThat(page.locator(".face h2")).not().hasText("No answer");
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        page.navigate("/");
        lookAt("try-first");
        upload("notes.png", "no picture".getBytes(UTF_8));

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("image");
        lookAt("try-problem");
    }

    @Test
    void triesAgainWhenTheServiceIsBusy() throws Exception {
        var refusals = new ArrayList<String>();
        page.route("**/v1/predict*", route -> {
            if (refusals.isEmpty()) {
                refusals.add(route.request().url());
                route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                        .setStatus(503)
                        .setHeaders(Map.of("Retry-After", "1"))
                        .setBody("{\"title\":\"Too many faces are waiting\",\"status\":503}"));
            } else {
                route.resume();
            }
        });
        page.navigate("/");
        upload("photo.png", material.photo());

        assertThat(page.locator(".summary")).containsText("Asking again in 1 second");
        assertThat(page.locator(".face").first()).isVisible();
    }

    @Test
    void answersOnWhatTheCameraSees() {
        page.navigate("/");
        assertThat(page.getByText("Drop a picture here")).isVisible();
        page.keyboard().press("c");
        assertThat(page.locator("video")).isVisible();
        page.getByLabel("One cropped face").check();
        page.getByText("Every second").click();
        assertThat(page.locator(".face")).hasCount(1);
        page.getByText("Snapshot").click();
        assertThat(page.locator(".stage img")).isVisible();
        assertThat(page.locator(".face")).hasCount(1);
    }

    @Test
    void aFrameWithoutAFaceHasNoBoxes() {
        live();
        assertThat(page.locator(".box")).hasCount(1);
        page.route(
                "**/v1/predict*",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(200)
                        .setContentType("application/json")
                        .setBody("{\"images\":[{\"file\":\"\",\"width\":9,\"height\":9,\"found\":0,\"faces\":[]}]}")));
        assertThat(page.getByText("No face was found")).isVisible();
        assertThat(page.locator(".box")).hasCount(0);
        page.getByLabel("Target risk").press("Home");
        assertThat(page.locator(".risk-here")).isHidden();
    }

    @Test
    void oneAnswerASecondHoweverOftenItIsSwitchedOffAndOn() {
        live();
        for (int times = 0; times < 8; times++) {
            page.keyboard().press("l");
        }
        var asked = new ArrayList<String>();
        page.onRequest(request -> {
            if (request.url().contains("/v1/predict")) {
                asked.add(request.url());
            }
        });
        page.waitForTimeout(4000);
        assertThat(asked).hasSizeBetween(1, 5);
        page.keyboard().press("l");
        assertThat(page.locator(".summary")).containsText("1 face");
        page.keyboard().press("c");
        assertThat(page.locator(".summary")).hasText("");
    }

    /** Screen readers speak whatever changes there. */
    @Test
    void liveTheAnswerStaysUntilTheNext() {
        live();
        page.evaluate("() => { window.said = []; const summary = document.querySelector('.summary');"
                + " new MutationObserver(() => window.said.push(summary.textContent))"
                + ".observe(summary, {childList: true, characterData: true, subtree: true}); }");
        var answered = new int[1];
        page.onResponse(response -> answered[0] += response.url().contains("/v1/predict") ? 1 : 0);
        page.waitForTimeout(4000);
        assertThat(answered[0]).isPositive();
        assertThat((List<?>) page.evaluate("() => window.said"))
                .allMatch(text -> text.toString().contains("1 face"));
    }

    private void live() {
        page.navigate("/");
        assertThat(page.getByText("Drop a picture here")).isVisible();
        page.keyboard().press("c");
        assertThat(page.locator("video")).isVisible();
        page.getByLabel("One cropped face").check();
        page.getByText("Every second").click();
        assertThat(page.locator(".face")).hasCount(1);
    }

    private void upload(String name, byte[] content) {
        page.locator("#file").setInputFiles(new FilePayload(name, "image/png", content));
    }

    // Review

    @Test
    void aKeyAVoteAndEveryVoteArrives() throws Exception {
        review("ada");
        page.keyboard().press("4");
        page.keyboard().press("h");
        page.keyboard().press("Shift+Digit1");
        page.keyboard().press("Shift+Digit4");
        assertThat(page.getByText("Vote neutral + sadness")).isVisible();
        lookAt("review-vote");
        page.keyboard().press("Enter");
        page.keyboard().press("u");
        saved();
        page.keyboard().press("z");
        assertThat(page.locator(".mine")).hasText("");
        page.keyboard().press(" ");
        saved();

        assertThat(votesOf("ada"))
                .containsExactly(
                        "emotions [sadness] counts",
                        "emotions [happiness] counts",
                        "emotions [neutral, sadness] counts",
                        "unknown []",
                        "undo []",
                        "skip []");
    }

    @Test
    void votesOutliveAServiceThatIsGoneAndAPageThatIsClosed() throws Exception {
        context.route("**/votes", route -> route.abort());
        review("ben");
        for (String key : List.of("1", "2", "3")) {
            page.keyboard().press(key);
        }
        keeps(3);
        lookAt("review-unsent");
        assertThat(votesOf("ben")).isEmpty();
        page.close();

        context.unroute("**/votes");
        page = context.newPage();
        page.navigate("/");
        service.until(() -> votesOf("ben").size() == 3);
        saved();

        assertThat(votesOf("ben"))
                .containsExactly(
                        "emotions [neutral] counts", "emotions [happiness] counts", "emotions [surprise] counts");
    }

    /** As it is while a source is being read again after a restart. */
    @Test
    void votesWaitForASourceThatIsNotReady() throws Exception {
        context.route(
                "**/votes",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(409)
                        .setContentType("application/problem+json")
                        .setBody("{\"type\":\"urn:ambivalent:problem:not-ready\",\"title\":\"This is not ready\"}")));
        review("ida");
        page.keyboard().press("1");
        keeps(1);
        context.unroute("**/votes");
        service.until(() -> votesOf("ida").size() == 1);
        saved();
        assertThat(votesOf("ida")).containsExactly("emotions [neutral] counts");
    }

    /** As a proxy, a service of another name or one without the source would answer: none of that is about the vote. */
    @Test
    void votesOutliveWhateverElseAnswers() throws Exception {
        var answers = new ArrayList<>(List.of(404, 403, 405, 418));
        context.route("**/votes", route -> {
            if (answers.isEmpty()) {
                route.resume();
            } else {
                route.fulfill(new Route.FulfillOptions()
                        .setStatus(answers.remove(0))
                        .setHeaders(Map.of("Retry-After", "0"))
                        .setBody("<html>Nothing here</html>"));
            }
        });
        review("kim");
        page.keyboard().press("1");
        service.until(() -> {
            page.waitForTimeout(20); // Only then do routes get their turn.
            return votesOf("kim").size() == 1;
        });
        saved();
        assertThat(answers).isEmpty();

        context.route(
                "**/votes",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(404)
                        .setBody("{\"type\":\"urn:ambivalent:problem:"
                                + "not-found\",\"title\":\"No\",\"detail\":\"There is no source of this name.\"}")));
        context.route(
                "**/v1/review/sources",
                route -> route.fulfill(new Route.FulfillOptions().setStatus(200).setBody("{\"sources\":[]}")));
        page.keyboard().press("2");
        assertThat(unsent()).hasText("1 vote kept here for now: There is no source of this name.");
        page.onDialog(Dialog::accept);
        page.getByText("Discard").click();
        saved();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("may not have been saved");
        assertThat(votesOf("kim")).hasSize(1);
        context.unroute("**/votes");
        page.keyboard().press("z");
        saved();
        service.until(() -> votesOf("kim").size() == 2);
        assertThat(votesOf("kim"))
                .as("what was discarded is not sent to be taken back: the vote before it is")
                .containsExactly("emotions [neutral]", "undo []");
    }

    /** What the service says about the vote itself is the last word on it. */
    @Test
    void aVoteThatTheServiceWillNeverTakeIsLetGo() {
        refuseVotes();
        review("max");
        page.keyboard().press("1");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("another one now");
        saved();
    }

    /** The dataset has changed since. */
    private void refuseVotes() {
        context.route(
                "**/votes",
                route -> route.fulfill(
                        new Route.FulfillOptions()
                                .setStatus(422)
                                .setBody(
                                        "{\"type\":\"urn:ambivalent:problem:face-changed\",\"title\":\"The face is another one now\"}")));
    }

    /** Away from its desk somebody has to say so. */
    @Test
    void aVoteThatIsGivenUpLaterIsToldOfInTheHead() {
        context.route("**/votes", Route::abort);
        review("noa");
        page.keyboard().press("1");
        keeps(1);
        page.navigate("/#limits");
        context.unroute("**/votes");
        refuseVotes();
        assertThat(page.locator(".unsent")).containsText("given up: The face is another one now");
        page.getByText("I see").click();
        assertThat(page.locator(".unsent")).isHidden();
    }

    /** After another one, which is saved. */
    private void takesBackAnUnsentVoteOfAnEarlierVisit(String reviewer) {
        review(reviewer);
        page.keyboard().press("1");
        saved();
        context.route("**/votes", Route::abort);
        page.keyboard().press("2");
        keeps(1);
        page.reload();
        assertThat(page.locator(".suggestion .bars")).isVisible();
        page.keyboard().press("z");
        assertThat(page.locator("#spoken")).hasText("Taken back");
    }

    /** An undo belongs to the vote that was meant: if that one is refused, the one before it stays. */
    @Test
    void anUndoOfAVoteThatIsRefusedWithdrawsNoOther() throws Exception {
        takesBackAnUnsentVoteOfAnEarlierVisit("pia");
        context.unroute("**/votes");
        refuseVotes();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("another one now");
        saved();
        assertThat(votesOf("pia")).containsExactly("emotions [neutral] counts");
    }

    /** The vote on its way is the last one, not the one that the service knows. */
    @Test
    void anUndoOfAnEarlierVisitWaitsForTheVotesBeforeIt() {
        takesBackAnUnsentVoteOfAnEarlierVisit("lea");
        keeps(2);
        answersAgain("**/votes");
        assertThat(votesOf("lea")).containsExactly("emotions [neutral] counts", "emotions [happiness]", "undo []");
    }

    /** Nothing moves until the service answers, and who presses again does not mean two votes. */
    @Test
    void anUndoOfAnEarlierVisitIsAskedForOnce() {
        review("rob");
        page.keyboard().press("1");
        page.keyboard().press("2");
        saved();
        page.reload();
        assertThat(page.locator(".suggestion .bars")).isVisible();
        context.route("**/undo", Route::abort);
        page.keyboard().press("z");
        page.keyboard().press("z");
        keeps(1);
        answersAgain("**/undo");
        assertThat(votesOf("rob")).containsExactly("emotions [neutral] counts", "emotions [happiness]", "undo []");
    }

    /** The model still judges, and what it doubts most moves ahead of where a reviewer is. */
    @Test
    void facesThatTheOrderPassedOverComeBeforeTheEnd() throws Exception {
        var pages = new ArrayList<String>();
        page.route("**/queue?*", route -> {
            pages.add(route.request().url());
            if (pages.size() > 1) {
                route.resume();
                return;
            }
            var read = route.fetch();
            var queue = (ObjectNode) tree(read.body());
            var faces = (ArrayNode) queue.path("faces");
            while (faces.size() > 2) {
                faces.remove(2);
            }
            queue.putNull("next");
            route.fulfill(new Route.FulfillOptions().setResponse(read).setBody(queue.toString()));
        });
        page.route("**/v1/review/sources", route -> {
            var read = route.fetch();
            String text = new String(read.body(), UTF_8).replace("\"judged\":600", "\"judged\":5");
            route.fulfill(new Route.FulfillOptions().setResponse(read).setBody(text));
        });
        review("ned");
        page.keyboard().press("1");
        page.keyboard().press("2");
        saved();
        assertThat(page.locator(".suggestion .bars")).isVisible();
        assertThat(page.getByText("That was the last one")).isHidden();
        page.keyboard().press("3");
        service.until(() -> votesOf("ned").size() == 3);
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneAnswerThatFailsDoesNotEndTheWaitForASource() {
        var looks = new ArrayList<String>();
        page.route("**/v1/review/sources", route -> {
            looks.add(route.request().url());
            if (looks.size() == 2) {
                route.abort();
            } else if (looks.size() == 1) {
                var read = route.fetch();
                String text = new String(read.body(), UTF_8).replace("\"ready\"", "\"reading\"");
                route.fulfill(new Route.FulfillOptions().setResponse(read).setBody(text));
            } else {
                route.resume();
            }
        });
        page.navigate("/#review");
        assertThat(page.getByText("Being read")).isVisible();
        assertThat(page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("faces")))
                .isVisible();
    }

    /** The vote arrived, and the answer did not: whoever takes it back has to be believed. */
    @Test
    void aVoteWhoseAnswerWasLostIsTakenBackToo() throws Exception {
        review("jan");
        page.keyboard().press("2");
        saved();
        context.route("**/votes", route -> {
            route.fetch();
            route.abort();
        });
        page.keyboard().press("1");
        keeps(1);
        page.keyboard().press("z");
        keeps(2);
        answersAgain("**/votes");
        assertThat(votesOf("jan")).containsExactly("emotions [happiness] counts", "emotions [neutral]", "undo []");
    }

    @Test
    void aKeyThatIsHeldVotesOnceAndSpaceOnASwitchIsNoVote() throws Exception {
        review("Zoe\u0308");
        for (int times = 0; times < 4; times++) {
            page.keyboard().down("3");
        }
        page.keyboard().up("3");
        saved();
        var several = page.getByLabel("Several emotions");
        several.focus();
        page.keyboard().press("Space");
        assertThat(several).isChecked();
        page.keyboard().press("Space");
        assertThat(several).not().isChecked();
        page.keyboard().press("u");
        saved();
        assertThat(votesOf("Zoë")).containsExactly("emotions [surprise] counts", "unknown [] counts");
    }

    @Test
    void whatOthersSaidIsHiddenUntilTheVote() throws Exception {
        review("cleo");
        assertThat(page.getByText("Hidden until you voted")).isVisible();
        page.keyboard().press("7");
        saved();
        page.keyboard().press("ArrowLeft");

        assertThat(page.locator(".mine")).containsText("Your vote: fear");
        assertThat(page.locator(".others .bars li")).hasCount(8);
        assertThat(page.locator(".history")).containsText("cleo fear");
        page.keyboard().press("ArrowRight");
        assertThat(page.getByText("Hidden until you voted")).isVisible();
        page.keyboard().press("v");
        assertThat(page.getByText("Hidden until you voted")).isHidden();
    }

    @Test
    void showsProgressAgreementAndExports() throws Exception {
        for (String reviewer : List.of("dora", "emil")) {
            review(reviewer);
            for (String key : List.of("1", "2", "3")) {
                page.keyboard().press(key);
            }
            saved();
        }
        page.reload();
        assertThat(page.locator(".standing")).containsText("3 by you");
        page.locator("summary", new Page.LocatorOptions().setHasText("Agreement"))
                .click();
        page.locator("summary", new Page.LocatorOptions().setHasText("Reviewers"))
                .click();
        assertThat(page.getByText("Krippendorff’s alpha")).isVisible();
        assertThat(page.locator(".panels")).containsText("dora and emil");
        page.locator("summary", new Page.LocatorOptions().setHasText("Export")).click();
        lookAt("review-standing");
        var download = page.waitForDownload(() -> page.getByText("Download").click());
        try (var content = download.createReadStream()) {
            assertThat(new String(content.readAllBytes(), UTF_8)).startsWith("id,");
        }
    }

    @Test
    void filtersStandInTheAddress() {
        review("fay");
        page.getByLabel("Given").selectOption("fear");
        assertThat(page.locator(".facts")).containsText("fear");
        assertThat(page.url()).endsWith("#review/faces?given=fear");
        page.reload();
        assertThat(page.getByLabel("Given")).hasValue("fear");
    }

    private void review(String reviewer) {
        page.navigate("/#review");
        page.evaluate("localStorage.clear()");
        page.reload();
        lookAtOnce("review");
        page.getByLabel("Your name as a reviewer").fill(reviewer);
        page.getByText("That is me").click();
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("faces")).click();
        assertThat(page.locator(".suggestion .bars")).isVisible();
    }

    private void saved() {
        assertThat(page.locator(".unsent")).isHidden();
    }

    /** So many votes until the service answers. */
    private void keeps(int votes) {
        assertThat(unsent())
                .hasText(votes + (votes == 1 ? " vote" : " votes") + " kept here until the service answers");
    }

    /** What was intercepted goes through from now on, and what was kept is saved. */
    private void answersAgain(String path) {
        context.unroute(path);
        saved();
    }

    private Locator unsent() {
        return page.locator(".unsent [role=status]");
    }

    private static List<String> votesOf(String reviewer) {
        var votes = service.json("/v1/review/sources/faces/votes").path("votes");
        return StreamSupport.stream(votes.spliterator(), false)
                .filter(vote -> vote.path("reviewer").asText().equals(reviewer))
                .map(WorkbenchTest::words)
                .toList();
    }

    private static String words(JsonNode vote) {
        var emotions = new ArrayList<String>();
        vote.path("emotions").forEach(name -> emotions.add(name.asText()));
        return vote.path("kind").asText() + " " + emotions
                + (vote.path("counts").asBoolean() ? " counts" : "");
    }

    // Compare

    @Test
    void runsStandSideBySideAndACellOpensItsFaces() {
        page.navigate("/#compare");
        assertThat(page.locator(".runs li")).hasCount(3);
        lookAt("compare-first");
        run("calibrated").check();
        run("plain").check();

        var accuracy =
                page.locator("table.figures tr", new Page.LocatorOptions().setHasText("How often the most probable"));
        assertThat(accuracy.locator("td")).hasCount(2);
        assertThat(accuracy.locator("td").first()).containsText("%");
        assertThat(page.locator("svg.chart").first()).isVisible();
        lookAt("compare");

        page.locator(".confusion button").first().click();
        assertThat(page.locator("dialog .gallery img").first()).isVisible();
        // A function: an expression is compiled again at each look, which the page's own policy forbids.
        page.waitForFunction("() => document.querySelector('dialog .gallery img').naturalWidth > 0");
        lookAt("compare-faces");
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog")).hasCount(0);

        page.reload();
        assertThat(run("plain")).isChecked();
    }

    @Test
    void curvesGrowWithATraining() throws IOException {
        page.navigate("/#compare");
        run("growing").check();
        assertThat(page.locator(".trainings")).containsText("epoch 1 of 5");
        material.endEpoch("growing", 2);
        assertThat(page.locator(".trainings")).containsText("epoch 2 of 5");
        assertThat(page.locator(".runs")).containsText("epoch 2 of 5");
    }

    @Test
    void anEvaluationThatComesIsShown() throws IOException {
        page.navigate("/#compare");
        run("growing").check();
        assertThat(page.locator(".runs li", new Page.LocatorOptions().setHasText("growing")))
                .containsText("not evaluated");
        assertThat(page.locator("table.figures")).hasCount(0);
        material.evaluated("growing");
        assertThat(page.locator("table.figures"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(15_000));
    }

    @Test
    void theOrderChosenLastIsTheOneOfTheFaces() {
        var late = new ArrayList<Route>();
        page.route("**/faces?*order=confidence*", late::add);
        page.navigate("/#compare");
        run("plain").check();
        page.locator(".confusion .right button").first().click();
        page.getByLabel("Order").selectOption("confidence");
        page.getByLabel("Order").selectOption("number");
        assertThat(page.locator("dialog .gallery small").first()).isVisible();
        String first = page.locator("dialog .gallery small").first().textContent();
        assertThat(late).hasSize(1);
        late.get(0).resume();
        page.waitForTimeout(1000);
        assertThat(page.locator("dialog .gallery small").first()).hasText(first);
    }

    private Locator run(String name) {
        return page.locator(".runs li", new Page.LocatorOptions().setHasText(name))
                .locator("input");
    }

    // All pages

    @Test
    void asksForTheTokenOnce() {
        try (var guarded = Running.with("token=" + TOKEN)) {
            close();
            open(guarded);
            page.navigate("/");
            page.getByLabel("Token").fill("not the token at all");
            page.getByText("Enter").click();
            assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
            lookAt("token");
            page.getByLabel("Token").fill(TOKEN);
            page.getByText("Enter").click();
            assertThat(page.getByText("Drop a picture here")).isVisible();
            page.navigate("/#review");
            assertThat(page.getByText("Nothing to review yet")).isVisible();
            lookAt("review-off");
            page.navigate("/#compare");
            assertThat(page.getByText("Nothing to compare yet")).isVisible();
            page.getByText("Forget token").click();
            assertThat(page.getByLabel("Token")).isVisible();
        }
    }

    @Test
    void theListOfKeysOpensOnEveryPageAndCanSwitchThemOff() {
        review("gil");
        String face = page.locator(".facts").textContent();
        page.keyboard().press("Shift+?");
        assertThat(page.locator("dialog")).containsText("not a face");
        lookAt("keys");
        page.getByLabel("Single keys do this").uncheck();
        page.getByText("Close").click();
        page.keyboard().press("1");
        page.waitForTimeout(300);
        assertThat(page.locator(".facts")).hasText(face);
        assertThat(page.locator(".mine")).hasText("");
        assertThat(votesOf("gil")).isEmpty();
        page.navigate("/#limits");
        assertThat(page.getByText("What an answer is")).isVisible();
        lookAt("limits");
    }

    /** Keeps screenshots, and checks what a look does not show: contrast, names, roles, and that nothing is wider than a phone. */
    private void lookAt(String name) {
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            keep(name + (scheme == ColorScheme.DARK ? "-dark" : "-light"));
            assertThat(new AxeBuilder(page)
                            .analyze().getViolations().stream()
                                    .map(violation -> violation.getId() + " " + violation.getNodes())
                                    .toList())
                    .as(name + " in " + scheme)
                    .isEmpty();
        }
        page.setViewportSize(PHONE, HEIGHT);
        keep(name + "-phone");
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as(name + " on a phone")
                .isLessThanOrEqualTo(PHONE);
        page.setViewportSize(WIDTH, HEIGHT);
    }

    private static final List<String> LOOKED_AT = new ArrayList<>();

    private void lookAtOnce(String name) {
        if (!LOOKED_AT.contains(name)) {
            LOOKED_AT.add(name);
            lookAt(name);
        }
    }

    private void keep(String name) {
        boolean isWhole = page.locator("dialog").count() == 0;
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(isWhole));
    }
}
