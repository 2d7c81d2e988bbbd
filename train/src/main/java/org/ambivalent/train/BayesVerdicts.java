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
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.ambivalent.data.CalibratedTo;
import org.ambivalent.data.CoverageCheck;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.Protocol;
import org.ambivalent.data.RiskCheck;
import org.ambivalent.train.Bayes.Group;
import org.ambivalent.train.PosteriorRow.Column;

/** What {@link BayesPage} answers to the question of its experiment, and whether what was asked of the best posterior is reached. */
final class BayesVerdicts {

    private final List<Group> groups;
    private final Outcomes outcomes;

    BayesVerdicts(List<Group> groups, Outcomes outcomes) {
        this.groups = groups;
        this.outcomes = outcomes;
    }

    String answers() {
        var answers = new StringBuilder();
        for (var group : groups) {
            double alone = group.deterministic().value(outcomes, BayesColumns.RAW_CLOSENESS);
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
        var text = new StringBuilder(group.heading() + ", Jensen-Shannon to the votes. ");
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
                    .append(group.deterministic()
                            .cell(outcomes, to == NOTHING ? BayesColumns.RAW_CLOSENESS : BayesColumns.closeness(VOTES)))
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
                .filter(row -> !Double.isNaN(row.value(outcomes, BayesColumns.closeness(to))))
                .min(Comparator.comparingDouble(row -> row.value(outcomes, BayesColumns.closeness(to))));
    }

    private static String named(PosteriorRow row) {
        var settings = row.trial().settings();
        return "`" + row.name() + "` of `" + settings.network() + "` trained on "
                + (settings.labels() == GivenLabels.VOTES ? "votes" : "majority labels");
    }

    /** A model file has one temperature, so each is held against everything that was asked. */
    String asked() {
        var text = new StringBuilder();
        for (var to : List.of(VOTES, MAJORITY)) {
            text.append("### ")
                    .append(to == VOTES ? "Calibrated to the votes" : "Calibrated to the majority")
                    .append("\n\nThe closest posterior: ")
                    .append(best(to).map(BayesVerdicts::named).orElse("-"))
                    .append(".\n\n")
                    .append(asked(to))
                    .append("\n");
        }
        return text.toString();
    }

    private String asked(CalibratedTo to) {
        var score = best(to).flatMap(row -> row.score(outcomes));
        var table = new StringBuilder(Outcomes.header("figure", "asked", "measured", ""));
        double floor = score.map(whole ->
                        PosteriorRow.estimate(whole, BayesColumns.floor(to)).value())
                .orElse(Double.NaN);
        ask(
                table,
                "ECE, majority, %",
                score,
                BayesColumns.error(to),
                "at most "
                        + (Double.isNaN(floor)
                                ? "the level"
                                : BayesColumns.floor(to).format(floor)) + " of perfect calibration at this sample size",
                value -> value <= floor);
        ask(
                table,
                "Jensen-Shannon to the votes, all faces",
                score,
                BayesColumns.closeness(to),
                "at most 0.066",
                value -> value <= 0.066);
        ask(
                table,
                "correlation of predicted and human entropy",
                score,
                BayesColumns.correlation(to),
                "at least 0.66",
                value -> value >= 0.66);
        var five = score.map(whole -> PosteriorRow.estimate(whole, BayesColumns.five(to)));
        ask(
                table,
                BayesColumns.five(to).title(),
                score,
                BayesColumns.five(to),
                "below 0",
                value -> five.orElseThrow().high() < 0);
        ask(
                table,
                "accuracy above a network alone, points",
                score,
                Column.share("", to, Protocol.MAJORITY, BayesColumns.MORE_ACCURATE.measure()),
                "at least 1",
                value -> value >= 0.01);
        score.ifPresent(whole -> whole.coverage().stream()
                .filter(check -> !check.perEmotion())
                .forEach(check -> table.append(row(check))));
        score.ifPresent(whole -> whole.risk().forEach(check -> table.append(row(check))));
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
                estimate.map(one -> Outcomes.verdict(aim.test(one.value()))).orElse("")));
    }

    /** Who never answers is never wrong: that is no promise kept. */
    private static String row(RiskCheck check) {
        boolean answers = check.refused() < check.halves();
        return Outcomes.row(
                "answers at target risk 5 % wrong more often by " + BayesPage.right(check.protocol())
                        + ", halves of 100",
                "at most 10",
                check.exceeded(),
                answers ? Outcomes.verdict(check.exceeded() <= 10) : "no rule has the guarantee");
    }

    private static String row(CoverageCheck check) {
        int outside = Objects.requireNonNull(check.outside());
        return Outcomes.row(
                BayesPage.sets(check) + " at 90 %: mean coverage, %; halves of 100 outside the 99 % interval",
                "89.5 to 90.5; at most 5",
                String.format(Locale.ROOT, "%.2f; %d", 100 * check.meanCoverage(), outside),
                Outcomes.verdict(Math.abs(check.meanCoverage() - check.level()) <= 0.005 && outside <= 5));
    }
}
