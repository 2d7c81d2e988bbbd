package org.ambivalent.server;

import io.javalin.http.Context;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.FacePng;

/** A face of a dataset as a PNG. */
final class FaceImage {

    private static final int SMALLEST = 48;
    private static final int LARGEST = 512;

    private FaceImage() {}

    /** The number of the face that an address names, 0 or more. */
    static int number(Context ctx) {
        try {
            int number = Integer.parseInt(ctx.pathParam("number"));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new ProblemException(ProblemType.NOT_FOUND, "Faces are named by their numbers.");
    }

    /** Answers with the image of a face; {@code size} enlarges it by a whole number. */
    static void answer(Context ctx, Dataset dataset, int number) {
        int size = Query.of(ctx, "size").whole("size", 0, SMALLEST, LARGEST);
        var shape = dataset.images().shape();
        int zoom = Math.max(1, size / Math.max(shape.width(), shape.height()));
        String tag = "\"" + dataset.hash().substring(0, 16) + "-" + number + "-" + zoom + "\"";
        ctx.header("Cache-Control", "private, no-cache");
        ctx.header("ETag", tag);
        if (tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
        } else {
            ctx.contentType("image/png")
                    .result(FacePng.enlarged(dataset.images().pixels(number), shape, zoom));
        }
    }
}
