package org.ambivalent.data;

/**
 * Faces that go through a network together.
 *
 * @param indices {@code [faces]}, where each face is in the dataset that was iterated
 * @param images {@code [faces][channels][height][width]}, normalised
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier between two threads, never compared.
public record Batch(int[] indices, float[] images) {

    public int size() {
        return indices.length;
    }
}
