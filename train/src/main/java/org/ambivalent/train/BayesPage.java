package org.ambivalent.train;

import static org.ambivalent.data.CalibratedTo.MAJORITY;
import static org.ambivalent.data.CalibratedTo.NOTHING;
import static org.ambivalent.data.CalibratedTo.VOTES;
import static org.ambivalent.data.Protocol.ALL_VOTES;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.data.AgreementLevel;
import org.ambivalent.data.CalibratedTo;
import org.ambivalent.data.CoverageCheck;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.PosteriorScore.SampleCount;
import org.ambivalent.data.Protocol;
import org.ambivalent.data.RiskCheck;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.train.Bayes.Group;
import org.ambivalent.train.PosteriorRow.Column;

/** The page of {@link Bayes}: its sentences are computed from the results as its tables are. */
final class BayesPage {

    private static final Column CLOSENESS = Column.number("Jensen-Shannon", VOTES, ALL_VOTES, "jensenShannon");
    private static final Column RAW_CLOSENESS =
            Column.number("Jensen-Shannon, not calibrated", NOTHING, ALL_VOTES, "jensenShannon");
    private static final Column FIVE =
            Column.number("JS to five votes less JS of five to five", VOTES, ALL_VOTES, "jensenShannonOverHalves");
    private static final Column CORRELATION =
            Column.number("entropy correlation", VOTES, ALL_VOTES, "entropyCorrelation");
    private static final Column ACCURACY = Column.share("accuracy, %", NOTHING, Protocol.MAJORITY, "accuracy");
    private static final Column OVER_MEMBERS =
            Column.share("above a network alone, points", NOTHING, Protocol.MAJORITY, "overMembers");
    private static final Column ERROR = Column.share("ECE, %", MAJORITY, Protocol.MAJORITY, "expectedCalibrationError");
    private static final Column FLOOR =
            Column.share("its floor, %", MAJORITY, Protocol.MAJORITY, "expectedCalibrationErrorFloor");

    private static final List<Column> PEOPLE = List.of(
            CLOSENESS,
            RAW_CLOSENESS,
            FIVE,
            Column.number("KL", VOTES, ALL_VOTES, "kullbackLeibler"),
            Column.number("DistCE", VOTES, ALL_VOTES, "distCE"),
            Column.number("EntCE", VOTES, ALL_VOTES, "entCE"),
            CORRELATION);

    private static final List<Column> LABELS = List.of(
            ACCURACY,
            OVER_MEMBERS,
            Column.share("ECE, not calibrated, %", NOTHING, Protocol.MAJORITY, "expectedCalibrationError"),
            Column.share("ECE, calibrated to votes, %", VOTES, Protocol.MAJORITY, "expectedCalibrationError"),
            ERROR,
            FLOOR,
            Column.number("NLL", MAJORITY, Protocol.MAJORITY, "negativeLogLikelihood"));

    private static final List<Column> DOUBT = List.of(
            Column.share("AURC, %", NOTHING, Protocol.MAJORITY, "aurc"),
            Column.share("excess AURC, %", NOTHING, Protocol.MAJORITY, "excessAurc"),
            Column.share("risk at 80 %, %", NOTHING, Protocol.MAJORITY, "riskAt80"),
            Column.share("risk at 90 %, %", NOTHING, Protocol.MAJORITY, "riskAt90"),
            auroc("errors: total", Protocol.MAJORITY, "errorAuroc.total"),
            auroc("aleatoric", Protocol.MAJORITY, "errorAuroc.aleatoric"),
            auroc("epistemic", Protocol.MAJORITY, "errorAuroc.epistemic"),
            auroc("disagreement: total", ALL_VOTES, "disagreementAuroc.total"),
            auroc("aleatoric", ALL_VOTES, "disagreementAuroc.aleatoric"),
            auroc("epistemic", ALL_VOTES, "disagreementAuroc.epistemic"));

    private final Bayes experiment;
    private final Recipe recipe;
    private final Outcomes outcomes;
    private final List<Group> groups;

    BayesPage(Bayes experiment, Recipe recipe, Outcomes outcomes) {
        this.experiment = experiment;
        this.recipe = recipe;
        this.outcomes = outcomes;
        groups = Bayes.groups(recipe);
    }

    private static Column auroc(String title, Protocol protocol, String measure) {
        return new Column(title, NOTHING, protocol, measure, 3);
    }

