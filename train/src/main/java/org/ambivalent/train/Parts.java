package org.ambivalent.train;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Split;

/**
 * The faces to train on and those that choose the epoch. A dataset without validation faces gives up a tenth of its
 * training faces, drawn by the seed; test faces are in neither part. Copies of one picture, equal pixel by pixel, are in the same.
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
        // Drawn face by face from its pixels, so adding faces moves no other face to the other part.
        return new Parts(data, part(train, seed, false), part(train, seed, true), OptionalLong.of(seed));
    }

    private static boolean isHeldOut(byte[] pixels, long seed) {
        long picture = Arrays.hashCode(pixels);
        return new SplittableRandom(seed ^ (picture << 32)).split().nextDouble() < HELD_OUT;
    }

    private static Dataset part(Dataset train, long seed, boolean held) {
        return train.select(IntStream.range(0, train.size())
                .filter(face -> isHeldOut(train.images().pixels(face), seed) == held)
                .toArray());
    }
}
