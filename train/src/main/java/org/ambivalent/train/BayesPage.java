package org.ambivalent.train;

import static org.ambivalent.data.CalibratedTo.MAJORITY;
import static org.ambivalent.data.CalibratedTo.NOTHING;
import static org.ambivalent.data.CalibratedTo.VOTES;
import static org.ambivalent.data.Protocol.ALL_VOTES;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ambivalent.data.CalibratedTo;
import org.ambivalent.data.CoverageCheck;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.PosteriorScore.SampleCount;
import org.ambivalent.data.Protocol;
import org.ambivalent.data.RiskCheck;
import org.ambivalent.train.Bayes.Group;
import org.ambivalent.train.PosteriorRow.Column;

/** The page of {@link Bayes}: its sentences are computed from the results as its tables are. */
final class BayesPage {

    private static final List<Column> PEOPLE = List.of(
            BayesColumns.closeness(VOTES),
            BayesColumns.RAW_CLOSENESS,
            BayesColumns.five(VOTES),
            Column.number("KL", VOTES, ALL_VOTES, "kullbackLeibler"),
            Column.number("DistCE", VOTES, ALL_VOTES, "distCE"),
            Column.number("EntCE", VOTES, ALL_VOTES, "entCE"),
            BayesColumns.correlation(VOTES));

    private static final List<Column> LABELS = List.of(
            BayesColumns.ACCURACY,
            BayesColumns.MORE_ACCURATE,
            Column.share("ECE, not calibrated, %", NOTHING, Protocol.MAJORITY, "expectedCalibrationError"),
            Column.share("ECE, calibrated to votes, %", VOTES, Protocol.MAJORITY, "expectedCalibrationError"),
            BayesColumns.error(MAJORITY),
            BayesColumns.floor(MAJORITY),
            Column.number("NLL", MAJORITY, Protocol.MAJORITY, "negativeLogLikelihood"));

    private static final List<Column> DOUBT = List.of(
            Column.share("AURC, %", NOTHING, Protocol.MAJORITY, "aurc"),
            Column.share("excess AURC, %", NOTHING, Protocol.MAJORITY, "excessAurc"),
            Column.share("risk at 80 %, %", NOTHING, Protocol.MAJORITY, "riskAt80"),
            Column.share("risk at 90 %, %", NOTHING, Protocol.MAJORITY, "riskAt90"),
            BayesColumns.auroc("errors: total", Protocol.MAJORITY, "errorAuroc.total"),
            BayesColumns.auroc("aleatoric", Protocol.MAJORITY, "errorAuroc.aleatoric"),
            BayesColumns.auroc("epistemic", Protocol.MAJORITY, "errorAuroc.epistemic"),
            BayesColumns.auroc("disagreement: total", ALL_VOTES, "disagreementAuroc.total"),
            BayesColumns.auroc("aleatoric", ALL_VOTES, "disagreementAuroc.aleatoric"),
            BayesColumns.auroc("epistemic", ALL_VOTES, "disagreementAuroc.epistemic"));

    private final Bayes experiment;
    private final Recipe recipe;
    private final Outcomes outcomes;
    private final List<Group> groups;
    private final BayesDrawings drawings;

    BayesPage(Bayes experiment, Recipe recipe, Outcomes outcomes) {
        this.experiment = experiment;
        this.recipe = recipe;
        this.outcomes = outcomes;
        groups = Bayes.groups(recipe);
        drawings = new BayesDrawings(experiment.name() + "-" + recipe.name(), groups.get(0), outcomes);
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
        var verdicts = new BayesVerdicts(groups, outcomes);
        page.append("## Are Bayesian probabilities closer to what a human expects?\n\n")
                .append(verdicts.answers());
        page.append("## What was asked\n\n").append(verdicts.asked());
        for (var group : groups) {
            boolean begun = !outcomes.done(group.trials()).isEmpty();
            page.append("## ").append(group.heading()).append("\n\n");
            page.append(begun || group.equals(groups.get(0)) ? tables(group) : "No training is done yet.\n\n");
        }
        page.append("## The strange behaviour of calibration error\n\n")
                .append(new BayesAgreement(groups, outcomes).text())
                .append(drawings.markdown("agreement"));
        page.append("## More samples\n\n").append(bySamples());
        page.append("## Every measure\n\nNot calibrated / calibrated to votes / to the majority.\n\n");
        groups.forEach(group -> page.append(everything(group)));
        return page.toString();
    }

    private String tables(Group group) {
        return "Closeness to people, all votes, calibrated to the votes unless said otherwise; nats:\n\n"
                + table(group, PEOPLE)
                + "\nMajority, calibrated to it unless said otherwise; ECE over 15 bins; the floor is the 95 % level of a"
                + " perfectly calibrated predictor of the same confidences:\n\n"
                + table(group, LABELS)
                + "\nDoubt, not calibrated: risk among the faces doubted least, and AUROC of the parts of the uncertainty for"
                + " wrong answers (majority) and for faces of which no emotion has more than half of the votes (all votes):\n\n"
                + table(group, DOUBT)
                + "\nPromises, not calibrated before, each over 100 random halves: randomised conformal sets at 90 % (by"
                + " emotion: a threshold and a promise for each; least: of the emotion whose faces are covered least), and"
                + " abstention at target risk 5 %, delta 0.1. Wrong is what is not the majority, on faces with one, or not a vote drawn"
                + " from all. Counted is how often the answers to the other half are wrong more often than the target, which varies by"
                + " chance around the true risk that the guarantee is about:\n\n"
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
                String before = "";
                for (var check : score.coverage()) {
                    boolean first = before.isEmpty();
                    boolean firstOfProtocol = !before.equals(check.protocol());
                    before = check.protocol();
                    var cells = new ArrayList<Object>(List.of(
                            first ? "`" + row.name() + "`" : "",
                            sets(check),
                            percent(check.meanCoverage()),
                            check.outside() == null ? "" : check.outside(),
                            String.format(Locale.ROOT, "%.2f", check.meanSize()),
                            check.byEmotion().isEmpty() ? "" : percent(check.leastOfAnEmotion())));
                    cells.addAll(firstOfProtocol ? risk(score.risk(), check.protocol()) : List.of("", "", "", ""));
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

    private static List<Object> risk(List<RiskCheck> checks, String protocol) {
        return checks.stream()
                .filter(check -> check.protocol().equals(protocol))
                .map(check -> List.<Object>of(
                        check.exceeded(), check.refused(), percent(check.meanCoverage()), percent(check.meanRisk())))
                .findFirst()
                .orElse(List.of("", "", "", ""));
    }

    static String sets(CoverageCheck check) {
        return check.score().toUpperCase(Locale.ROOT)
                + (check.perEmotion() ? " sets by emotion" : " sets")
                + " for " + right(check.protocol());
    }

    /** What a promise under a protocol is held against. */
    static String right(String protocol) {
        return protocol.equals(ALL_VOTES.key()) ? "a drawn vote" : "the majority";
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share);
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
                .append(drawings.markdown("samples"))
                .append(drawings.markdown("risk"))
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
                    .append(group.heading())
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

    List<Experiment.Drawing> drawings() {
        return drawings.all();
    }
}
