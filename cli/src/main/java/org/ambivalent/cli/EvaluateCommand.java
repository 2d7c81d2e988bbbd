package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.List;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Evaluation;
import org.ambivalent.data.EvaluationReport;
import org.ambivalent.data.PredictedFaces;
import org.ambivalent.data.SharedEmotions;
import org.ambivalent.metrics.Bootstrap;
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
            "Every figure has a 95 %% interval."
        })
final class EvaluateCommand implements Runnable {

    /** Fixed, so that the same command prints the same intervals. */
    private static final long BOOTSTRAP_SEED = 1;

    private final Terminal terminal;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private SplitOption split = new SplitOption();

    @Mixin
    private ModelOption model = new ModelOption();

    @Option(names = "--json", description = "Answer in JSON, with the keys of docs/evaluate.md. Default: a table.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Also write report.html, a page that needs nothing else, into this folder, and evaluation.json and"
                            + " predictions.csv for serve.")
    private @Nullable Path report;

    EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        if (report != null) {
            AtomicFiles.requireFolder(report);
        }
        try (var predictor = model.open(PredictorOptions.defaults())) {
            var metadata = predictor.metadata();
            var dataset = data.read(terminal, metadata.preprocessing().shape());
            var shared = SharedEmotions.of(metadata.labels(), dataset.labels());
            var faces = data.limited(split.heldOut(terminal, dataset, metadata)
                    .map(shared::of)
                    .orElseGet(() -> split.of(shared.of(dataset))));
            tellWhatIsLeftOut(metadata.labels(), dataset, shared);
            var predictions = SplitOption.each(terminal, faces, some -> predictor.predictCrops(some.images())).stream()
                    .map(shared::of)
                    .toList();
            var evaluation = Evaluation.ofPredictions(faces, predictions, Bootstrap.seeded(BOOTSTRAP_SEED))
                    .with("split", split.toString())
                    .with("model", model.toString());
            terminal.out().println(json ? evaluation.toJson() : evaluation.toText());
            writeReport(evaluation, faces, predictions);
        }
    }

    /** A model and a dataset that name other emotions are compared on those that both name. */
    private void tellWhatIsLeftOut(LabelSet model, Dataset dataset, SharedEmotions shared) {
        if (shared.labels().size() < Math.max(model.size(), dataset.labels().size())) {
            terminal.err()
                    .println("Scored on the emotions that both know, " + shared.labels() + ": the model's are " + model
                            + ", the dataset's " + dataset.labels() + "."
                            + (shared.labels().equals(model) ? "" : " What the model file decides is not scored."));
        }
    }

    private void writeReport(Evaluation evaluation, Dataset faces, List<Prediction> predictions) {
        if (report == null) {
            return;
        }
        var file = report.resolve("report.html");
        new EvaluationReport(evaluation, faces, predictions).write(file);
        // The list first: who finds an evaluation finds the faces behind it.
        PredictedFaces.of(faces, predictions).write(report.resolve("predictions.csv"));
        AtomicFiles.write(
                report.resolve("evaluation.json"), traced(evaluation, faces).toJson() + "\n");
        terminal.err().println("Wrote " + file);
    }

    /** With what is needed to find the faces again. */
    private Evaluation traced(Evaluation evaluation, Dataset faces) {
        var shape = faces.images().shape();
        return evaluation
                .with("data", data.path().toAbsolutePath().normalize().toString())
                .with("images", shape.channels() + "," + shape.height() + "," + shape.width());
    }
}
