package org.ambivalent.data;

import java.util.Locale;

/** What is to be done about a label. */
public enum Verdict {
    /** Another emotion is much more likely than the given one. */
    WRONG,
    /** Several emotions can be defended: a distribution says more than any label. */
    AMBIGUOUS,
    /** Nothing can be seen in the image. */
    BAD_IMAGE,
    FINE;

    /** The one that {@link #toString} writes so; {@link IllegalArgumentException} if none is. */
    static Verdict named(String text) {
        for (var verdict : values()) {
            if (verdict.toString().equals(text)) {
                return verdict;
            }
        }
        throw new IllegalArgumentException("there is no verdict \"" + text + "\"");
    }

    /** As files and people read it: "bad image". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
