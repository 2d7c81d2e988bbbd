package org.ambivalent.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Version;
import org.ambivalent.core.Votes;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Evaluation;
import org.ambivalent.data.Face;
import org.ambivalent.data.Figures;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.Measure;
import org.ambivalent.data.ProcessLock;
import org.ambivalent.data.Rounded;
import org.ambivalent.data.Split;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.train.Trial.Part;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;

/**
 * Runs the trainings of experiments one after another. What is done is skipped; a run that was stopped goes on from its
 * last whole epoch.
 *
 * <p>Several processes with the same folders share the work: each takes the next training, or member of an ensemble, that
 * no other is at.
 */
public final class ExperimentRunner {

    /** Voters that stand for a distribution. */
    private static final int CROWD = 1000;

    private final Dataset data;
    private final String dataPath;
    private final Path work;
    private final TrialResults results;
    private final Machine machine;

    /**
     * Where and how trainings run.
     *
     * @param device to compute on
     * @param precision of all trainings
     * @param threads of LibTorch
     */
    public record Machine(Device device, Precision precision, int threads) {}

    /** Hears what is going on. */
    public interface Listener extends OutOfSample.Listener {

        /** A training is about to start or go on. */
        void trial(Trial trial, int number, int of);

        /** A member of an ensemble is about to be trained or to go on. */
        default void member(int member, int of) {}

        /** A first training that a trial needs is about to start or go on. */
        @Override
        default void fold(int number, int of) {}

        /** Trained; now faces are asked about, or what was said is scored. */
        default void scores(String what) {}
    }

    /**
     * Prepares to run.
     *
     * @param work where run folders lie, one a trial
     */
    public ExperimentRunner(Dataset data, String dataPath, Path work, TrialResults results, Machine machine) {
        this.data = data;
        this.dataPath = dataPath;
        this.work = work;
        this.results = results;
        this.machine = machine;
    }

    /**
     * Runs every trial that is not done yet and that no other process is at, in order.
     *
     * @param findings what is to be known of each
     * @return those left to the processes that are at them, or at what they start from
     * @throws BadInputException before any training, if the data lack what a trial needs
     */
    public List<Trial> run(List<Trial> trials, Set<Finding> findings, Listener listener) {
        var share = new Share(withFirst(trials), findings, listener);
        requireData(share.left, data);
        share.run();
        return share.left;
    }

    /** What this process does of trials that others may be at as well. */
    private final class Share {

        private final List<Trial> all;
        private final Set<Finding> findings;
        private final Listener listener;
        private final int ofTrials;
        private final Set<Trial> told = new HashSet<>();
        private final Set<Trial> elsewhere = new HashSet<>();
        private List<Trial> left;

        Share(List<Trial> all, Set<Finding> findings, Listener listener) {
            this.all = all;
            this.findings = findings;
            this.listener = listener;
            this.left = notDone(all, findings);
            this.ofTrials = left.size();
        }

        void run() {
            for (var trial = next(); trial.isPresent(); trial = next()) {
                boolean several = EnsembleTraining.isOne(trial.get().settings());
                boolean done = several ? endTogether(trial.get()) : endAlone(trial.get());
                if (done) {
                    lookAgain();
                } else {
                    elsewhere.add(trial.get());
                }
                update();
            }
        }

        private Optional<Trial> next() {
            return left.stream()
                    .filter(trial -> !elsewhere.contains(trial) && !left.contains(trial.init()))
                    .findFirst();
        }

        /** After a while: what others were at may be done or free. */
        private void lookAgain() {
            elsewhere.clear();
        }

        private void update() {
            results.read();
            left = notDone(all, findings);
        }

        /** False if another process is at it. */
        private boolean endAlone(Trial trial) {
            try (var lock = ProcessLock.tryTake(lock(folder(trial)))) {
                if (lock == null) {
                    return false;
                }
                if (isLeft(trial)) {
                    tell(trial);
                    try (var training = training(trial, listener)) {
                        training.run(listener);
                        score(trial, training, findings, listener);
                    }
                }
                return true;
            }
        }

        /**
         * Members have locks of their own: that of the trial is held while its folder is begun and while it is scored.
         *
         * @return false if other processes are at it, or at members of it
         */
        private boolean endTogether(Trial trial) {
            TrialTraining members;
            try (var lock = ProcessLock.tryTake(lock(folder(trial)))) {
                if (lock == null) {
                    return false;
                }
                if (!isLeft(trial)) {
                    return true;
                }
                tell(trial);
                members = training(trial, listener);
            }
            boolean all = members.run(listener);
            if (members.hasTrained()) {
                lookAgain();
            }
            return all && scoreTogether(trial, members);
        }

