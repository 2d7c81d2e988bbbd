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
import java.util.function.DoublePredicate;
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
import org.ambivalent.train.Bayes.Group;
import org.ambivalent.train.PosteriorRow.Column;

/** The page of {@link Bayes}: its sentences are computed from the results as its tables are. */
final class BayesPage {

    private static final Column CLOSENESS = closeness(VOTES);
    private static final Column RAW_CLOSENESS =
            Column.number("Jensen-Shannon, not calibrated", NOTHING, ALL_VOTES, "jensenShannon");
    private static final Column ACCURACY = Column.share("accuracy, %", NOTHING, Protocol.MAJORITY, "accuracy");
    private static final Column MORE_ACCURATE =
            Column.share("above a network alone, points", NOTHING, Protocol.MAJORITY, "accuracyOverAlone");

    private static final List<Column> PEOPLE = List.of(
            CLOSENESS,
            RAW_CLOSENESS,
            five(VOTES),
            Column.number("KL", VOTES, ALL_VOTES, "kullbackLeibler"),
            Column.number("DistCE", VOTES, ALL_VOTES, "distCE"),
            Column.number("EntCE", VOTES, ALL_VOTES, "entCE"),
            correlation(VOTES));

    private static final List<Column> LABELS = List.of(
            ACCURACY,
            MORE_ACCURATE,
            Column.share("ECE, not calibrated, %", NOTHING, Protocol.MAJORITY, "expectedCalibrationError"),
            Column.share("ECE, calibrated to votes, %", VOTES, Protocol.MAJORITY, "expectedCalibrationError"),
            error(MAJORITY),
            floor(MAJORITY),
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

    private static Column closeness(CalibratedTo to) {
        return Column.number("Jensen-Shannon", to, ALL_VOTES, "jensenShannon");
    }

    private static Column five(CalibratedTo to) {
        return Column.number("JS to five votes less JS of five to five", to, ALL_VOTES, "jensenShannonOverHalves");
    }

    private static Column correlation(CalibratedTo to) {
        return Column.number("entropy correlation", to, ALL_VOTES, "entropyCorrelation");
    }

    private static Column error(CalibratedTo to) {
        return Column.share("ECE, %", to, Protocol.MAJORITY, "expectedCalibrationError");
    }

    private static Column floor(CalibratedTo to) {
        return Column.share("its floor, %", to, Protocol.MAJORITY, "expectedCalibrationErrorFloor");
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
                : "By how much each posterior is farther from the votes than the same networks alone, face by face: the members"
                        + " or heads of an ensemble, in the mean over them, or for MC posteriors the network from which nothing is"
                        + " hidden. Closer or farther is what is so over the whole interval.\n\n" + answers + "\n"
                        + people();
    }

    private String answer(Group group) {
        var text = new StringBuilder(capital(group.title()) + ", Jensen-Shannon to the votes. ");
        for (var to : List.of(NOTHING, VOTES)) {
            var column = Column.number("", to, ALL_VOTES, "jensenShannonOverAlone");
            var verdicts = new LinkedHashMap<String, List<String>>();
            List.of("closer", "no different", "farther").forEach(verdict -> verdicts.put(verdict, new ArrayList<>()));
            for (var row : group.posteriors()) {
                row.score(outcomes).ifPresent(score -> {
                    var difference = PosteriorRow.estimate(score, column);
                    String verdict =
                            difference.high() < 0 ? "closer" : difference.low() > 0 ? "farther" : "no different";
                    verdicts.getOrDefault(verdict, new ArrayList<>())
                            .add("`" + row.name() + "` " + row.cell(outcomes, column));
                });
            }
            text.append(to == NOTHING ? "As they are" : " Calibrated to the votes")
                    .append(" (a network of the ensemble: ")
                    .append(group.deterministic().cell(outcomes, to == NOTHING ? RAW_CLOSENESS : CLOSENESS))
                    .append(")");
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
        return best(VOTES)
                .map(best -> {
                    var score = best.score(outcomes).orElseThrow();
                    var people = score.figure(VOTES, ALL_VOTES, "jensenShannonBetweenHalves");
                    var model = score.figure(VOTES, ALL_VOTES, "jensenShannonToHalf");
                    return "For comparison, five people differ from five others by "
                            + PosteriorRow.interval(people, 4, false) + "; the best posterior, " + named(best)
                            + ", differs from five people by " + PosteriorRow.interval(model, 4, false) + ".\n\n";
                })
                .orElse("");
    }

    /** The lowest Jensen-Shannon to the votes, so calibrated. */
    private Optional<PosteriorRow> best(CalibratedTo to) {
        return groups.stream()
                .flatMap(group -> group.posteriors().stream())
                .filter(row -> !Double.isNaN(row.value(outcomes, closeness(to))))
                .min(Comparator.comparingDouble(row -> row.value(outcomes, closeness(to))));
    }

    private static String named(PosteriorRow row) {
        var settings = row.trial().settings();
        return "`" + row.name() + "` of `" + settings.network() + "` trained on "
                + (settings.labels() == GivenLabels.VOTES ? "votes" : "majority labels");
    }

    /** A model file has one temperature, so each is held against everything that was asked. */
    private String asked() {
        var text = new StringBuilder();
        for (var to : List.of(VOTES, MAJORITY)) {
            text.append("### ")
                    .append(to == VOTES ? "Calibrated to the votes" : "Calibrated to the majority")
                    .append("\n\nThe closest posterior: ")
                    .append(best(to).map(BayesPage::named).orElse("-"))
                    .append(".\n\n")
                    .append(asked(to))
                    .append("\n");
        }
        return text.toString();
    }

    private String asked(CalibratedTo to) {
        var score = best(to).flatMap(row -> row.score(outcomes));
        var table = new StringBuilder(Outcomes.header("figure", "asked", "measured", ""));
        double floor = score.map(
                        whole -> PosteriorRow.estimate(whole, floor(to)).value())
                .orElse(Double.NaN);
        ask(
                table,
                "ECE, majority, %",
                score,
                error(to),
                "at most " + (Double.isNaN(floor) ? "the level" : floor(to).format(floor))
                        + " of perfect calibration at this sample size",
                value -> value <= floor);
        ask(
                table,
                "Jensen-Shannon to the votes, all faces",
                score,
                closeness(to),
                "at most 0.066",
                value -> value <= 0.066);
        ask(
                table,
                "correlation of predicted and human entropy",
                score,
                correlation(to),
                "at least 0.66",
                value -> value >= 0.66);
        var five = score.map(whole -> PosteriorRow.estimate(whole, five(to)));
        ask(
                table,
                five(to).title(),
                score,
                five(to),
                "below 0",
                value -> five.orElseThrow().high() < 0);
        ask(
                table,
                "accuracy above a network alone, points",
                score,
                Column.share("", to, Protocol.MAJORITY, MORE_ACCURATE.measure()),
                "at least 1",
                value -> value >= 0.01);
        score.ifPresent(whole -> whole.coverage().stream()
                .filter(check -> !check.perEmotion())
                .forEach(check -> table.append(row(check))));
        score.ifPresent(whole -> whole.risk().stream()
                .filter(check -> check.protocol().equals(Protocol.MAJORITY.key()))
                .forEach(check -> table.append(row(check))));
        return table.toString();
    }

    private static void ask(
            StringBuilder table,
            String figure,
            Optional<PosteriorScore> score,
            Column column,
            String asked,
            DoublePredicate aim) {
        var estimate = score.map(whole -> PosteriorRow.estimate(whole, column));
        table.append(Outcomes.row(
                figure,
                asked,
                estimate.map(one -> PosteriorRow.interval(one, column.decimals(), column.decimals() == 1))
                        .orElse("-"),
                estimate.map(one -> reached(aim.test(one.value()))).orElse("")));
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
                + "\nDoubt, not calibrated: risk among the faces doubted least, and AUROC of the parts of the uncertainty for"
                + " wrong answers (majority) and for faces without a majority (all votes):\n\n"
                + table(group, DOUBT)
                + "\nPromises, not calibrated before, each over 100 random halves: randomised conformal sets at 90 % (by"
                + " emotion: a threshold and a promise for each; least: of the emotion whose faces are covered least), and"
                + " abstention at target risk 5 %, delta 0.1, on faces with a majority:\n\n"
                + promises(group)
                + "\nThe same by emotion, faces with a majority: coverage in %, and emotions in a set:\n\n"
                + byEmotion(group) + "\n";
    }

    private String table(Group group, List<Column> columns) {
        var titles = new ArrayList<String>(List.of("posterior"));
        columns.forEach(column -> titles.add(column.title()));
        var table = new StringBuilder(Outcomes.header(titles.toArray(String[]::new)));
        for (var row : group.rows()) {
            var cells = new ArrayList<Object>(List.of("`" + row.name() + "`"));
            columns.forEach(column -> cells.add(row.cell(outcomes, column)));
            table.append(Outcomes.row(cells.toArray()));
        }
        return table.toString();
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

    private String byEmotion(Group group) {
        var titles = new ArrayList<>(List.of("posterior", "sets"));
        titles.addAll(outcomes.data().labels().names());
        var table = new StringBuilder(Outcomes.header(titles.toArray(String[]::new)));
        for (var row : group.posteriors()) {
            row.score(outcomes).ifPresent(score -> score.coverage().stream()
                    .filter(check -> check.protocol().equals(Protocol.MAJORITY.key()))
                    .forEach(check -> table.append(byEmotion(row, check))));
        }
        return table.toString();
    }

    private static String byEmotion(PosteriorRow row, CoverageCheck check) {
        var cells = new ArrayList<Object>(List.of("`" + row.name() + "`", sets(check)));
        for (int emotion = 0; emotion < check.sizeByEmotion().size(); emotion++) {
            double size = check.sizeByEmotion().get(emotion);
            cells.add(percent(check.byEmotion().get(emotion))
                    + (Double.isNaN(size) ? "" : String.format(Locale.ROOT, ", %.2f", size)));
        }
        return Outcomes.row(cells.toArray());
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
