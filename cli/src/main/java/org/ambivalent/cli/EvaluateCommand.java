package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Evaluation;
import org.ambivalent.data.EvaluationReport;
import org.ambivalent.data.Split;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.predict.Predictor;
import org.ambivalent.predict.PredictorOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ambivalent evaluate}: how good a model is, against people. */
@Command(
        name = "evaluate",
        description = {
            "Scores a model against the labels and votes of a dataset, under the majority and the all-votes protocol.",
            "Every figure has a 95 %% bootstrap interval."
        })
final class EvaluateCommand implements Runnable {

    /** Fixed, so that the same command prints the same intervals. */
    private static final long BOOTSTRAP_SEED = 1;

    /** Faces between two steps of the progress bar. */
    private static final int CHUNK = 512;

    private final Terminal terminal;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "valid",
            description =
                    "The faces to score: train, valid, test or all. Default: ${DEFAULT-VALUE}. Choose everything on"
                            + " valid; test only reports.")
    private String split = "valid";

    @Mixin
    private ModelOption model = new ModelOption();

    @Option(names = "--json", description = "Answer in JSON, with the keys of docs/evaluate.md. Default: a table.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Also write report.html, a page that needs nothing else, into this folder.")
    private @Nullable Path report;

    EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        try (var predictor = model.open(PredictorOptions.defaults())) {
            var metadata = predictor.metadata();
            var dataset = data.read(terminal, metadata.preprocessing().shape());
            requireSameLabels(dataset, metadata.labels());
            var faces = data.limited(chosen(dataset));
            var predictions = predict(predictor, faces);
            var evaluation = Evaluation.ofPredictions(faces, predictions, Bootstrap.seeded(BOOTSTRAP_SEED))
                    .with("split", split)
                    .with("model", model.toString());
            terminal.out().println(json ? evaluation.toJson() : evaluation.toText());
            writeReport(evaluation, faces, predictions);
        }
    }

    /** Before the work, not after it. */
    private void requireSameLabels(Dataset dataset, LabelSet labels) {
        if (!dataset.labels().equals(labels)) {
            throw new BadInputException(dataset.name() + ": labelled with " + dataset.labels() + ", but the model "
                    + model + " answers with " + labels + ". Use a model of the same emotions in the same order, map"
                    + " other words with --label-map, or train a model on this dataset.");
        }
    }

    private Dataset chosen(Dataset dataset) {
        var faces = split.strip().equalsIgnoreCase("all") ? dataset : dataset.split(Split.parse(split));
        if (faces.size() == 0) {
            throw new BadInputException(dataset.name() + ": no faces in the split " + split + ". It has "
                    + sizes(dataset) + ". Choose one with --split.");
        }
        return faces;
    }

    private static String sizes(Dataset dataset) {
        return Arrays.stream(Split.values())
                .map(split -> String.format(
                        Locale.ROOT, "%,d in %s", dataset.split(split).size(), split))
                .collect(Collectors.joining(", "));
    }

    private List<Prediction> predict(Predictor predictor, Dataset faces) {
        var predictions = new ArrayList<Prediction>(faces.size());
        try (var progress = Progress.start(terminal, "predicting", faces.size())) {
            for (int start = 0; start < faces.size(); start += CHUNK) {
                int end = Math.min(start + CHUNK, faces.size());
                var chunk = faces.select(IntStream.range(start, end).toArray());
                predictions.addAll(predictor.predictCrops(chunk.images()));
                progress.step(end - start);
            }
        }
        return predictions;
    }

    private void writeReport(Evaluation evaluation, Dataset faces, List<Prediction> predictions) {
        if (report == null) {
            return;
        }
        var file = report.resolve("report.html");
        new EvaluationReport(
                        evaluation,
                        faces,
                        predictions.stream().map(Prediction::distribution).toList())
                .write(file);
        terminal.err().println("Wrote " + file);
    }
}
