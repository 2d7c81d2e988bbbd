package org.ambivalent.train;

import java.util.Map;
import org.ambivalent.core.ImageShape;

/** Images to features. A network is a description: its tensors live in {@link Weights}. */
public interface Network {

    String name();

    /**
     * Layers from {@code [faces][channels][height][width]} to {@code [faces][features]}.
     *
     * @throws org.ambivalent.core.BadInputException if the network cannot read images of this shape
     */
    Trunk trunk(ImageShape input);

    /** The same, with the same tensors, for faces whose mirror image shows something else: it never looks at one. */
    default Network unmirrored() {
        return this;
    }

    /** Whether the weights that read faces of one size read those of another too. */
    default boolean readsAnySize() {
        return true;
    }

    /**
     * Where the tensors of a checkpoint that others published belong: the path of a layer in the trunk, such as
     * {@code 4.body.0}, by the name that the layer has there, such as {@code layer1.0.conv1}. Empty where nobody publishes any.
     */
    default Map<String, String> publishedLayers(ImageShape input) {
        return Map.of();
    }

    /** The layers up to the features, and how many features there are. */
    record Trunk(Layer layers, int features) {}
}
