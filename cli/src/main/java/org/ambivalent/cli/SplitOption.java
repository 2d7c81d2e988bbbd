package org.ambivalent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.Split;
import org.ambivalent.train.HeldOut;
import picocli.CommandLine.Option;

/** The faces of a dataset that a command has a model look at. */
final class SplitOption {

    /** Faces between two steps of the progress bar. */
    private static final int CHUNK = 512;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "valid",
            description = "The faces to use: train, valid, test or all. Default: ${DEFAULT-VALUE}. Choose everything on"
                    + " valid; test only reports.")
    private String split = "valid";

    /** The faces of the split, which are not none. */
    Dataset of(Dataset dataset) {
        var faces = split.strip().equalsIgnoreCase("all") ? dataset : dataset.split(Split.parse(split));
        if (faces.size() == 0) {
            throw new BadInputException(dataset.name() + ": no faces in the split " + split + ". It has "
                    + sizes(dataset) + ". Choose one with --split.");
        }
        return faces;
    }

    /** What a model held out of a dataset without validation faces, where these are asked for; says so. */
    Optional<Dataset> heldOut(Terminal terminal, Dataset dataset, ModelMetadata model) {
        if (split.strip().equalsIgnoreCase("all") || Split.parse(split) != Split.VALID) {
            return Optional.empty();
        }
        var held = HeldOut.of(dataset, model);
        held.ifPresent(faces -> terminal.err()
                .printf(
                        Locale.ROOT,
                        "%s names no validation faces: using the %,d that were held out when the model was trained on it.%n",
                        dataset.name(),
                        faces.size()));
        return held;
    }

    private static String sizes(Dataset dataset) {
        return Arrays.stream(Split.values())
                .map(split -> String.format(
                        Locale.ROOT, "%,d in %s", dataset.split(split).size(), split))
                .collect(Collectors.joining(", "));
    }

    /** A dataset over the emotions of a model, which may be more; says which of them no face can show. */
    static Dataset over(LabelSet labels, Dataset dataset, Terminal terminal, ModelOption model) {
        var unknown = dataset.labels().notIn(labels);
        if (!unknown.isEmpty()) {
            // Votes are not taken away.
            boolean canLeaveOut = dataset.faces().stream().noneMatch(Face::hasVotes);
            throw new BadInputException(dataset.name() + ": has the emotions " + String.join(", ", unknown)
                    + ", but the model " + model + " answers with " + labels + ". Map other words with --label-map, "
                    + (canLeaveOut ? "leave faces out with --label-map " + unknown.get(0) + "=none, " : "")
                    + "or train a model on this dataset.");
        }
        var unseen = labels.notIn(dataset.labels());
        if (!unseen.isEmpty()) {
            terminal.err().println(dataset.name() + " has no faces of " + String.join(", ", unseen) + ".");
        }
        return dataset.over(labels);
    }

    /** What a model says of every face, index by index, under a progress bar. */
    static <T> List<T> each(Terminal terminal, Dataset faces, Function<Dataset, List<T>> model) {
        var all = new ArrayList<T>(faces.size());
        try (var progress = Progress.start(terminal, "predicting", faces.size())) {
            for (int start = 0; start < faces.size(); start += CHUNK) {
                int end = Math.min(start + CHUNK, faces.size());
                all.addAll(model.apply(faces.select(IntStream.range(start, end).toArray())));
                progress.step(end - start);
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return split;
    }
}
