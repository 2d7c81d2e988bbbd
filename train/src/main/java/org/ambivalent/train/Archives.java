package org.ambivalent.train;

import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.Tensor;

/** What sessions read back from a checkpoint. */
final class Archives {

    private Archives() {}

    /** The tensor of a name, in main memory, wherever the network computes. */
    static Tensor read(InputArchive archive, String name) {
        var tensor = new Tensor();
        archive.read(name, tensor);
        return tensor.cpu();
    }
}
