package org.ambivalent.train;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.train.TrainSettings.Keep;

/** Trainings on one label a face, some of them wrong: what the experiments on label noise are made of. */
final class NoisyTrials {

    /** What tables call a training on the labels that another, which has looked at all of them, trusts. */
    static final String TRUSTED = "majority on trusted labels";

    /** How tables call an objective that trains for as many steps as {@link #TRUSTED} and its first training take together. */
    static final String TWICE = ", twice the epochs";

    /** The same after learning from neighbours. */
    static final String NEIGHBOURS_TRUSTED = "majority on labels that neighbours trust";

    /** That not all objectives take the same time, for a page. */
    static final String FIRST_STAGE =
            "`neighbours` trains a first network for half the epochs on each half of the faces, to know where they lie:"
                    + " half as much again as the others. With `places=own`, and so `form=own`, it needs none.\n\n";

    /** The objectives of the first trainings. */
    private static final Map<String, String> FIRST =
            Map.of(TRUSTED, "forward-correction", NEIGHBOURS_TRUSTED, "neighbours:form=own");

    private NoisyTrials() {}

    /** One training on majority labels of which a share is wrong; {@link #TRUSTED} or {@link #NEIGHBOURS_TRUSTED} in place of an objective has it rely on another, {@link #TWICE} behind it lasts longer. */
    static Trial symmetric(Recipe recipe, String objective, double rate, long seed) {
        var settings = recipe.settings()
                .labels(GivenLabels.MAJORITY)
                .noise(rate == 0 ? "none" : "symmetric:" + rate)
                .seed(seed);
        return trial(objective, settings, "noise " + percent(rate) + ", seed " + seed);
    }

    private static Trial trial(String objective, TrainSettings.Builder settings, String labels) {
        String name = objective + ", " + labels;
        if (objective.endsWith(TWICE)) {
            int epochs = 2 * settings.build().epochs();
            String once = objective.substring(0, objective.length() - TWICE.length());
            return Trial.of(name, settings.objective(once).epochs(epochs).build());
        }
        var first = FIRST.get(objective);
        return first == null
                ? Trial.of(name, settings.objective(objective).build())
                : new Trial(
                        name,
                        settings.objective("majority").build(),
                        Trial.Part.TRUSTED,
                        trial(first, settings, labels));
    }

    /** The same from several seeds. */
    static List<Trial> seeds(Recipe recipe, String objective, double rate, int seeds) {
        var trials = new ArrayList<Trial>();
        for (long seed = 1; seed <= seeds; seed++) {
            trials.add(symmetric(recipe, objective, rate, seed));
        }
        return trials;
    }

    /** One training on FER2013's own labels. */
    static Trial original(Recipe recipe, String objective, long seed) {
        var settings = recipe.settings().labels(GivenLabels.ORIGINAL).seed(seed);
        return trial(objective, settings, "original labels, seed " + seed);
    }

    static String percent(double rate) {
        return Math.round(100 * rate) + " %";
    }

    /** What {@link #TRUSTED} or {@link #NEIGHBOURS_TRUSTED} means, for a page. */
    static String trusted(String objective) {
        return String.format(
                Locale.ROOT,
                "%n`%s` is a second training: on the faces whose label `%s` trusts to %s or more, for as"
                        + " many steps. So it takes twice as long, counting the first.%n",
                objective,
                FIRST.get(objective),
                percent(TrustedLabels.LEAST));
    }

    /** What became of the labels, in the four columns that {@link #ACCOUNT} names; the mean over the trials. */
    static List<String> account(Outcomes outcomes, List<Trial> trials) {
        var accounts = outcomes.done(trials).stream()
                .map(TrialResult::labels)
                .filter(Objects::nonNull)
                .toList();
        if (accounts.isEmpty()) {
            return List.of("", "", "", "");
        }
        return List.of(
                share(
                        accounts.stream().mapToInt(LabelAccount::changed).sum(),
                        accounts.stream().mapToInt(LabelAccount::faces).sum()),
                share(
                        accounts.stream()
                                .mapToInt(LabelAccount::changedToMajority)
                                .sum(),
                        accounts.stream().mapToInt(LabelAccount::changed).sum()),
                share(
                        accounts.stream().mapToInt(LabelAccount::changedWrong).sum(),
                        accounts.stream().mapToInt(LabelAccount::wrong).sum()),
                number(accounts.stream()
                        .mapToDouble(LabelAccount::trustAuroc)
                        .average()
                        .orElse(Double.NaN)));
    }