    String text() {
        var page = new StringBuilder(NoisyTrials.preamble(experiment, recipe, outcomes));
        page.append(
                "Trainings of other networks differ by the network alone, and have no epochs on smaller faces where it"
                        + " cannot read them. In the head, dropout hides 25 % of the features and DropConnect 10 % of the weights;"
                        + " MC posteriors take 50 samples. `deterministic` is each of the five members of the ensemble alone: mean"
                        + " ± standard deviation over them; intervals of others are 95 %, over the choice of faces. Calibrated: a"
                        + " temperature is fitted on one random half of the validation faces and used on the other, both ways,"
                        + " to the votes or to the majority; samples are scaled before they are averaged. All votes: every face"
                        + " with a vote for an emotion. No setting was chosen on these faces; which posterior is called best is.\n\n");
        page.append("## Are Bayesian probabilities closer to what a human expects?\n\n")
                .append(answers());
        page.append("## What was asked\n\n").append(asked());
        for (var group : groups) {
            boolean begun = !outcomes.done(group.trials()).isEmpty();
            page.append("## ").append(capital(group.title())).append("\n\n");
            page.append(begun || group.equals(groups.get(0)) ? tables(group) : "No training is done yet.\n\n");
        }
        page.append("## The strange behaviour of calibration error\n\n").append(agreement());
        page.append("## More samples\n\n").append(bySamples());
        page.append("## Every measure\n\nNot calibrated / calibrated to votes / to the majority.\n\n");
        groups.forEach(group -> page.append(everything(group)));
        return page.toString();
    }

    private static String capital(String title) {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }

    private String answers() {
        var answers = new StringBuilder();
        for (var group : groups) {
            double alone = group.deterministic().value(outcomes, RAW_CLOSENESS);
            if (!Double.isNaN(alone)) {
                answers.append("- ").append(answer(group));
            }
        }
        return answers.isEmpty()
                ? "No training is done that could tell.\n\n"
                : "Closer or farther is what is so over the whole interval; intervals are of each posterior alone, not of"
                        + " differences on the same faces, so small differences may be missed.\n\n" + answers + "\n"
                        + people();
    }

    /** Closer means: the whole interval is below the mean of networks alone. */
    private String answer(Group group) {
        var text = new StringBuilder(capital(group.title()) + ", Jensen-Shannon to the votes. ");
        for (var column : List.of(RAW_CLOSENESS, CLOSENESS)) {
            double alone = group.deterministic().value(outcomes, column);
            var verdicts = new LinkedHashMap<String, List<String>>();
            List.of("closer", "no different", "farther").forEach(verdict -> verdicts.put(verdict, new ArrayList<>()));
            for (var row : group.posteriors()) {
                row.score(outcomes).ifPresent(score -> {
                    var estimate = PosteriorRow.estimate(score, column);
                    String verdict =
                            estimate.high() < alone ? "closer" : estimate.low() > alone ? "farther" : "no different";
                    verdicts.getOrDefault(verdict, new ArrayList<>())
                            .add("`" + row.name() + "` " + row.cell(outcomes, column));
                });
            }
            text.append(column.to() == NOTHING ? "As they are" : " Calibrated to the votes")
                    .append(", a network alone: ")
                    .append(group.deterministic().cell(outcomes, column));
            verdicts.forEach((verdict, names) -> {
                if (!names.isEmpty()) {
                    text.append("; ").append(verdict).append(": ").append(String.join(", ", names));
                }
            });
            text.append(".");
        }
        return text.append("\n").toString();
    }

    private String people() {
        return best().map(best -> {
                    var score = best.score(outcomes).orElseThrow();
                    var people = score.figure(VOTES, ALL_VOTES, "jensenShannonBetweenHalves");
                    var model = score.figure(VOTES, ALL_VOTES, "jensenShannonToHalf");
                    return "For comparison, five people differ from five others by "
                            + PosteriorRow.interval(people, 4, false) + "; the best posterior, " + named(best)
                            + ", differs from five people by " + PosteriorRow.interval(model, 4, false) + ".\n\n";
                })
                .orElse("");
    }

    /** The lowest Jensen-Shannon to the votes, calibrated to them. */
    private Optional<PosteriorRow> best() {
        return groups.stream()
                .flatMap(group -> group.posteriors().stream())
                .filter(row -> !Double.isNaN(row.value(outcomes, CLOSENESS)))
                .min(Comparator.comparingDouble(row -> row.value(outcomes, CLOSENESS)));
    }

