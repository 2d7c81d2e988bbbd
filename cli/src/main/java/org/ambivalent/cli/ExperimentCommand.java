package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Dataset;
import org.ambivalent.train.Experiment;
import org.ambivalent.train.ExperimentRunner;
import org.ambivalent.train.ExperimentRunner.Machine;
import org.ambivalent.train.Experiments;
import org.ambivalent.train.Finding;
import org.ambivalent.train.Outcomes;
import org.ambivalent.train.Recipe;
import org.ambivalent.train.TrainSettings;
import org.ambivalent.train.Trainer;
import org.ambivalent.train.TrainingSpeed;
import org.ambivalent.train.Trial;
import org.ambivalent.train.TrialResults;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ambivalent experiment}: the trainings behind a page of results. */
@Command(
        name = "experiment",
        description = {
            "Runs the trainings that answer a question, and writes a page of results.",
            "It can be stopped at any moment: what is done is kept, and the rest goes on where it was.",
            "Several at once, with the same --out and --results, share the trainings."
        })
final class ExperimentCommand implements Runnable {

    private static final int SIDE = 48;

    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            description = "Experiments to run, one after another: self-cure-noise, natural-noise, self-cure-ablation,"
                    + " self-cure-sensitivity, weak-pretraining, bayes, shift, neighbours-noise, neighbours-clean,"
                    + " neighbours-ablation, recovery, cross-dataset, human-study, barsoum.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "quick",
            description = "quick (about 8 minutes a training on two cores) or full. Default: ${DEFAULT-VALUE}.")
    private String recipe = "quick";

    @Option(names = "--plan", description = "Only print the trainings, in order, and how long they take.")
    private boolean plan;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Only trainings whose name, as --plan prints it, contains this.")
    private String only = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/experiments",
            description = "Where run folders lie, one a training. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("");

    @Option(
            names = "--results",
            paramLabel = "DIR",
            defaultValue = "runs/results",
            description = "Where results and pages are kept. Default: ${DEFAULT-VALUE}.")
    private Path results = Path.of("");

    /** Images a second, by network. */
    private final Map<String, Double> measured = new HashMap<>();

    ExperimentCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        var chosen = names.stream().map(Experiments::named).toList();
        data.requireThere();
        var how = Recipe.named(recipe);
        chosen.forEach(experiment -> requireAny(experiment, how));
        var known = TrialResults.open(results, how);
        var faces = data.limitedBySplit(data.read(terminal, ImageShape.grey(SIDE)));
        chosen.forEach(experiment -> ExperimentRunner.requireData(left(experiment, how, known, faces), faces));
        if (plan) {
            chosen.forEach(experiment -> print(experiment, how, known, faces));
            return;
        }
        var runner = new ExperimentRunner(faces, data.toString(), out, known, machine());
        var outcomes = new Outcomes(known, faces);
        for (var experiment : chosen) {
            var elsewhere =
                    runner.run(chosen(experiment, how), experiment.findings(), new Told(experiment, how, known, faces));
            ExperimentRunner.write(experiment, how, outcomes, results);
            terminal.out()
                    .println("Wrote " + results.resolve(ExperimentRunner.page(experiment, how)) + left(elsewhere));
        }
    }

    /** Who ends the last training writes the whole page. */
    private static String left(List<Trial> elsewhere) {
        return elsewhere.isEmpty() ? "" : "; left to other processes: " + elsewhere.size();
    }

    private void requireAny(Experiment experiment, Recipe how) {
        if (chosen(experiment, how).isEmpty()) {
            throw new BadInputException(experiment.name() + ": no training has \"" + only
                    + "\" in its name. --plan without --only prints all names.");
        }
    }

    /** With what they start from. */
    private List<Trial> chosen(Experiment experiment, Recipe how) {
        return ExperimentRunner.withFirst(experiment.trials(how).stream()
                .filter(trial -> trial.name().contains(only))
                .toList());
    }

    private List<Trial> left(Experiment experiment, Recipe how, TrialResults known, Dataset faces) {
        return chosen(experiment, how).stream()
                .filter(trial -> !known.isDone(trial, faces, experiment.findings()))
                .toList();
    }

    private Machine machine() {
        var settings = Recipe.named(recipe).settings().build();
        return new Machine(machine.device(), machine.precision(settings, terminal), machine.threads());
    }

    /** The trainings in order, which are done, and how long the others take at the speed of those. */
    private void print(Experiment experiment, Recipe how, TrialResults known, Dataset faces) {
        terminal.out().println(experiment.name() + ": " + experiment.question());
        double seconds = 0;
        int number = 0;
        for (var trial : chosen(experiment, how)) {
            boolean done = known.isDone(trial, faces, experiment.findings());
            double own = done ? 0 : seconds(trial, experiment.findings(), known, faces);
            seconds += own;
            terminal.out()
                    .printf(
                            Locale.ROOT,
                            "%3d  %-6s %s%n",
                            ++number,
                            done ? "done" : Math.round(own / 60) + " min",
                            trial.name());
        }
        terminal.out().printf(Locale.ROOT, "     %.1f hours left%n", seconds / 3600);
    }

    private double seconds(Trial trial, Set<Finding> findings, TrialResults known, Dataset faces) {
        var settings = trial.settings();
        double speed = known.speed(settings.network(), machine.threads())
                .orElseGet(() -> measured.computeIfAbsent(settings.network(), network -> measured(settings)));
        boolean trained = known.isDone(trial, faces, Set.of());
        return trial.imagesToCompute(faces, findings, trained) / speed;
    }

    private double measured(TrainSettings settings) {
        var precision = machine.precision(settings, terminal);
        return TrainingSpeed.imagesPerSecond(
                settings.network(),
                settings.input(),
                settings.batch(),
                precision,
                machine.threads(),
                machine.device(),
                3);
    }

    /** Shows each training as {@code train} does, and keeps the page up to date. */
    private final class Told implements ExperimentRunner.Listener {

        private final Experiment experiment;
        private final Recipe how;
        private final TrialResults known;
        private final Dataset faces;

        Told(Experiment experiment, Recipe how, TrialResults known, Dataset faces) {
            this.experiment = experiment;
            this.how = how;
            this.known = known;
            this.faces = faces;
        }

        @Override
        public void trial(Trial trial, int number, int of) {
            ExperimentRunner.write(experiment, how, new Outcomes(known, faces), results);
            terminal.err()
                    .println(experiment.name() + ", training " + number + " of " + of + ": " + trial.name()
                            + "; all: about " + Progress.left(secondsLeft()));
        }

        private double secondsLeft() {
            return left(experiment, how, known, faces).stream()
                    .mapToDouble(trial -> seconds(trial, experiment.findings(), known, faces))
                    .sum();
        }

        @Override
        public void member(int member, int of) {
            terminal.err().println("member " + member + " of " + of);
        }

        @Override
        public void fold(int number, int of) {
            terminal.err().println("on the other faces, fold " + number + " of " + of);
        }

        @Override
        public void scores(String what) {
            terminal.err().println("scoring: " + what);
        }

        @Override
        public void train(Trainer trainer) {
            TrainProgress.show(trainer, terminal);
        }
    }
}
