package org.ambivalent.bench;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.SampledFaces;

/**
 * How long a reviewer waits: from the click on a queue of 35,000 sampled faces, all of them judged by the bundled model, until the
 * first face is in view, and from a key until the next face is. Both as the page itself sees them, in a browser driven from
 * outside.
 */
final class ReviewingBench {

    private static final int FACES = 35_000;
    private static final int OPENINGS = 5;
    private static final int KEYS = 200;
    private static final int WARM_UP_KEYS = 10;

    /** How fast a reviewer's fingers are. */
    private static final int PAUSE_MILLIS = 150;

    private static final int JUDGING_MILLIS = 600_000;

    /** Remembers when something was asked for, and how long it took until another picture was in view. */
    private static final String WATCH = """
            (() => {
              const waits = window.waits = [];
              const shown = () => {
                const image = document.querySelector('.picture img');
                return image && image.complete && image.naturalWidth > 0 ? image.src : null;
              };
              const watch = () => {
                const begun = performance.now(), before = shown();
                const look = () => {
                  const now = shown();
                  if (now !== null && now !== before) { waits.push(performance.now() - begun); } else { requestAnimationFrame(look); }
                };
                requestAnimationFrame(look);
              };
              for (const kind of ['keydown', 'click']) { document.addEventListener(kind, watch, true); }
            })()""";

    private ReviewingBench() {}

    static void run(Path chromium) throws Exception {
        Path folder = Files.createTempDirectory("bench");
        try {
            var faces = SampledFaces.defaults().withCounts(FACES, 0, 0).dataset();
            ManifestWriter.writeWithImages(faces, folder.resolve("faces"));
            measure(chromium, folder);
        } finally {
            AligningBench.delete(folder);
        }
    }

    private static void measure(Path chromium, Path folder) throws Exception {
        var review = folder.resolve("faces").toString();
        var votes = folder.resolve("votes.db").toString();
        try (var service = ServiceProcess.start("--review", review, "--store", votes);
                var playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))) {
            var browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(chromium));
            var page = browser.newPage();
            page.addInitScript(WATCH);
            page.navigate("http://127.0.0.1:" + service.port() + "/#review");
            page.getByLabel("Your name as a reviewer").fill("ada");
            page.getByText("That is me").click();
            page.waitForFunction(
                    "async () => (await (await fetch('/v1/review/sources')).json()).sources[0].judged === " + FACES,
                    null,
                    new Page.WaitForFunctionOptions().setPollingInterval(1000).setTimeout(JUDGING_MILLIS));
            System.out.printf(Locale.ROOT, "%-30s %9s %9s %9s %9s%n", "milliseconds", "median", "p95", "p99", "max");
            print("opening the queue", openings(page));
            print("a key, to the next face", keys(page));
        }
    }

    private static double[] openings(Page page) {
        return IntStream.range(0, OPENINGS)
                .mapToDouble(i -> {
                    page.reload();
                    var link = page.locator(".sources a").first();
                    link.waitFor();
                    double wait = wait(page, link::click);
                    page.navigate(page.url().replaceAll("#.*", "#review"));
                    return wait;
                })
                .toArray();
    }

    private static double[] keys(Page page) {
        page.locator(".sources a").first().click();
        page.locator(".picture img").waitFor();
        IntStream.range(0, WARM_UP_KEYS).forEach(i -> key(page, i));
        return IntStream.range(0, KEYS).mapToDouble(i -> key(page, i)).toArray();
    }

    private static double key(Page page, int number) {
        page.waitForTimeout(PAUSE_MILLIS);
        return wait(page, () -> page.keyboard().press(Integer.toString(1 + number % 8)));
    }

    private static double wait(Page page, Runnable asked) {
        page.evaluate("() => { window.waits.length = 0; }");
        asked.run();
        page.waitForFunction("() => window.waits.length > 0");
        return ((Number) page.evaluate("() => window.waits[0]")).doubleValue();
    }

    private static void print(String what, double[] waits) {
        var sorted = Arrays.stream(waits).sorted().toArray();
        var line = new StringBuilder(String.format(Locale.ROOT, "%-30s", what));
        for (double share : List.of(0.5, 0.95, 0.99, 1.0)) {
            line.append(String.format(Locale.ROOT, " %9.1f", sorted[(int) Math.ceil(share * sorted.length) - 1]));
        }
        System.out.println(line);
    }
}
