package org.ambivalent.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambivalent.data.DatasetReader.AnnotatedFace;
import org.ambivalent.data.DatasetReader.Annotations;
import org.ambivalent.data.DatasetReader.PixelSource;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the faces of a layout that has one word a face, from a list of emotions of its own. Words go through the user's
 * label map; those that it maps to {@value EmotionNames#NONE}, and those that name no emotion, are left out and counted.
 */
final class LabelledFaces {

    private record Labelled(
            String id,
            Split split,
            String emotion,
            @Nullable ValenceArousal place,
            PixelSource pixels) {}

    private final EmotionNames names;
    private final List<Labelled> faces = new ArrayList<>();
    private final Map<String, Integer> leftOut = new TreeMap<>();
    private final Map<String, Seen> seen = new HashMap<>();

    /** What was said of a face, and where. */
    private record Seen(Labelled face, String where) {}

    LabelledFaces(ReadOptions options) {
        names = new EmotionNames(options.labelMap());
    }

    /**
     * Adds a face, or leaves it out if the label map says so, or if the same was said of it before.
     *
     * @param where it stands, such as a file and line
     * @throws IllegalArgumentException if something else was said of its id before
     */
    void add(String id, Split split, String word, @Nullable ValenceArousal place, PixelSource pixels, String where) {
        var face = new Labelled(id, split, names.of(word), place, pixels);
        var before = seen.putIfAbsent(id, new Seen(face, where));
        if (before != null && !before.face().equals(face)) {
            throw new IllegalArgumentException("the image \"" + id
                    + "\" was named before, and something else said of it (" + before.where() + ")");
        }
        if (before != null) {
            leaveOut("named twice");
        } else if (names.leavesOut(word)) {
            leaveOut(word);
        } else {
            faces.add(face);
        }
    }

    /** Counts a face that shows no emotion, such as "uncertain". */
    void leaveOut(String why) {
        leftOut.merge(why, 1, Integer::sum);
    }

    /**
     * The faces over the emotions of the layout, those the label map leaves out not among them, and those that faces have
     * beyond them.
     *
     * @param always words of emotions that are in the label set even where no face has them
     * @param source for messages
     */
    Annotations annotations(Collection<String> always, String source) {
        var emotions = new LinkedHashSet<String>();
        always.stream().filter(word -> !names.leavesOut(word)).map(names::of).forEach(emotions::add);
        faces.forEach(face -> emotions.add(face.emotion()));
        var labels = EmotionNames.setOf(emotions, source);
        var annotated = faces.stream()
                .map(face -> new AnnotatedFace(
                        new Face(
                                face.id(),
                                face.split(),
                                null,
                                labels.indexOf(face.emotion()),
                                face.place(),
                                null,
                                null),
                        face.pixels()))
                .toList();
        return new Annotations(labels, annotated, notes(source));
    }

    private List<String> notes(String source) {
        return Stream.concat(note(source, leftOut, faces.size()).stream(), names.unused(source).stream())
                .toList();
    }

    /** A line about faces left out: how many of all, and why; none where there are none. */
    static List<String> note(String source, Map<String, Integer> leftOut, int kept) {
        int sum = leftOut.values().stream().mapToInt(Integer::intValue).sum();
        if (sum == 0) {
            return List.of();
        }
        var reasons = leftOut.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
        return List.of(
                String.format(Locale.ROOT, "%s: %,d of %,d faces left out: %s.", source, sum, sum + kept, reasons));
    }
}
