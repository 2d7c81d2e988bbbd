package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Version;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.CalibrationReport;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Evaluation;
import org.ambivalent.data.Face;
import org.ambivalent.data.PosteriorSamples;
import org.ambivalent.data.PosteriorScoring;
import org.ambivalent.data.Split;
import org.ambivalent.decide.ConformalMethod;
import org.ambivalent.decide.ConformalScore;
import org.ambivalent.decide.Familiarity;
import org.ambivalent.decide.RiskGuarantee;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.predict.Answer;
import org.ambivalent.predict.Calibrator;
import org.ambivalent.predict.Calibrator.Promise;
import org.ambivalent.predict.HalfPrecision;
import org.ambivalent.predict.Noticed;
import org.ambivalent.predict.Predictor;
import org.ambivalent.predict.PredictorOptions;
import org.ambivalent.train.HeldOut;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambivalent calibrate}: how sure a model may be. */
@Command(
        name = "calibrate",
        description = {
            "Teaches a trained model how sure it may be, from faces that it was not trained on, and writes that into the"
                    + " model file: a temperature, prediction sets, when to abstain, and what is unfamiliar.",
            "Promises hold for faces like those it was calibrated on, drawn at random."
        })
final class CalibrateCommand implements Runnable {

    private static final long BOOTSTRAP_SEED = 1;
    private static final String NONE = "none";
    private static final double DEFAULT_RISK = 0.05;
    private static final String CHECK = "--check";
    private static final String TEMPERATURE = "--temperature";

    /** What a calibration is told, and a check tries. */
    private static final Set<String> CHOICES = Set.of(
            "--out",
            "--report",
            TEMPERATURE,
            "--promise",
            "--coverage",
            "--sets",
            "--per-emotion",
            "--randomised",
            "--target-risk",
            "--delta",
            "--familiar",
            "--seed");

    private final Terminal terminal;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private SplitOption split = new SplitOption();

    @Mixin
    private ModelOption model = new ModelOption();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the calibrated model here. Default: the model file itself.")
    private @Nullable Path out;

    @Option(
            names = TEMPERATURE,
            paramLabel = "TARGET",
            defaultValue = "majority",
            description = "What probabilities should be like: majority, votes, or none to leave them. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String temperature = "majority";

    @Option(
            names = "--promise",
            paramLabel = "TARGET",
            defaultValue = "majority",
            description = "What sets and answers are about: what most people say (majority), or what one person picked"
                    + " at random would (votes). Default: ${DEFAULT-VALUE}.")
    private String promise = "majority";

    @Option(
            names = "--coverage",
            paramLabel = "C",
            defaultValue = "0.9",
            description = "The share of sets that are to hold the label; none for no sets. Default: ${DEFAULT-VALUE}.")
    private String coverage = "0.9";

    @Option(
            names = "--sets",
            paramLabel = "SCORE",
            defaultValue = "lac",
            description = "lac: the smallest sets; aps: sets that grow with the doubt. Default: ${DEFAULT-VALUE}.")
    private String sets = "lac";

    @Option(names = "--per-emotion", description = "Keep the promise of sets for the faces of each emotion.")
    private boolean perEmotion;

    @Option(
            names = "--randomised",
            description = "Let chance decide on the border of sets: coverage is exact, and some sets are empty.")
    private boolean randomised;

    @Option(
            names = "--target-risk",
            paramLabel = "R",
            description = "The share of answers that may be wrong; none never to abstain. Default: " + DEFAULT_RISK
                    + ", if that can be promised.")
    private @Nullable String risk;

    @Option(
            names = "--delta",
            paramLabel = "D",
            defaultValue = "" + RiskGuarantee.DEFAULT_DELTA,
            description = "How probable it may be that more answers are wrong after all. Default: ${DEFAULT-VALUE}.")
    private double delta = RiskGuarantee.DEFAULT_DELTA;

    @Option(
            names = "--familiar",
            paramLabel = "L",
            defaultValue = "" + Familiarity.DEFAULT_LEVEL,
            description = "The share of such faces that are not to be called unfamiliar. Default: ${DEFAULT-VALUE}.")
    private double familiar = Familiarity.DEFAULT_LEVEL;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Which faces are used for what. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--half",
            description = "Round weights to 16 bits before anything is measured: half the file for next to no change.")
    private boolean half;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Also write calibration.html, a page that needs nothing else, into this folder.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Answer in JSON, with the keys of docs/calibrate.md. Default: a table.")
    private boolean json;

