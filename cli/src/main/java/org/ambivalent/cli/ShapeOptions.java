package org.ambivalent.cli;

import org.ambivalent.core.ImageShape;
import picocli.CommandLine.Option;

/** How faces are read: how large, and whether in colour. */
final class ShapeOptions {

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "48",
            description = "Faces are read as a square of this side. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(names = "--colour", description = "Read faces in colour. Default: grey.")
    private boolean colour;

    /** Of a face. */
    ImageShape shape() {
        return ReadingOptions.square(size, colour);
    }
}
