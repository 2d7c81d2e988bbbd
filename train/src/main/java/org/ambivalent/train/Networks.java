package org.ambivalent.train;

import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;

/** Every network, by the name it has on the command line. */
public final class Networks {

    private static final List<Network> ALL = List.of(
            new Compact(true),
            new Small(),
            new MiniVgg(),
            new Vgg13(),
            ResNet.of18Layers(),
            ResNet.of50Layers(),
            new Ir50());

    private Networks() {}

    public static List<String> names() {
        return ALL.stream().map(Network::name).toList();
    }

    /** The network of a name; {@link BadInputException} with the names there are if there is none. */
    public static Network named(String name) {
        return ALL.stream()
                .filter(network -> network.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "There is no network \"" + name + "\". Use one of: " + String.join(", ", names())));
    }

    /** The network of a training; where no face is mirrored in training, none is later. */
    static Network of(TrainSettings settings) {
        var network = named(settings.network());
        return settings.augmentation().flip() == 0 ? network.unmirrored() : network;
    }

    /** {@link BadInputException} unless images have sides in [least, most]. */
    static void requireSides(String network, ImageShape input, int least, int most) {
        if (Math.min(input.height(), input.width()) < least || Math.max(input.height(), input.width()) > most) {
            throw new BadInputException(network + " reads images of " + least + " to " + most
                    + " pixels a side, but got " + input + ". Choose another --size.");
        }
    }
}
