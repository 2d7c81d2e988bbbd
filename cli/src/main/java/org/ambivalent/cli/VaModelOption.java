package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Split;
import org.ambivalent.data.ValenceArousal;
import org.ambivalent.predict.ValenceArousalModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** A model of the user's own that says where faces lie in the plane of valence and arousal. */
final class VaModelOption {

    @Option(
            names = "--va-model",
            paramLabel = "FILE",
            description =
                    "Take valence and arousal of training faces, for the objective neighbours, from this ONNX model."
                            + " Default: the dataset's, or estimated.")
    private @Nullable Path model;

    @Option(
            names = "--va-size",
            paramLabel = "SIDE",
            defaultValue = "224",
            description = "The side of its images. Default: ${DEFAULT-VALUE}.")
    private int size = 224;

    @Option(names = "--va-colour", description = "It sees colour. Default: grey.")
    private boolean colour;

    @Option(
            names = "--va-mean",
            paramLabel = "M",
            split = ",",
            defaultValue = "0.5",
            description = "Its inputs are (pixel / 255 - M) / D; one number, or one for red, green and blue. Default:"
                    + " ${DEFAULT-VALUE}.")
    private List<Double> means = List.of(0.5);

    @Option(
            names = "--va-deviation",
            paramLabel = "D",
            split = ",",
            defaultValue = "0.5",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Double> deviations = List.of(0.5);

    @Option(
            names = "--va-outputs",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "Its outputs: one of two values, or two, valence first; a number among several as NAME[INDEX], from 0."
                            + " Default: all it has.")
    private List<String> outputs = List.of();

    /** Whether there is such a model. */
    boolean isGiven() {
        return model != null;
    }

    /** Options about a model that is not there would be a misunderstanding. */
    void requireNothing(CommandSpec spec) {
        var given = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> name.startsWith("--va-"))
                .toList();
        if (!given.isEmpty()) {
            throw new BadInputException(
                    String.join(", ", given) + ": speak of a model, but none is named. Add --va-model FILE.");
        }
    }

    /**
     * Where the training faces lie, by name.
     *
     * @param data the same dataset, read again at the size that the model sees
     */
    Map<String, ValenceArousal> places(Terminal terminal, DataOptions data) {
        var file = model;
        if (file == null) {
            throw new IllegalStateException("There is no --va-model");
        }
        try (var opened = ValenceArousalModel.open(file, shape(), channels(), outputs)) {
            var faces = data.limitedBySplit(data.read(terminal, shape())).where(face -> face.split() == Split.TRAIN);
            return byName(faces, SplitOption.each(terminal, faces, some -> opened.of(some.images())));
        }
    }

    private static Map<String, ValenceArousal> byName(Dataset faces, List<ValenceArousal> places) {
        var named = new HashMap<String, ValenceArousal>();
        for (int i = 0; i < faces.size(); i++) {
            named.put(faces.faces().get(i).id(), places.get(i));
        }
        return named;
    }

    private ImageShape shape() {
        try {
            return new ImageShape(colour ? 3 : 1, size, size);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage() + ". Correct --va-size.", e);
        }
    }

    /** One for all channels, or one for each. */
    private List<Preprocessing> channels() {
        int count = Math.max(means.size(), deviations.size());
        if (count > 1 && count != shape().channels()) {
            throw new BadInputException(
                    "--va-mean and --va-deviation take one number, or three with --va-colour, but got " + means
                            + " and " + deviations + ".");
        }
        var channels = new ArrayList<Preprocessing>();
        try {
            for (int channel = 0; channel < count; channel++) {
                channels.add(new Preprocessing(shape(), of(means, channel), of(deviations, channel)));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BadInputException(e.getMessage() + ". Correct --va-mean or --va-deviation.", e);
        }
        return channels;
    }

    private static double of(List<Double> values, int channel) {
        return values.get(values.size() == 1 ? 0 : channel);
    }
}