        private boolean scoreTogether(Trial trial, TrialTraining members) {
            try (var lock = ProcessLock.tryTake(lock(folder(trial)))) {
                if (lock != null && isLeft(trial)) {
                    score(trial, members, findings, listener);
                }
                return lock != null;
            }
        }

        /** Another process may have ended it since. */
        private boolean isLeft(Trial trial) {
            update();
            return left.contains(trial);
        }

        private void tell(Trial trial) {
            if (told.add(trial)) {
                listener.trial(trial, ofTrials - left.size() + left.indexOf(trial) + 1, ofTrials);
            }
        }
    }

    /** Who holds it is at what goes into the folder. */
    private static Path lock(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    /** What others start from comes before them, also where nobody asked for it. */
    public static List<Trial> withFirst(List<Trial> trials) {
        var all = new LinkedHashSet<Trial>();
        for (var trial : trials) {
            var first = trial.init();
            if (first != null) {
                all.add(first);
            }
            all.add(trial);
        }
        return List.copyOf(all);
    }

    /** What is not done, and what is done but gone, or not there whole again, where something starts from it. */
    private List<Trial> notDone(List<Trial> trials, Set<Finding> findings) {
        var left = new ArrayList<Trial>();
        for (var trial : trials) {
            boolean needed = trials.stream().anyMatch(other -> trial.equals(other.init()) && !isDone(other));
            if (!results.isDone(trial, data, findings) || (needed && !RunFolder.isFinished(folder(trial)))) {
                left.add(trial);
            }
        }
        return left;
    }

    private boolean isDone(Trial trial) {
        return results.find(trial, data).isPresent();
    }

    /**
     * For several experiments, before the first of them.
     *
     * @throws BadInputException if the data lack what a trial needs
     */
    public static void requireData(List<Trial> trials, Dataset data) {
        var train = data.split(Split.TRAIN);
        trials.stream().map(trial -> trial.settings().labels()).distinct().forEach(labels -> labels.of(train));
        if (!trials.isEmpty() && data.split(Split.VALID).faces().stream().noneMatch(Face::hasVotes)) {
            throw new BadInputException(data.name()
                    + ": no validation face has votes, but experiments judge by what people say. Use FER+ or another dataset"
                    + " with votes.");
        }
    }

    /** Writes the line of a trial that has been trained, and what else is to be known of it. */
    private void score(Trial trial, TrialTraining training, Set<Finding> findings, Listener listener) {
        var folder = folder(trial);
        var findingOut = new Findings(
                training,
                folder.resolve("samples"),
                listener,
                new TrialRecovery(
                        trial.part().of(data), training.settings(), folder, places(trial), machine.device(), listener));
        if (!isDone(trial)) {
            results.put(result(trial, folder, training, findingOut));
        }
        for (var finding : findings) {
            var known = results.find(trial, data).orElseThrow();
            if (!known.has(finding)) {
                results.put(findingOut.add(finding, known));
            }
        }
    }

    /** By data and limit too, so that a try on a few faces is never taken for the whole. */
    private Path folder(Trial trial) {
        return work.resolve(data.hash().substring(0, Math.min(8, data.hash().length())) + "-" + data.size())
                .resolve(trial.key());
    }

    /** A training that begins, or goes on. */
    private TrialTraining training(Trial trial, Listener listener) {
        var folder = folder(trial);
        var faces = placed(trial, listener);
        boolean several = EnsembleTraining.isOne(trial.settings());
        if (RunFolder.isRun(folder)) {
            return several
                    ? new TrialTraining.Several(EnsembleTraining.resume(folder, faces, machine.device()))
                    : new TrialTraining.Single(Trainer.resume(RunFolder.resume(folder), faces, machine.device()));
        }
        var trusted = trusted(trial);
        var settings = machine(trusted == null ? trial.settings() : on(trusted, trial.settings()));
        return several
                ? new TrialTraining.Several(EnsembleTraining.start(
                        folder, settings, faces, dataPath, machine.device(), init(trial), trusted))
                : new TrialTraining.Single(
                        Trainer.start(folder, settings, faces, dataPath, machine.device(), init(trial), trusted));
    }

    /** Trials that differ in how they use places share them. */
    private Dataset placed(Trial trial, Listener listener) {
        if (trial.part() == Part.OUT_OF_FOLD) {
            return outOfFold(Objects.requireNonNull(trial.init()), listener);
        }
        var settings = machine(trial.settings());
        if (!Objectives.named(settings.objective()).needsValenceArousal()) {
            return trial.part().of(data);
        }
        var places = places(trial);
        try (var lock = ProcessLock.take(lock(places))) {
            return ValenceArousalStage.of(trial.part().of(data), settings, places, machine.device(), listener);
        }
    }

    /** The faces, with a crowd each that votes as the networks say. */
    private Dataset outOfFold(Trial first, Listener listener) {
        var settings = machine(first.settings());
        var labelled = settings.labels().of(data.split(Split.TRAIN));
        var said = TrialRecovery.outOfFold(labelled, settings, folder(first), machine.device(), listener);
        return data.where(face -> face.split() != Split.TRAIN || said.containsKey(face.id()))
                .map(face -> face.split() == Split.TRAIN
                        ? face.withVotesAlone(crowd(Objects.requireNonNull(said.get(face.id()))))
                        : face);
    }

    private static Votes crowd(Distribution said) {
        var counts = new int[said.size()];
        Arrays.setAll(counts, emotion -> (int) Math.round(CROWD * said.probability(emotion)));
        return Votes.of(counts);
    }

    private @Nullable TrustedLabels trusted(Trial trial) {
        var first = trial.init();
        return first == null || trial.part() != Part.TRUSTED
                ? null
                : TrustedLabels.by(folder(first), TrustedLabels.LEAST);
    }

    /** Labels are as the first training had them, and fewer faces are seen more often: steps are as many as with all. */
    private TrainSettings on(TrustedLabels trusted, TrainSettings settings) {
        var train = data.split(Split.TRAIN);
        double all = settings.labels().of(train).size();
        return settings.but()
                .labels(GivenLabels.VOTES)
                .noise("none")
                .epochs((int)
                        Math.round(settings.epochs() * all / trusted.of(train).size()))
                .build();
    }

    private Path places(Trial trial) {
        var first = ValenceArousalStage.first(trial.settings());
        return ValenceArousalStage.beside(folder(new Trial("places", first, trial.part(), null)));
    }

    private TrainSettings machine(TrainSettings settings) {
        return settings.but()
                .precision(machine.precision())
                .threads(machine.threads())
                .build();
    }

    private @Nullable Path init(Trial trial) {
        var init = trial.init();
        boolean isNoModel = trial.part() == Part.TRUSTED || trial.part() == Part.OUT_OF_FOLD;
        return init == null || isNoModel ? null : folder(init);
    }

    private TrialResult result(Trial trial, Path folder, TrialTraining training, Findings findings) {
        var evaluation = Evaluation.of(
                training.validation(), findings.clean().means(), Bootstrap.seeded(Findings.BOOTSTRAP_SEED));
        var log = training.log();
        var init = trial.init();
        return new TrialResult(
                trial.key(),
                trial.name(),
                Version.CURRENT,
                Version.commit(),
                training.settings(),
                trial.part(),
                init == null ? null : init.key(),
                data.name(),
                data.hash(),
                data.size(),
                training.trainingFaces(),
                figures(evaluation),
                LabelAccount.of(folder, trial.part().of(data)),
                LabelAccount.curves(folder, trial.part().of(data)),
                log.stream().mapToDouble(EpochLog::seconds).sum(),
                imagesPerSecond(log, training.settings()),
                null,
                null,
                null,
                null);
    }

    /** The median over the epochs at full size: someone else may have used the machine for a while. */
    private static double imagesPerSecond(List<EpochLog> log, TrainSettings settings) {
        var speeds = log.stream()
                .filter(line -> settings.isFullSize(line.epoch()) || settings.progressive() == 1)
                .mapToDouble(EpochLog::imagesPerSecond)
                .sorted()
                .toArray();
        return speeds[speeds.length / 2];
    }

    private static Map<String, Estimate> figures(Evaluation evaluation) {
        var figures = new LinkedHashMap<String, Estimate>();
        add(figures, "majority.", evaluation.majority());
        var all = evaluation.all();
        if (all != null) {
            add(figures, "all.", all);
        }
        return figures;
    }

    private static void add(Map<String, Estimate> figures, String protocol, Figures measured) {
        for (var measure : Measure.values()) {
            var estimate = measured.get(measure);
            if (!Double.isNaN(estimate.value())) {
                figures.put(protocol + measure.key(), Rounded.of(estimate));
            }
        }
    }

    /** The name of an experiment's page. */
    public static String page(Experiment experiment, Recipe recipe) {
        return experiment.name() + "-" + recipe.name() + ".md";
    }

    /** Writes an experiment's page and drawings from what is done so far. */
    public static void write(Experiment experiment, Recipe recipe, Outcomes outcomes, Path folder) {
        for (var drawing : experiment.drawings(recipe, outcomes)) {
            AtomicFiles.write(folder.resolve(drawing.file()), drawing.svg());
        }
        AtomicFiles.write(folder.resolve(page(experiment, recipe)), experiment.page(recipe, outcomes));
    }
}
