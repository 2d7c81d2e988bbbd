package org.ambivalent.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.NumbersOrNull;
import org.ambivalent.data.ProcessLock;
import org.ambivalent.data.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What a training run leaves behind, in one folder:
 * <pre>
 *   settings.json    what was asked for, and the hash of the data
 *   log.jsonl        one line an epoch
 *   checkpoint.pt    everything a resumed run needs, after the last whole epoch
 *   model.onnx       the model file of the epoch kept: the best so far, or the last
 *   init.txt         which tensors of an earlier model it started from, where it did
 *   trusted.csv      the labels it learns from, where these are the ones that an earlier run trusts
 *   *.csv            what was learned about each face, and the injected noise, where there is any
 *   samples/*.bin    what the posterior of an experiment's training says about validation faces
 *   labels.html      the labels trusted least, where an objective weighs labels
 * </pre>
 * One process at a time uses a folder; the lock goes with the process, however it ends. Only the folder of an ensemble is shared, for
 * each member has one of its own.
 */
public final class RunFolder implements AutoCloseable {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final ObjectMapper LINES =
            JsonMapper.builder().addModule(NumbersOrNull.MODULE).build();

    private static final String SETTINGS = "settings.json";
    private static final String LOG = "log.jsonl";
    private static final String LOCK = "lock";

    private final Path folder;
    private final @Nullable ProcessLock lock;

