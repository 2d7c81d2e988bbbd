package org.ambivalent.train;

import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Split;

/**
 * The faces to train on and those that choose the epoch. A dataset without validation faces gives up a tenth of its
 * training faces, drawn by the seed; test faces are in neither part.
 *
 * @param data of which these are parts
 * @param heldOutBy the seed that drew those that choose the epoch, if they are such a tenth
 */
record Parts(Dataset data, Dataset train, Dataset valid, OptionalLong heldOutBy) {

    private static final double HELD_OUT = 0.1;

    static Parts of(Dataset data, long seed) {
        var train = data.split(Split.TRAIN);
        var valid = data.split(Split.VALID);
        if (valid.size() > 0) {
            return new Parts(data, train, valid, OptionalLong.empty());
        }
        // Drawn face by face from its name, so adding faces moves no other face to the other part.
        return new Parts(
                data,
                train.where(face -> !isHeldOut(face.id(), seed)),
                train.where(face -> isHeldOut(face.id(), seed)),
                OptionalLong.of(seed));
    }

    static boolean isHeldOut(String id, long seed) {
        return new SplittableRandom(seed ^ ((long) id.hashCode() << 32)).split().nextDouble() < HELD_OUT;
    }
}
