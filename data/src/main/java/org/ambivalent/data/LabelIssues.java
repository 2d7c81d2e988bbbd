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
 * its label made of it) and {@code y_i} its given label, the suggested distribution is Bayes' rule with a soft confusion
 * matrix:
 * <pre>
 *   T(y | k) = sum of r_ik over the faces given y / sum of r_ik over all faces
 *   q_ik     ~ r_ik T(y_i | k)
 *   score_i  = 1 - q_i,y_i
 * </pre>
 * So a label that is often given in place of another counts less than one that rarely is: the opinion alone would call
 * every sad face among many neutral ones wrong. The matrix is blunter than the truth, because opinions are.
 *
 * <p>Verdicts: <b>bad image</b> if the image has next to no contrast; <b>wrong</b> if the given label has less than
 * {@value #WRONG_BELOW} of {@code q} and another has more; <b>ambiguous</b> if two emotions have at least
 * {@value #DEFENSIBLE} each; else fine.
 */
public final class LabelIssues {

    /** A given label of a smaller share than this is called wrong. */
    static final double WRONG_BELOW = 0.3;

    /** An emotion of at least this share can be defended. */
    static final double DEFENSIBLE = 0.25;

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

    static double[][] confusion(int[] given, List<Distribution> opinions, int classes) {
        var confusion = new double[classes][classes];
        var total = new double[classes];
        for (int i = 0; i < given.length; i++) {
            for (int k = 0; k < classes; k++) {
                confusion[given[i]][k] += opinions.get(i).probability(k);
                total[k] += opinions.get(i).probability(k);
            }
        }
        for (double[] row : confusion) {
            for (int k = 0; k < classes; k++) {
                row[k] = total[k] > 0 ? row[k] / total[k] : 0;
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
        var suggested = suggested(evidence.get(face).opinion(), given);
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
    private Distribution suggested(Distribution opinion, int given) {
        var weights = new double[labels.size()];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = opinion.probability(k) * confusion[given][k];
            sum += weights[k];
        }
        return sum > 0 ? Distribution.proportionalTo(weights) : Distribution.oneHot(given, labels.size());
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
