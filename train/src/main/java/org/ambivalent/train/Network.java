package org.ambivalent.train;

import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;

/** Images to features. A network is a description: its tensors live in {@link Weights}. */
public interface Network {

    /** Every network, by the name it has on the command line and in the model file. */
    List<Network> ALL = List.of(new Compact(), new ResNet18());

    String name();

    /**
     * Layers from {@code [faces][channels][height][width]} to {@code [faces][features]}.
     *
     * @throws BadInputException if the network cannot read images of this shape
     */
    Trunk trunk(ImageShape input);

    /** The layers up to the features, and how many features there are. */
    record Trunk(Layer layers, int features) {}

    /** The network of a name. */
    static Network named(String name) {
        return ALL.stream()
                .filter(network -> network.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException("There is no network \"" + name + "\". Use one of: "
                        + String.join(", ", ALL.stream().map(Network::name).toList())));
    }
}
