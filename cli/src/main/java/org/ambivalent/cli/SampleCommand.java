package org.ambivalent.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.FaceSheet;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.SampledFaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ambivalent data sample}: faces that nobody has, as a dataset on disk. */
@Command(
        name = "sample",
        description =
                "Writes faces that nobody has, with votes, as a dataset that every command reads, and a sheet of them.")
final class SampleCommand implements Runnable {

    /** What the memory holds while they are written. */
    private static final int MOST_FACES = 200_000;

    /** On the sheet; more than anybody looks at. */
    private static final int MOST_SHOWN = 500;

    private static final int MOST_COLUMNS = 100;
    private static final int MOST_ZOOM = 10;

    private final Terminal terminal;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new folder for the dataset.")
    private Path out = Path.of("");

    @Option(
            names = "--faces",
            paramLabel = "N",
            defaultValue = "100",
            description = "Training faces; a fifth as many, at least 1, for validation. Default: ${DEFAULT-VALUE}.")
    private int faces;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--columns",
            paramLabel = "N",
            defaultValue = "10",
            description = "Training faces in a row of sheet.png. Default: ${DEFAULT-VALUE}.")
    private int columns;

    @Option(
            names = "--zoom",
            paramLabel = "N",
            defaultValue = "2",
            description = "How much larger they are on sheet.png. Default: ${DEFAULT-VALUE}.")
    private int zoom;

    SampleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        require("--faces", faces, MOST_FACES);
        require("--columns", columns, MOST_COLUMNS);
        require("--zoom", zoom, MOST_ZOOM);
        requireNew();
        var sampled = SampledFaces.defaults()
                .withCounts(faces, Math.max(1, faces / 5), 0)
                .withSeed(seed)
                .dataset();
        ManifestWriter.writeWithImages(sampled, out);
        var sheet = out.resolve("sheet.png");
        FaceSheet.write(sampled.limit(Math.min(faces, MOST_SHOWN)), columns, zoom, sheet);
        terminal.out()
                .println(String.format(Locale.ROOT, "Wrote %,d faces that nobody has to %s.", sampled.size(), out));
    }

    private static void require(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new BadInputException(
                    String.format(Locale.ROOT, "%s must be from 1 to %,d, but is %,d.", option, most, value));
        }
    }

    private void requireNew() {
        try (var files = Files.exists(out) ? Files.list(out) : Stream.<Path>empty()) {
            if (files.findAny().isPresent()) {
                throw new BadInputException(out + ": is not an empty folder. Choose another --out.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
