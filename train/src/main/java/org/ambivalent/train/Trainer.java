package org.ambivalent.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.core.Votes;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Batch;
import org.ambivalent.data.Batches;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.LabelNoise;
import org.ambivalent.data.PosteriorSamples;
import org.ambivalent.data.TrustGallery;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Trains one network on one dataset, epoch by epoch, into a {@link RunFolder}. Validation faces choose the epoch that
 * the model file keeps; test faces are never looked at.
 *
 * <p>Every epoch draws its randomness from (seed, epoch) alone, and everything else that changes is in the checkpoint,
 * so a run that was killed and resumed ends with the weights of one that never stopped.
 */
public final class Trainer implements AutoCloseable {

    /** A look at the validation faces costs a fifth of an epoch or more. */
    private static final int EPOCHS_BETWEEN_LOOKS = 4;

    private final RunFolder run;
    private final RunFolder.Started started;
    private final TrainSettings settings;
    private final TrainingSet train;
    private final LabelNoise.Changes noise;

    /** What people say of training faces, by their names, where the training is told one label alone: for the page. */
    private final Map<String, Votes> untold;

    private final Dataset valid;
    private final Preprocessing preprocessing;
    private final Model model;
    private final Model average;
    private final Posterior posterior;
    private final OptionalLong heldOutBy;
    private final Sessions sessions;
    private final Steps steps;
    private final Checkpoint checkpoint;
    private final List<EpochLog> log = new ArrayList<>();
    private final ModelFile.@Nullable Loaded loaded;

    /** The folder is opened last, so that nothing is written where a run cannot start. */
    private Trainer(
            RunFolder.Started started,
            Parts parts,
            LabelNoise changes,
            Device device,
            @Nullable Path init,
            @Nullable TrustedLabels trusted,
            Supplier<RunFolder> folder) {
        this.started = started;
        settings = started.settings();
        torch.set_num_threads(settings.threads());
        var objective = Objectives.named(settings.objective());
        var labelled = trusted == null ? settings.labels().of(parts.train()) : trusted.of(parts.train());
        noise = changes.draw(labelled, settings.seed());
        boolean toldVotes = trusted == null && settings.labels() == GivenLabels.VOTES;
        untold = toldVotes ? Map.of() : votes(parts.train());
        train = TrainingSet.of(noise.applyTo(labelled), objective, settings.classWeights());
        requireFaces();
        valid = Validation.counted(parts.valid());
        heldOutBy = parts.heldOutBy();
        preprocessing = Statistics.of(train.data());
        posterior = Posterior.of(settings);
        var network = Networks.of(settings);
        model = Model.create(
                network,
                objective.head(),
                posterior.heads(),
                settings.input(),
                train.classes(),
                device,
                settings.seed());
        loaded = init == null
                ? null
                : ModelFile.init(
                        init,
                        network,
                        settings.input(),
                        model.weights(),
                        parts.data().labels());
        var context = new Objective.Context(
                train, model.featureCount(), device, settings.seed(), settings.epochs(), settings.batch());
        sessions = Sessions.open(objective, context, posterior.heads());
        steps = Steps.of(settings.optimiser(), model.weights(), sessions.groups());
        average = model.with(model.weights().copy());
        checkpoint = new Checkpoint(model.weights(), average.weights(), steps, sessions);
        run = folder.get();
    }

    /**
     * Starts a run in an empty folder.
     *
     * @param init a model file, run folder or safetensors file to start from, or null to start from random weights
     */
    public static Trainer start(
            Path folder, TrainSettings settings, Dataset data, String dataPath, Device device, @Nullable Path init) {
        return start(folder, settings, data, dataPath, device, init, null);
    }

    /**
     * The same on some labels alone.
     *
     * @param trusted the training faces to learn from, and their labels; null for all that the settings name
     */
    public static Trainer start(
            Path folder,
            TrainSettings settings,
            Dataset data,
            String dataPath,
            Device device,
            @Nullable Path init,
            @Nullable TrustedLabels trusted) {
        return start(folder, settings, Parts.of(data, settings.seed()), dataPath, device, init, trusted);
    }

