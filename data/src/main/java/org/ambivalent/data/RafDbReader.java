package org.ambivalent.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;

/**
 * RAF-DB's basic emotions (Li et al. 2017, doi:10.1109/CVPR.2017.277): {@code EmoLabel/list_patition_label.txt}, spelled like
 * this, or the list without its folder, a name and a number a line, and the images in {@code Image/aligned}, where
 * {@code train_00001.jpg} of the list is {@code train_00001_aligned.jpg}; without that folder, or where photos are wanted, in
 * {@code Image/original} under the names of the list. The numbers are
 * 1 surprise, 2 fear, 3 disgust, 4 happiness, 5 sadness, 6 anger, 7 neutral. Names begin with their split.
 */
final class RafDbReader implements DatasetReader {

    private static final List<String> EMOTIONS =
            List.of("surprise", "fear", "disgust", "happiness", "sadness", "anger", "neutral");

    /** The published name, and what people make of it. */
    private static final List<String> LISTS = List.of("list_patition_label.txt", "list_partition_label.txt");

    private static final String LABELS = "EmoLabel";

    @Override
    public String layout() {
        return "RAF-DB (EmoLabel/list_patition_label.txt, and images in Image/aligned)";
    }

    @Override
    public boolean recognises(Path root) {
        return basic(root).isPresent();
    }

    /** The folder of the basic emotions; the compound ones may lie beside it. */
    private static Optional<Path> basic(Path root) {
        return Stream.of(root, root.resolve("basic"))
                .filter(folder -> Files.isDirectory(folder.resolve(LABELS))
                        || Files.isDirectory(folder.resolve("Image").resolve("aligned"))
                        || (Files.isDirectory(folder.resolve("Image"))
                                && list(folder).isPresent()))
                .findFirst();
    }

    @Override
    public Annotations read(Path root, ReadOptions options) {
        Path folder = basic(root).orElse(root);
        Path list = list(folder)
                .orElseThrow(() -> new BadInputException(
                        Sources.name(folder.resolve(LABELS).resolve(LISTS.get(0)))
                                + ": no such file, but RAF-DB needs it. Copy the labels of RAF-DB there."));
        Path aligned = folder.resolve("Image").resolve("aligned");
        Path original = folder.resolve("Image").resolve("original");
        boolean isAligned = Files.isDirectory(aligned) && !(options.photos() && Files.isDirectory(original));
        if (!isAligned && !Files.isDirectory(original)) {
            throw new BadInputException(Sources.name(aligned) + ": no such folder, nor " + Sources.name(original)
                    + ". Unpack RAF-DB's images there.");
        }
        var images = new NamedImages(isAligned ? aligned : original);
        var faces = new LabelledFaces(options);
        var problems = new Problems();
        for (var line : TextLines.read(list)) {
            String where = Sources.name(list) + ", line " + line.number();
            try {
                String name = name(line);
                var image = images.find(isAligned ? aligned(name) : name);
                faces.add(name, split(name), emotion(line), null, new FacePart(image), where);
            } catch (IllegalArgumentException e) {
                problems.add(where + ": " + e.getMessage() + ". Correct the line.");
            }
        }
        problems.throwIfAny();
        return faces.annotations(EMOTIONS, Sources.name(list));
    }

    private static Optional<Path> list(Path folder) {
        return Stream.of(folder.resolve(LABELS), folder)
                .flatMap(place -> LISTS.stream().map(place::resolve))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String name(TextLines.Line line) {
        if (line.words().size() != 2) {
            throw new IllegalArgumentException(
                    "is \"" + line.text() + "\", but the name of an image and a number from 1 to 7 are needed");
        }
        return line.words().get(0);
    }

    private static String emotion(TextLines.Line line) {
        String number = line.words().get(1);
        int code = Numbers.count("the emotion", number, EMOTIONS.size());
        if (code == 0) {
            throw new IllegalArgumentException("the emotion is \"0\", but must be a number from 1 to 7");
        }
        return EMOTIONS.get(code - 1);
    }

    private static Split split(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("train")) {
            return Split.TRAIN;
        }
        if (lower.startsWith("test")) {
            return Split.TEST;
        }
        throw new IllegalArgumentException("the name \"" + name + "\" begins with neither train nor test");
    }

    private static String aligned(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name + "_aligned.jpg" : name.substring(0, dot) + "_aligned" + name.substring(dot);
    }
}
