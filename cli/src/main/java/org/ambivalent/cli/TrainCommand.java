package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.LabelNoise;
import org.ambivalent.data.Split;
import org.ambivalent.train.ClassWeights;
import org.ambivalent.train.EnsembleTraining;
import org.ambivalent.train.HeldOut;
import org.ambivalent.train.ModelFile;
import org.ambivalent.train.Objectives;
import org.ambivalent.train.Precision;
import org.ambivalent.train.RunFolder;
import org.ambivalent.train.Stochastic;
import org.ambivalent.train.TrainSettings;
import org.ambivalent.train.TrainSettings.Keep;
import org.ambivalent.train.TrainSettings.Optimiser;
import org.ambivalent.train.TrainSettings.Rule;
import org.ambivalent.train.TrainSettings.Schedule;
import org.ambivalent.train.Trainer;
import org.ambivalent.train.TrustedLabels;
import org.ambivalent.train.ValenceArousalStage;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambivalent train}: a dataset in, a run folder with a model file out. */
@Command(
        name = "train",
        description = {
            "Trains a network on labels that people disagree about, and writes one model file.",
            "The validation faces choose the epoch that is kept; test faces are never looked at."
        })
final class TrainCommand implements Runnable {

    private static final Set<String> ALLOWED_WITH_RESUME =
            Set.of("--resume", "--out", "--data", "--label-map", "--strict", "--limit", "--device");

    /** Where several people voted. */
    private static final String DEFAULT_OBJECTIVE = "votes";

    /** The others are in the run folder. */
    private static final int NOT_USED_SHOWN = 12;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Mixin
    private VaModelOption valenceArousal = new VaModelOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The run folder: settings, log, checkpoint and model file.")
    private Path out = Path.of("");

    @Option(
            names = "--resume",
            description = "Go on with the run in --out after its last whole epoch, as it was started.")
    private boolean resume;

    @Option(
            names = "--init",
            paramLabel = "MODEL",
            description =
                    "Start from the weights of a model file, a run folder, or a .safetensors file with torchvision's"
                            + " names. Default: random weights.")
    private @Nullable Path init;

    @Option(
            names = "--trusted-by",
            paramLabel = "RUN",
            description =
                    "Learn only from the labels that an earlier training trusts, under forward-correction, say; they are"
                            + " as it had them, so --labels and --noise are not for this run.")
    private @Nullable Path trustedBy;

