package org.ambivalent.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.LabelNoise;
import org.ambivalent.data.PosteriorSamples;
import org.ambivalent.data.ProcessLock;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;

/**
 * Trains the members of a deep ensemble (Lakshminarayanan et al. 2017, arXiv 1612.01474) and puts them into one model file. Members differ by their seed alone: {@code seed + 1000 (m - 1)} for member m, so the first is the
 * network that would have been trained without an ensemble. Each has a run folder of its own, {@code member1} and so on,
 * and goes on where it was.
 *
 * <p>Several processes with the same folder share the work: each trains the next member that no other is at.
 */
public final class EnsembleTraining {

    private static final long SEEDS_APART = 1000;

    private final RunFolder run;
    private final RunFolder.Started started;
    private final Posterior posterior;

    /** The same faces are held out from all members. */
    private final Parts parts;

    private final Device device;
    private final @Nullable TrustedLabels trusted;
    private final Map<Integer, Trained> trained = new TreeMap<>();

    private boolean hasTrained;

    private record Trained(List<EpochLog> log, int faces) {}

    /** Trains each member. */
    public interface Listener {

        /** A member is about to be trained, or to go on: trains it to the end. */
        void train(int member, int of, Trainer trainer);
    }

    private EnsembleTraining(
            RunFolder run, RunFolder.Started started, Parts parts, Device device, @Nullable TrustedLabels trusted) {
        this.run = run;
        this.started = started;
        this.posterior = Posterior.of(started.settings());
        this.parts = parts;
        this.device = device;
        this.trusted = trusted;
    }

    /** Whether settings ask for an ensemble. */
    public static boolean isOne(TrainSettings settings) {
        return Posterior.of(settings).networks() > 1;
    }

    /** Starts in an empty folder; the arguments are those of {@link Trainer#start}. */
    public static EnsembleTraining start(
            Path folder, TrainSettings settings, Dataset data, String dataPath, Device device, @Nullable Path init) {
        return start(folder, settings, data, dataPath, device, init, null);
    }

    /** The same on some labels alone. */
    public static EnsembleTraining start(
            Path folder,
            TrainSettings settings,
            Dataset data,
            String dataPath,
            Device device,
            @Nullable Path init,
            @Nullable TrustedLabels trusted) {
        RunFolder.requireFree(folder);
        if (init != null) {
            HeldOut.requireUnseen(init, data, settings.seed());
        }
        var started = RunFolder.Started.with(settings, dataPath, data, init, trusted);
        var parts = Parts.of(data, settings.seed());
        var labelled = settings.labels().of(parts.train());
        var noise = LabelNoise.parse(settings.noise()).draw(labelled, settings.seed());
        try (var run = RunFolder.create(folder)) {
            // Members that begin later must find what the first one found: the same labels, the same model to start
            // from.
            if (!settings.noise().equals("none")) {
                noise.write(run.noise(), data.labels());
            }
            if (init != null) {
                run.keepInit(init);
            }
            if (trusted != null) {
                run.writeTable(trusted.toTable());
            }
            run.writeStarted(started);
        }
        return new EnsembleTraining(RunFolder.shared(folder), started, parts, device, trusted);
    }

    /** Goes on with the members that are not done yet. */
    public static EnsembleTraining resume(Path folder, Dataset data, Device device) {
        var run = RunFolder.shared(folder);
        var started = run.started();
        started.requireOn(data, folder);
        return new EnsembleTraining(
                run, started, Parts.of(data, started.settings().seed()), device, run.trusted());
    }

    /**
     * Trains every member that is not done yet and that no other process is at, and writes the model file once all are done.
     *
     * @return the members that other processes are at: there is no model file until they are done
     */
    public List<Integer> run(Listener listener) {
        trained.clear();
        hasTrained = false;
        boolean goesOn;
        do {
            // Again and again, for training takes long: others may have ended theirs since they were passed over.
            goesOn = trainFree(listener) || awaitDone(listener);
        } while (goesOn);
        var elsewhere = untrained();
        // One that is there may have been calibrated since.
        if (elsewhere.isEmpty() && (hasTrained || !Files.exists(run.model()))) {
            write();
        }
        return elsewhere;
    }

    private List<Integer> untrained() {
        return IntStream.rangeClosed(1, posterior.networks())
                .filter(member -> !trained.containsKey(member))
                .boxed()
                .toList();
    }

    /** Trains what no other process is at; whether there was any. */
    private boolean trainFree(Listener listener) {
        boolean any = false;
        for (int member : untrained()) {
            try (var lock = ProcessLock.tryTake(lock(member))) {
                if (lock != null) {
                    train(member, listener);
                    any = true;
                }
            }
        }
        return any;
    }

