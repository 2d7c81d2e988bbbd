package org.ambivalent.data;

import java.util.Collections;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Some faces cut into two halves by chance: what is learned on one is judged on the other. The first has one less if their
 * number is odd. The seed and the number of faces decide.
 */
public final class RandomHalves {

    private final boolean[] inFirst;

    private RandomHalves(boolean[] inFirst) {
        this.inFirst = inFirst;
    }

    /** Of {@code size} faces. */
    public static RandomHalves of(int size, long seed) {
        var order = IntStream.range(0, size).boxed().collect(Collectors.toList());
        Collections.shuffle(order, new Random(seed));
        var inFirst = new boolean[size];
        order.subList(0, size / 2).forEach(face -> inFirst[face] = true);
        return new RandomHalves(inFirst);
    }

    /** Number of faces. */
    public int size() {
        return inFirst.length;
    }

    public boolean inFirst(int face) {
        return inFirst[face];
    }

    /** The faces of one half, in ascending order. */
    public IntStream half(boolean first) {
        return IntStream.range(0, size()).filter(face -> inFirst[face] == first);
    }
}