    @Option(
            names = "--trust",
            paramLabel = "SHARE",
            defaultValue = "" + TrustedLabels.LEAST,
            description = "How far --trusted-by must trust a label, from 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double trust;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            defaultValue = "compact",
            description =
                    "compact, small (for quick tries), mini-vgg, vgg13, resnet18, resnet50 or ir50. Default: ${DEFAULT-VALUE}.")
    private String network = "compact";

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            description =
                    "What the labels are worth: votes (cross-entropy to the votes), majority, draw (one vote an epoch),"
                            + " multi-target (any emotion with enough votes), self-cure or forward-correction (for wrong labels), or"
                            + " neighbours (distributions from single labels), with options behind a colon. Default: votes where"
                            + " several people voted, forward-correction where each face has one label.")
    private @Nullable String objective;

    @Option(
            names = "--labels",
            paramLabel = "NAME",
            defaultValue = "votes",
            description =
                    "What is known of the training faces: votes (all there is), majority (one label a face), original (the"
                            + " dataset's own label beside its votes) or voter (what one person said). Default: ${DEFAULT-VALUE}.")
    private String labels = "votes";

    @Option(
            names = "--noise",
            paramLabel = "NOISE",
            defaultValue = "none",
            description = {
                "Makes labels of training faces wrong on purpose: symmetric:RATE, confusion:FILE (a matrix), or a .csv"
                        + " file of changes. Default: ${DEFAULT-VALUE}.",
                "The changes stand in noise.csv of the run folder."
            })
    private String noise = "none";

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "30",
            description = "Passes over the training faces. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Faces a step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "The highest learning rate. Default: 0.1 for sgd, 0.002 for adamw.")
    private @Nullable Double learningRate;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "adamw",
            description = "sgd or adamw. Default: ${DEFAULT-VALUE}.")
    private Rule optimizer = Rule.ADAMW;

    @Option(
            names = "--weight-decay",
            paramLabel = "RATE",
            description = "Of kernels and matrices. Default: 0.0005 for sgd, 0.05 for adamw.")
    private @Nullable Double weightDecay;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            defaultValue = "cosine",
            description = "How the learning rate falls: cosine or step. Default: ${DEFAULT-VALUE}.")
    private Schedule schedule = Schedule.COSINE;

    @Option(
            names = "--warmup",
            paramLabel = "EPOCHS",
            defaultValue = "1",
            description = "Epochs in which the learning rate rises. Default: ${DEFAULT-VALUE}.")
    private double warmup;

    @Option(
            names = "--averaging",
            paramLabel = "DECAY",
            defaultValue = "0.999",
            description =
                    "Of the running average of the weights, which is what is kept; 0 for none. Default: ${DEFAULT-VALUE}.")
    private double averaging;

    @Option(
            names = "--posterior",
            paramLabel = "NAME",
            defaultValue = "deterministic",
            description =
                    "How doubt is represented: deterministic, mc-dropout or mc-dropconnect (what training hides stays"
                            + " hidden when the model predicts, differently in each sample), ensemble:M (M networks) or sub-ensemble:M (M heads). Default: ${DEFAULT-VALUE}.")
    private String posterior = "deterministic";

    @Option(
            names = "--stochastic",
            paramLabel = "WHERE",
            defaultValue = "head",
            description =
                    "Which layers hide something: head (samples cost next to nothing) or all. Default: ${DEFAULT-VALUE}.")
    private Stochastic stochastic = Stochastic.HEAD;

    @Option(
            names = "--dropout",
            paramLabel = "RATE",
            defaultValue = "0.2",
            description =
                    "Share of its inputs that such a layer does not see: in training, under mc-dropout always. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double dropout;

    @Option(
            names = "--dropconnect",
            paramLabel = "RATE",
            defaultValue = "0.1",
            description =
                    "Share of its weights that such a layer does not use under mc-dropconnect. Default: ${DEFAULT-VALUE}.")
    private double dropConnect;

    @Option(
            names = "--class-weights",
            paramLabel = "RULE",
            defaultValue = "none",
            description = "How rare emotions count: none, sqrt or balanced. Default: ${DEFAULT-VALUE}.")
    private ClassWeights classWeights = ClassWeights.NONE;

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            defaultValue = "standard",
            description =
                    "How much training faces are changed at random: none, light or standard. Default: ${DEFAULT-VALUE}.")
    private String augmentation = "standard";

    @Option(
            names = "--settle",
            paramLabel = "SHARE",
            defaultValue = "0.3",
            description = "Share of the epochs, at the end, that change faces lightly only. Default: ${DEFAULT-VALUE}.")
    private double settle;

    @Option(
            names = "--progressive",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of the epochs, at the start, that see faces at two thirds of their size, which takes less"
                            + " than half the time. Default: ${DEFAULT-VALUE}.")
    private double progressive;

    @Option(
            names = "--keep",
            paramLabel = "EPOCH",
            defaultValue = "best",
            description = "Which epoch the model file holds: best (by validation) or last. Default: ${DEFAULT-VALUE}.")
    private Keep keep = Keep.BEST;

    @Mixin
    private ShapeOptions reading = new ShapeOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    TrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        var place = machine.device();
        if (resume) {
            resume(place);
        } else {
            start(place);
        }
    }

    private void resume(Device place) {
        requireNoSettings();
        var started = RunFolder.started(out);
        if (EnsembleTraining.isOne(started.settings())) {
            train(EnsembleTraining.resume(out, again(started, place), place));
            return;
        }
        // First of all: another process may have it.
        try (var run = RunFolder.resume(out)) {
            train(Trainer.resume(run, again(started, place), place));
        }
    }

    /** The faces that a run was started on. */
    private Dataset again(RunFolder.Started started, Device place) {
        var faces = read(started.settings().input());
        return started.places() == null
                ? placed(faces, started.settings(), place)
                : ValenceArousalStage.again(faces, ValenceArousalStage.beside(out));
    }

    private void train(EnsembleTraining ensemble) {
        var elsewhere = ensemble.run((member, of, trainer) -> {
            terminal.err().println("member " + member + " of " + of);
            describe(trainer);
            TrainProgress.show(trainer, terminal);
        });
        if (elsewhere.isEmpty()) {
            terminal.out().println("model file: " + ensemble.modelFile());
        } else {
            var members = elsewhere.stream().map(member -> "member " + member).toList();
            terminal.out()
                    .println("left to other processes: " + String.join(", ", members)
                            + "; who ends the last of them writes the model file. If one is stopped: --resume");
        }
    }

    private void train(Trainer started) {
        try (var trainer = started) {
            describe(trainer);
            TrainProgress.run(trainer, terminal);
        }
    }

    private void describe(Trainer trainer) {
        terminal.err().println(trainer.settings());
        terminal.err()
                .printf(
                        Locale.ROOT,
                        "%,d faces to train on, %,d to validate, %,d parameters%n",
                        trainer.trainingFaces(),
                        trainer.validationFaces(),
                        trainer.parameterCount());
        reportLoaded(trainer);
    }

    /** A resumed run keeps its settings, so giving others would be a misunderstanding. */
    private void requireNoSettings() {
        var given = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !ALLOWED_WITH_RESUME.contains(name))
                .toList();
        if (!given.isEmpty()) {
            throw new BadInputException("--resume goes on with the settings the run was started with, so leave out "
                    + String.join(", ", given) + ", or start a new run in another --out.");
        }
    }

    private void start(Device place) {
        requireUsed();
        RunFolder.requireFree(out);
        data.requireThere();
        if (init != null) {
            ModelFile.requireTensors(init);
        }
        LabelNoise.parse(noise);
        var trusted = trusted();
        var asked = settings();
        keepPlaces(asked);
        var read = read(asked.input());
        var chosen = asked.but().objective(objective(read)).build();
        if (init != null) {
            ModelFile.requireFits(init, chosen, read.labels());
            HeldOut.requireUnseen(init, read, chosen.seed());
        }
        var settings =
                chosen.but().precision(machine.precision(chosen, terminal)).build();
        var faces = placed(read, settings, place);
        if (EnsembleTraining.isOne(settings)) {
            train(EnsembleTraining.start(out, settings, faces, data.toString(), place, init, trusted));
        } else {
            train(Trainer.start(out, settings, faces, data.toString(), place, init, trusted));
        }
    }

    /** What would change nothing is a misunderstanding too. */
    private void requireUsed() {
        requireUsed("--dropconnect", posterior.equals("mc-dropconnect"), "--posterior mc-dropconnect alone");
        requireUsed("--dropout", !posterior.equals("mc-dropconnect"), "every --posterior but mc-dropconnect");
        requireUsed("--settle", augmentation().equals(Augmentation.standard()), "--augmentation standard alone");
    }

    private void requireUsed(String option, boolean used, String by) {
        if (!used && spec.commandLine().getParseResult().hasMatchedOption(option)) {
            throw new BadInputException(option + " is used under " + by + ". Leave it out.");
        }
    }

    /** Single labels are noisy, and doubting right ones costs nothing measurable. */
    private String objective(Dataset faces) {
        if (objective != null) {
            return objective;
        }
        boolean single = GivenLabels.named(labels) != GivenLabels.VOTES
                || faces.split(Split.TRAIN).faces().stream().noneMatch(TrainCommand::isVoted);
        if (trustedBy != null || !single) {
            return DEFAULT_OBJECTIVE;
        }
        terminal.err()
                .println("each face has one label, so labels are doubted: --objective forward-correction;"
                        + " --objective majority would take them as they are");
        return "forward-correction";
    }

    private static boolean isVoted(Face face) {
        var votes = face.votes();
        return votes != null && votes.emotionTotal() > 1;
    }

    /** Those of the user's own model, if there is one. */
    private void keepPlaces(TrainSettings settings) {
        var folder = ValenceArousalStage.beside(out);
        boolean needed = Objectives.named(settings.objective()).needsValenceArousal();
        if (!valenceArousal.isGiven()) {
            valenceArousal.requireNothing(spec);
            if (needed && ValenceArousalStage.isKept(folder)) {
                throw new BadInputException(
                        folder + ": holds places of faces from a --va-model of an earlier run. Name it"
                                + " again, delete the folder, or choose another --out.");
            }
        } else {
            if (!needed) {
                throw new BadInputException(
                        "--va-model places faces for the objective neighbours, but the objective is "
                                + settings.objective() + ". Leave it out, or use --objective neighbours.");
            }
            ValenceArousalStage.keep(folder, valenceArousal.places(terminal, data));
        }
    }

    /** With places in the plane of valence and arousal, where the objective looks for neighbours in it. */
    private Dataset placed(Dataset faces, TrainSettings settings, Device place) {
        return ValenceArousalStage.of(
                faces, settings, ValenceArousalStage.beside(out), place, FoldProgress.ofPlaces(terminal));
    }

    private Dataset read(ImageShape shape) {
        return data.limitedBySplit(data.read(terminal, shape));
    }

    /** Labels that another run has read, and made wrong if it was to, are taken as it had them. */
    private @Nullable TrustedLabels trusted() {
        var given = spec.commandLine().getParseResult();
        if (trustedBy == null) {
            if (given.hasMatchedOption("--trust")) {
                throw new BadInputException(
                        "--trust says how far --trusted-by trusts labels. Name a run with it, or leave it out.");
            }
            return null;
        }
        if (given.hasMatchedOption("--labels") || given.hasMatchedOption("--noise")) {
            throw new BadInputException("--trusted-by takes labels as " + trustedBy
                    + " had them, wrong ones too. Leave out --labels and --noise.");
        }
        if (objective != null && Objectives.named(objective).needsValenceArousal()) {
            throw new BadInputException(
                    "--trusted-by cannot be used with " + objective + ", which first trains others on"
                            + " all labels to know where faces lie. Add places=own to it, or choose another objective.");
        }
        return TrustedLabels.by(trustedBy, trust);
    }

    private TrainSettings settings() {
        var input = reading.shape();
        var optimiser = new Optimiser(
                optimizer,
                learningRate != null ? learningRate : optimizer.defaultLearningRate(),
                weightDecay != null ? weightDecay : optimizer.defaultWeightDecay(),
                schedule,
                warmup);
        return TrainSettings.defaults()
                .network(network)
                .objective(objective == null ? DEFAULT_OBJECTIVE : objective)
                .labels(GivenLabels.named(labels))
                .noise(noise)
                .input(input)
                .epochs(epochs)
                .batch(batch)
                .optimiser(optimiser)
                .averaging(averaging)
                .posterior(posterior)
                .stochastic(stochastic)
                .dropout(dropout)
                .dropConnect(dropConnect)
                .classWeights(classWeights)
                .augmentation(augmentation())
                .settle(settle)
                .progressive(progressive)
                .keep(keep)
                .seed(seed)
                // Until it is known which is faster.
                .precision(machine.precision().orElse(Precision.FP32))
                .threads(machine.threads())
                .build();
    }

    private Augmentation augmentation() {
        return switch (augmentation.toLowerCase(Locale.ROOT)) {
            case "none" -> Augmentation.none();
            case "light" -> Augmentation.light();
            case "standard" -> Augmentation.standard();
            default ->
                throw new BadInputException(
                        "There is no augmentation \"" + augmentation + "\". Use one of: none, light, standard");
        };
    }

    private void reportLoaded(Trainer trainer) {
        var loaded = trainer.loaded();
        if (loaded != null) {
            terminal.err()
                    .println("started from " + (init == null ? "an earlier model" : init) + ": "
                            + loaded.used().size() + " tensors used, "
                            + loaded.notUsed().size() + " not; each stands in init.txt of the run folder");
            loaded.used().stream().filter(line -> line.contains("summed")).forEach(line -> terminal.err()
                    .println("  used: " + line));
            loaded.notUsed().stream()
                    .filter(line -> !line.contains("of no use here"))
                    .limit(NOT_USED_SHOWN)
                    .forEach(line -> terminal.err().println("  not used: " + line));
        }
    }
}
