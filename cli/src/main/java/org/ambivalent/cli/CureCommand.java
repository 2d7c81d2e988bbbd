package org.ambivalent.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.CuredLabels;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Duplicates;
import org.ambivalent.data.Face;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.IssueGallery;
import org.ambivalent.data.IssueList;
import org.ambivalent.data.LabelEvidence;
import org.ambivalent.data.LabelIssues;
import org.ambivalent.data.LabelJudgement;
import org.ambivalent.data.LabelNoise;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.Split;
import org.ambivalent.data.WrittenFiles;
import org.ambivalent.train.OutOfSample;
import org.ambivalent.train.Recipe;
import org.ambivalent.train.TrainSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ambivalent cure}: finds wrong and ambiguous labels in a dataset. */
@Command(
        name = "cure",
        description = {
            "Finds wrong and ambiguous labels, suggests better ones, and shows them in a page. The dataset stays untouched.",
            "Stop it whenever you like: the same command goes on where it was."
        })
final class CureCommand implements Runnable {

    private final Terminal terminal;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the list, the page, the cured dataset and the trainings go.")
    private Path out = Path.of("");

    @Option(
            names = "--labels",
            paramLabel = "NAME",
            defaultValue = "majority",
            description =
                    "The labels to examine: majority (of the votes, or the label where there are none) or original (the"
                            + " dataset's own label beside its votes). Default: ${DEFAULT-VALUE}.")
    private String labels = "majority";

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "train",
            description = "The faces to examine: train, valid, test or all. Default: ${DEFAULT-VALUE}.")
    private String split = "train";

    @Option(
            names = "--noise",
            paramLabel = "NOISE",
            defaultValue = "none",
            description = "Makes labels wrong on purpose first, as for train: to see how many are found.")
    private String noise = "none";

    @Option(
            names = "--folds",
            paramLabel = "K",
            defaultValue = "5",
            description =
                    "Each face is judged by one of K trainings, which has not seen it. Default: ${DEFAULT-VALUE}.")
    private int folds;

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            defaultValue = "forward-correction",
            description = "What the trainings make of labels, see train. Default: ${DEFAULT-VALUE}.")
    private String objective = "forward-correction";

    @Option(
            names = "--network",
            paramLabel = "NAME",
            defaultValue = "compact",
            description =
                    "compact, small (for quick tries), mini-vgg, vgg13, resnet18, resnet50 or ir50. Default: ${DEFAULT-VALUE}.")
    private String network = "compact";

    @Mixin
    private ShapeOptions reading = new ShapeOptions();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "16",
            description = "Of each training. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Faces a step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "120",
            description = "Faces of each kind on the page. Default: ${DEFAULT-VALUE}.")
    private int show;

    @Option(names = "--json", description = "Answer in JSON, with the keys of docs/cure.md. Default: a summary.")
    private boolean json;

    CureCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        data.requireThere();
        requireOut();
        if (show < 0) {
            throw new BadInputException("--show must be at least 0, but is " + show + ".");
        }
        var wrong = LabelNoise.parse(noise);
        var given = given();
        var settings = settings();
        var all = data.limited(data.read(terminal, settings.input()));
        var right = examined(all, given);
        var changes = wrong.draw(right, seed);
        var examined = changes.applyTo(right);
        var copies = Duplicates.find(examined.images());
        var trainings = OutOfSample.open(examined, copies, out.resolve("folds"), folds, fast(settings));
        var evidence = trainings.run(machine.device(), FoldProgress.of(terminal));
        if (!noise.equals("none")) {
            changes.write(out.resolve("noise.csv"), examined.labels());
        }
        write(everything(all, examined), examined, evidence, truth(all, right));
    }

    /** The dataset must stay as it is, and so must whatever else lies there. */
    private void requireOut() {
        data.requireOutside(out);
        WrittenFiles.requireUnchanged(out);
        boolean begun = Files.exists(out.resolve("folds"));
        if (Files.isRegularFile(out) || (!begun && !isEmpty(out))) {
            throw new BadInputException(out + ": is not an empty folder. Choose another --out.");
        }
    }

    private static boolean isEmpty(Path folder) {
        if (!Files.exists(folder)) {
            return true;
        }
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All faces, the examined ones as they are examined unless that is just what the dataset says anyway. */
    private Dataset everything(Dataset all, Dataset examined) {
        if (!replaced()) {
            return all;
        }
        var known = examined.faces().stream().map(Face::id).collect(Collectors.toSet());
        // A face of the examined split without such a label would bring votes back in.
        return asExamined(all.where(face -> known.contains(face.id()) || !isExaminedSplit(face)), examined);
    }

    private static Dataset asExamined(Dataset all, Dataset examined) {
        var byId = new HashMap<String, Face>();
        examined.faces().forEach(face -> byId.put(face.id(), face));
        return all.map(face -> byId.getOrDefault(face.id(), face));
    }

    private boolean isExaminedSplit(Face face) {
        return split.strip().equalsIgnoreCase("all") || face.split() == Split.parse(split);
    }

    /** Whether the examined labels are others than the votes or labels that the dataset has. */
    private boolean replaced() {
        return !noise.equals("none") || GivenLabels.named(labels) == GivenLabels.ORIGINAL;
    }

    /** What tells right labels from wrong ones, or null where nothing does. */
    private @Nullable Dataset truth(Dataset all, Dataset right) {
        if (!replaced()) {
            return null;
        }
        boolean voted = all.faces().stream().anyMatch(Face::hasVotes);
        return voted ? all : noise.equals("none") ? null : right;
    }

    private GivenLabels given() {
        var given = GivenLabels.named(labels);
        if (given == GivenLabels.VOTES || given == GivenLabels.VOTER) {
            throw new BadInputException("Votes cannot be wrong labels. Use --labels majority or original.");
        }
        return given;
    }

    private Dataset examined(Dataset all, GivenLabels given) {
        boolean every = split.strip().equalsIgnoreCase("all");
        var part = every ? all : all.split(Split.parse(split));
        if (part.size() == 0) {
            throw new BadInputException(all.name() + ": no faces in the split " + split + ". Choose one with --split.");
        }
        return given.of(part);
    }

    private TrainSettings settings() {
        return Recipe.named("quick")
                .settings(network)
                .objective(objective)
                .input(reading.shape())
                .epochs(epochs)
                .batch(batch)
                .seed(seed)
                .threads(machine.threads())
                .build();
    }

    private TrainSettings fast(TrainSettings settings) {
        return settings.but().precision(machine.precision(settings, terminal)).build();
    }

    private void write(Dataset everything, Dataset examined, List<LabelEvidence> evidence, @Nullable Dataset truth) {
        var issues = LabelIssues.find(examined, evidence);
        var duplicates = Duplicates.find(everything.images());
        // Copies are compared by the labels that were examined, whatever else the dataset says.
        var labelled = asExamined(everything, examined);
        WrittenFiles.forget(out);
        IssueList.write(everything, examined, evidence, issues, out.resolve("label-issues.csv"));
        CuredLabels.writeDuplicates(labelled, duplicates, out.resolve("duplicates.csv"));
        new IssueGallery(examined, issues, labelled, duplicates, show, provenance())
                .write(out.resolve("label-issues.html"));
        var cured = CuredLabels.cured(everything, examined, issues);
        ManifestWriter.write(cured, out.resolve("cured.csv"));
        ManifestWriter.writeWithImages(cured, out.resolve("cured"));
        WrittenFiles.remember(out, List.of("label-issues.csv", "cured.csv", "cured/manifest.csv"));
        var summary = new CureSummary(
                issues, duplicates, labelled, truth == null ? null : LabelJudgement.of(examined, issues, truth), out);
        terminal.out().println(json ? summary.toJson() : summary.toText());
        if (summary.judgement() != null) {
            AtomicFiles.write(out.resolve("judgement.json"), Json.pretty(summary.judgement()) + "\n");
        }
    }

    private Map<String, String> provenance() {
        var provenance = new LinkedHashMap<String, String>();
        provenance.put("labels", labels);
        provenance.put("noise", noise);
        provenance.put("trainings", folds + " folds, " + network + " under " + objective + ", " + epochs + " epochs");
        provenance.put("seed", Long.toString(seed));
        return provenance;
    }
}
