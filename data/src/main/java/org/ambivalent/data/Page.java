package org.ambivalent.data;

import static org.ambivalent.data.Markup.escape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.ambivalent.core.Version;

/**
 * The frame of every page this program writes: nothing is fetched, no script runs, images are in the file. It follows the
 * reader's light or dark mode, and is well-formed XML below its first line.
 */
final class Page {

    private Page() {}

    /** A page of this title; the content is markup. */
    static String html(String title, String content) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="generator" content="Ambivalent %s"/>
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                %s
                </body>
                </html>
                """.formatted(Version.CURRENT, escape(title), style(), content);
    }

    private static String style() {
        try (var css = Page.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String section(String title, String content) {
        return "<section>\n<h2>" + escape(title) + "</h2>\n" + content + "\n</section>";
    }

    /** A face as the address of an image that holds it. */
    static String dataUri(FaceImages images, int face) {
        byte[] png = FacePng.of(images.pixels(face), images.shape());
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
