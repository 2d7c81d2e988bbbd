package org.ambivalent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.FaceModel;
import org.ambivalent.data.Split;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ambivalent data fit-faces}: the statistical model that sampled faces come from. */
@Command(
        name = "fit-faces",
        description = "Fits the statistical model that sampled faces come from to the training faces of a dataset.")
final class FitFacesCommand implements Runnable {

    private static final int SIDE = 48;

    private final Terminal terminal;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where to write the model.")
    private Path out = Path.of("");

    @Option(
            names = "--components",
            paramLabel = "D",
            defaultValue = "100",
            description = "How many directions faces vary in. Default: ${DEFAULT-VALUE}.")
    private int components;

    FitFacesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        if (components < 1) {
            throw new BadInputException("--components must be at least 1, but is " + components + ".");
        }
        data.requireThere();
        requireOut();
        var faces = data.limited(data.read(terminal, ImageShape.grey(SIDE)).split(Split.TRAIN));
        FaceModel.fit(faces, components).write(out);
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "Wrote %s: %d components of %,d faces, over %s.",
                        out,
                        components,
                        faces.size(),
                        faces.labels()));
    }

    /** Only a model of faces is replaced by another: a slip must not cost a picture or a dataset. */
    private void requireOut() {
        AtomicFiles.requireFile(out);
        if (Files.exists(out) && !isFaceModel(out)) {
            throw new BadInputException(out + ": is there already, and no model of faces. Choose another --out.");
        }
    }

    private static boolean isFaceModel(Path file) {
        try {
            FaceModel.read(file);
            return true;
        } catch (BadInputException e) {
            return false;
        }
    }
}
