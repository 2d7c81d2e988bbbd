package org.ambivalent.server;

import io.javalin.http.Context;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.FacePixels;
import org.ambivalent.data.FacePng;
import org.ambivalent.data.ImageDecoder;
import org.ambivalent.predict.Annotator;
import org.ambivalent.predict.Box;
import org.ambivalent.predict.DetectedFace;
import org.ambivalent.predict.FaceDetector;
import org.ambivalent.predict.FacePrediction;
import org.ambivalent.predict.PredictionJson;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/predict}: the expressions of the faces in images. */
final class PredictRoute implements AutoCloseable {

    /** A run's worth of faces. */
    private static final int FEW = 32;

    private static final int EMPTY_SIDE = 64;

    private final Models models;
    private final Bodies bodies;
    private final ServeSettings.Limits limits;
    private final FaceDetector detector;
    private final InFlight inFlight;

    /** Made when it is needed: to look for fonts takes a while. */
    private static final class Drawing {
        static final Annotator ANNOTATOR = new Annotator();

        private Drawing() {}
    }

    PredictRoute(Models models, Bodies bodies, ServeSettings.Limits limits, FaceDetector detector, InFlight inFlight) {
        this.models = models;
        this.bodies = bodies;
        this.limits = limits;
        this.detector = detector;
        this.inFlight = inFlight;
    }

    /** Finds no face in an empty picture, once: the first picture takes much longer than the next ones. */
    void warmUp() {
        detector.detect(new BufferedImage(EMPTY_SIDE, EMPTY_SIDE, BufferedImage.TYPE_3BYTE_BGR));
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/predict", ctx -> inFlight.run(() -> predict(ctx))));
    }

    /** What a request asks for. */
    private record Wanted(ServedModel model, Batcher.Sampled sampled, boolean detect, boolean annotate) {}

    private void predict(Context ctx) {
        var query = Query.of(ctx, "model", "samples", "seed", "detect", "annotate");
        try (var body = bodies.read(ctx)) {
            var uploads = Upload.of(ctx, body.bytes(), query, limits.images());
            var wanted = wanted(query);
            var pictures = pictures(uploads, wanted);
            var images = pictures.stream().map(picture -> json(picture, wanted)).toList();
            if (pictures.stream().allMatch(picture -> picture.problem() != null)) {
                throw first(pictures);
            }
            Exchange.of(ctx)
                    .predicted(
                            wanted.model().name(),
                            images.size(),
                            pictures.stream()
                                    .mapToInt(picture -> picture.boxes().size())
                                    .sum());
            Json.answer(ctx, answer(wanted, images));
        }
    }

    /** Waits for faces on their way now and then, so that one request does not fill the queue by itself. */
    private List<Picture> pictures(List<Upload> uploads, Wanted wanted) {
        var pictures = new ArrayList<Picture>();
        int waiting = 0;
        for (Upload upload : uploads) {
            if (waiting >= FEW) {
                pictures.forEach(picture -> Answers.of(picture.predictions()));
                waiting = 0;
            }
            var picture = looked(upload, wanted);
            pictures.add(picture);
            waiting += picture.boxes().size();
        }
        return pictures;
    }

    private static ProblemException first(List<Picture> pictures) {
        var problem = pictures.get(0).problem();
        return problem == null ? Query.bad("There is no image.") : problem;
    }

    private Wanted wanted(Query query) {
        var model = models.named(query.text("model"));
        int samples = query.whole("samples", 0, 1, limits.samples());
        if (samples > 1 && !model.isStochastic()) {
            throw Query.bad("The model " + model.name() + " gives the same answer every time. Leave out samples.");
        }
        return new Wanted(
                model,
                new Batcher.Sampled(samples, query.wholeLong("seed", model.seed())),
                query.flag("detect", true),
                query.flag("annotate", false));
    }

    private static Map<String, Object> answer(Wanted wanted, List<Map<String, Object>> images) {
        var json = new LinkedHashMap<String, Object>();
        json.put("model", wanted.model().name());
        json.put("version", wanted.model().version());
        json.put("samples", samples(wanted));
        json.put("seed", wanted.sampled().seed());
        json.put("images", images);
        return json;
    }

    private static int samples(Wanted wanted) {
        int asked = wanted.sampled().samples();
        return asked == 0 ? wanted.model().samples() : asked;
    }

