package org.ambivalent.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
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
 */
final class FolderPerEmotionReader implements DatasetReader {

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
        for (EmotionFolder one : emotionFolders(root)) {
            String emotion = names.of(Sources.fileName(one.folder()));
            for (Path image : Sources.imagesUnder(one.folder())) {
                found.add(new Found(image, emotion, one.split()));
            }
        }
        var emotions = new TreeSet<String>();
        found.forEach(one -> emotions.add(one.emotion()));
        if (emotions.size() < 2) {
            throw new BadInputException(Sources.name(root) + ": has images of " + emotions
                    + " alone, but at least two emotions are needed. Name the folder that holds a folder per emotion.");
        }
        LabelSet labels = EmotionNames.setOf(emotions, Sources.name(root));
        return new Annotations(
                labels, found.stream().map(one -> one.face(root, labels)).toList());
    }

    private record Found(Path image, String emotion, Split split) {

        AnnotatedFace face(Path root, LabelSet labels) {
            String id = root.relativize(image).toString().replace('\\', '/');
            return new AnnotatedFace(Face.withLabel(id, split, labels.indexOf(emotion)), new FacePart(image));
        }
    }

    private static List<EmotionFolder> emotionFolders(Path root) {
        var folders = new ArrayList<EmotionFolder>();
        for (Path child : Sources.foldersIn(root)) {
            Optional<Split> split = Split.find(Sources.fileName(child));
            if (split.isEmpty()) {
                folders.add(new EmotionFolder(child, Split.TRAIN));
            } else {
                for (Path emotion : Sources.foldersIn(child)) {
                    folders.add(new EmotionFolder(emotion, split.get()));
                }
            }
        }
        return folders;
    }
}
