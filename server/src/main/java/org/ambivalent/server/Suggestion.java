package org.ambivalent.server;

import java.util.List;
import org.ambivalent.core.Distribution;
import org.ambivalent.data.IssueList;
import org.jspecify.annotations.Nullable;

/**
 * What speaks for another label of a face.
 *
 * @param distribution what the label should be
 * @param score the doubt, in [0, 1]
 * @param verdict of a cure, or null
 * @param isLabel whether the dataset has it already, in place of what was said before
 * @param reasons in words
 */
record Suggestion(
        Distribution distribution, double score, @Nullable String verdict, boolean isLabel, List<String> reasons) {

    Suggestion {
        reasons = List.copyOf(reasons);
    }

    /** What a cure says. */
    static Suggestion of(IssueList.Line line) {
        return new Suggestion(line.suggested(), line.score(), line.verdict().toString(), !line.byPeople(), line.why());
    }
}
