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
 * <p>With {@code p} the out-of-sample prediction of a face, {@code y} its given label and {@code a} how far trainings that
 * saw the label trust it:
 * <pre>
 *   score = 1 - sqrt(p_y a)        or 1 - p_y where a is unknown
 * </pre>
 * Both are opinions of networks that share little but the data, so together they rank better than either. The suggested
 * distribution is {@code p}.
 *
 * <p>Verdicts: <b>bad image</b> if the image has next to no contrast; <b>wrong</b> if another emotion has at least half of
 * {@code p} and the given one less than {@value #HARDLY}; <b>ambiguous</b> if two emotions have at least
 * {@value #DEFENSIBLE} each, or none has half; else fine.
 */
public final class LabelIssues {

    /** An emotion of at least this share can be defended. */
    static final double DEFENSIBLE = 0.25;

    /** A given label of a smaller share than this can hardly be defended. */
    static final double HARDLY = 0.15;

    /** Standard deviation of pixels, of 255, below which nothing can be seen. */
    private static final double LEAST_CONTRAST = 6;

    private final Dataset data;
    private final List<LabelEvidence> evidence;
    private final ConfidentLearning confident;
    private final LabelSet labels;

    private LabelIssues(Dataset data, List<LabelEvidence> evidence) {
        this.data = data;
        this.evidence = evidence;
        labels = data.labels();
        int[] given = data.faces().stream()
                .mapToInt(face -> face.givenLabel().orElseThrow())
                .toArray();
        var predicted = evidence.stream().map(LabelEvidence::predicted).toList();
        confident = ConfidentLearning.of(given, predicted, labels.size());
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
        boolean blank = contrast(data.images().pixels(face)) < LEAST_CONTRAST;
        return new LabelIssue(
                face,
                given,
                predicted,
                predicted,
                score(predicted.probability(given), evidence.get(face).trust()),
                blank ? Verdict.BAD_IMAGE : verdict(predicted, given),
                why(face, given, predicted, blank));
    }

    static double score(double predicted, double trust) {
        return Double.isNaN(trust) ? 1 - predicted : 1 - Math.sqrt(predicted * trust);
    }

    static Verdict verdict(Distribution suggested, int given) {
        int top = suggested.top();
        int defensible = 0;
        for (int k = 0; k < suggested.size(); k++) {
            defensible += suggested.probability(k) >= DEFENSIBLE ? 1 : 0;
        }
        if (top != given && suggested.probability(top) >= 0.5 && suggested.probability(given) < HARDLY) {
            return Verdict.WRONG;
        }
        return defensible >= 2 || suggested.confidence() < 0.5 ? Verdict.AMBIGUOUS : Verdict.FINE;
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
        if (!Double.isNaN(evidence.get(face).trust())) {
            why.add("networks that have seen it trust it "
                    + percent(evidence.get(face).trust())
                    + (evidence.get(face).relabelled() > 0
                            ? ", and " + percent(evidence.get(face).relabelled()) + " of them relabelled it"
                            : ""));
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