    private static String named(PosteriorRow row) {
        var settings = row.trial().settings();
        return "`" + row.name() + "` of `" + settings.network() + "` trained on "
                + (settings.labels() == GivenLabels.VOTES ? "votes" : "majority labels");
    }

    private String asked() {
        var best = best();
        var table = new StringBuilder("The best posterior: ")
                .append(best.map(BayesPage::named).orElse("-"))
                .append(".\n\n")
                .append(Outcomes.header("figure", "asked", "measured", ""));
        var score = best.flatMap(row -> row.score(outcomes));
        ask(
                table,
                "ECE, majority, calibrated, %",
                score,
                ERROR,
                "at most " + floor(score),
                (estimate, whole) ->
                        estimate.value() <= PosteriorRow.estimate(whole, FLOOR).value());
        ask(
                table,
                "Jensen-Shannon to the votes, all faces",
                score,
                CLOSENESS,
                "at most 0.066",
                (estimate, whole) -> estimate.value() <= 0.066);
        ask(
                table,
                "correlation of predicted and human entropy",
                score,
                CORRELATION,
                "at least 0.66",
                (estimate, whole) -> estimate.value() >= 0.66);
        ask(table, FIVE.title(), score, FIVE, "below 0", (estimate, whole) -> estimate.value() < 0);
        best.ifPresent(row -> table.append(rowOverAlone(row)));
        score.ifPresent(whole -> whole.coverage().stream()
                .filter(check -> !check.perEmotion())
                .forEach(check -> table.append(row(check))));
        score.ifPresent(whole -> whole.risk().stream()
                .filter(check -> check.protocol().equals(Protocol.MAJORITY.key()))
                .forEach(check -> table.append(row(check))));
        return table.append("\n").toString();
    }

    private interface Aim {
        boolean isReached(Estimate estimate, PosteriorScore whole);
    }

    private static void ask(
            StringBuilder table, String figure, Optional<PosteriorScore> score, Column column, String asked, Aim aim) {
        var estimate = score.map(whole -> PosteriorRow.estimate(whole, column));
        String measured = estimate.map(one -> PosteriorRow.interval(one, column.decimals(), column.decimals() == 1))
                .orElse("-");
        String verdict = score.map(whole -> reached(aim.isReached(PosteriorRow.estimate(whole, column), whole)))
                .orElse("");
        table.append(Outcomes.row(figure, asked, measured, verdict));
    }

    private static String floor(Optional<PosteriorScore> score) {
        return score.map(whole ->
                        FLOOR.format(PosteriorRow.estimate(whole, FLOOR).value())
                                + ", of perfect calibration at this sample size")
                .orElse("the level of perfect calibration");
    }

    private String rowOverAlone(PosteriorRow row) {
        var group = groups.stream()
                .filter(one -> one.rows().contains(row))
                .findFirst()
                .orElseThrow();
        double points = pointsOverAlone(group, row);
        String verdict = Double.isNaN(points) ? "" : reached(points >= 0.01);
        return Outcomes.row("accuracy above a network alone, points", "at least 1", overAlone(group, row), verdict);
    }

    /** Who never answers is never wrong: that is no promise kept. */
    private static String row(RiskCheck check) {
        boolean answers = check.refused() < check.halves();
        return Outcomes.row(
                "answers at target risk 5 % wrong more often, halves of 100",
                "at most 10",
                check.exceeded(),
                answers ? reached(check.exceeded() <= 10) : "no rule has the guarantee");
    }

    private static String row(CoverageCheck check) {
        int outside = Objects.requireNonNull(check.outside());
        return Outcomes.row(
                sets(check) + " at 90 %: mean coverage, %; halves of 100 outside the 99 % interval",
                "89.5 to 90.5; at most 5",
                String.format(Locale.ROOT, "%.2f; %d", 100 * check.meanCoverage(), outside),
                reached(Math.abs(check.meanCoverage() - check.level()) <= 0.005 && outside <= 5));
    }

    private static String sets(CoverageCheck check) {
        return check.score().toUpperCase(Locale.ROOT)
                + (check.perEmotion() ? " sets by emotion" : " sets")
                + (check.protocol().equals(ALL_VOTES.key()) ? " for a drawn vote" : " for the majority");
    }

    private static String reached(boolean isReached) {
        return isReached ? "reached" : "missed";
    }

