package org.ambivalent.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Duplicates;
import org.ambivalent.data.LabelEvidence;
import org.ambivalent.data.Sha256;
import org.ambivalent.data.Split;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;

/**
 * Asks about every face a network that has not seen its label: the faces are split into folds, each emotion evenly, and
 * each fold is predicted by a network trained on the others. What these trainings made of the labels they did see is
 * evidence too.
 *
 * <p>A folder holds the settings and a run folder a fold; what is done is kept, and a fold that was cut short goes on
 * after its last whole epoch.
 */
public final class OutOfSample {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREDICTIONS = "predictions.csv";

    private final Dataset data;
    private final Path folder;
    private final int folds;
    private final TrainSettings settings;
    private final int[] foldOf;

    /** What decides the outcome. */
    private record Started(int folds, TrainSettings settings, String dataHash, int faces, String labels) {}

    /** Hears what is going on. */
    public interface Listener {

        /** A fold is about to be trained. */
        void fold(int number, int of);

        /** Trains to the end, and shows it. */
        default void train(Trainer trainer) {
            trainer.run(new TrainListener() {});
        }

        /** Who hears of the trainings that a fold needs first, see {@link ValenceArousalStage}. */
        default Listener places() {
            return this;
        }
    }

    private OutOfSample(Dataset data, List<Duplicates.Group> copies, Path folder, int folds, TrainSettings settings) {
        this.data = data;
        this.folder = folder;
        this.folds = folds;
        this.settings = settings;
        this.foldOf = folds(data, copies, folds, settings.seed());
    }

    /**
     * Opens a folder that is empty or was started with the same settings on the same labels.
     *
     * @param data faces with a single label each
     * @param copies of one picture among them, which share a fold
     * @param folds at least 2, at most the faces of the rarest emotion
     */
    public static OutOfSample open(
            Dataset data, List<Duplicates.Group> copies, Path folder, int folds, TrainSettings settings) {
        requireFolds(data, folds, settings.batch());
        var kept = settings.but().keep(TrainSettings.Keep.LAST).build();
        var opened = new OutOfSample(data, copies, folder, folds, kept);
        opened.requireSame();
        return opened;
    }