    /**
     * Waits for a member that another process has but has trained to the end, as it has it no longer than it looks at it: if both passed
     * over what the other looks at, neither would write the model file. False if there is none.
     */
    private boolean awaitDone(Listener listener) {
        var done = untrained().stream()
                .filter(member -> RunFolder.isFinished(folder(member)))
                .findFirst();
        if (done.isEmpty()) {
            return false;
        }
        try (var lock = ProcessLock.take(lock(done.get()))) {
            train(done.get(), listener);
            return true;
        }
    }

    private void train(int member, Listener listener) {
        try (var trainer = open(member)) {
            // What its checkpoint says: a log may be an epoch ahead of the model file where a process was killed.
            if (trainer.log().size() < settings().epochs()) {
                hasTrained = true;
                listener.train(member, posterior.networks(), trainer);
            }
            trained.put(member, new Trained(trainer.log(), trainer.trainingFaces()));
        }
    }

    private Path lock(int member) {
        return run.folder().resolve("member" + member + ".lock");
    }

    /** Whether the last run trained any member. */
    boolean hasTrained() {
        return hasTrained;
    }

    private boolean isNoisy() {
        return !started.settings().noise().equals("none");
    }

    /** What is trained. */
    public TrainSettings settings() {
        return started.settings();
    }

    /** Epochs of all members, one member after the other; none before they are trained. */
    List<EpochLog> log() {
        return trained.values().stream()
                .flatMap(member -> member.log().stream())
                .toList();
    }

    /** Faces that each member was trained on; 0 before. */
    int trainingFaces() {
        return trained.values().stream().mapToInt(Trained::faces).findFirst().orElse(0);
    }

    /** The faces that no member is trained on. */
    Dataset validation() {
        return Validation.counted(parts.valid());
    }

    /** What each member says about faces of any dataset; all must have been trained. */
    PosteriorSamples sample(Dataset faces) {
        return asked((models, first) -> PosteriorSampling.of(posterior, models, first.preprocessing(), faces));
    }

    /** What the first member makes of each face of any dataset; all must have been trained. */
    List<float[]> features(Dataset faces) {
        return asked((models, first) -> models.get(0).features(faces, first.preprocessing()));
    }

    /** The model file of all members. */
    public Path modelFile() {
        return run.model();
    }

    private Path folder(int member) {
        return run.folder().resolve("member" + member);
    }

    private Trainer open(int member) {
        var folder = folder(member);
        if (RunFolder.isRun(folder)) {
            return Trainer.resume(RunFolder.resume(folder), parts, device);
        }
        var settings = started.settings()
                .but()
                .posterior("deterministic")
                .noise(isNoisy() ? run.noise().toString() : "none")
                .seed(started.settings().seed() + SEEDS_APART * (member - 1))
                .build();
        try {
            return Trainer.start(folder, settings, parts, started.data(), device, run.init(), trusted);
        } catch (BadInputException e) {
            if (isUntouched()) {
                // The folder is free for another try.
                run.deleteStarted();
            }
            throw e;
        }
    }

    /** Whether no member has begun, here or in another process. */
    private boolean isUntouched() {
        return IntStream.rangeClosed(1, posterior.networks()).noneMatch(member -> Files.exists(folder(member)));
    }

    private void write() {
        var provenance = asked((models, first) -> provenance(models, first.preprocessing()));
        AtomicFiles.write(run.model(), EnsembleFile.join(files(), provenance));
    }

    /** Something made from all members. */
    private <T> T asked(BiFunction<List<Model>, ModelMetadata, T> question) {
        var files = files();
        var first = ModelFile.metadata(files.get(0));
        var models = new ArrayList<Model>();
        try {
            files.forEach(file -> models.add(load(file, first)));
            return question.apply(models, first);
        } finally {
            models.forEach(model -> model.weights().close());
        }
    }

    private List<Path> files() {
        return IntStream.rangeClosed(1, posterior.networks())
                .mapToObj(member -> folder(member).resolve("model.onnx"))
                .toList();
    }

    private Model load(Path file, ModelMetadata metadata) {
        var settings = started.settings();
        var head = Objectives.named(settings.objective()).head();
        var network = Networks.of(settings);
        var model =
                Model.create(network, head, settings.input(), metadata.labels().size(), device, settings.seed());
        ModelFile.load(file, model.weights(), metadata.labels());
        return model;
    }

    /** What is true of all members together: their settings, and how good their mean is. */
    private Map<String, String> provenance(List<Model> models, Preprocessing preprocessing) {
        var pairs = new TreeMap<>(Map.of("settings", started.settings().toJson()));
        parts.heldOutBy().ifPresent(seed -> pairs.put(HeldOut.SEED, Long.toString(seed)));
        var valid = validation();
        var samples = PosteriorSampling.of(posterior, models, preprocessing, valid);
        Provenance.put(pairs, Validation.of(valid, samples.means()));
        return pairs;
    }
}