    private String tables(Group group) {
        return "Closeness to people, all votes, calibrated to the votes unless said otherwise; nats:\n\n"
                + table(group, PEOPLE)
                + "\nMajority, calibrated to it unless said otherwise; ECE over 15 bins; the floor is the 95 % level of a"
                + " perfectly calibrated predictor of the same confidences:\n\n"
                + table(group, LABELS)
                + "\nOnly the ensemble is compared with its own members face by face and has an interval; for others it is the"
                + " difference of two accuracies.\n\nDoubt, not calibrated: risk among the faces doubted least, and AUROC of the parts of the uncertainty for"
                + " wrong answers (majority) and for faces without a majority (all votes):\n\n"
                + table(group, DOUBT)
                + "\nPromises, not calibrated before, each over 100 random halves: randomised conformal sets at 90 % (by"
                + " emotion: a threshold and a promise for each; least: of the emotion whose faces are covered least), and"
                + " abstention at target risk 5 %, delta 0.1, on faces with a majority:\n\n"
                + promises(group) + "\n";
    }

    private String table(Group group, List<Column> columns) {
        var titles = new ArrayList<String>(List.of("posterior"));
        columns.forEach(column -> titles.add(column.title()));
        var table = new StringBuilder(Outcomes.header(titles.toArray(String[]::new)));
        for (var row : group.rows()) {
            var cells = new ArrayList<Object>(List.of("`" + row.name() + "`"));
            columns.forEach(column ->
                    cells.add(column.equals(OVER_MEMBERS) ? overAlone(group, row) : row.cell(outcomes, column)));
            table.append(Outcomes.row(cells.toArray()));
        }
        return table.toString();
    }

    /**
     * How much more accurate than the members of the ensemble: on the same faces, with an interval, for the ensemble itself;
     * for others a difference of two figures.
     */
    private String overAlone(Group group, PosteriorRow row) {
        if (row.ofMembers()) {
            return "";
        }
        return row.name().equals(Bayes.ENSEMBLE)
                ? row.cell(outcomes, OVER_MEMBERS)
                : OVER_MEMBERS.format(pointsOverAlone(group, row));
    }

    private double pointsOverAlone(Group group, PosteriorRow row) {
        return row.value(outcomes, ACCURACY) - group.deterministic().value(outcomes, ACCURACY);
    }

    private String promises(Group group) {
        var table = new StringBuilder(Outcomes.header(
                "posterior",
                "sets",
                "mean coverage, %",
                "outside",
                "mean size",
                "least of an emotion, %",
                "risk exceeded",
                "no rule",
                "answered, %",
                "risk, %"));
        for (var row : group.posteriors()) {
            row.score(outcomes).ifPresent(score -> {
                for (var check : score.coverage()) {
                    boolean first = check.equals(score.coverage().get(0));
                    var cells = new ArrayList<Object>(List.of(
                            first ? "`" + row.name() + "`" : "",
                            sets(check),
                            percent(check.meanCoverage()),
                            check.outside() == null ? "" : check.outside(),
                            String.format(Locale.ROOT, "%.2f", check.meanSize()),
                            check.byEmotion().isEmpty() ? "" : percent(check.leastOfAnEmotion())));
                    cells.addAll(first ? risk(score.risk()) : List.of("", "", "", ""));
                    table.append(Outcomes.row(cells.toArray()));
                }
            });
        }
        return table.toString();
    }

