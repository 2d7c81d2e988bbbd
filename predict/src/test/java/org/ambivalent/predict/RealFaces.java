package org.ambivalent.predict;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import org.ambivalent.data.ImageDecoder;

/** Faces of the FER+ validation split, where the machine has them; none are in the repository. */
final class RealFaces {

    private static final Path ZIP = Path.of("../../shared/datasets/ferplus.zip");

    private RealFaces() {}

    /** The same random choice every time. Skips the calling test where the data is missing. */
    static List<BufferedImage> validation(int count) throws IOException {
        assumeTrue(Files.exists(ZIP), "the FER+ faces are not on this machine");
        try (var zip = new ZipFile(ZIP.toFile())) {
            var names = new ArrayList<>(zip.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("FER2013Valid/") && name.endsWith(".png"))
                    .sorted()
                    .toList());
            Collections.shuffle(names, new Random(1));
            var faces = new ArrayList<BufferedImage>();
            for (String name : names.subList(0, count)) {
                faces.add(ImageDecoder.decode(
                        zip.getInputStream(zip.getEntry(name)).readAllBytes(), name));
            }
            return faces;
        }
    }
}