    private static void requireFolds(Dataset data, int folds, int batch) {
        if (folds < 2) {
            throw new BadInputException("At least 2 folds are needed, but got " + folds + ". Correct --folds.");
        }
        var counts = new long[data.labels().size()];
        data.faces().forEach(face -> counts[face.givenLabel().orElseThrow()]++);
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0 && counts[k] < folds) {
                throw new BadInputException(data.name() + ": only " + counts[k] + " faces are labelled "
                        + data.labels().name(k) + ", fewer than " + folds
                        + " folds. Choose fewer --folds, or remove these faces from the dataset.");
            }
        }
        int trainedOn = data.size() - (data.size() + folds - 1) / folds;
        if (trainedOn < batch) {
            throw new BadInputException(data.name() + ": each training would see " + trainedOn
                    + " faces, fewer than one batch of " + batch + ". Use more faces or a smaller --batch.");
        }
    }

    private void requireSame() {
        var digest = new StringBuilder();
        data.faces().forEach(face -> digest.append(face.id())
                .append('=')
                .append(face.label())
                .append('\n'));
        var labels = Sha256.of(digest.toString().getBytes(StandardCharsets.UTF_8));
        var started = new Started(
                folds, settings.but().precision(Precision.FP32).threads(1).build(), data.hash(), data.size(), labels);
        var file = folder.resolve("settings.json");
        try {
            if (!Files.exists(file)) {
                requireEmpty();
                AtomicFiles.write(file, JSON.writeValueAsString(started) + "\n");
            } else if (!JSON.readValue(file.toFile(), Started.class).equals(started)) {
                throw new BadInputException(folder + ": was started with other settings or on other labels. Repeat its"
                        + " command exactly to go on, or choose another --out.");
            }
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    file + ": is damaged (" + e.getOriginalMessage() + "). Choose another --out.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireEmpty() throws IOException {
        if (Files.isRegularFile(folder)) {
            throw new BadInputException(folder + ": is a file, not a folder. Choose another --out.");
        }
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                if (files.anyMatch(file -> !file.getFileName().toString().startsWith(".part-"))) {
                    throw new BadInputException(folder + ": is not an empty folder. Choose another --out.");
                }
            }
        }
    }

    /**
     * The fold of each face: of each label, faces in random order are dealt out in turn; then copies of one picture follow
     * the first of them, so that no network has seen a face that it judges.
     */
    static int[] folds(Dataset data, List<Duplicates.Group> copies, int folds, long seed) {
        var foldOf = new int[data.size()];
        var random = new Random(seed);
        int next = 0;
        for (int label = 0; label < data.labels().size(); label++) {
            var faces = new ArrayList<Integer>();
            for (int i = 0; i < data.size(); i++) {
                if (data.faces().get(i).givenLabel().orElseThrow() == label) {
                    faces.add(i);
                }
            }
            Collections.shuffle(faces, random);
            for (int face : faces) {
                foldOf[face] = next++ % folds;
            }
        }
        for (var group : copies) {
            group.faces().forEach(face -> foldOf[face] = foldOf[group.faces().get(0)]);
        }
        return foldOf;
    }

    /** Trains the folds that are not done yet, and gathers what all of them say. */
    public List<LabelEvidence> run(Device device, Listener listener) {
        for (int fold = 0; fold < folds; fold++) {
            if (!Files.exists(folder(fold).resolve(PREDICTIONS))) {
                listener.fold(fold + 1, folds);
                train(fold, device, listener);
            }
        }
        return gathered();
    }

    private Path folder(int fold) {
        return folder.resolve("fold" + (fold + 1));
    }

    /** The fold's faces stand where validation faces do: looked at after every fourth epoch and the last, and choosing nothing. */
    private Dataset without(int fold) {
        var split = new HashMap<String, Split>();
        for (int i = 0; i < foldOf.length; i++) {
            split.put(data.faces().get(i).id(), foldOf[i] == fold ? Split.VALID : Split.TRAIN);
        }
        return data.map(face -> face.in(split.getOrDefault(face.id(), Split.TRAIN)));
    }

    /** Trainings of one seed would start from the same weights, and their opinions would be less than independent. */
    private TrainSettings settings(int fold) {
        return settings.but().seed(settings.seed() + 1000L * fold).build();
    }

    private void train(int fold, Device device, Listener listener) {
        var run = folder(fold);
        var faces = ValenceArousalStage.of(
                without(fold), settings(fold), ValenceArousalStage.beside(run), device, listener.places());
        try (var trainer = RunFolder.isRun(run)
                ? Trainer.resume(RunFolder.resume(run), faces, device)
                : Trainer.start(run, settings(fold), faces, data.name(), device, null)) {
            listener.train(trainer);
            write(trainer.validation(), trainer.predictValidation(), run.resolve(PREDICTIONS));
        }
    }

    private static void write(Dataset faces, List<Distribution> predicted, Path file) {
        var header = new ArrayList<>(List.of("id"));
        header.addAll(faces.labels().names());
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < faces.size(); i++) {
            var row = new ArrayList<>(List.of(faces.faces().get(i).id()));
            for (double p : predicted.get(i).toArray()) {
                row.add(String.format(Locale.ROOT, "%.6f", p));
            }
            rows.add(row);
        }
        new FaceTable(PREDICTIONS, header, rows).write(file);
    }

    private List<LabelEvidence> gathered() {
        Map<String, Integer> index = new HashMap<>();
        var gathered = new ArrayList<Gathered>();
        for (int i = 0; i < data.size(); i++) {
            index.put(data.faces().get(i).id(), i);
            gathered.add(new Gathered(data.labels().size()));
        }
        for (int fold = 0; fold < folds; fold++) {
            for (var row : FaceTable.read(folder(fold).resolve(PREDICTIONS)).rows()) {
                gathered.get(face(index, row.get(0), fold)).predicted = distribution(row);
            }
            addLabels(fold, index, gathered);
        }
        for (int i = 0; i < data.size(); i++) {
            if (gathered.get(i).predicted == null) {
                throw new BadInputException(folder + ": no fold has judged "
                        + data.faces().get(i).id() + ". Delete its predictions.csv files and run the command again.");
            }
        }
        return gathered.stream().map(Gathered::evidence).toList();
    }

    /** What the folds say about one face, while they are read. */
    private static final class Gathered {

        private @Nullable Distribution predicted;
        private final double[] seen;
        private boolean told;
        private int trainings;
        private int trusting;
        private double trust;
        private int relabelled;

        Gathered(int classes) {
            seen = new double[classes];
        }

        void add(FaceTable.Row row, LabelSet labels) {
            trainings++;
            relabelled += row.get("current").equals(row.get("given")) ? 0 : 1;
            if (!row.get("trust").isEmpty()) {
                trusting++;
                trust += Double.parseDouble(row.get("trust"));
            }
            if (row.header().contains("p." + labels.name(0))) {
                told = true;
                for (int k = 0; k < seen.length; k++) {
                    seen[k] += Double.parseDouble(row.get("p." + labels.name(k)));
                }
            }
        }

        LabelEvidence evidence() {
            return new LabelEvidence(
                    Objects.requireNonNull(predicted),
                    told ? Distribution.proportionalTo(seen) : null,
                    trusting == 0 ? OptionalDouble.empty() : OptionalDouble.of(trust / trusting),
                    trainings == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) relabelled / trainings));
        }
    }

    private int face(Map<String, Integer> index, String id, int fold) {
        Integer face = index.get(id);
        if (face == null) {
            throw new BadInputException(folder(fold) + ": speaks of " + id
                    + ", which is no face of the data. Delete this folder and run the command again.");
        }
        return face;
    }

    private static Distribution distribution(List<String> row) {
        return Distribution.proportionalTo(
                row.stream().skip(1).mapToDouble(Double::parseDouble).toArray());
    }

    private void addLabels(int fold, Map<String, Integer> index, List<Gathered> gathered) {
        var file = folder(fold).resolve(LabelTable.FILE);
        if (Files.exists(file)) {
            for (var row : FaceTable.read(file).byName()) {
                gathered.get(face(index, row.get("id"), fold)).add(row, data.labels());
            }
        }
    }
}
