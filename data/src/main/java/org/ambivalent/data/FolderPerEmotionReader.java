package org.ambivalent.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
 * <p>Where there are folders for splits, images of any others beside them are left out and counted. A folder that is
 * called nearly like a split, or holds folders of emotions, is taken for none.
 */
final class FolderPerEmotionReader implements DatasetReader {

    /** Such as "train_images" or "val-set". */
    private static final Pattern LIKE_A_SPLIT =
            Pattern.compile("(train|training|val|valid|validation|dev|test|testing)[^a-z].*", Pattern.CASE_INSENSITIVE);

    private record EmotionFolder(Path folder, Split split) {}

    @Override
    public String layout() {
        return "a folder of images per emotion (anger/1.png, or train/anger/1.png)";
    }

    @Override
    public boolean recognises(Path root) {
        if (!Files.isDirectory(root)) {
            return false;
        }
        var withImages = emotionFolders(root).stream()
                .map(EmotionFolder::folder)
                .filter(folder -> !Sources.imagesUnder(folder).isEmpty())
                .toList();
        return withImages.size() > 1 || (withImages.size() == 1 && !isWrapper(withImages.get(0)));
    }

    /** Whether a lone folder only holds the dataset: an emotion's folder has images of its own. */
    private static boolean isWrapper(Path folder) {
        return Sources.imagesUnder(folder).stream().noneMatch(image -> folder.equals(image.getParent()));
    }

    @Override
    public Annotations read(Path root, ReadOptions options) {
        var names = new EmotionNames(options.labelMap());
        var found = new ArrayList<Found>();
        var leftOut = new TreeMap<String, Integer>();
        var folders = emotionFolders(root);
        for (EmotionFolder one : folders) {
            requireEmotion(one.folder(), names);
            String word = Sources.fileName(one.folder());
            String emotion = names.of(word);
            for (Path image : Sources.imagesUnder(one.folder())) {
                if (emotion.equals(EmotionNames.NONE)) {
                    leftOut.merge(word, 1, Integer::sum);
                } else {
                    found.add(new Found(image, emotion, one.split()));
                }
            }
        }
        besideSplits(root)
                .forEach(folder -> leftOut.merge(
                        "in \"" + Sources.fileName(folder) + "\", which is no split",
                        Sources.imagesUnder(folder).size(),
                        Integer::sum));
        var emotions = new TreeSet<String>();
        found.forEach(one -> emotions.add(one.emotion()));
        if (emotions.size() < 2) {
            throw new BadInputException(Sources.name(root) + ": has images of " + emotions
                    + " alone, but at least two emotions are needed. Name the folder that holds a folder per emotion.");
        }
        String source = Sources.name(root);
        LabelSet labels = EmotionNames.setOf(emotions, source);
        var paths = folders.stream().map(EmotionFolder::folder).toList();
        var notes = Stream.of(
                        LabelledFaces.note(source, leftOut, found.size()),
                        Sources.otherPictures(paths, source),
                        names.unused(source))
                .flatMap(List::stream)
                .toList();
        return new Annotations(
                labels, found.stream().map(one -> one.face(root, labels)).toList(), notes);
    }

    /** Whether a folder could be an emotion's; {@link BadInputException} where it is a split's under another name. */
    private static void requireEmotion(Path folder, EmotionNames names) {
        String name = Sources.fileName(folder);
        boolean holdsEmotions = Sources.foldersIn(folder).stream()
                        .filter(inner -> names.isKnown(Sources.fileName(inner)))
                        .count()
                > 1;
        if (!names.isKnown(name) && (holdsEmotions || LIKE_A_SPLIT.matcher(name).matches())) {
            throw new BadInputException(Sources.name(folder)
                    + ": is called neither like an emotion nor like a split, but looks like one. Rename it to train, valid or"
                    + " test, or move it away.");
        }
    }

    private record Found(Path image, String emotion, Split split) {

        AnnotatedFace face(Path root, LabelSet labels) {
            String id = root.relativize(image).toString().replace('\\', '/');
            return new AnnotatedFace(Face.withLabel(id, split, labels.indexOf(emotion)), new FacePart(image));
        }
    }

    /** Folders of splits hold folders of images; one that has none, such as that of unlabelled tests, makes no layout of splits. */
    private static boolean hasSplits(Path root) {
        return splits(root).stream()
                .flatMap(folder -> Sources.foldersIn(folder).stream())
                .anyMatch(folder -> !Sources.imagesUnder(folder).isEmpty());
    }

    private static List<Path> splits(Path root) {
        return Sources.foldersIn(root).stream()
                .filter(FolderPerEmotionReader::isSplit)
                .toList();
    }

    private static boolean isSplit(Path folder) {
        return Split.find(Sources.fileName(folder)).isPresent();
    }

    /** Folders with images that lie beside those of splits. */
    private static List<Path> besideSplits(Path root) {
        return hasSplits(root)
                ? Sources.foldersIn(root).stream()
                        .filter(folder -> !isSplit(folder))
                        .filter(folder -> !Sources.imagesUnder(folder).isEmpty())
                        .toList()
                : List.of();
    }

    private static List<EmotionFolder> emotionFolders(Path root) {
        if (!hasSplits(root)) {
            return Sources.foldersIn(root).stream()
                    .filter(folder -> !isSplit(folder))
                    .map(folder -> new EmotionFolder(folder, Split.TRAIN))
                    .toList();
        }
        var folders = new ArrayList<EmotionFolder>();
        for (Path split : splits(root)) {
            Sources.foldersIn(split)
                    .forEach(folder -> folders.add(new EmotionFolder(folder, Split.parse(Sources.fileName(split)))));
        }
        return folders;
    }
}
