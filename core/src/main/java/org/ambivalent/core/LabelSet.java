package org.ambivalent.core;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * An ordered, closed list of emotions. Class {@code k} everywhere means the emotion {@code names.get(k)}.
 *
 * <p>A label set is data: it comes from a dataset or a model file and is compared by value, so that a model is never
 * scored against labels in another order.
 *
 * @param names lower-case names, at least two, distinct, without commas, line breaks or surrounding space
 */
public record LabelSet(List<String> names) {

    /** The eight emotions of FER+, in the order of its vote columns (Barsoum et al. 2016, arXiv 1608.01041). */
    public static final LabelSet FERPLUS =
            of("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt");

    public LabelSet {
        names = List.copyOf(names);
        if (names.size() < 2) {
            throw new IllegalArgumentException("A label set needs at least 2 emotions, but has " + names);
        }
        var seen = new HashSet<String>();
        for (String name : names) {
            boolean plain = !name.isBlank() && name.strip().equals(name) && name.equals(name.toLowerCase(Locale.ROOT));
            if (!plain || name.contains(",") || name.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "An emotion is a lower-case name without commas or line breaks, but got \"" + name + "\"");
            }
            if (!seen.add(name)) {
                throw new IllegalArgumentException("The emotion \"" + name + "\" appears twice in " + names);
            }
        }
    }

    public static LabelSet of(String... names) {
        return new LabelSet(List.of(names));
    }

    public int size() {
        return names.size();
    }

    public String name(int emotion) {
        return names.get(emotion);
    }

    /** The class of a name in any case, or empty if this set has no such emotion. */
    public OptionalInt find(String name) {
        int index = names.indexOf(name.strip().toLowerCase(Locale.ROOT));
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** The class of a name in any case; {@link IllegalArgumentException} if this set has no such emotion. */
    public int indexOf(String name) {
        return find(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("\"" + name + "\" is not one of the emotions " + names));
    }

    /** The emotions of this set that another has not, in the order of this one. */
    public List<String> notIn(LabelSet other) {
        return names.stream().filter(name -> !other.names.contains(name)).toList();
    }

    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