    @Option(
            names = CHECK,
            description =
                    "Write nothing: calibrate on half of the faces and score the others, both ways, and try promises"
                            + " on 100 random halves.")
    private boolean check;

    @Spec
    private CommandSpec spec = CommandSpec.create(); // picocli sets the real one

    CalibrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        if (check) {
            check();
        } else {
            calibrate();
        }
    }

    private void calibrate() {
        var settings = settings();
        var target = target();
        AtomicFiles.requireFile(target);
        if (report != null) {
            AtomicFiles.requireFolder(report);
        }
        byte[] bytes = bytes();
        try (var predictor = model.open(bytes, PredictorOptions.defaults().uncalibrated())) {
            var faces = faces(predictor.metadata());
            var answers = answers(predictor, faces);
            var result = Calibrator.of(faces, answers, settings);
            requirePromise(result);
            var text = new CalibrationText(
                    result,
                    evaluation(result, result.before()),
                    evaluation(result, result.after()),
                    Noticed.of(predictor, result, seed),
                    target);
            AtomicFiles.write(target, Calibrator.write(bytes, model.toString(), result, provenance(faces, predictor)));
            terminal.out().println(json ? text.toJson(model.toString()) : text.toText());
            writeReport(text);
        }
    }

    private byte[] bytes() {
        return half ? HalfPrecision.of(model.bytes(), model.toString()) : model.bytes();
    }

    private Dataset faces(ModelMetadata metadata) {
        var read = data.read(terminal, metadata.preprocessing().shape());
        var dataset = SplitOption.over(metadata.labels(), read, terminal, model);
        var heldOut = split.heldOut(terminal, dataset, metadata);
        var faces = data.limited(heldOut.orElseGet(() -> split.of(dataset)));
        if (heldOut.isEmpty()) {
            requireNew(faces, dataset, metadata);
        }
        return faces;
    }

    private List<Answer> answers(Predictor predictor, Dataset faces) {
        return SplitOption.each(terminal, faces, some -> predictor.answerCrops(some.images()));
    }

    private void check() {
        requireNoChoice();
        try (var predictor = model.open(bytes(), PredictorOptions.defaults().uncalibrated())) {
            var faces = faces(predictor.metadata());
            var samples = PosteriorSamples.of(
                    faces,
                    answers(predictor, faces).stream().map(Answer::samples).toList());
            terminal.err().println("Calibrating on halves ...");
            var posterior = predictor.metadata().posterior();
            boolean areMembers = posterior.members() > 1 && !posterior.isStochastic();
            var bootstrap = Bootstrap.seeded(BOOTSTRAP_SEED);
            var score = areMembers
                    ? PosteriorScoring.of(faces, samples, samples, bootstrap)
                    : PosteriorScoring.of(faces, samples, bootstrap);
            var text = new CalibrationCheckText(
                    model.toString(), score, faces.faces().stream().anyMatch(Face::hasVotes));
            terminal.out().println(json ? text.toJson() : text.toText());
        }
    }

    /** A check tries everything that could be chosen, and writes nothing. */
    private void requireNoChoice() {
        var chosen = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(CHOICES::contains)
                .toList();
        if (!chosen.isEmpty()) {
            throw new BadInputException(String.join(", ", chosen) + ": " + CHECK
                    + " writes nothing and tries all there is to choose. Leave out one or the other.");
        }
    }

    /** A promise needs faces that are new to the model. */
    private void requireNew(Dataset faces, Dataset dataset, ModelMetadata metadata) {
        int trainedOn = faces.split(Split.TRAIN).size();
        // Members of an ensemble that was joined may have been trained on several datasets.
        boolean isKnown = metadata.provenance().entrySet().stream()
                .filter(pair -> pair.getKey().endsWith("data.hash"))
                .anyMatch(pair -> pair.getValue().equals(faces.hash()));
        if (trainedOn > 0 && isKnown) {
            throw new BadInputException(data + ": the model was trained on these faces (" + trainedOn
                    + " of the split train), which would make it look surer than it is. "
                    + (mayBeValid(dataset, metadata) ? "Choose --split valid, or other data." : "Choose other data."));
        }
        if (trainedOn > 0) {
            terminal.err()
                    .printf(
                            Locale.ROOT,
                            "%,d of these faces are of the split train: make sure that the model has not seen them, or"
                                    + " nothing of what it promises will hold.%n",
                            trainedOn);
        }
    }

    private static boolean mayBeValid(Dataset dataset, ModelMetadata metadata) {
        return dataset.split(Split.VALID).size() > 0
                || HeldOut.of(dataset, metadata).isPresent();
    }

    private void writeReport(CalibrationText text) {
        if (report != null) {
            var file = report.resolve("calibration.html");
            new CalibrationReport(text.before(), text.after(), text.promises()).write(file);
            terminal.err().println("Wrote " + file);
        }
    }

    private Calibrator.Settings settings() {
        return new Calibrator.Settings(
                temperature.equals(NONE) ? Optional.empty() : Optional.of(promise(TEMPERATURE, temperature)),
                promise("--promise", promise),
                share("--coverage", coverage),
                method(),
                risk == null ? OptionalDouble.of(DEFAULT_RISK) : share("--target-risk", risk),
                requireShare("--delta", delta),
                requireShare("--familiar", familiar),
                seed);
    }

    private static Promise promise(String option, String name) {
        for (var promise : Promise.values()) {
            if (promise.name().toLowerCase(Locale.ROOT).equals(name)) {
                return promise;
            }
        }
        throw new BadInputException(option + " is \"" + name + "\". Use votes or majority"
                + (option.equals(TEMPERATURE) ? ", or none." : "."));
    }

    private ConformalMethod method() {
        for (var score : ConformalScore.values()) {
            if (score.name().toLowerCase(Locale.ROOT).equals(sets)) {
                return new ConformalMethod(score, perEmotion, randomised);
            }
        }
        throw new BadInputException("--sets is \"" + sets + "\". Use lac or aps.");
    }

    private static OptionalDouble share(String option, String text) {
        if (text.equals(NONE)) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(requireShare(option, Double.parseDouble(text)));
        } catch (NumberFormatException e) {
            throw new BadInputException(option + " is \"" + text + "\". Use a share in (0, 1), or none.", e);
        }
    }

    private static double requireShare(String option, double share) {
        if (!(share > 0 && share < 1)) {
            throw new BadInputException(option + " must be in (0, 1), but is " + share + ".");
        }
        return share;
    }

    /** Where the calibrated model goes. */
    private Path target() {
        var file = out != null ? out : model.file();
        if (file == null) {
            throw new BadInputException("The bundled model is part of the program and stays as it is. Say where its"
                    + " calibrated copy goes with --out, or name another model with --model.");
        }
        return file;
    }

    /** A promise that was asked for by name is kept or refused, not left out. */
    private void requirePromise(Calibrator.Result result) {
        if (risk != null && !result.noAbstention().isEmpty()) {
            throw new BadInputException(data + ": " + result.noAbstention());
        }
    }

    private Map<String, String> provenance(Dataset faces, Predictor predictor) {
        var pairs = new TreeMap<String, String>();
        pairs.put("data", faces.name());
        pairs.put("dataHash", faces.hash());
        pairs.put("split", split.toString());
        pairs.put("faces", Integer.toString(faces.size()));
        pairs.put("promise", promise);
        pairs.put("target", temperature);
        pairs.put("version", Version.CURRENT);
        pairs.put("calibrationSeed", Long.toString(seed));
        pairs.put(Calibrator.SAMPLE_SEED, Long.toString(predictor.seed()));
        return pairs;
    }

    private static Evaluation evaluation(Calibrator.Result result, List<Prediction> predictions) {
        return Evaluation.ofPredictions(result.scored(), predictions, Bootstrap.seeded(BOOTSTRAP_SEED));
    }
}
