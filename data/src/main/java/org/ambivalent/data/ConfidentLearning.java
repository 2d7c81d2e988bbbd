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
 * </pre>
 * A label is suspected if {@code l_i} is another.
 */
public final class ConfidentLearning {

    private final double[] thresholds;
    private final long[][] counts;

    private ConfidentLearning(double[] thresholds, long[][] counts) {
        this.thresholds = thresholds;
        this.counts = counts;
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
        return new ConfidentLearning(thresholds, counts);
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
}
