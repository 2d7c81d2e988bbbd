package org.ambivalent.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of every command that reads a dataset to do something with it. */
final class DataOptions extends ReadingOptions {

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description =
                    "Labelled faces: a folder or zip of FER+, FER2013, RAF-DB, AffectNet, SFEW or ExpW, a folder with a"
                            + " folder per emotion, or a CSV manifest.")
    private Path data = Path.of("");

    @Override
    Path path() {
        return data;
    }
}
