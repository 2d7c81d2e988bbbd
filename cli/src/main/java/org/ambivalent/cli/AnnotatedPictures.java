package org.ambivalent.cli;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.predict.Annotator;
import org.ambivalent.predict.FacePrediction;

/**
 * Pictures with their predictions drawn in, all in one folder: {@code photo-faces.png} for {@code photo.jpg}, and
 * {@code photo-faces-2.png} for the next picture of that name. So no picture of the user's is ever overwritten.
 */
final class AnnotatedPictures {

    private final Annotator annotator = new Annotator();
    private final Map<Path, Path> targets = new HashMap<>();

    AnnotatedPictures(Path folder, List<Path> files) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new BadInputException(folder + ": is a file. Name a folder for the annotated pictures.");
        }
        var taken = new HashSet<Path>();
        for (Path file : files) {
            String stem = stem(file) + "-faces";
            Path target = folder.resolve(stem + ".png");
            for (int number = 2; !taken.add(target); number++) {
                target = folder.resolve(stem + "-" + number + ".png");
            }
            targets.put(file, target);
        }
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
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

    void write(Path file, BufferedImage picture, List<FacePrediction> faces) {
        annotator.write(target(file), picture, faces);
    }
}
