package org.ambivalent.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The K faces nearest to each face by the features of a network, exactly, by Euclidean distance: every pair is compared, which
 * takes half a minute for 25,000 faces. Of faces at the same distance, the earlier comes first; a face is not its own
 * neighbour.
 */
public final class FeatureNeighbours {

    private final int k;
    private final int[] neighbours;

    private FeatureNeighbours(int faces, int k) {
        this.k = k;
        neighbours = new int[faces * k];
    }

    /**
     * Finds the neighbours of every face.
     *
     * @param features {@code [faces][features]}, more faces than {@code k}
     * @param k at least 1
     */
    public static FeatureNeighbours of(List<float[]> features, int k) {
        if (k < 1 || k >= features.size()) {
            throw new IllegalArgumentException(
                    "1 to " + (features.size() - 1) + " neighbours are possible, but got " + k);
        }
        var found = new FeatureNeighbours(features.size(), k);
        IntStream.range(0, features.size()).parallel().forEach(face -> found.find(face, features));
        return found;
    }

    /** The neighbour of a rank from 0, the nearest, to K - 1. */
    public int neighbour(int face, int rank) {
        return neighbours[face * k + rank];
    }

    private void find(int face, List<float[]> features) {
        var distances = new float[k];
        Arrays.fill(distances, Float.POSITIVE_INFINITY);
        float[] own = features.get(face);
        for (int other = 0; other < features.size(); other++) {
            if (other != face) {
                insert(face, other, squared(own, features.get(other)), distances);
            }
        }
    }

    private void insert(int face, int other, float distance, float[] distances) {
        int at = k;
        while (at > 0 && distance < distances[at - 1]) {
            at--;
        }
        for (int i = k - 1; i > at; i--) {
            distances[i] = distances[i - 1];
            neighbours[face * k + i] = neighbours[face * k + i - 1];
        }
        if (at < k) {
            distances[at] = distance;
            neighbours[face * k + at] = other;
        }
    }

    private static float squared(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            float difference = a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }
}
