package org.ambivalent.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ambivalent.data.CalibratedTo;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.Protocol;
import org.ambivalent.data.RecoveryScore;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.train.TrainSettings.Keep;

/** How much of a crowd can be rebuilt from one opinion a face. */
final class Recovery implements Experiment {

    private static final List<GivenLabels> LABELS =
            List.of(GivenLabels.VOTER, GivenLabels.MAJORITY, GivenLabels.ORIGINAL);

    private static final String OWN = "neighbours:form=own";

    /** The same where a face hears itself alone: what neighbours are worth to it. */
    private static final String ALONE = OWN + ",self=1";

    private static final List<String> OBJECTIVES = List.of("majority", OWN, "forward-correction");

    /** Of the plain network's Jensen-Shannon, what predictions may have. */
    private static final double SHARE = 0.9;

    private static final double LEAST_AUROC = 0.85;

    private static final String PUBLISHED = "neighbours";

    private static final String SMOOTHED = "majority:smoothing=0.1";

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public String question() {
        return "One label a face: a voter's, the majority's, or FER2013's own. How close do distributions come to what the other"
                + " voters say, those of the training faces and those predicted for new ones?";
    }

    /** Networks without a first stage get the epochs that it takes. */
    private static int epochs(Recipe recipe, String objective) {
        return objective.equals(PUBLISHED) ? recipe.epochs() : recipe.epochs() + (recipe.epochs() + 1) / 2;
    }

    private static Trial trial(Recipe recipe, GivenLabels labels, String objective) {
        var settings = recipe.settings()
                .objective(objective)
                .labels(labels)
                .epochs(epochs(recipe, objective))
                .keep(Keep.BEST)
                .seed(1)
                .build();
        return Trial.of(objective + ", labels: " + labels, settings);
    }

    /** What the same network learns where nothing has to be rebuilt. */
    private static Trial bound(Recipe recipe) {
        return trial(recipe, GivenLabels.VOTES, "votes");
    }

    /** Learns what two networks say out of fold, which the plain objective's recovery has trained. */
    private static Trial outOfFold(Recipe recipe) {
        var plain = trial(recipe, GivenLabels.VOTER, TrialRecovery.PLAIN);
        var settings = plain.settings()
                .but()
                .objective("votes")
                .labels(GivenLabels.VOTES)
                .build();
        return new Trial("votes out of fold, labels: voter", settings, Trial.Part.OUT_OF_FOLD, plain);
    }

    /** Where each face has one voter's label more is compared. */
    private static List<String> objectives(GivenLabels labels) {
        return labels == GivenLabels.VOTER
                ? Stream.concat(OBJECTIVES.stream(), Stream.of(ALONE, PUBLISHED, SMOOTHED))
                        .toList()
                : OBJECTIVES;
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        var trials = new ArrayList<Trial>();
        for (var labels : LABELS) {
            objectives(labels).forEach(objective -> trials.add(trial(recipe, labels, objective)));
        }
        // Early, for it says how far any of them can come.
        trials.add(1, bound(recipe));
        trials.add(outOfFold(recipe));
        return trials;
    }

