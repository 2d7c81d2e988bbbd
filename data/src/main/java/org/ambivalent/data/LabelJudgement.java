package org.ambivalent.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.Ranking;

/**
 * How good a list of label issues is where the crowd's majority is known: a label is truly wrong if the majority is
 * another emotion. Faces without a majority are left out.
 *
 * @param faces judged
 * @param wrong truly wrong labels among them
 * @param auroc of the score
 * @param averagePrecision of the score, with its 95 % bootstrap interval
 * @param confidentLearning average precision of the best of confident learning's own scores on the same predictions
 * @param confidentLearningScore which of them it is
 * @param difference score minus confident learning's, with its 95 % bootstrap interval
 * @param precision of the verdict "wrong": how many of them truly are
 * @param recall of the verdict "wrong": how many truly wrong labels have it
 * @param mended how many labels called wrong are suggested the majority
 * @param changed labels for which another is named
 * @param changedToMajority how many of these names are the majority
 * @param changedWrong how many truly wrong labels another is named for
 */
public record LabelJudgement(
        int faces,
        int wrong,
        double auroc,
        Estimate averagePrecision,
        double confidentLearning,
        String confidentLearningScore,
        Estimate difference,
        double precision,
        double recall,
        double mended,
        int changed,
        double changedToMajority,
        double changedWrong) {

    private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 1);

    /** One judged face. */
    private record Judged(LabelIssue issue, int majority) {

        boolean wrong() {
            return issue.given() != majority;
        }
    }

    /**
     * Judges issues by the votes of the same faces.
     *
     * @param data faces with the given labels that the issues index
     * @param truth the same faces, by id, with votes
     */
    public static LabelJudgement of(Dataset data, List<LabelIssue> issues, Dataset truth) {
        var judged = judged(data, issues, truth);
        var scores = confidentLearningScores(data, issues);
        String best = "";
        double bestPrecision = Double.NaN;
        for (var score : scores.entrySet()) {
            double value = ranking(judged, score.getValue()).averagePrecision();
            if (best.isEmpty() || value > bestPrecision) {
                best = score.getKey();
                bestPrecision = value;
            }
        }
        var own = ranking(judged, LabelIssue::score);
        var called = judged.stream()
                .filter(face -> face.issue().verdict() == Verdict.WRONG)
                .toList();
        long right = called.stream().filter(Judged::wrong).count();
        long mended = called.stream()
                .filter(face -> face.issue().suggested().top() == face.majority())
                .count();
        var changed = judged.stream()
                .filter(face -> face.issue().newLabel().isPresent())
                .toList();
        long toMajority = changed.stream()
                .filter(face -> face.issue().newLabel().getAsInt() == face.majority())
                .count();
        long changedWrong = changed.stream().filter(Judged::wrong).count();
        var rival = scores.getOrDefault(best, LabelIssue::score);
        ToDoubleFunction<int[]> precision = drawn -> averagePrecision(judged, drawn, LabelIssue::score);
        ToDoubleFunction<int[]> lead = drawn -> precision.applyAsDouble(drawn) - averagePrecision(judged, drawn, rival);
        return new LabelJudgement(
                judged.size(),
                own.positives(),
                own.auroc(),
                BOOTSTRAP.estimate(judged.size(), precision),
                bestPrecision,
                best,
                BOOTSTRAP.estimate(judged.size(), lead),
                (double) right / called.size(),
                (double) right / own.positives(),
                (double) mended / called.size(),
                changed.size(),
                (double) toMajority / changed.size(),
                (double) changedWrong / own.positives());
    }

    private static List<Judged> judged(Dataset data, List<LabelIssue> issues, Dataset truth) {
        var majority = new HashMap<String, Integer>();
        for (var face : GivenLabels.MAJORITY.of(truth).faces()) {
            majority.put(face.id(), face.givenLabel().orElseThrow());
        }
        var judged = new ArrayList<Judged>();
        for (var issue : issues) {
            Integer label = majority.get(data.faces().get(issue.face()).id());
            if (label != null) {
                judged.add(new Judged(issue, label));
            }
        }
        return judged;
    }

    /**
     * The ranking scores that confident learning's authors offer, on the same predictions: self-confidence, normalised
     * margin, both also after subtracting each class's threshold; and suspected labels first.
     */
    private static Map<String, ToDoubleFunction<LabelIssue>> confidentLearningScores(
            Dataset data, List<LabelIssue> issues) {
        int[] given = issues.stream().mapToInt(LabelIssue::given).toArray();
        var predicted = issues.stream().map(LabelIssue::predicted).toList();
        var confident = ConfidentLearning.of(given, predicted, data.labels().size());
        ToDoubleFunction<LabelIssue> self = issue -> -issue.predicted().probability(issue.given());
        ToDoubleFunction<LabelIssue> margin = issue -> -margin(issue, k -> 0);
        ToDoubleFunction<LabelIssue> adjustedSelf =
                issue -> confident.threshold(issue.given()) - issue.predicted().probability(issue.given());
        ToDoubleFunction<LabelIssue> adjustedMargin = issue -> -margin(issue, confident::threshold);
        ToDoubleFunction<LabelIssue> suspected = issue -> {
            var sure = confident.confident(issue.predicted());
            boolean other = sure.isPresent() && sure.getAsInt() != issue.given();
            return (other ? 10 : 0) + self.applyAsDouble(issue);
        };
        var scores = new LinkedHashMap<String, ToDoubleFunction<LabelIssue>>();
        scores.put("self-confidence", self);
        scores.put("normalised margin", margin);
        scores.put("self-confidence above the class's mean", adjustedSelf);
        scores.put("normalised margin above the classes' means", adjustedMargin);
        scores.put("suspected first, then self-confidence", suspected);
        return scores;
    }

    private static double margin(LabelIssue issue, IntToDoubleFunction offset) {
        double others = Double.NEGATIVE_INFINITY;
        var predicted = issue.predicted();
        for (int k = 0; k < predicted.size(); k++) {
            if (k != issue.given() && !Double.isInfinite(offset.applyAsDouble(k))) {
                others = Math.max(others, predicted.probability(k) - offset.applyAsDouble(k));
            }
        }
        return predicted.probability(issue.given()) - offset.applyAsDouble(issue.given()) - others;
    }

    private static Ranking ranking(List<Judged> judged, ToDoubleFunction<LabelIssue> score) {
        var ranking = new Ranking();
        judged.forEach(face -> ranking.add(score.applyAsDouble(face.issue()), face.wrong()));
        return ranking;
    }

    private static double averagePrecision(List<Judged> judged, int[] drawn, ToDoubleFunction<LabelIssue> score) {
        return ranking(Arrays.stream(drawn).mapToObj(judged::get).toList(), score)
                .averagePrecision();
    }

    /** A few lines for the terminal. */
    public String toText() {
        if (wrong == 0) {
            return String.format(
                    Locale.ROOT,
                    "Judged by the labels known to be right: %,d faces, none of them given another; %,d given a new one",
                    faces,
                    changed);
        }
        return String.format(
                Locale.ROOT,
                "Judged by the labels known to be right: %,d faces, %,d of them given another (%.1f %%)%n"
                        + "  score: AUROC %.3f, average precision %.3f [%.3f, %.3f]%n"
                        + "  confident learning on the same predictions (%s): average precision %.3f, difference %+.3f [%+.3f, %+.3f]%n"
                        + "  called wrong: precision %s, recall %s; %s get the right one%n"
                        + "  given a new label: %,d; %s of these are right, %s of the wrong labels have one",
                faces,
                wrong,
                100.0 * wrong / faces,
                auroc,
                averagePrecision.value(),
                averagePrecision.low(),
                averagePrecision.high(),
                confidentLearningScore,
                confidentLearning,
                difference.value(),
                difference.low(),
                difference.high(),
                percent(precision),
                percent(recall),
                percent(mended),
                changed,
                percent(changedToMajority),
                percent(changedWrong));
    }

    /** A share of none is none. */
    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
