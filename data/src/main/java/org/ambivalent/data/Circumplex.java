package org.ambivalent.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;

/**
 * Where emotions lie in the plane of valence and arousal, for faces that nobody annotated: on the unit circle, by angle,
 * with neutral at its centre. Russell found affect to be ordered around a circle: pleasure (0 degrees), excitement (45),
 * arousal (90), distress (135), displeasure (180), depression (225), sleepiness (270), relaxation (315). The emotions of faces
 * are put between these by us; they are a choice, not a measurement.
 *
 * <pre>
 *   happiness 20   surprise 75   fear 110   anger 130   disgust 155   contempt 175   sadness 210
 * </pre>
 *
 * <p>Source: Russell 1980, <a href="https://doi.org/10.1037/h0077714">A Circumplex Model of Affect</a>.
 */
public final class Circumplex {

    private static final ValenceArousal CENTRE = new ValenceArousal(0, 0);

    private static final Map<String, Integer> DEGREES = Map.of(
            "happiness",
            20,
            "surprise",
            75,
            "fear",
            110,
            "anger",
            130,
            "disgust",
            155,
            "contempt",
            175,
            "sadness",
            210);

    private final List<ValenceArousal> places;

    private Circumplex(List<ValenceArousal> places) {
        this.places = places;
    }

    /**
     * The places of these emotions.
     *
     * @throws BadInputException if one is none of those above
     */
    public static Circumplex of(LabelSet labels) {
        return new Circumplex(labels.names().stream().map(Circumplex::place).toList());
    }

    private static ValenceArousal place(String name) {
        String emotion = name.toLowerCase(Locale.ROOT);
        if (emotion.equals("neutral")) {
            return CENTRE;
        }
        Integer degrees = DEGREES.get(emotion);
        if (degrees == null) {
            throw new BadInputException(
                    "It is not known where \"" + name + "\" lies in the plane of valence and arousal."
                            + " Annotate the faces (columns valence and arousal of a manifest), or map the word to a known"
                            + " emotion with --label-map.");
        }
        double radians = Math.toRadians(degrees);
        return new ValenceArousal(Math.cos(radians), Math.sin(radians));
    }

    /** Where an emotion lies. */
    public ValenceArousal of(int emotion) {
        return places.get(emotion);
    }

    /** The mean place under a distribution over the emotions: inside the circle, nearer to its centre where it doubts. */
    public ValenceArousal of(Distribution p) {
        double valence = 0;
        double arousal = 0;
        for (int k = 0; k < places.size(); k++) {
            valence += p.probability(k) * places.get(k).valence();
            arousal += p.probability(k) * places.get(k).arousal();
        }
        return new ValenceArousal(within(valence), within(arousal));
    }

    /** Rounding may leave a hair beyond 1. */
    private static double within(double value) {
        return Math.max(-1, Math.min(1, value));
    }
}