    /**
     * An image that was decoded, whose faces are on their way through the network.
     *
     * @param boxes of the faces that are answered
     * @param found faces, more than boxes if some were too many
     * @param annotated a PNG, or null if nobody asked for it
     * @param problem why there is no answer, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // written out, never compared
    private record Picture(
            String name,
            int width,
            int height,
            List<Box> boxes,
            int found,
            CompletableFuture<List<Prediction>> predictions,
            byte @Nullable [] annotated,
            @Nullable ProblemException problem) {

        static Picture of(String name, int width, int height, List<Box> boxes, int found) {
            return new Picture(
                    name, width, height, boxes, found, CompletableFuture.completedFuture(List.of()), null, null);
        }

        static Picture bad(String name, ProblemException problem) {
            return new Picture(name, 0, 0, List.of(), 0, CompletableFuture.completedFuture(List.of()), null, problem);
        }

        Picture with(CompletableFuture<List<Prediction>> answer) {
            return new Picture(name, width, height, boxes, found, answer, annotated, problem);
        }

        Picture with(byte[] png) {
            return new Picture(name, width, height, boxes, found, predictions, png, problem);
        }

        List<FacePrediction> faces() {
            var answered = Answers.of(predictions);
            var faces = new ArrayList<FacePrediction>();
            for (int i = 0; i < boxes.size(); i++) {
                faces.add(new FacePrediction(boxes.get(i), answered.get(i)));
            }
            return faces;
        }
    }

    /** A bad image among several does not spoil the others; a full queue does. */
    private Picture looked(Upload upload, Wanted wanted) {
        try {
            return picture(upload, wanted);
        } catch (ProblemException e) {
            if (e.status() >= 500) {
                throw e;
            }
            return Picture.bad(upload.name(), e);
        } catch (BadInputException e) {
            return Picture.bad(
                    upload.name(), new ProblemException(ProblemType.BAD_IMAGE, String.valueOf(e.getMessage())));
        }
    }

    private Picture picture(Upload upload, Wanted wanted) {
        var shape = wanted.model().shape();
        if (!wanted.detect() && !wanted.annotate()) {
            var plain = FacePixels.ofPlainPng(upload.bytes(), shape);
            if (plain.isPresent()) {
                var whole = List.of(new Box(0, 0, shape.width(), shape.height()));
                return Picture.of(upload.name(), shape.width(), shape.height(), whole, 1)
                        .with(wanted.model().batcher().submit(List.of(plain.get()), wanted.sampled()));
            }
        }
        requireImage(upload);
        LongUnaryOperator drawing = wanted.annotate() ? Annotator::bytes : pixels -> 0;
        return ImageDecoder.with(upload.bytes(), upload.title(), drawing, image -> decoded(upload, image, wanted));
    }

    private void requireImage(Upload upload) {
        if (upload.bytes().length == 0) {
            throw new ProblemException(ProblemType.BAD_IMAGE, upload.title() + " is empty.");
        }
        if (!ImageDecoder.isImage(upload.bytes())) {
            throw new ProblemException(
                    ProblemType.NOT_AN_IMAGE, upload.title() + " is not a PNG, JPEG, GIF, BMP, WebP or TIFF image.");
        }
        if (ImageDecoder.pixels(upload.bytes(), upload.title()) > limits.pixels()) {
            throw new ProblemException(
                    ProblemType.TOO_LARGE,
                    upload.title() + " has more than " + limits.pixels() / 1_000_000
                            + " million pixels. Make it smaller.");
        }
    }

    private Picture decoded(Upload upload, BufferedImage image, Wanted wanted) {
        var found = (wanted.detect() ? detector : FaceDetector.wholeImage()).detect(image);
        var faces = found.subList(0, Math.min(found.size(), limits.faces()));
        var boxes = faces.stream().map(DetectedFace::box).toList();
        var picture = Picture.of(upload.name(), image.getWidth(), image.getHeight(), boxes, found.size());
        if (!faces.isEmpty()) {
            var shape = wanted.model().shape();
            var crops =
                    faces.stream().map(face -> face.crop().pixels(image, shape)).toList();
            picture = picture.with(wanted.model().batcher().submit(crops, wanted.sampled()));
        }
        return wanted.annotate()
                ? picture.with(FacePng.of(Drawing.ANNOTATOR.annotate(image, picture.faces())))
                : picture;
    }

    private static Map<String, Object> json(Picture picture, Wanted wanted) {
        var json = new LinkedHashMap<String, Object>();
        json.put("file", picture.name());
        var problem = picture.problem();
        if (problem != null) {
            json.put("problem", problem.json(""));
            return json;
        }
        json.put("width", picture.width());
        json.put("height", picture.height());
        json.put("found", picture.found());
        json.put(
                "faces",
                picture.faces().stream()
                        .map(face -> PredictionJson.face(face, wanted.model().decisions()))
                        .toList());
        byte[] annotated = picture.annotated();
        if (annotated != null) {
            json.put("annotated", "data:image/png;base64," + Base64.getEncoder().encodeToString(annotated));
        }
        return json;
    }

    @Override
    public void close() {
        detector.close();
    }
}