    static final List<String> ACCOUNT = List.of(
            "labels changed", "changed labels that are the majority", "wrong labels changed", "AUROC of little trust");

    static String share(int part, int whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    /**
     * Accuracy by the share of wrong labels, where any objective is done at two shares or more.
     *
     * @param rates shares, from low to high
     * @param cells the trainings of each objective at each share, by the name of its curve
     */
    static List<Experiment.Drawing> accuracyByNoise(
            String file, List<Double> rates, Map<String, List<List<Trial>>> cells, Outcomes outcomes) {
        var curves = new LinkedHashMap<String, List<Double>>();
        cells.forEach((name, row) -> {
            var curve = row.stream().map(outcomes::meanAccuracy).toList();
            if (curve.stream().filter(accuracy -> !accuracy.isNaN()).count() > 1) {
                curves.put(name, curve);
            }
        });
        if (curves.isEmpty()) {
            return List.of();
        }
        var ticks = rates.stream().map(NoisyTrials::percent).toList();
        var svg = LineDrawing.of("Accuracy by wrong labels", "labels made wrong", "accuracy, %", ticks, curves);
        return List.of(new Experiment.Drawing(file, svg));
    }

    /** How a page says what its figures are of. */
    static String preamble(Experiment experiment, Recipe recipe, Outcomes outcomes) {
        return preamble(experiment, recipe, outcomes, recipe.settings().build());
    }

    /** The same where trainings share other settings than the recipe's. */
    static String preamble(Experiment experiment, Recipe recipe, Outcomes outcomes, TrainSettings settings) {
        var trials = experiment.trials(recipe);
        int done = outcomes.done(trials).size();
        var optimiser = settings.optimiser();
        return "# " + experiment.name() + "\n\n" + experiment.question() + "\n\n"
                + "```\n./ambivalent experiment " + experiment.name() + " --data " + outcomes.dataset() + " --recipe "
                + recipe.name() + "\n```\n\n"
                + String.format(
                        Locale.ROOT,
                        "Recipe `%s`: `%s`, %d epochs, %sbatches of"
                                + " %d, %s at %s, %s schedule, average of the weights %s, %s augmentation, %s kept."
                                + " Scored on the validation faces: accuracy on those with a majority,"
                                + " Jensen-Shannon (nats) to the votes on all. Several seeds: mean ± standard deviation. %d"
                                + " of %d trainings done; each is a line of [runs/%s.jsonl](runs/%s.jsonl), with bootstrap"
                                + " intervals and, where it was noted, the commit it ran on.\n\n",
                        recipe.name(),
                        settings.network(),
                        settings.epochs(),
                        settings.progressive() == 0
                                ? ""
                                : "the first " + percent(settings.progressive())
                                        + " of them on faces of two thirds of their side, ",
                        settings.batch(),
                        optimiser.rule().name().toLowerCase(Locale.ROOT),
                        BigDecimal.valueOf(optimiser.learningRate())
                                .stripTrailingZeros()
                                .toPlainString(),
                        optimiser.schedule().name().toLowerCase(Locale.ROOT),
                        settings.averaging(),
                        recipe.augmentation().equals(Augmentation.light()) ? "light" : "standard",
                        settings.keep() == Keep.LAST
                                ? "last epoch (none was chosen; defaults of objectives were, in trials on these faces)"
                                : "the epoch of the lowest cross-entropy on the validation faces",
                        done,
                        trials.size(),
                        recipe.name(),
                        recipe.name());
    }

    /** By how many points of accuracy, for each seed that both have been trained with. */
    static List<Double> above(List<Trial> cell, List<Trial> other, Outcomes outcomes) {
        var above = new ArrayList<Double>();
        for (int seed = 0; seed < Math.min(cell.size(), other.size()); seed++) {
            double difference =
                    outcomes.meanAccuracy(List.of(cell.get(seed))) - outcomes.meanAccuracy(List.of(other.get(seed)));
            if (!Double.isNaN(difference)) {
                above.add(difference);
            }
        }
        return above;
    }

    /** NaN of none. */
    static double mean(List<Double> differences) {
        return differences.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
