package org.ambivalent.data;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of AffectNet (Mollahosseini et al. 2017, arXiv 1708.03985). Copies of seven emotions lack contempt; it is among
 * the labels only where faces have it.
 */
final class AffectNetLabels {

    private static final List<String> EMOTIONS =
            List.of("neutral", "happiness", "sadness", "surprise", "fear", "disgust", "anger", "contempt");

    private static final Map<Integer, String> NO_EMOTION = Map.of(8, "none", 9, "uncertain", 10, "no face");

    /** The emotions of every copy. */
    static final List<String> ALWAYS = EMOTIONS.subList(0, 7);

    /** Stands where a face has neither valence nor arousal. */
    private static final double UNKNOWN = -2;

    private AffectNetLabels() {}

    /** Whether a number is an emotion's. */
    static boolean isEmotion(int code) {
        return !NO_EMOTION.containsKey(code);
    }

    /** Counts a face whose number is no emotion; whether it is such a face. */
    static boolean leavesOut(LabelledFaces faces, int code) {
        String none = NO_EMOTION.get(code);
        if (none != null) {
            faces.leaveOut(none);
        }
        return none != null;
    }

    /** Adds a face whose number is an emotion. */
    static void add(
            LabelledFaces faces,
            String id,
            Split split,
            int code,
            @Nullable ValenceArousal place,
            FacePart pixels,
            String where) {
        faces.add(id, split, EMOTIONS.get(code), place, pixels, where);
    }

    /** The number of an expression. */
    static int code(String text) {
        return Numbers.count("expression", text, EMOTIONS.size() + NO_EMOTION.size() - 1);
    }

    /** Where a face lies in the plane, or null where it was not annotated. */
    static @Nullable ValenceArousal place(String valence, String arousal) {
        if (isUnknown(valence) || isUnknown(arousal)) {
            return null;
        }
        return new ValenceArousal(Numbers.signedShare("valence", valence), Numbers.signedShare("arousal", arousal));
    }

    private static boolean isUnknown(String text) {
        try {
            return text.isBlank() || Double.parseDouble(text) == UNKNOWN;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
