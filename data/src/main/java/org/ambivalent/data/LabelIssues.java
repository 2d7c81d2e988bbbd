package org.ambivalent.data;

import static org.ambivalent.data.Markup.percent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;

/**
 * Finds wrong and ambiguous labels from evidence.
 *
 * <p>With {@code r_i} the opinion of face i (the mean of its out-of-sample prediction and of what trainings that have seen
 * its label say of it) and {@code y_i} its given label, the suggested distribution weighs the opinion with the confusion matrix
 * of the labels, as the opinions see it:
 * <pre>
 *   q_ik     ~ r_ik T(y_i | k)
 *   T(y | k) = (sum of r_ik over the faces given y + n S(y | k)) / (sum of r_ik over all faces + n)
 *   score_i  = 1 - q_i,y_i
 * </pre>
 * S spreads the share of wrong labels evenly over the other emotions and counts as much as {@code n = }{@value #EVEN_FACES}
 * faces, so that a rare emotion's row is not made up from a few of them. So a label that is often given in place of another
 * counts less than one that rarely is: the opinion alone would call every sad face among many neutral ones wrong.
 *
 * <p>Estimating T along with q, by EM (Dawid and Skene 1979), would be right for opinions that know nothing of the labels.
 * Networks trained on the labels have learned their mistakes too: where people err in the way of others, EM ends with a matrix
 * that knows no wrong label. One round is what stands above.
 *
 * <p>Verdicts: <b>bad image</b> if the image has next to no contrast; <b>wrong</b> if the given label has less than
 * {@value #WRONG_BELOW} of {@code q} and another has more; <b>ambiguous</b> if two emotions have at least
 * {@value #DEFENSIBLE} each; else fine.
 */
public final class LabelIssues {

    /** A given label of a smaller share than this is called wrong. */
    static final double WRONG_BELOW = 0.4;

    /** An emotion of at least this share can be defended. */
    static final double DEFENSIBLE = 0.25;

    private static final int EVEN_FACES = 200;

    /** Standard deviation of pixels, of 255, below which nothing can be seen. */
    private static final double LEAST_CONTRAST = 6;

    private final Dataset data;
    private final List<LabelEvidence> evidence;
    private final ConfidentLearning confident;
    private final LabelSet labels;

    /** T, {@code [given][truth]}. */
    private final double[][] confusion;

    private LabelIssues(Dataset data, List<LabelEvidence> evidence) {
        this.data = data;
        this.evidence = evidence;
        labels = data.labels();
        int[] given = data.faces().stream()
                .mapToInt(face -> face.givenLabel().orElseThrow())
                .toArray();
        var predicted = evidence.stream().map(LabelEvidence::predicted).toList();
        confident = ConfidentLearning.of(given, predicted, labels.size());
        var opinions = evidence.stream().map(LabelEvidence::opinion).toList();
        confusion = confusion(given, opinions, labels.size());
    }

    /** T, {@code [given][truth]}. */
    static double[][] confusion(int[] given, List<Distribution> opinions, int classes) {
        return normalised(counts(given, opinions, classes));
    }

    /** How many faces given y show k, {@code [given][truth]}. */
    private static double[][] counts(int[] given, List<Distribution> shown, int classes) {
        var counts = new double[classes][classes];
        for (int i = 0; i < given.length; i++) {
            for (int k = 0; k < classes; k++) {
                counts[given[i]][k] += shown.get(i).probability(k);
            }
        }
        return counts;
    }

    private static double[][] normalised(double[][] counts) {
        int classes = counts.length;
        double all = 0;
        double right = 0;
        var total = new double[classes];
        for (int y = 0; y < classes; y++) {
            right += counts[y][y];
            for (int k = 0; k < classes; k++) {
                all += counts[y][k];
                total[k] += counts[y][k];
            }
        }
        double wrong = all > 0 ? 1 - right / all : 0;
        var confusion = new double[classes][classes];
        for (int y = 0; y < classes; y++) {
            for (int k = 0; k < classes; k++) {
                double even = y == k ? 1 - wrong : wrong / (classes - 1);
                confusion[y][k] = (counts[y][k] + EVEN_FACES * even) / (total[k] + EVEN_FACES);
            }
        }
        return confusion;
    }

    /**
     * Every face, the one whose label is most likely wrong first.
     *
     * @param data faces with a single label each
     * @param evidence face by face
     */
    public static List<LabelIssue> find(Dataset data, List<LabelEvidence> evidence) {
        var finder = new LabelIssues(data, evidence);
        var issues = new ArrayList<LabelIssue>();
        for (int face = 0; face < data.size(); face++) {
            issues.add(finder.issue(face));
        }
        issues.sort(Comparator.comparingDouble(LabelIssue::score).reversed());
        return List.copyOf(issues);
    }

    private LabelIssue issue(int face) {
        int given = data.faces().get(face).givenLabel().orElseThrow();
        var predicted = evidence.get(face).predicted();
        var suggested = posterior(evidence.get(face).opinion(), confusion[given], given);
        boolean blank = contrast(data.images().pixels(face)) < LEAST_CONTRAST;
        return new LabelIssue(
                face,
                given,
                predicted,
                suggested,
                1 - suggested.probability(given),
                blank ? Verdict.BAD_IMAGE : verdict(suggested, given),
                why(face, given, predicted, blank));
    }

    /** The given label itself where no opinion leaves room for any. */
    private static Distribution posterior(Distribution opinion, double[] likelihood, int given) {
        var weights = new double[likelihood.length];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = opinion.probability(k) * likelihood[k];
            sum += weights[k];
        }
        return sum > 0 ? Distribution.proportionalTo(weights) : Distribution.oneHot(given, weights.length);
    }

    static Verdict verdict(Distribution suggested, int given) {
        if (suggested.top() != given && suggested.probability(given) < WRONG_BELOW) {
            return Verdict.WRONG;
        }
        int defensible = 0;
        for (int k = 0; k < suggested.size(); k++) {
            defensible += suggested.probability(k) >= DEFENSIBLE ? 1 : 0;
        }
        return defensible >= 2 ? Verdict.AMBIGUOUS : Verdict.FINE;
    }

    private List<String> why(int face, int given, Distribution predicted, boolean blank) {
        var why = new ArrayList<String>();
        if (blank) {
            why.add("next to no contrast");
        }
        why.add("a network that has not seen the label gives " + labels.name(given) + " "
                + percent(predicted.probability(given))
                + (predicted.top() == given
                        ? ""
                        : ", " + labels.name(predicted.top()) + " " + percent(predicted.confidence())));
        var sure = confident.confident(predicted);
        if (sure.isPresent() && sure.getAsInt() != given) {
            why.add("confident learning says " + labels.name(sure.getAsInt()));
        }
        var own = evidence.get(face);
        own.trust().ifPresent(trust -> why.add("networks that have seen it trust it " + percent(trust)));
        if (own.relabelled().orElse(0) > 0) {
            why.add(percent(own.relabelled().getAsDouble()) + " of them relabelled it");
        }
        return why;
    }

    /** Standard deviation of the pixels, 0 to 127.5. */
    static double contrast(byte[] pixels) {
        double sum = 0;
        double squares = 0;
        for (byte pixel : pixels) {
            int value = Byte.toUnsignedInt(pixel);
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / pixels.length;
        return Math.sqrt(Math.max(0, squares / pixels.length - mean * mean));
    }
}
