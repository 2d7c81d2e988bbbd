package org.ambivalent.data;

import java.util.List;
import java.util.OptionalInt;
import org.ambivalent.core.Distribution;

/**
 * What evidence says about one given label.
 *
 * @param face index into the dataset
 * @param given the label
 * @param predicted out of sample: by a network that has not seen this label
 * @param suggested what the label should be, as far as prediction and given label tell together
 * @param score probability that the label is wrong, in [0, 1]
 * @param verdict what is to be done
 * @param why the evidence in words
 */
public record LabelIssue(
        int face,
        int given,
        Distribution predicted,
        Distribution suggested,
        double score,
        Verdict verdict,
        List<String> why) {

    /** An emotion of a larger share can be the label by itself. */
    private static final double CLEAR = 0.6;

    public LabelIssue {
        why = List.copyOf(why);
    }

    /** Another label for a wrong one, if one emotion has more than {@value #CLEAR} of the suggested distribution. */
    public OptionalInt newLabel() {
        return verdict == Verdict.WRONG && suggested.confidence() > CLEAR
                ? OptionalInt.of(suggested.top())
                : OptionalInt.empty();
    }
}
