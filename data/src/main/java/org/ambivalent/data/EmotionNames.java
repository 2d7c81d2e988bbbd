package org.ambivalent.data;

import static java.util.Map.entry;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;

/** Finds the emotion that a folder, column or label means: by the user's label map, else by common synonyms. */
final class EmotionNames {

    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            entry("angry", "anger"),
            entry("contemptuous", "contempt"),
            entry("disgusted", "disgust"),
            entry("fearful", "fear"),
            entry("afraid", "fear"),
            entry("scared", "fear"),
            entry("happy", "happiness"),
            entry("joy", "happiness"),
            entry("sad", "sadness"),
            entry("surprised", "surprise"));

    private final Map<String, String> chosen = new TreeMap<>();

    EmotionNames(Map<String, String> labelMap) {
        labelMap.forEach((from, to) -> chosen.put(plain(from), plain(to)));
    }

    /** The emotion that a name means, in lower case; the name itself if nothing else is known. */
    String of(String name) {
        String plain = plain(name);
        return chosen.getOrDefault(plain, SYNONYMS.getOrDefault(plain, plain));
    }

    /** The name in lower case, or what the user's label map makes of it; synonyms stay apart. */
    String chosen(String name) {
        String plain = plain(name);
        return chosen.getOrDefault(plain, plain);
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** The set of these emotions: in the order of FER+ if it has them all, else sorted. */
    static LabelSet setOf(Collection<String> emotions, String source) {
        var present = new TreeSet<>(emotions);
        var ferPlus = LabelSet.FERPLUS.names();
        var names = ferPlus.containsAll(present)
                ? ferPlus.stream().filter(present::contains).toList()
                : present.stream().toList();
        return set(names, source);
    }

    /** A label set, or a message that names the source. */
    static LabelSet set(Collection<String> names, String source) {
        try {
            return new LabelSet(List.copyOf(names));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(source + ": " + e.getMessage() + ". Rename it, or use --label-map.", e);
        }
    }
}
