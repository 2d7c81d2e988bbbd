package org.ambivalent.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
        var held = new Drawing(train).heldOutBy(List.of(seed));
        return new Parts(data, select(train, held, false), select(train, held, true), OptionalLong.of(seed));
    }

    /** The training faces that each of several seeds would have held out, of a dataset without validation faces. */
    static Dataset heldOutByAll(Dataset data, List<Long> seeds) {
        var train = data.split(Split.TRAIN);
        return select(train, new Drawing(train).heldOutBy(seeds), true);
    }

    private static Dataset select(Dataset train, boolean[] held, boolean which) {
        return train.select(IntStream.range(0, train.size())
                .filter(face -> held[face] == which)
                .toArray());
    }

    /** Drawn face by face from its name, so adding faces moves no other face to the other part; of copies, from the first name. */
    private static final class Drawing {

        private final String[] names;

        Drawing(Dataset train) {
            names = new String[train.size()];
            var pictures = new HashMap<Integer, String>();
            var keys = new int[train.size()];
            for (int face = 0; face < names.length; face++) {
                keys[face] = Arrays.hashCode(train.images().pixels(face));
                pictures.merge(
                        keys[face],
                        train.faces().get(face).id(),
                        (one, other) -> one.compareTo(other) < 0 ? one : other);
            }
            Arrays.setAll(names, face -> pictures.get(keys[face]));
        }

        /** Face by face, whether all of these seeds hold it out. */
        boolean[] heldOutBy(List<Long> seeds) {
            var held = new boolean[names.length];
            for (int face = 0; face < names.length; face++) {
                String name = names[face];
                held[face] = seeds.stream().allMatch(seed -> isHeldOut(name, seed));
            }
            return held;
        }

        private static boolean isHeldOut(String name, long seed) {
            return new SplittableRandom(seed ^ ((long) name.hashCode() << 32))
                            .split()
                            .nextDouble()
                    < HELD_OUT;
        }
    }
}
