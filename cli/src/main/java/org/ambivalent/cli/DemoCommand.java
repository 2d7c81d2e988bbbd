package org.ambivalent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.BayesOptimal;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Evaluation;
import org.ambivalent.data.EvaluationReport;
import org.ambivalent.data.Figures;
import org.ambivalent.data.Measure;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.Split;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.predict.Predictor;
import org.ambivalent.predict.PredictorOptions;
import org.ambivalent.train.Devices;
import org.ambivalent.train.RunFolder;
import org.ambivalent.train.TrainSettings;
import org.ambivalent.train.TrainSettings.Optimiser;
import org.ambivalent.train.TrainSettings.Rule;
import org.ambivalent.train.TrainSettings.Schedule;
import org.ambivalent.train.Trainer;
import org.ambivalent.train.TrainingSpeed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ambivalent demo}: the whole line in a minute or two, on sampled faces. */
@Command(
        name = "demo",
        description = {
            "Trains a small model on faces that nobody has, and judges it against the known truth.",
            "The faces are sampled from a statistical model. Takes a minute or two on two cores."
        })
final class DemoCommand implements Runnable {

    private static final String NETWORK = "small";
    private static final int EPOCHS = 8;
    private static final int BATCH = 64;

    private final Terminal terminal;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to put the run. Default: runs/demo, or runs/demo-2 and so on if that is taken.")
    private @Nullable Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of faces and training. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        var folder = out != null ? out : freeFolder();
        if (RunFolder.isRun(folder)) {
            throw new BadInputException(folder + ": holds a run already. Choose another --out.");
        }
        RunFolder.requireFree(folder);
        var faces = SampledFaces.defaults().withSeed(seed).dataset();
        terminal.err().println("sampled " + faces.size() + " faces that nobody has, with ten votes each");
        try (var trainer = Trainer.start(folder, settings(faces), faces, faces.name(), Devices.named("cpu"), null)) {
            TrainProgress.run(trainer, terminal);
        }
        judge(folder, faces.split(Split.TEST));
    }

    private static Path freeFolder() {
        return Stream.iterate(1, number -> number + 1)
                .map(number -> Path.of("runs", number == 1 ? "demo" : "demo-" + number))
                .filter(folder -> !Files.exists(folder))
                .findFirst()
                .orElseThrow();
    }

    private TrainSettings settings(Dataset faces) {
        int threads = Runtime.getRuntime().availableProcessors();
        var input = faces.images().shape();
        return TrainSettings.defaults()
                .network(NETWORK)
                .input(input)
                .epochs(EPOCHS)
                .batch(BATCH)
                .optimiser(new Optimiser(Rule.SGD, 0.05, 5e-4, Schedule.COSINE, 1))
                .averaging(0.99)
                .dropout(0)
                // A mirrored or shifted face would have another true posterior than the one its votes were drawn from.
                .augmentation(Augmentation.none())
                .seed(seed)
                .precision(TrainingSpeed.faster(NETWORK, input, BATCH, threads, Devices.named("cpu")))
                .threads(threads)
                .build();
    }

    private void judge(Path folder, Dataset faces) {
        var file = folder.resolve("model.onnx");
        try (var predictor = Predictor.open(file, PredictorOptions.defaults())) {
            var predictions = predictor.predictCrops(faces.images());
            var predicted = predictions.stream().map(Prediction::distribution).toList();
            var evaluation = evaluation(faces, predicted).with("model", file.toString());
            printTable(
                    evaluation.broadest(),
                    evaluation(faces, BayesOptimal.answers(faces)).broadest());
            var report = folder.resolve("report.html");
            new EvaluationReport(evaluation, faces, predictions).write(report);
            printNext(folder, report);
        }
    }

    private Evaluation evaluation(Dataset faces, List<Distribution> predicted) {
        return Evaluation.of(faces, predicted, Bootstrap.seeded(seed)).with("command", "ambivalent demo");
    }

    private void printTable(Figures model, Figures best) {
        terminal.out().printf("%n%-24s %8s   %s%n", model.faces() + " test faces", "model", "Bayes-optimal");
        row("accuracy", Measure.ACCURACY, model, best);
        row("NLL of the label", Measure.NEGATIVE_LOG_LIKELIHOOD, model, best);
        row("ECE, 15 bins", Measure.EXPECTED_CALIBRATION_ERROR, model, best);
        row("KL to the votes", Measure.KULLBACK_LEIBLER, model, best);
        row("KL to the true posterior", Measure.TRUE_KULLBACK_LEIBLER, model, best);
        terminal.out()
                .println("The Bayes-optimal column is what someone who knows how the faces were made would reach:"
                        + " faces are ambiguous, so nobody gets all of them.");
    }

    private void row(String name, Measure measure, Figures model, Figures best) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%-24s %8.4f   %.4f%n",
                        name,
                        model.get(measure).value(),
                        best.get(measure).value());
    }

    private void printNext(Path folder, Path report) {
        terminal.out().println();
        terminal.out().println("Open " + report + " to see which faces are ambiguous, and whether the model knows it.");
        terminal.out().println("Then try:");
        printNext("predict photo.jpg", "the model that learned from photos, on your own");
        printNext("inspect " + folder.resolve("model.onnx"), "what is in the model file");
        printNext("train --data DATASET --out runs/mine", "a model of your own data");
    }

    private void printNext(String command, String what) {
        terminal.out().printf("  ./ambivalent %-37s %s%n", command, what);
    }
}