    /** The same where the faces that choose the epoch are drawn by another seed than the settings'. */
    static Trainer start(
            Path folder,
            TrainSettings settings,
            Parts parts,
            String dataPath,
            Device device,
            @Nullable Path init,
            @Nullable TrustedLabels trusted) {
        RunFolder.requireFree(folder);
        if (init != null && parts.heldOutBy().isPresent()) {
            HeldOut.requireUnseen(init, parts.data(), parts.heldOutBy().getAsLong());
        }
        var started = RunFolder.Started.with(settings, dataPath, parts.data(), init, trusted);
        var noise = LabelNoise.parse(settings.noise());
        var trainer = new Trainer(started, parts, noise, device, init, trusted, () -> RunFolder.create(folder));
        if (trusted != null) {
            trainer.run.writeTable(trusted.toTable());
        }
        if (!settings.noise().equals("none")) {
            trainer.noise.write(trainer.run.noise(), parts.data().labels());
        }
        if (trainer.loaded != null) {
            trainer.run.writeLoaded(trainer.loaded);
        }
        // Weights taken from another model are nowhere else once this process is gone.
        trainer.checkpoint.save(trainer.run.checkpoint(), 0);
        trainer.run.writeStarted(started);
        return trainer;
    }

    /** Continues a run after its last whole epoch; the folder is closed if that is not possible. */
    public static Trainer resume(RunFolder run, Dataset data, Device device) {
        return resume(run, Parts.of(data, run.started().settings().seed()), device);
    }

