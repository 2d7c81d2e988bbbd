package org.ambivalent.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.metrics.Ranking;
import org.jspecify.annotations.Nullable;

/**
 * What a training made of its labels, judged by what the crowd's majority says. Faces without a majority are left out.
 *
 * @param faces judged
 * @param wrong given labels that are not the majority
 * @param changed faces whose current label is not the given one
 * @param changedToMajority of these, how many have the majority now
 * @param changedWrong wrong given labels that were changed
 * @param mended wrong given labels that are the majority now
 * @param trustAuroc how well little trust tells wrong labels from right ones; NaN where trust is unknown
 * @param trustAveragePrecision the same as average precision
 */
public record LabelAccount(
        int faces,
        int wrong,
        int changed,
        int changedToMajority,
        int changedWrong,
        int mended,
        double trustAuroc,
        double trustAveragePrecision) {

    static final String RIGHT = "importance.givenRight";
    static final String WRONG = "importance.givenWrong";
    static final String RELABELLED = "importance.relabelled";

    /**
     * The account of a run folder, or null if its objective keeps none.
     *
     * @param truth the whole dataset, with its votes
     */
    static @Nullable LabelAccount of(Path run, Dataset truth) {
        var file = run.resolve(LabelTable.FILE);
        if (!Files.exists(file)) {
            return null;
        }
        var majority = majority(truth);
        var ranking = new Ranking();
        var counts = new int[5];
        int faces = 0;
        for (var row : FaceTable.read(file).byName()) {
            var right = majority.get(row.get("id"));
            if (right == null) {
                continue;
            }
            faces++;
            boolean wrong = !row.get("given").equals(right);
            boolean changed = !row.get("current").equals(row.get("given"));
            boolean mended = row.get("current").equals(right);
            count(counts, wrong, changed, changed && mended, wrong && changed, wrong && mended);
            if (!row.get("trust").isEmpty()) {
                ranking.add(-Double.parseDouble(row.get("trust")), wrong);
            }
        }
        return new LabelAccount(
                faces,
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                ranking.auroc(),
                ranking.averagePrecision());
    }

    private static void count(int[] counts, boolean... holds) {
        for (int i = 0; i < holds.length; i++) {
            counts[i] += holds[i] ? 1 : 0;
        }
    }

    private static Map<String, String> majority(Dataset truth) {
        var majority = new HashMap<String, String>();
        for (var face : GivenLabels.MAJORITY.of(truth).faces()) {
            majority.put(face.id(), truth.labels().name(face.givenLabel().orElseThrow()));
        }
        return majority;
    }

    /**
     * One value an epoch, by name; what a run does not have is left out.
     * <ul>
     *   <li>{@code importance.givenRight}, {@code importance.givenWrong}: the mean importance of faces whose given label is
     *       right, and of those whose is wrong, whatever became of it (figure 3 of the Self-Cure Network)
     *   <li>{@code importance.relabelled}: of those of both that carry another label by then
     *   <li>{@code delta1}: the margin, where it is learned
     * </ul>
     */
    static Map<String, List<Double>> curves(Path run, Dataset truth) {
        var curves = new TreeMap<String, List<Double>>();
        if (Files.exists(run.resolve("importance.csv"))) {
            addImportance(run, majority(truth), curves);
        }
        if (Files.exists(run.resolve("delta1.csv"))) {
            curves.put(
                    "delta1",
                    FaceTable.read(run.resolve("delta1.csv")).byName().stream()
                            .map(row -> Double.valueOf(row.get("delta1")))
                            .toList());
        }
        return curves;
    }

    private static void addImportance(Path run, Map<String, String> majority, Map<String, List<Double>> curves) {
        var given = new HashMap<String, String>();
        FaceTable.read(run.resolve(LabelTable.FILE))
                .byName()
                .forEach(row -> given.put(row.get("id"), row.get("given")));
        var importance = FaceTable.read(run.resolve("importance.csv"));
        var relabelled = relabelledBy(run, given, importance.header().size() - 1);
        for (int epoch = 1; epoch < importance.header().size(); epoch++) {
            var right = new Mean();
            var wrong = new Mean();
            var changed = new Mean();
            for (var row : importance.rows()) {
                var truth = majority.get(row.get(0));
                if (truth != null && !row.get(epoch).isEmpty()) {
                    double value = Double.parseDouble(row.get(epoch));
                    (truth.equals(given.get(row.get(0))) ? right : wrong).add(value);
                    if (relabelled.get(epoch).contains(row.get(0))) {
                        changed.add(value);
                    }
                }
            }
            curves.computeIfAbsent(RIGHT, k -> new ArrayList<>()).add(right.value());
            curves.computeIfAbsent(WRONG, k -> new ArrayList<>()).add(wrong.value());
            curves.computeIfAbsent(RELABELLED, k -> new ArrayList<>()).add(changed.value());
        }
    }

    /** Which faces carry another label than the given one before each epoch, from 1. */
    private static List<Set<String>> relabelledBy(Path run, Map<String, String> given, int epochs) {
        var changes = FaceTable.read(run.resolve("relabelling.csv")).byName();
        var relabelled = new ArrayList<Set<String>>();
        relabelled.add(Set.of());
        var now = new HashSet<String>();
        int next = 0;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            while (next < changes.size() && Integer.parseInt(changes.get(next).get("epoch")) < epoch) {
                var change = changes.get(next++);
                if (change.get("to").equals(given.get(change.get("id")))) {
                    now.remove(change.get("id"));
                } else {
                    now.add(change.get("id"));
                }
            }
            relabelled.add(Set.copyOf(now));
        }
        return relabelled;
    }

    private static final class Mean {

        private double sum;
        private int count;

        void add(double value) {
            sum += value;
            count++;
        }

        double value() {
            return sum / count;
        }
    }
}