    private RunFolder(Path folder, @Nullable ProcessLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * What a run was started with.
     *
     * @param settings of the training
     * @param data path of the dataset, for people
     * @param dataHash of the whole dataset, {@link Dataset#hash()}
     * @param faces of the dataset that the run was given: fewer than all under a limit
     * @param init name and hash of the model it started from, or null if it started from random weights
     * @param trusted whose trust chose the labels, and how far, or null if they are all those that the settings name
     * @param places SHA-256 of where faces lie in the plane of valence and arousal, or null if the objective does not ask, or the run
     *     is of an older version
     */
    public record Started(
            TrainSettings settings,
            String data,
            String dataHash,
            int faces,
            @Nullable String init,
            @Nullable String trusted,
            @Nullable String places) {

        /** What a run starts with now. */
        static Started with(
                TrainSettings settings,
                String path,
                Dataset data,
                @Nullable Path init,
                @Nullable TrustedLabels trusted) {
            return new Started(
                    settings,
                    path,
                    data.hash(),
                    data.size(),
                    init == null ? null : ModelFile.identity(init),
                    trusted == null ? null : trusted.source(),
                    places(settings, data));
        }

        private static @Nullable String places(TrainSettings settings, Dataset data) {
            if (!Objectives.named(settings.objective()).needsValenceArousal()) {
                return null;
            }
            var lines = new StringBuilder();
            for (var face : data.faces()) {
                lines.append(face.id()).append(face.valenceArousal()).append('\n');
            }
            return Sha256.of(lines.toString().getBytes(StandardCharsets.UTF_8));
        }

        /** {@link BadInputException} unless a run of this folder was started on this dataset. */
        void requireOn(Dataset dataset, Path folder) {
            if (!dataHash.equals(dataset.hash()) || faces != dataset.size()) {
                throw new BadInputException(folder + ": was started on other data (" + faces + " faces of " + data
                        + "). Name the same dataset with the same --limit, or start a new run.");
            }
            if (places != null && !places.equals(places(settings, dataset))) {
                throw new BadInputException(folder
                        + ": was started with faces at other places in the plane of valence and arousal."
                        + " If a folder " + ValenceArousalStage.beside(folder).getFileName()
                        + " lay beside it, put that beside it again; otherwise start a new run.");
            }
        }
    }

    /** Opens a folder that does not exist or is empty for a new run. What a killed start left there is gone then. */
    static RunFolder create(Path folder) {
        requireFree(folder);
        var run = lock(folder);
        try {
            // Another process may have been faster.
            requireFree(folder);
            run.deleteLeft();
            return run;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    /** A model to start from or trusted labels that an earlier start left would be taken for this run's. */
    private void deleteLeft() {
        for (String name : names(folder)) {
            if (leftByAKilledStart(name)) {
                delete(path(name));
            }
        }
    }

    /** Makes the folder a run. Written last: a folder without settings is free, whatever else a killed start left there. */
    void writeStarted(Started started) {
        AtomicFiles.write(path(SETTINGS), json(started));
    }

    /** Undoes {@link #writeStarted}: the folder is no run. */
    void deleteStarted() {
        delete(path(SETTINGS));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new BadInputException(
                    file + ": cannot be removed (" + e + "). Choose a place that you may write to.", e);
        }
    }

    /** Whether a folder holds a run, however far it is. */
    public static boolean isRun(Path folder) {
        return Files.isRegularFile(folder.resolve(SETTINGS));
    }

    /** {@link BadInputException} unless a run can start in the folder; nothing is written. */
    public static void requireFree(Path folder) {
        if (isRun(folder)) {
            throw new BadInputException(
                    folder + ": holds a run already. Continue it with --resume, or choose another --out.");
        }
        if (Files.isRegularFile(folder) || !isEmpty(folder)) {
            throw new BadInputException(folder + ": is not an empty folder. Choose another --out.");
        }
    }

    /** Continues a run; its settings are those it was started with. */
    public static RunFolder resume(Path folder) {
        requireRun(folder);
        return lock(folder);
    }

    /** Looks at a run that several processes use at a time, because its parts have locks of their own. */
    static RunFolder shared(Path folder) {
        requireRun(folder);
        return new RunFolder(folder, null);
    }

    private static void requireRun(Path folder) {
        if (!isRun(folder)) {
            throw new BadInputException(folder + ": holds no run to resume (no settings.json). Start one without"
                    + " --resume, or name the folder of an earlier run.");
        }
    }

    /** Whether a folder holds a training of one network, all epochs of it. */
    static boolean isFinished(Path folder) {
        return isRun(folder) && log(folder).size() >= started(folder).settings().epochs();
    }

    /** Every start locks the folder first: where there is no lock, a file that a run could have written is somebody else's. */
    private static boolean isEmpty(Path folder) {
        var names = names(folder);
        boolean begun = names.contains(LOCK);
        return names.stream().allMatch(name -> isLock(name) || (begun && leftByAKilledStart(name)));
    }

    private static List<String> names(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new BadInputException(folder + ": cannot be listed (" + e.getMessage() + ").", e);
        }
    }

    private static boolean isLock(String name) {
        return name.equals(LOCK) || name.endsWith(".lock");
    }

    private static boolean leftByAKilledStart(String name) {
        return name.startsWith(".part-")
                || List.of(
                                "checkpoint.pt",
                                "noise.csv",
                                "init.onnx",
                                "init.safetensors",
                                "init.txt",
                                TrustedLabels.FILE)
                        .contains(name);
    }

    private static RunFolder lock(Path folder) {
        var lock = ProcessLock.tryTake(folder.resolve(LOCK));
        if (lock == null) {
            throw new BadInputException(folder + ": another process is using this run folder. Wait for it to end,"
                    + " or choose another --out.");
        }
        return new RunFolder(folder, lock);
    }

    /** What the run was started with. */
    public Started started() {
        return started(folder);
    }

    /** What the run of a folder was started with, whoever uses it. */
    public static Started started(Path folder) {
        requireRun(folder);
        Path file = folder.resolve(SETTINGS);
        try {
            return JSON.readValue(file.toFile(), Started.class);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "). Start the run anew.", e);
        }
    }

    public Path folder() {
        return folder;
    }

    Path checkpoint() {
        return path("checkpoint.pt");
    }

    /** The labels that were made wrong on purpose. */
    Path noise() {
        return path("noise.csv");
    }

    /** The page of what became of the labels. */
    Path labels() {
        return path("labels.html");
    }

    /** The model file of the epoch kept. */
    public Path model() {
        return path("model.onnx");
    }

    /** The model that members of an ensemble start from, or null if they start from random weights. */
    @Nullable
    Path init() {
        return Stream.of("init.onnx", "init.safetensors")
                .map(this::path)
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    /** Keeps the model that members of an ensemble start from. */
    void keepInit(Path model) {
        ModelFile.copy(model, path(PublishedWeights.is(model) ? "init.safetensors" : "init.onnx"));
    }

    /** The labels that another run trusts, if they are those it learns from, or null. */
    @Nullable
    TrustedLabels trusted() {
        Path file = path(TrustedLabels.FILE);
        return Files.exists(file)
                ? TrustedLabels.read(file, String.valueOf(started().trusted()))
                : null;
    }

    /** Writes which tensors of an earlier model the run started from. */
    void writeLoaded(ModelFile.Loaded loaded) {
        AtomicFiles.write(path("init.txt"), loaded.toText());
    }

    /** Lines of the log so far. */
    public List<EpochLog> log() {
        return log(folder);
    }

    private static List<EpochLog> log(Path folder) {
        var log = new ArrayList<EpochLog>();
        Path file = folder.resolve(LOG);
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                log.add(LINES.readValue(line, EpochLog.class));
            }
            return log;
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "). Start the run anew.", e);
        }
    }

    /** Replaces the log; it is short, so it is always written whole. */
    void writeLog(List<EpochLog> log) {
        var text = new StringBuilder();
        try {
            for (var line : log) {
                text.append(LINES.writeValueAsString(line)).append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(path(LOG), text.toString());
    }

    /** Replaces a table about the faces. */
    void writeTable(FaceTable table) {
        table.write(path(table.file()));
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private static String json(Started started) {
        try {
            return JSON.writeValueAsString(started) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
