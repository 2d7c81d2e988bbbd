package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.ImageDecoder;
import org.ambivalent.predict.Annotator;
import org.ambivalent.predict.FaceDetector;
import org.ambivalent.predict.Predictor;
import org.ambivalent.predict.PredictorOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ambivalent predict}: the expressions of the faces in pictures. */
@Command(
        name = "predict",
        description = {
            "Finds the faces in pictures and says, for each, how likely every emotion is and how much is left open.",
            "Entropy is in nats: 0 is certain, log(number of emotions) knows nothing."
        })
final class PredictCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE",
            description = "Pictures, and folders that are searched for pictures.")
    private List<Path> pictures = List.of();

    @Mixin
    private ModelOption model = new ModelOption();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The same as --sample-seed: nothing else of predict is random.")
    private @Nullable Long seed;

    @ArgGroup
    private Detection detection = new Detection();

    @ArgGroup
    private Format format = new Format();

    @Option(
            names = "--annotate",
            paramLabel = "DIR",
            description = "Also write each picture with its boxes and distributions into this folder, photo.jpg as"
                    + " photo-faces.png.")
    private @Nullable Path annotate;

    @Option(
            names = "--strict",
            description = "Stop at the first bad picture, or folder without any, instead of reporting and skipping it.")
    private boolean strict;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to use; each holds a picture in memory. Default: one for each processor, at most 4.")
    private int threads = Math.min(4, Runtime.getRuntime().availableProcessors());

    /** Where the faces are. */
    static final class Detection {
        @Option(
                names = "--detector",
                paramLabel = "FILE",
                description = "Find faces with this YuNet model (.onnx). Default: OpenCV's cascades.")
        private @Nullable Path detector;

        @Option(names = "--no-detect", description = "Every picture is one face already, cropped.")
        private boolean none;

        FaceDetector open() {
            if (detector != null) {
                return FaceDetector.yuNet(detector);
            }
            return none ? FaceDetector.wholeImage() : FaceDetector.cascade();
        }
    }

    /** How to answer. */
    static final class Format {
        @Option(names = "--json", description = "Answer with one JSON array. Default: a table.")
        private boolean json;

        @Option(names = "--csv", description = "Answer with CSV, a row for each face.")
        private boolean csv;
    }

    PredictCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (threads < 1) {
            throw new BadInputException("--threads must be at least 1, but is " + threads + ".");
        }
        if (seed != null) {
            model.seed(seed);
        }
        var files = PictureFiles.under(pictures, strict, terminal.err()::println);
        var options =
                PredictorOptions.defaults().withDetector(detection.open()).withThreads(files.size() == 1 ? threads : 1);
        var annotated = annotate == null ? null : annotated(annotate, files);
        try (var predictor = model.open(options);
                var writer = writer(files, predictor)) {
            return new PredictRun(file -> predict(predictor, file, annotated), writer, terminal, strict)
                    .over(files, threads);
        }
    }

    private AnnotatedPictures annotated(Path folder, List<Path> files) {
        var annotated = new AnnotatedPictures(folder, files);
        if (!annotated.warning().isEmpty()) {
            terminal.err().println("ambivalent: " + annotated.warning());
        }
        return annotated;
    }

    private static PictureResult predict(Predictor predictor, Path file, @Nullable AnnotatedPictures annotated) {
        return ImageDecoder.with(file, annotated == null ? pixels -> 0 : Annotator::bytes, picture -> {
            var faces = predictor.predict(picture);
            if (annotated != null) {
                annotated.write(file, picture, faces);
            }
            return new PictureResult(file, picture.getWidth(), picture.getHeight(), faces);
        });
    }

    private PictureWriter writer(List<Path> files, Predictor predictor) {
        if (format.json) {
            return new PictureJson(terminal.out(), predictor.decisions());
        }
        var labels = predictor.metadata().labels();
        return format.csv
                ? new PictureCsv(terminal.out(), labels, predictor.decisions())
                : new PictureTable(terminal, files, labels);
    }
}
