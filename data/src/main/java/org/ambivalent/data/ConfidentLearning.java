package org.ambivalent.data;

import java.util.List;
import java.util.OptionalInt;
import org.ambivalent.core.Distribution;

/**
 * Which labels a crowd of predictions contradicts (Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating
 * Uncertainty in Dataset Labels", arXiv 1911.00068). With {@code p_i} the out-of-sample prediction of face i and
 * {@code y_i} its given label:
 * <pre>
 *   t_k      = mean of p_ik over the faces given k
 *   l_i      = argmax of p_ik over {k : p_ik >= t_k}, if there is any
 *   C[j][k]  = number of faces given j with l_i = k
 *   Q[j][k] ~= n_j C[j][k] / sum_k C[j][k], normalised over all cells
 * </pre>
 * A label is suspected if {@code l_i} is another. {@code Q} estimates how given labels and true ones go together.
 */
public final class ConfidentLearning {

    /** The share of labels taken to be given at random, so that no pair of a given and a true label is impossible. */
    private static final double FLOOR = 0.02;

    private final double[] thresholds;
    private final long[][] counts;
    private final double[][] joint;

    private ConfidentLearning(double[] thresholds, long[][] counts, double[][] joint) {
        this.thresholds = thresholds;
        this.counts = counts;
        this.joint = joint;
    }

    /**
     * Looks at every face once.
     *
     * @param given labels, {@code [faces]}
     * @param predicted by a model that has not seen the face's label, {@code [faces]}, over all classes
     */
    public static ConfidentLearning of(int[] given, List<Distribution> predicted, int classes) {
        if (given.length != predicted.size()) {
            throw new IllegalArgumentException(given.length + " labels, but " + predicted.size() + " predictions");
        }
        var sums = new double[classes];
        var faces = new long[classes];
        for (int i = 0; i < given.length; i++) {
            sums[given[i]] += predicted.get(i).probability(given[i]);
            faces[given[i]]++;
        }
        var thresholds = new double[classes];
        for (int k = 0; k < classes; k++) {
            // Of an emotion that nobody was given, nothing is known: no prediction passes.
            thresholds[k] = faces[k] == 0 ? Double.POSITIVE_INFINITY : sums[k] / faces[k];
        }
        var counts = new long[classes][classes];
        for (int i = 0; i < given.length; i++) {
            var suspected = suspected(predicted.get(i), thresholds);
            if (suspected.isPresent()) {
                counts[given[i]][suspected.getAsInt()]++;
            }
        }
        return new ConfidentLearning(thresholds, counts, joint(counts, faces));
    }

    private static double[][] joint(long[][] counts, long[] faces) {
        int classes = counts.length;
        var joint = new double[classes][classes];
        double total = 0;
        for (int j = 0; j < classes; j++) {
            long row = 0;
            for (long cell : counts[j]) {
                row += cell;
            }
            for (int k = 0; k < classes; k++) {
                // Where no prediction passes its threshold, labels are taken as they are.
                double share = row > 0 ? (double) counts[j][k] / row : j == k ? 1 : 0;
                joint[j][k] = faces[j] * share;
                total += joint[j][k];
            }
        }
        for (int j = 0; j < classes; j++) {
            for (int k = 0; k < classes; k++) {
                joint[j][k] /= total;
            }
        }
        return joint;
    }

    private static OptionalInt suspected(Distribution predicted, double[] thresholds) {
        int best = -1;
        for (int k = 0; k < thresholds.length; k++) {
            if (predicted.probability(k) >= thresholds[k]
                    && (best < 0 || predicted.probability(k) > predicted.probability(best))) {
                best = k;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    /** {@code t_k}. */
    public double threshold(int emotion) {
        return thresholds[emotion];
    }

    /** {@code l_i}: the label a prediction is confident of, or empty. */
    public OptionalInt confident(Distribution predicted) {
        return suspected(predicted, thresholds);
    }

    /** {@code C[given][confident]}. */
    public long count(int given, int confident) {
        return counts[given][confident];
    }

    /** {@code Q[given][truth]}, in [0, 1], summing to 1 over all cells. */
    public double joint(int given, int truth) {
        return joint[given][truth];
    }

    /**
     * How often a face that truly shows {@code truth} is given {@code given}, {@code Q[given][truth]} over its column
     * sum, mixed with a little of every label.
     */
    public double given(int given, int truth) {
        double column = 0;
        for (double[] row : joint) {
            column += row[truth];
        }
        double share = column > 0 ? joint[given][truth] / column : given == truth ? 1 : 0;
        return (1 - FLOOR) * share + FLOOR / joint.length;
    }
}