    private static List<Object> risk(List<RiskCheck> checks) {
        return checks.stream()
                .filter(check -> check.protocol().equals(Protocol.MAJORITY.key()))
                .map(check -> List.<Object>of(
                        check.exceeded(), check.refused(), percent(check.meanCoverage()), percent(check.meanRisk())))
                .findFirst()
                .orElse(List.of("", "", "", ""));
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    private String agreement() {
        var page = new StringBuilder(
                "ECE asks how often the most probable emotion is the majority; people ask how probable it"
                        + " is that one of them says so. A prediction that equals the votes where seven of ten agree is 70 % sure and"
                        + " right every time: its ECE against the majority there is 30 %, though it could not be closer to people. The"
                        + " column *ECE of the votes* is that error of the votes themselves. Read ECE within a level beside it: what is"
                        + " near it follows people, what is near 0 is as sure of an ambiguous face as of a clear one. Levels are chosen"
                        + " by the outcome, so ECE within one is not 0 for a calibrated model either.\n\n");
        for (var group : groups) {
            if (group.network().equals(groups.get(0).network())) {
                for (var row : group.posteriors()) {
                    row.score(outcomes).ifPresent(score -> {
                        if (row.name().equals(Bayes.ENSEMBLE)) {
                            page.append(capital(group.title()))
                                    .append(", `")
                                    .append(row.name())
                                    .append("`:\n\n");
                            page.append(levels(score)).append(sentence(score)).append("\n\n");
                        }
                    });
                }
            }
        }
        return page.append(pictures("agreement")).toString();
    }

    private static String levels(PosteriorScore score) {
        var table = new StringBuilder(Outcomes.header(
                "share of the top vote",
                "faces",
                "ECE of the votes, %",
                "ECE, calibrated to the majority, %",
                "its floor, %",
                "ECE, calibrated to votes, %",
                "its floor, %",
                "accuracy, %",
                "DistCE",
                "EntCE",
                "KL"));
        var toMajority = score.agreement().getOrDefault(MAJORITY.key(), List.of());
        var toVotes = score.agreement().getOrDefault(VOTES.key(), List.of());
        for (int i = 0; i < toVotes.size(); i++) {
            var level = toVotes.get(i);
            table.append(Outcomes.row(
                    range(level),
                    level.faces(),
                    percent(level.crowdCalibrationError()),
                    percent(toMajority.get(i).calibrationError()),
                    percent(toMajority.get(i).floor()),
                    percent(level.calibrationError()),
                    percent(level.floor()),
                    percent(level.accuracy()),
                    number(level.distCE()),
                    number(level.entCE()),
                    number(level.kullbackLeibler())));
        }
        return table.append("\n").toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String range(AgreementLevel level) {
        return String.format(Locale.ROOT, "%.0f to %.0f %%", 100 * level.low(), 100 * level.high());
    }

    /** What the two calibrations do to the two errors. */
    private static String sentence(PosteriorScore score) {
        return "Over all faces with a majority: calibrated to the votes, ECE is "
                + both(score, VOTES, Protocol.MAJORITY, "expectedCalibrationError")
                + " and, over all faces, KL to the votes "
                + score(score, VOTES) + "; calibrated to the majority, ECE is "
                + both(score, MAJORITY, Protocol.MAJORITY, "expectedCalibrationError") + " and KL "
                + score(score, MAJORITY)
                + ".";
    }

    private static String both(PosteriorScore score, CalibratedTo to, Protocol protocol, String measure) {
        return PosteriorRow.interval(score.figure(to, protocol, measure), 1, true) + " % (floor "
                + percent(score.figure(to, protocol, measure + "Floor").value()) + " %)";
    }

    private static String score(PosteriorScore score, CalibratedTo to) {
        return PosteriorRow.interval(score.figure(to, ALL_VOTES, "kullbackLeibler"), 4, false);
    }

    private String bySamples() {
        var counts = new TreeSet<Integer>();
        rows().values().forEach(score -> score.bySamples().forEach(one -> counts.add(one.samples())));
        var titles = new ArrayList<>(List.of("accuracy, %, by samples or members"));
        counts.forEach(count -> titles.add(Integer.toString(count)));
        var table = new StringBuilder(Outcomes.header(titles.toArray(String[]::new)));
        rows().forEach((name, score) -> {
            var byCount =
                    score.bySamples().stream().collect(Collectors.toMap(SampleCount::samples, Function.identity()));
            var cells = new ArrayList<Object>(List.of(name));
            counts.forEach(count -> cells.add(Optional.ofNullable(byCount.get(count))
                    .map(one -> PosteriorRow.interval(one.accuracy(), 1, true))
                    .orElse("")));
            table.append(Outcomes.row(cells.toArray()));
        });
        return table.append("\n")
                .append(pictures("samples"))
                .append(pictures("risk"))
                .toString();
    }

    /** All posteriors that are done, by a name that says of what. */
    private Map<String, PosteriorScore> rows() {
        var rows = new LinkedHashMap<String, PosteriorScore>();
        for (var group : groups) {
            for (var row : group.posteriors()) {
                row.score(outcomes).ifPresent(score -> rows.put("`" + row.name() + "`, " + group.title(), score));
            }
        }
        return rows;
    }

    private String everything(Group group) {
        var done = group.rows().stream()
                .filter(row -> row.score(outcomes).isPresent())
                .toList();
        var page = new StringBuilder();
        for (var protocol : done.isEmpty() ? List.<Protocol>of() : List.of(Protocol.values())) {
            var titles = new ArrayList<>(List.of("measure"));
            done.forEach(row -> titles.add("`" + row.name() + "`"));
            page.append("### ")
                    .append(capital(group.title()))
                    .append(protocol == ALL_VOTES ? ", all votes\n\n" : ", majority\n\n")
                    .append(Outcomes.header(titles.toArray(String[]::new)));
            for (String measure : measures(done, protocol)) {
                var cells = new ArrayList<Object>(List.of("`" + measure + "`"));
                done.forEach(row -> cells.add(List.of(CalibratedTo.values()).stream()
                        .map(to -> row.plain(outcomes, new Column("", to, protocol, measure, 4)))
                        .collect(Collectors.joining(" / "))));
                page.append(Outcomes.row(cells.toArray()));
            }
            page.append("\n");
        }
        return page.toString();
    }

    private Set<String> measures(List<PosteriorRow> rows, Protocol protocol) {
        String prefix = NOTHING.key() + "." + protocol.key() + ".";
        return rows.get(0).score(outcomes).orElseThrow().figures().keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String pictures(String kind) {
        return drawings().stream()
                .filter(drawing -> drawing.file().contains("-" + kind + "."))
                .map(drawing -> "![" + kind + "](" + drawing.file() + ")\n\n")
                .collect(Collectors.joining());
    }

    /** Of the first group: curves of more would not be told apart. */
    List<Experiment.Drawing> drawings() {
        var drawings = new ArrayList<Experiment.Drawing>();
        var group = groups.get(0);
        var scores = new LinkedHashMap<String, PosteriorScore>();
        group.posteriors().forEach(row -> row.score(outcomes).ifPresent(score -> scores.put(row.name(), score)));
        if (scores.isEmpty()) {
            return drawings;
        }
        String of = ", " + group.title().replace("`", "");
        drawings.add(drawing(
                "samples",
                LineDrawing.of(
                        "Accuracy by samples" + of,
                        "samples or members",
                        "accuracy",
                        sampleTicks(scores),
                        curves(scores, score -> score.bySamples().stream()
                                .map(one -> one.accuracy().value())
                                .toList()))));
        drawings.add(drawing(
                "risk",
                LineDrawing.of(
                        "Risk of the faces doubted least" + of,
                        "share of faces answered",
                        "share of wrong answers",
                        IntStream.rangeClosed(1, 20).mapToObj(i -> 5 * i + " %").toList(),
                        curves(scores, score -> score.riskCurve().getOrDefault(Protocol.MAJORITY.key(), List.of())))));
        Optional.ofNullable(scores.get(Bayes.ENSEMBLE)).map(this::agreement).ifPresent(drawings::add);
        return drawings;
    }

    private Experiment.Drawing drawing(String kind, String svg) {
        return new Experiment.Drawing(experiment.name() + "-" + recipe.name() + "-" + kind + ".svg", svg);
    }

    private static Map<String, List<Double>> curves(
            Map<String, PosteriorScore> scores, Function<PosteriorScore, List<Double>> curve) {
        var curves = new LinkedHashMap<String, List<Double>>();
        scores.forEach((name, score) -> curves.put(name, curve.apply(score)));
        return curves;
    }

    private static List<String> sampleTicks(Map<String, PosteriorScore> scores) {
        var longest = scores.values().stream()
                .map(PosteriorScore::bySamples)
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
        return longest.stream().map(one -> Integer.toString(one.samples())).toList();
    }

    private Experiment.Drawing agreement(PosteriorScore score) {
        var levels = score.agreement().getOrDefault(VOTES.key(), List.of());
        var curves = new LinkedHashMap<String, List<Double>>();
        curves.put("ECE of the votes", values(levels, AgreementLevel::crowdCalibrationError));
        curves.put("ECE, to votes", values(levels, AgreementLevel::calibrationError));
        curves.put(
                "ECE, to majority",
                values(score.agreement().getOrDefault(MAJORITY.key(), List.of()), AgreementLevel::calibrationError));
        curves.put("DistCE, to votes", values(levels, AgreementLevel::distCE));
        return drawing(
                "agreement",
                LineDrawing.of(
                        "Calibration by agreement of people, " + Bayes.ENSEMBLE,
                        "share of the top vote, up to",
                        "error",
                        levels.stream()
                                .map(level -> String.format(Locale.ROOT, "%.0f %%", 100 * level.high()))
                                .toList(),
                        curves));
    }

    private static List<Double> values(List<AgreementLevel> levels, Function<AgreementLevel, Double> value) {
        return levels.stream().map(value).toList();
    }
}