    /** The same for {@link #start} with parts. */
    static Trainer resume(RunFolder run, Parts parts, Device device) {
        try {
            return resumed(run, parts, device);
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private static Trainer resumed(RunFolder run, Parts parts, Device device) {
        var started = run.started();
        started.requireOn(parts.data(), run.folder());
        // The run's own copy: the file it was started with may have changed since.
        boolean noisy = !started.settings().noise().equals("none");
        var noise = noisy ? new LabelNoise.Listed(run.noise()) : new LabelNoise.None();
        var trainer = new Trainer(started, parts, noise, device, null, run.trusted(), () -> run);
        int done = trainer.checkpoint.load(run.checkpoint());
        requireWhole(run, done);
        trainer.log.addAll(
                run.log().stream().filter(line -> line.epoch() <= done).toList());
        return trainer;
    }

    /**
     * The log is written before the checkpoint, and the first checkpoint before the settings. Without a checkpoint a run begins anew,
     * but for one that began with weights of another.
     */
    private static void requireWhole(RunFolder run, int done) {
        if (run.log().size() < done) {
            throw new BadInputException(run.folder() + ": its log lacks epochs that its checkpoint knows of (" + done
                    + "). Put log.jsonl back, or start the run anew.");
        }
        if (!Files.exists(run.checkpoint()) && run.started().init() != null) {
            throw new BadInputException(run.checkpoint() + ": is missing, and with it the weights that the run started"
                    + " from. Put it back, or start the run anew.");
        }
    }

    private static Map<String, Votes> votes(Dataset data) {
        var votes = new HashMap<String, Votes>();
        for (var face : data.faces()) {
            var said = face.votes();
            if (said != null && said.emotionTotal() > 1) {
                votes.put(face.id(), said);
            }
        }
        return votes;
    }

    private void requireFaces() {
        if (train.data().size() < settings.batch()) {
            throw new BadInputException(
                    train.data().name() + ": " + train.data().size()
                            + " faces to train on are fewer than one batch of " + settings.batch()
                            + ". Use more faces or a smaller --batch.");
        }
    }

    /** Trains all epochs that are left; a training that is asked for more later must not go on from here. */
    public void run(TrainListener listener) {
        for (int epoch = log.size() + 1; epoch <= settings.epochs(); epoch++) {
            epoch(epoch, listener);
        }
        if (settings.keep() == TrainSettings.Keep.BEST) {
            // What is asked of this training from now on is answered by the epoch kept.
            ModelFile.load(run.model(), average.weights(), train.data().labels());
        }
    }

    /** Which tensors of an earlier model this run started from, or null if it started from random weights. */
    public ModelFile.@Nullable Loaded loaded() {
        return loaded;
    }

    /** What the run computes. */
    public TrainSettings settings() {
        return settings;
    }

    /** Number of learned values. */
    public long parameterCount() {
        return model.weights().parameterCount();
    }

    /** Faces trained on. */
    public int trainingFaces() {
        return train.data().size();
    }

    /** Faces that choose the epoch. */
    public int validationFaces() {
        return valid.size();
    }

    /** The model file of the epoch kept. */
    public Path modelFile() {
        return run.model();
    }

    /** The faces that choose the epoch. */
    Dataset validation() {
        return valid;
    }

    /** What the averaged weights, once run those of the epoch kept, say about each validation face. */
    List<Distribution> predictValidation() {
        return average.predict(valid, preprocessing, Precision.FP32);
    }

    /** What samples of the posterior, with the averaged weights, once run those of the epoch kept, say about any faces. */
    PosteriorSamples sample(Dataset faces) {
        return PosteriorSampling.of(posterior, List.of(average), preprocessing, faces);
    }

    /** The same where the posterior hides nothing: what each head says. */
    PosteriorSamples sampleWhole(Dataset faces) {
        return PosteriorSampling.of(posterior.whole(), List.of(average), preprocessing, faces);
    }

    /** What the network, with the averaged weights, once run those of the epoch kept, makes of any faces. */
    List<float[]> features(Dataset faces) {
        return average.features(faces, preprocessing);
    }

    /** The epoch whose weights the model file holds; there must be one. */
    public EpochLog kept() {
        return settings.keep() == TrainSettings.Keep.LAST
                ? log.get(log.size() - 1)
                : log.stream()
                        .min(Comparator.comparingDouble(EpochLog::validCrossEntropy))
                        .orElseThrow();
    }

    /** Epochs done, this run's and those of the run it resumes. */
    public List<EpochLog> log() {
        return List.copyOf(log);
    }

    private void epoch(int epoch, TrainListener listener) {
        long start = System.nanoTime();
        // Mixed twice: seed 1 in epoch 3 is not seed 2 in epoch 2.
        torch.manual_seed(mixed(mixed(settings.seed()) + epoch));
        double loss = trainOn(epoch, listener);
        double trainSeconds = seconds(start);
        sessions.afterEpoch(epoch);
        var scores = validate(epoch);
        var line = new EpochLog(
                epoch,
                loss,
                scores.crossEntropy(),
                scores.accuracy(),
                scores.jensenShannon(),
                settings.optimiser().learningRateAt(epoch, settings.epochs()),
                seconds(start),
                settings.batch() * stepsAnEpoch() / trainSeconds,
                isValidated(epoch)
                        && log.stream().noneMatch(earlier -> earlier.validCrossEntropy() <= scores.crossEntropy()));
        save(line);
        listener.epochDone(line);
    }

    private static long mixed(long seed) {
        return new SplittableRandom(seed).nextLong();
    }

    private double trainOn(int epoch, TrainListener listener) {
        double sum = 0;
        int done = 0;
        try (var batches = Batches.shuffled(
                train.data(),
                preprocessing,
                augmentation(epoch),
                settings.batch(),
                true,
                settings.seed(),
                epoch,
                1,
                faces -> sessions.forwarded(epoch, faces))) {
            listener.epochStarted(epoch, settings.epochs(), batches.count());
            while (batches.hasNext()) {
                double epochsDone = epoch - 1 + (done + 1.0) / batches.count();
                sum += step(epoch, batches.next(), epochsDone);
                done++;
                listener.batchDone(done, sum / done);
            }
        }
        return sum / done;
    }

    private Augmentation augmentation(int epoch) {
        boolean settling = epoch > Math.round(settings.epochs() * (1 - settings.settle()));
        return settling ? settings.augmentation().atMost(Augmentation.light()) : settings.augmentation();
    }

    private Tensor sized(Tensor images, int epoch) {
        if (settings.isFullSize(epoch)) {
            return images;
        }
        var smaller = TrainSettings.smaller(settings.input());
        return torch.adaptive_avg_pool2d(images, smaller.height(), smaller.width());
    }

    private double step(int epoch, Batch batch, double epochsDone) {
        try (var scope = new PointerScope()) {
            var images = sized(model.images(batch), epoch);
            var seen = batch.size() > settings.batch() ? withOthers(images) : see(images);
            var loss = sessions.loss(epoch, batch.indices(), seen.features(), seen.outputs());
            steps.step(loss, settings.optimiser().learningRateAt(epochsDone, settings.epochs()));
            sessions.afterStep(batch.indices());
            average.weights().moveTowards(model.weights(), 1 - averaging(epochsDone));
            return requireFinite(loss.item_double(), epoch);
        }
    }

    /** What the network makes of some faces: features, and the output of each head. */
    private record SeenFaces(Tensor features, List<Head.Output> outputs) {}

    private SeenFaces see(Tensor images) {
        var chance = posterior.training();
        var features = model.features(images, true, settings.precision(), chance);
        return new SeenFaces(features, model.outputs(features, chance));
    }

    /** The batch, and behind it faces that an objective only wants to hear of: no gradients flow through these. */
    private SeenFaces withOthers(Tensor images) {
        int own = settings.batch();
        SeenFaces others;
        try (var noGrad = new NoGradGuard()) {
            others = see(images.narrow(0, own, images.size(0) - own));
        }
        var batch = see(images.narrow(0, 0, own));
        var outputs = new ArrayList<Head.Output>();
        for (int head = 0; head < batch.outputs().size(); head++) {
            outputs.add(batch.outputs().get(head).followedBy(others.outputs().get(head)));
        }
        return new SeenFaces(torch.cat(new TensorVector(batch.features(), others.features()), 0), outputs);
    }

    /** Where no epoch is chosen, a look at some is enough to see how it goes. */
    private boolean isValidated(int epoch) {
        return settings.keep() == TrainSettings.Keep.BEST
                || epoch == settings.epochs()
                || epoch % EPOCHS_BETWEEN_LOOKS == 0;
    }

    private Validation validate(int epoch) {
        try {
            if (isValidated(epoch)) {
                return Validation.of(valid, average.predict(valid, preprocessing, Precision.FP32));
            }
            // Only to see that there are answers: batch normalisation can hide from the loss that there are none any
            // more.
            average.predict(valid.limit(settings.batch()), preprocessing, Precision.FP32);
            return Validation.UNKNOWN;
        } catch (ArithmeticException e) {
            throw diverged(epoch, e);
        }
    }

    private double requireFinite(double loss, int epoch) {
        if (!Double.isFinite(loss)) {
            throw diverged(epoch, new ArithmeticException("The loss is " + loss));
        }
        return loss;
    }

    private BadInputException diverged(int epoch, ArithmeticException why) {
        return new BadInputException(
                run.folder() + ": training diverged in epoch " + epoch + " (" + why.getMessage()
                        + "). Start anew with a lower --lr or a longer --warmup"
                        + (log.isEmpty() ? "." : "; the model file holds the epoch kept before."),
                why);
    }

    /** The running average forgets faster at first, so that it does not drag the random start along. */
    private double averaging(double epochsDone) {
        double steps = epochsDone * stepsAnEpoch();
        return Math.min(settings.averaging(), (1 + steps) / (10 + steps));
    }

    private int stepsAnEpoch() {
        return train.data().size() / settings.batch();
    }

    private void save(EpochLog line) {
        log.add(line);
        if (line.best() || settings.keep() == TrainSettings.Keep.LAST) {
            AtomicFiles.write(run.model(), average.toOnnx(metadata(line), posterior.where()));
        }
        if (line.epoch() == settings.epochs()) {
            sessions.afterTraining(this::lookAtTrainingFaces);
        }
        var tables = sessions.tables();
        tables.forEach(run::writeTable);
        if (line.epoch() == settings.epochs()) {
            showLabels(tables);
        }
        run.writeLog(log);
        checkpoint.save(run.checkpoint(), line.epoch());
    }

    /** With the weights of the epoch kept, whose model file is there by now. */
    private void lookAtTrainingFaces(Model.Look look) {
        try (var kept = average.weights().copy()) {
            ModelFile.load(run.model(), kept, train.data().labels());
            average.with(kept).look(train.data(), preprocessing, settings.precision(), look);
        }
    }

    private void showLabels(List<FaceTable> tables) {
        Map<String, Distribution> recovered = table(NeighboursSession.FILE, tables)
                .map(table -> LabelTable.distributions(
                        table, NeighboursSession.RECOVERED, train.data().labels()))
                .orElse(Map.of());
        table(LabelTable.FILE, tables).ifPresent(table -> {
            var entries = LabelTable.entries(table, train.data(), noise, recovered, untold);
            new TrustGallery(train.data(), entries).write(run.labels());
        });
    }

    private static Optional<FaceTable> table(String file, List<FaceTable> tables) {
        return tables.stream().filter(table -> table.file().equals(file)).findFirst();
    }

    private ModelMetadata metadata(EpochLog line) {
        return new ModelMetadata(
                train.data().labels(),
                preprocessing,
                settings.network(),
                posterior.spec(),
                Provenance.of(started, train.data(), heldOutBy, line));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        steps.close();
        sessions.close();
        model.weights().close();
        average.weights().close();
        run.close();
    }
}
