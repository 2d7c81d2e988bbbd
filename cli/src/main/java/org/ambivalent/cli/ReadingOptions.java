package org.ambivalent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.ReadOptions;
import org.ambivalent.data.ReadProgress;
import org.ambivalent.data.Split;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a dataset is read, whatever way a command is told which. */
abstract class ReadingOptions {

    /** More lines than this about skipped images would hide everything else. */
    private static final int SKIPPED_SHOWN = 10;

    @Option(
            names = "--label-map",
            paramLabel = "WORD=EMOTION",
            split = ",",
            description = {
                "Emotions for datasets that use other words, such as angry=anger,happy=happiness.",
                "May be repeated."
            })
    private Map<String, String> labelMap = new LinkedHashMap<>();

    @Option(names = "--strict", description = "Stop at the first bad image instead of reporting and skipping it.")
    private boolean strict;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Use only the first N faces (train, experiment: of each split), for a quick try.")
    private @Nullable Integer limit;

    /** Reads the dataset, shows how far it is, and reports what was skipped. */
    Dataset read(Terminal terminal, ImageShape shape) {
        var dataset = shown(terminal, shape);
        reportSkipped(terminal, dataset);
        return dataset;
    }

    private Dataset shown(Terminal terminal, ImageShape shape) {
        try (var progress = new Reading(terminal)) {
            return Datasets.read(path(), options(shape), progress);
        }
    }

    /** What the options say, for faces of a shape. */
    ReadOptions options(ImageShape shape) {
        return ReadOptions.defaults().withShape(shape).withStrict(strict).withLabelMap(labelMap);
    }

    /** What {@code --size} and {@code --colour} ask for. */
    static ImageShape square(int size, boolean colour) {
        try {
            return new ImageShape(colour ? 3 : 1, size, size);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage() + ". Choose another --size.", e);
        }
    }

    /** The first {@code --limit} faces of these, or all of them. */
    Dataset limited(Dataset dataset) {
        return limit == null ? dataset : dataset.limit(limit(dataset.size()));
    }

    /** How many of so many faces {@code --limit} leaves. */
    int limit(int faces) {
        if (limit == null) {
            return faces;
        }
        if (limit < 1) {
            throw new BadInputException("--limit must be at least 1, but is " + limit + ".");
        }
        return Math.min(limit, faces);
    }

    /** Whether words were given other emotions. */
    boolean mapsLabels() {
        return !labelMap.isEmpty();
    }

    /** Whether to stop at the first bad image. */
    boolean isStrict() {
        return strict;
    }

    /** Tells at once what reading would tell later. */
    void requireThere() {
        if (!Files.exists(path())) {
            throw new BadInputException(path() + ": no such file or folder. Name a dataset with --data.");
        }
    }

    /** The dataset must stay as it is. */
    void requireOutside(Path out) {
        if (Folders.holds(path(), out)) {
            throw new BadInputException(
                    out + ": lies in the dataset, which is to stay as it is. Choose another --out.");
        }
    }

    /** The path of the dataset, as the user gave it. */
    abstract Path path();

    /** The path of the dataset, as the user gave it. */
    @Override
    public String toString() {
        return path().toString();
    }

    /** The first {@code --limit} training faces and as many of each other split, so that a quick try is a whole try. */
    Dataset limitedBySplit(Dataset dataset) {
        if (limit == null) {
            return dataset;
        }
        int most = limited(dataset).size();
        var seen = new EnumMap<Split, Integer>(Split.class);
        return dataset.where(face -> seen.merge(face.split(), 1, Integer::sum) <= most);
    }

    private static void reportSkipped(Terminal terminal, Dataset dataset) {
        var skipped = dataset.skipped();
        skipped.stream().limit(SKIPPED_SHOWN).forEach(line -> terminal.err().println("skipped " + line));
        if (skipped.size() > SKIPPED_SHOWN) {
            terminal.err().println("skipped " + (skipped.size() - SKIPPED_SHOWN) + " more");
        }
    }

    /** A bar that starts with the first image, so that a dataset from the cache shows none. */
    private static final class Reading implements ReadProgress, AutoCloseable {

        private final Terminal terminal;
        private @Nullable Progress progress;
        private int told;

        Reading(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void decoded(int done, int total) {
            if (progress == null) {
                progress = Progress.start(terminal, "reading faces", total);
            }
            progress.step(done - told);
            told = done;
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