    @Override
    public Set<Finding> findings() {
        return Set.of(Finding.POSTERIOR, Finding.RECOVERY);
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var settings = trial(recipe, GivenLabels.VOTER, OWN).settings();
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes, settings));
        page.append(String.format(
                Locale.ROOT,
                "`neighbours` as published trains for %d epochs: its first stage takes as long as the others' last %d. What is said out of"
                        + " fold takes longer: first two networks learn from one half of the faces each, as many epochs and so half the"
                        + " steps, of which the last is kept; learning from what they say is a training of its own.%n%n",
                epochs(recipe, PUBLISHED),
                settings.epochs() - epochs(recipe, PUBLISHED)));
        page.append(
                "**New faces**: Jensen-Shannon (nats) from the votes on all validation faces, and accuracy on those with a"
                        + " majority. Calibrated: a temperature fitted to the majorities of one half and scored on the other, both ways."
                        + " AUROC: how well doubt about a training face's label tells labels that the majority (of all ten, the label's own"
                        + " vote among them) rejects from others. The doubt is the objective's own, or, where it keeps none, what the trained"
                        + " network leaves to other emotions: `form=own` asks the network that is kept about the faces as they are, while"
                        + " `forward-correction` goes by what it heard about turned and shifted ones up to the last epoch.\n\n");
        page.append(Outcomes.header(
                "labels", "objective", "Jensen-Shannon", "calibrated", "accuracy, %", "AUROC of doubt"));
        for (var labels : LABELS) {
            for (String objective : objectives(labels)) {
                page.append(predictions(labels.toString(), trial(recipe, labels, objective), outcomes));
            }
        }
        page.append(predictions("what is said out of fold, voter", outOfFold(recipe), outcomes));
        page.append(predictions("votes", bound(recipe), outcomes));
        page.append("\nThe last row has seen all ten votes of every face: what one label a face can hardly surpass.\n");
        page.append("\n").append(asked(recipe, outcomes));
        page.append(
                "\n**Training faces**: Jensen-Shannon (nats) from the votes of the others. A voter's own vote is left out, and one vote"
                        + " for the majority's label; FER2013's own label is no vote of the ten. Columns are of different faces: those with"
                        + " a majority are the clearer ones.\n\n"
                        + "*Out of fold*: two networks, each trained on one half of the faces, about the other half."
                        + " *First stage*: the same of the shorter trainings that place faces for `neighbours` as published, which is tried"
                        + " on voters' labels alone. *Feature neighbours*: the mean label of a face and its eight nearest by features."
                        + " *Predicted*: what a network says of the faces it was trained on. *Smoothed*: the label, smoothed by"
                        + " the amount that suits best. How much say a face has about itself under `form=own`, and that the trained network has the"
                        + " last word, was chosen by the votes of these very faces, among a handful of ways; how many votes its word is"
                        + " worth, by those of the validation faces.\n\n");
        page.append(recovered(recipe, outcomes));
        return page.toString();
    }

    private static String predictions(String labels, Trial trial, Outcomes outcomes) {
        var alone = List.of(trial);
        var calibrated = outcomes.of(trial)
                .map(TrialResult::posterior)
                .map(score -> interval(calibrated(score)))
                .orElse("-");
        return Outcomes.row(
                labels,
                "`" + trial.settings().objective() + "`",
                outcomes.jensenShannon(alone),
                calibrated,
                outcomes.accuracy(alone),
                doubt(trial, outcomes));
    }

    /** Of the factor or the trust where an objective has one, otherwise of what is said of the label. */
    private static String doubt(Trial trial, Outcomes outcomes) {
        var own = NoisyTrials.account(outcomes, List.of(trial)).get(3);
        return own.isEmpty() ? said(trial, outcomes).map(NoisyTrials::number).orElse("") : own;
    }

    private static Optional<Double> said(Trial trial, Outcomes outcomes) {
        return outcomes.of(trial)
                .map(TrialResult::recovery)
                .map(RecoveryScore::doubtAuroc)
                .map(doubt -> doubt.get("predicted"));
    }

    private static Estimate calibrated(PosteriorScore score) {
        return score.figure(CalibratedTo.MAJORITY, Protocol.ALL_VOTES, "jensenShannon");
    }

    private static String interval(Estimate estimate) {
        return PosteriorRow.interval(estimate, 4, false);
    }

    /** A row a way, a column a kind of labels; what a training says has its objective in its name. */
    private static String recovered(Recipe recipe, Outcomes outcomes) {
        var ways = new TreeSet<String>();
        for (var labels : LABELS) {
            ways.addAll(ways(recipe, labels, outcomes).keySet());
        }
        var table = new StringBuilder(Outcomes.header("recovery", "voter", "majority", "original"));
        var counts = new ArrayList<Object>(List.of("faces"));
        LABELS.forEach(labels -> counts.add(faces(recipe, labels, outcomes)));
        table.append(Outcomes.row(counts.toArray()));
        for (String way : ways) {
            var cells = new ArrayList<Object>(List.of(way));
            for (var labels : LABELS) {
                var estimate = ways(recipe, labels, outcomes).get(way);
                cells.add(estimate == null ? "-" : interval(estimate));
            }
            table.append(Outcomes.row(cells.toArray()));
        }
        return table.toString();
    }

    private static String faces(Recipe recipe, GivenLabels labels, Outcomes outcomes) {
        return objectives(labels).stream()
                .flatMap(objective -> outcomes.of(trial(recipe, labels, objective)).stream())
                .flatMap(result -> Optional.ofNullable(result.recovery()).stream())
                .map(score -> String.format(Locale.ROOT, "%,d", score.faces()))
                .findFirst()
                .orElse("-");
    }

    /** From one voter's label a face: what was asked, and whether it was reached. */
    private static String asked(Recipe recipe, Outcomes outcomes) {
        var plain = outcomes.of(trial(recipe, GivenLabels.VOTER, "majority"))
                .flatMap(result -> Optional.ofNullable(result.posterior()));
        var own = outcomes.of(trial(recipe, GivenLabels.VOTER, OWN));
        if (plain.isEmpty() || own.isEmpty()) {
            return "";
        }
        double most = SHARE * calibrated(plain.get()).value();
        // A result is kept before what it recovers is scored.
        boolean isWhole = Stream.concat(
                        objectives(GivenLabels.VOTER).stream()
                                .map(objective -> trial(recipe, GivenLabels.VOTER, objective)),
                        Stream.of(outOfFold(recipe)))
                .noneMatch(trial -> recovery(trial, outcomes).isEmpty());
        var table = new StringBuilder("Asked, one voter's labels, `" + OWN + "`"
                        + (isWhole ? "" : " (not every way that it is compared with has been trained yet)") + ":\n\n")
                .append(Outcomes.header("figure", "asked", "measured", ""));
        Optional.ofNullable(own.get().posterior())
                .map(Recovery::calibrated)
                .ifPresent(closeness -> table.append(Outcomes.row(
                        "Jensen-Shannon of predictions, calibrated",
                        String.format(Locale.ROOT, "at most %.4f, %.0f %% below `majority`", most, 100 * (1 - SHARE)),
                        interval(closeness),
                        Outcomes.verdict(closeness.value() <= most))));
        var ways = ways(recipe, GivenLabels.VOTER, outcomes);
        String asked = "recovered, " + OWN;
        var recovered = ways.get(asked);
        var rival = ways.entrySet().stream()
                .filter(way -> !way.getKey().equals(asked)
                        && !way.getKey().endsWith(ALONE)
                        && !way.getKey().contains("it has seen"))
                .min(Comparator.comparingDouble(way -> way.getValue().value()));
        if (recovered != null && rival.isPresent()) {
            table.append(Outcomes.row(
                    "Jensen-Shannon of what is recovered of training faces",
                    String.format(
                            Locale.ROOT,
                            "below any other way (but its own without neighbours): %.4f, %s",
                            rival.get().getValue().value(),
                            rival.get().getKey()),
                    interval(recovered),
                    isWhole
                            ? Outcomes.verdict(
                                    recovered.high() < rival.get().getValue().low())
                            : ""));
        }
        Optional.ofNullable(own.get().labels())
                .ifPresent(account -> table.append(Outcomes.row(
                        "AUROC of the factor for labels that the majority rejects",
                        "at least " + LEAST_AUROC,
                        NoisyTrials.number(account.trustAuroc()),
                        Outcomes.verdict(account.trustAuroc() >= LEAST_AUROC))));
        return table.toString();
    }

    private static Map<String, Estimate> ways(Recipe recipe, GivenLabels labels, Outcomes outcomes) {
        var ways = new TreeMap<String, Estimate>();
        for (String objective : objectives(labels)) {
            recovery(trial(recipe, labels, objective), outcomes)
                    .forEach((way, estimate) -> ways.put(name(way, objective), estimate));
        }
        if (labels == GivenLabels.VOTER) {
            Optional.ofNullable(recovery(bound(recipe), outcomes).get("predicted"))
                    .ifPresent(bound -> ways.put("predicted, votes (it has seen these votes)", bound));
            Optional.ofNullable(recovery(outOfFold(recipe), outcomes).get("predicted"))
                    .ifPresent(said -> ways.put("predicted, out of fold as targets", said));
        }
        return ways;
    }

    private static Map<String, Estimate> recovery(Trial trial, Outcomes outcomes) {
        var score = outcomes.of(trial).map(TrialResult::recovery).orElse(null);
        return score == null ? Map.of() : score.jensenShannon();
    }

    /** What does not depend on the training keeps its own name. */
    private static String name(String way, String objective) {
        boolean own = way.equals("one-hot")
                || way.equals("smoothed")
                || way.equals("out of fold")
                || way.equals("first stage");
        return own ? way : way + ", " + objective;
    }
}
