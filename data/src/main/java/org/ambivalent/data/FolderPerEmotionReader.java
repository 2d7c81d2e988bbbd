package org.ambivalent.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;

/**
 * A folder for each emotion with its images, alone or under folders for the splits: {@code anger/1.png} or
 * {@code train/anger/1.png}. Images in folders within an emotion's folder count too. A face's id is its path. Without
 * folders for splits, all faces are for training.
 *
 * <p>Folders are matched to emotions by {@link ReadOptions#labelMap}, then by common synonyms (angry is anger, happy is
 * happiness), then by their own name in lower case. The label set holds the emotions with images: in the order of FER+
 * if it has them all, else sorted.
 *
 * <p>Beside folders for splits, those of emotions are for training, and images of any others are left out and counted. A
 * folder that is called nearly like a split, or holds folders of emotions, is refused.
 */
final class FolderPerEmotionReader implements DatasetReader {

    /** Such as "train_images" or "val-set". */
    private static final Pattern LIKE_A_SPLIT =
            Pattern.compile("(train|training|val|valid|validation|dev|test|testing)[^a-z].*", Pattern.CASE_INSENSITIVE);

    private record EmotionFolder(Path folder, Split split) {

        String name() {
            return Sources.fileName(folder);
        }

        int images() {
            return Sources.imagesUnder(folder).size();
        }
    }

    @Override
    public String layout() {
        return "a folder of images per emotion (anger/1.png, or train/anger/1.png)";
    }

    @Override
    public boolean recognises(Path root) {
        if (!Files.isDirectory(root)) {
            return false;
        }
        var emotions = Layout.of(root, new EmotionNames(Map.of())).emotions();
        return emotions.size() > 1
                || (emotions.size() == 1 && !isWrapper(emotions.get(0).folder()));
    }

    /** Whether a lone folder only holds the dataset: an emotion's folder has images of its own. */
    private static boolean isWrapper(Path folder) {
        return Sources.imagesUnder(folder).stream().noneMatch(image -> folder.equals(image.getParent()));
    }

    @Override
    public Annotations read(Path root, ReadOptions options) {
        String source = Sources.name(root);
        var names = new EmotionNames(options.labelMap());
        var layout = Layout.of(root, names);
        Stream.concat(layout.emotions().stream(), layout.others().stream()).forEach(one -> requireNoSplit(one, names));
        var found = layout.emotions().stream()
                .filter(one -> !names.leavesOut(one.name()))
                .flatMap(one -> Sources.imagesUnder(one.folder()).stream()
                        .map(image -> new Found(image, names.of(one.name()), one.split())))
                .toList();
        var others = Sources.otherPictures(List.of(root), source);
        var labels = labels(found, source, others);
        var notes = Stream.of(
                        LabelledFaces.note(source, leftOut(root, layout, names), found.size()),
                        others,
                        names.unused(source))
                .flatMap(List::stream)
                .toList();
        return new Annotations(
                labels, found.stream().map(one -> one.face(root, labels)).toList(), notes);
    }

    private static LabelSet labels(List<Found> found, String source, List<String> others) {
        var emotions = found.stream().map(Found::emotion).collect(Collectors.toCollection(TreeSet::new));
        if (emotions.size() < 2) {
            throw new BadInputException(source + ": has images of " + emotions
                    + " alone, but at least two emotions are needed. "
                    + (others.isEmpty()
                            ? "Name the folder that holds a folder per emotion."
                            : String.join(" ", others)));
        }
        return EmotionNames.setOf(emotions, source);
    }

    /** How many images are left out, by why. */
    private static Map<String, Integer> leftOut(Path root, Layout layout, EmotionNames names) {
        var leftOut = new TreeMap<String, Integer>();
        layout.emotions().stream()
                .filter(one -> names.leavesOut(one.name()))
                .forEach(one -> leftOut.merge(one.name(), one.images(), Integer::sum));
        layout.others()
                .forEach(one -> leftOut.merge(
                        "in \"" + one.name() + "\", which is neither a split nor an emotion",
                        one.images(),
                        Integer::sum));
        int loose = Stream.concat(Stream.of(root), splits(root))
                .mapToInt(folder -> Sources.imagesIn(folder).size())
                .sum();
        if (loose > 0) {
            leftOut.put("in no folder of an emotion", loose);
        }
        return leftOut;
    }

    private static Stream<Path> splits(Path root) {
        return Sources.foldersIn(root).stream()
                .filter(folder -> Split.find(Sources.fileName(folder)).isPresent());
    }

    /** {@link BadInputException} where a folder that is no split's by its name looks like one. */
    private static void requireNoSplit(EmotionFolder one, EmotionNames names) {
        boolean holdsEmotions = Sources.foldersIn(one.folder()).stream()
                        .filter(inner -> names.isKnown(Sources.fileName(inner)))
                        .count()
                > 1;
        if (names.isKnown(one.name())
                || !(holdsEmotions || LIKE_A_SPLIT.matcher(one.name()).matches())) {
            return;
        }
        throw new BadInputException(Sources.name(one.folder())
                + (Split.find(one.name()).isPresent()
                        ? ": is a split within a split. Move what it holds one folder up."
                        : ": is called neither like an emotion nor like a split, but looks like one. Rename it to train,"
                                + " valid or test, or move it away."));
    }

    private record Found(Path image, String emotion, Split split) {

        AnnotatedFace face(Path root, LabelSet labels) {
            String id = root.relativize(image).toString().replace('\\', '/');
            return new AnnotatedFace(Face.withLabel(id, split, labels.indexOf(emotion)), new FacePart(image));
        }
    }

    /**
     * Folders with images. Where there are no splits all are of emotions, else those within the splits. Where emotions lie beside
     * splits as well, it is known names and those in both places.
     *
     * @param others those that are left out
     */
    private record Layout(List<EmotionFolder> emotions, List<EmotionFolder> others) {

        static Layout of(Path root, EmotionNames names) {
            var within = new ArrayList<EmotionFolder>();
            var beside = new ArrayList<EmotionFolder>();
            for (Path folder : Sources.foldersIn(root)) {
                var split = Split.find(Sources.fileName(folder));
                if (split.isPresent()) {
                    Sources.foldersIn(folder).stream()
                            .filter(Sources::hasImagesUnder)
                            .forEach(inner -> within.add(new EmotionFolder(inner, split.get())));
                } else if (Sources.hasImagesUnder(folder)) {
                    beside.add(new EmotionFolder(folder, Split.TRAIN));
                }
            }
            if (within.isEmpty()) {
                return new Layout(beside, List.of());
            }
            Predicate<EmotionFolder> isEmotion =
                    one -> names.isKnown(one.name()) || (isAmong(within, one.name()) && isAmong(beside, one.name()));
            if (beside.stream().noneMatch(isEmotion)) {
                return new Layout(within, beside);
            }
            var all = Stream.concat(beside.stream(), within.stream()).toList();
            return new Layout(
                    all.stream().filter(isEmotion).toList(),
                    all.stream().filter(isEmotion.negate()).toList());
        }

        private static boolean isAmong(List<EmotionFolder> folders, String name) {
            return folders.stream().anyMatch(one -> one.name().equals(name));
        }
    }
}
