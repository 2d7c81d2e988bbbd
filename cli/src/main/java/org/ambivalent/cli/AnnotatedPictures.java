package org.ambivalent.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.predict.Annotator;
import org.ambivalent.predict.FacePrediction;

/**
 * Pictures with their predictions drawn in, all in one folder: {@code photo-faces.png} for {@code photo.jpg}, and
 * {@code photo-faces-2.png} for the next picture of that name, or if {@code photo-faces.png} is one of the pictures
 * themselves. So no picture that is looked at is ever overwritten.
 */
final class AnnotatedPictures {

    private static final int MOST_BYTES = 200;

    private final Annotator annotator = new Annotator();
    private final Map<Path, Path> targets = new HashMap<>();

    AnnotatedPictures(Path folder, List<Path> files) {
        AtomicFiles.requireFolder(folder);
        var taken = new HashSet<Path>();
        files.forEach(file -> taken.add(place(file)));
        for (Path file : files) {
            String stem = stem(file) + "-faces";
            Path target = folder.resolve(stem + ".png");
            for (int number = 2; !taken.add(place(target)); number++) {
                target = folder.resolve(stem + "-" + number + ".png");
            }
            targets.put(file, target);
        }
    }

    /** The same for every spelling of a path: a picture may be named through a link, or from another folder. */
    private static Path place(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return cut(dot > 0 ? name.substring(0, dot) : name);
    }

    /** File systems know no longer names, and ours are longer than the picture's. */
    private static String cut(String stem) {
        String cut = stem;
        while (cut.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }

    /** What the user should know before the first picture; empty if nothing. */
    String warning() {
        return annotator.warning().orElse("");
    }

    /** Where the annotated picture of a file goes. */
    Path target(Path file) {
        var target = targets.get(file);
        if (target == null) {
            throw new IllegalArgumentException(file + " is not one of the pictures");
        }
        return target;
    }

    /**
     * Writes one.
     *
     * @throws PredictRun.Ended if that is not possible, which is no fault of the picture
     */
    void write(Path file, BufferedImage picture, List<FacePrediction> faces) {
        try {
            annotator.write(target(file), picture, faces);
        } catch (BadInputException e) {
            throw new PredictRun.Ended(e);
        }
    }
}
