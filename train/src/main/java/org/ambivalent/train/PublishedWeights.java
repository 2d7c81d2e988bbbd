package org.ambivalent.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.ModelFile.Loaded;
import org.ambivalent.train.SafeTensors.Stored;

/**
 * Checkpoints of others, in safetensors files: their tensors have other names, and the last layer other classes. Layers are
 * found by {@link Network#publishedLayers}, {@code fc} is the head; {@code module.} in front of names, which training on several
 * devices puts there, does not count.
 *
 * <p>A first convolution for colours into a network for grey: its weights are summed over the channels, so that a grey picture
 * gives what the same picture with three equal channels gave.
 *
 * <p>Shapes of networks that only look alike coincide here and there: half of ResNet-50 fits into ResNet-18. So a file is
 * refused if it has more under the names of the network's layers than these have: other shapes, more blocks, other kinds of
 * layers. Only what depends on the size of the picture, the first convolution and fully connected layers, may have another shape.
 */
final class PublishedWeights {

    private static final String WRAPPER = "module.";
    private static final String CLASSIFIER = "fc";
    private static final int COLOURS = 3;

    /** Of what does not fit, in a message. */
    private static final int EXAMPLES = 3;

    private PublishedWeights() {}

    /** Whether a file is one of these, by its name. */
    static boolean is(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
    }

    /**
     * Overwrites weights with the tensors of a file that fit.
     *
     * @throws BadInputException if none fits, or the file is of another network
     */
    static Loaded load(Path file, Network network, ImageShape input, Weights weights) {
        var used = new ArrayList<String>();
        var notUsed = new ArrayList<String>();
        var filled = new HashSet<String>();
        var own = new HashSet<>(weights.names());
        var layers = network.publishedLayers(input);
        var foreign = new ArrayList<String>();
        try (var tensors = SafeTensors.open(file)) {
            tensors.tensors().forEach((name, stored) -> {
                String target = target(name, layers, own).orElse("");
                if (isForeign(name, stored, target, layers, weights)) {
                    foreign.add(name + " " + stored.shape());
                }
                if (target.isEmpty() || filled.contains(target)) {
                    notUsed.add(name + ": " + unknown(name, stored, !target.isEmpty()));
                    return;
                }
                var fitting = fit(stored, weights.get(target).shape(), target);
                if (fitting.fits()) {
                    var values = tensors.read(name);
                    weights.set(target, fitting.summed() ? summed(values) : values);
                    filled.add(target);
                    used.add(name + ": as " + target + (fitting.summed() ? ", summed over its three channels" : ""));
                } else {
                    notUsed.add(name + ": " + fitting.why());
                }
            });
        }
        weights.names().stream()
                .filter(name -> !filled.contains(name))
                .forEach(name -> notUsed.add(name + ": not in the file, starts at random"));
        if (!foreign.isEmpty()) {
            throw new BadInputException(file + ": is of another network than " + network.name() + ", which has no "
                    + foreign.stream().limit(EXAMPLES).collect(Collectors.joining(", "))
                    + (foreign.size() > EXAMPLES ? " and " + (foreign.size() - EXAMPLES) + " more" : "")
                    + ". Name the --network that the file is of: resnet18, resnet50 or ir50; others are not known.");
        }
        // A last layer fits wherever the classes are as many; it is of no use to another network.
        if (filled.stream().allMatch(name -> name.startsWith(Model.HEAD))) {
            throw new BadInputException(file + ": none of its tensors fits " + network.name() + ". "
                    + (layers.isEmpty()
                            ? "Names of other tools are known for resnet18, resnet50 and ir50."
                            : "Expected are names such as "
                                    + layers.keySet().iterator().next() + ".weight."));
        }
        return new Loaded(used, notUsed);
    }

    /** Whether a tensor belongs to a network that has layers of the same names and is not this one. */
    private static boolean isForeign(
            String name, Stored stored, String target, Map<String, String> layers, Weights weights) {
        String plain = plain(name);
        boolean isNear = layers.keySet().stream().anyMatch(layer -> first(layer).equals(first(plain)));
        if (!isNear || isCounter(name, stored)) {
            return false;
        }
        if (target.isEmpty()) {
            return true;
        }
        long[] shape = weights.get(target).shape();
        boolean mayDiffer =
                shape.length == 2 || plain.startsWith(layers.keySet().iterator().next() + ".");
        return !mayDiffer && stored.isReal() && !fit(stored, shape, target).fits();
    }

    /** Up to the first dot. */
    private static String first(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static boolean isCounter(String name, Stored stored) {
        return name.endsWith("num_batches_tracked") && stored.shape().isEmpty();
    }

    private static String plain(String name) {
        String plain = name;
        while (plain.startsWith(WRAPPER)) {
            plain = plain.substring(WRAPPER.length());
        }
        return plain;
    }

    /** The own name of a tensor, or empty. */
    private static Optional<String> target(String name, Map<String, String> layers, Set<String> own) {
        String plain = plain(name);
        int dot = plain.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String layer = plain.substring(0, dot);
        String kind = plain.substring(dot);
        String path = layers.get(layer);
        String found = layer.equals(CLASSIFIER) && !layers.isEmpty()
                ? Model.HEAD + kind
                : path != null ? Model.TRUNK + "." + path + kind : plain;
        return own.contains(found) ? Optional.of(found) : Optional.empty();
    }

    private static String unknown(String name, Stored stored, boolean twice) {
        if (twice) {
            return "there twice, once behind " + WRAPPER;
        }
        return isCounter(name, stored) ? "a counter, of no use here" : "not in this network";
    }

    /** Whether a tensor can be used, and how, or why not. */
    private record Fit(boolean fits, boolean summed, String why) {}

    private static Fit fit(Stored stored, long[] shape, String target) {
        if (!stored.isReal()) {
            return new Fit(false, false, "of type " + stored.type() + ", but F32, F16 or BF16 is needed");
        }
        var own = new ArrayList<Long>();
        for (long size : shape) {
            own.add(size);
        }
        if (stored.shape().equals(own)) {
            return new Fit(true, false, "");
        }
        if (target.startsWith(Model.HEAD)
                && (stored.shape().isEmpty() || stored.shape().get(0) != shape[0])) {
            return new Fit(
                    false,
                    false,
                    "answers with "
                            + (stored.shape().isEmpty() ? 0 : stored.shape().get(0)) + " classes, here are "
                            + shape[0]);
        }
        if (own.size() == 4 && own.get(1) == 1 && stored.shape().equals(coloured(own))) {
            return new Fit(true, true, "");
        }
        return new Fit(false, false, stored.shape() + " in the file, " + own + " here");
    }

    private static List<Long> coloured(List<Long> grey) {
        return List.of(grey.get(0), (long) COLOURS, grey.get(2), grey.get(3));
    }

    /** From {@code [out][3][height][width]} to {@code [out][1][height][width]}. */
    private static Weights.Values summed(Weights.Values colours) {
        long[] shape = colours.shape().clone();
        int plane = Math.toIntExact(shape[2] * shape[3]);
        shape[1] = 1;
        var values = new float[colours.values().length / COLOURS];
        for (int i = 0; i < values.length; i++) {
            int first = i / plane * COLOURS * plane + i % plane;
            for (int channel = 0; channel < COLOURS; channel++) {
                values[i] += colours.values()[first + channel * plane];
            }
        }
        return new Weights.Values(values, shape);
    }
}
