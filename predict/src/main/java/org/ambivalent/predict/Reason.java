package org.ambivalent.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ambivalent.core.Doubt;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.PredictionSet;
import org.ambivalent.decide.AbstentionRule;
import org.ambivalent.decide.Decisions;

/** Why a face got the answer it got, in words. */
public final class Reason {

    private Reason() {}

    /**
     * One to three sentences.
     *
     * @param decisions that the prediction was made with
     * @param doubt what abstention looks at, see {@link Decisions#doubt}
     */
    public static String of(Prediction prediction, Decisions decisions, double doubt) {
        var sentences = new ArrayList<String>();
        if (prediction.abstains()) {
            decisions.abstention().ifPresent(rule -> sentences.add(abstains(rule, doubt)));
        }
        prediction.decision().flatMap(decision -> decision.set()).ifPresent(set -> sentences.add(set(prediction, set)));
        if (prediction.doubt() != Doubt.NONE || sentences.isEmpty()) {
            sentences.add(sentence(prediction.doubt().sentence()));
        }
        return String.join(" ", sentences);
    }

    private static String abstains(AbstentionRule rule, double doubt) {
        return "It declines to answer: its doubt, " + percent(doubt) + ", is not below " + percent(rule.threshold())
                + ", from where on more than " + percent(rule.targetRisk()) + " of its answers could be wrong.";
    }

    private static String set(Prediction prediction, PredictionSet set) {
        if (set.size() == 0) {
            return "Its set is empty: no emotion fits well enough.";
        }
        List<String> names = set.members().mapToObj(prediction.labels()::name).toList();
        if (set.size() == set.emotions()) {
            return "Its set holds every emotion.";
        }
        return "Its set holds " + String.join(" and ", names) + (set.size() == 1 ? " alone." : ".");
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    private static String percent(double share) {
        return share < 0.1 && share > 0
                ? String.format(Locale.ROOT, "%.1f %%", 100 * share).replace(".0 %", " %")
                : Math.round(100 * share) + " %";
    }
}
