package org.ambivalent.data;

/**
 * How pleasant and how intense an expression looks (Russell 1980).
 *
 * @param valence in [-1, 1], unpleasant to pleasant
 * @param arousal in [-1, 1], calm to intense
 */
public record ValenceArousal(double valence, double arousal) {

    public ValenceArousal {
        if (!(valence >= -1 && valence <= 1) || !(arousal >= -1 && arousal <= 1)) {
            throw new IllegalArgumentException(
                    "Valence and arousal are in [-1, 1], but got " + valence + " and " + arousal);
        }
    }
}
