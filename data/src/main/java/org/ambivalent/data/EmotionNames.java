package org.ambivalent.data;

import static java.util.Map.entry;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /** What a label map maps an emotion to that is not wanted. */
    static final String NONE = "none";

    /** Words for votes that are for no emotion: columns of a manifest. */
    private static final Set<String> NO_EMOTIONS = Set.of("unknown", "notaface");

    private final Map<String, String> chosen = new TreeMap<>();
    private final Set<String> used = new HashSet<>();

    EmotionNames(Map<String, String> labelMap) {
        labelMap.forEach((from, to) -> {
            String before = chosen.put(plain(from), plain(to));
            if (before != null && !before.equals(plain(to))) {
                throw new BadInputException(
                        "--label-map says of \"" + plain(from) + "\" that it is two things. Leave out one of them.");
            }
        });
    }

    /** The emotion that a name means, in lower case; the name itself if nothing else is known. */
    String of(String name) {
        String plain = plain(name);
        return mapped(plain, SYNONYMS.getOrDefault(plain, plain));
    }

    /** The name in lower case, or what the user's label map makes of it; synonyms stay apart. */
    String chosen(String name) {
        String plain = plain(name);
        return mapped(plain, plain);
    }

    /** Whether the label map says that an emotion is not wanted. */
    boolean leavesOut(String name) {
        return isChosen(name) && chosen(name).equals(NONE);
    }

    private boolean isChosen(String name) {
        return chosen.containsKey(plain(name));
    }

    private String mapped(String plain, String otherwise) {
        String emotion = chosen.get(plain);
        if (emotion == null) {
            return otherwise;
        }
        used.add(plain);
        return emotion;
    }

    /** A line for each word of the label map that no name was asked about so far: most likely it is misspelt. */
    List<String> unused(String source) {
        return chosen.entrySet().stream()
                .filter(entry -> !used.contains(entry.getKey()))
                .map(entry -> "--label-map " + entry.getKey() + "=" + entry.getValue() + ": no label in " + source
                        + " is \"" + entry.getKey() + "\".")
                .toList();
    }

    /** Whether people would know a folder of this name for one of an emotion. */
    boolean isKnown(String name) {
        return isChosen(name) || LabelSet.FERPLUS.find(of(name)).isPresent();
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
        names.stream().filter(NO_EMOTIONS::contains).findFirst().ifPresent(name -> {
            throw new BadInputException(source + ": \"" + name + "\" is no emotion. Leave it out with --label-map "
                    + name + "=" + NONE + ", or give it another name.");
        });
        try {
            return new LabelSet(List.copyOf(names));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(source + ": " + e.getMessage() + ". Rename it, or use --label-map.", e);
        }
    }
}
