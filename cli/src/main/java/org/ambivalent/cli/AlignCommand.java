package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Photos;
import org.ambivalent.predict.Alignment;
import org.ambivalent.predict.Framing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ambivalent data align}: from photos to a dataset of faces. */
@Command(
        name = "align",
        description = {
            "Cuts the faces out of photos, levelled and all of one size, as a dataset that every command reads. Photos are a",
            "dataset in any layout, or every picture below a folder. Stop it whenever you like: the same command goes on."
        })
final class AlignCommand implements Runnable {

    private final Terminal terminal;

    @Mixin
    private DataArgument data = new DataArgument();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder of the new dataset.")
    private Path out = Path.of("");

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "112",
            description = "Faces become a square of this side. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(names = "--colour", description = "Keep colours. Default: grey.")
    private boolean colour;

    @Option(
            names = "--detector",
            paramLabel = "FILE",
            description = "Find faces with this YuNet model (.onnx). Default: OpenCV's cascades.")
    private @Nullable Path detector;

    @Option(
            names = "--frame",
            paramLabel = "NAME",
            defaultValue = "box",
            description =
                    "What a crop shows: box (as FER2013 frames faces, the eyes level) or landmarks (five points where"
                            + " face-recognition networks expect them; needs --detector). Default: ${DEFAULT-VALUE}.")
    private Framing frame = Framing.BOX;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "How many times as much as that. Default: ${DEFAULT-VALUE}.")
    private double scale;

    @Option(
            names = "--photos",
            description = "Take every picture below the folder, without labels, whatever its folders are called.")
    private boolean photos;

    @Option(
            names = "--all-faces",
            description = "All faces of a photo. Default: the largest, or the one in the dataset's box.")
    private boolean allFaces;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Photos at work at once; each is held in memory. Default: one for each processor, at most 4.")
    private int threads = Math.min(4, Runtime.getRuntime().availableProcessors());

    AlignCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        if (threads < 1) {
            throw new BadInputException("--threads must be at least 1, but is " + threads + ".");
        }
        if (photos && data.mapsLabels()) {
            throw new BadInputException("--photos takes pictures without labels, so there is nothing for --label-map.");
        }
        data.requireThere();
        requireOutside(Stream.of(data.path()));
        try (var all = Photos.open(data.path(), data.options(shape()), photos)) {
            all.leftOut().forEach(line -> terminal.err().println("left out " + line));
            requireOutside(all.all().stream().map(photo -> photo.file().resolveSibling("")));
            var chosen = all.limit(data.limit(all.all().size()));
            var settings = new Alignment.Settings(shape(), frame, scale, allFaces);
            var alignment = new Alignment(chosen, settings, detector, out);
            try (var progress = new Aligning(terminal)) {
                tell(alignment.run(threads, data.isStrict(), progress), chosen);
            }
        }
    }

    /** The photos must stay as they are, and a later run must not find faces among them. */
    private void requireOutside(Stream<Path> folders) {
        if (folders.distinct().anyMatch(folder -> Folders.holds(folder, out))) {
            throw new BadInputException(
                    out + ": lies among the photos, which are to stay as they are. Choose another --out.");
        }
    }

    private ImageShape shape() {
        return ReadingOptions.square(size, colour);
    }

    private void tell(Alignment.Summary summary, Photos from) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%,d faces from %,d photos; %,d photos without a face, %,d that could not be read%n",
                        summary.faces(),
                        summary.photos(),
                        summary.withoutFace(),
                        summary.unreadable());
        terminal.out().println("dataset: " + out.resolve("manifest.csv"));
        if (summary.withoutFace() + summary.unreadable() > 0) {
            terminal.out().println("without a face: " + out.resolve("no-face.csv"));
        }
        if (from.labels() == null) {
            terminal.out().println("Nothing is said of these faces: fill the column label before you train on them.");
        }
    }

    /** A bar, or a line every half a minute, with the time left. */
    private static final class Aligning implements Alignment.Listener, AutoCloseable {

        private final Terminal terminal;
        private final long start = System.nanoTime();
        private @Nullable Progress progress;
        private int left;
        private int done;

        Aligning(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void starts(int before, int total) {
            if (before > 0) {
                terminal.err().printf(Locale.ROOT, "going on: %,d of %,d photos are done%n", before, total);
            }
            left = total - before;
            progress = Progress.start(terminal, "aligning", left);
        }

        @Override
        public void photoDone(@Nullable String problem) {
            done++;
            if (progress != null) {
                progress.step(1, timeLeft());
            }
        }

        private String timeLeft() {
            var nanos = (System.nanoTime() - start) / (double) done * (left - done);
            return Progress.left(nanos / 1e9);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
