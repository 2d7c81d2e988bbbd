package org.ambivalent.train;

import java.util.Arrays;
import java.util.List;
import org.ambivalent.data.PlaneNeighbours;
import org.ambivalent.data.ValenceArousal;
import org.bytedeco.pytorch.Tensor;

/** Who is near whom in the plane of valence and arousal, and how near. */
final class Neighbourhood {

    private final PlaneNeighbours neighbours;
    private final int k;

    /** {@code log s}, {@code [faces][k]}. */
    private final float[] logSimilarity;

    Neighbourhood(NeighboursObjective objective, List<ValenceArousal> places) {
        k = objective.k();
        neighbours = PlaneNeighbours.of(places, k);
        logSimilarity = new float[places.size() * k];
        for (int i = 0; i < logSimilarity.length; i++) {
            var face = places.get(i / k);
            var other = places.get(neighbours.neighbour(i / k, i % k));
            logSimilarity[i] = (float) objective.similarity().logarithm(face, other, objective.delta());
        }
    }

    /** {@code [faces * k]} */
    int[] around(int[] faces) {
        var near = new int[faces.length * k];
        Arrays.setAll(near, i -> neighbours.neighbour(faces[i / k], i % k));
        return near;
    }

    /** {@code log s}, {@code [faces][k]} */
    Tensor logSimilarity(int[] faces) {
        var own = new float[faces.length * k];
        for (int i = 0; i < faces.length; i++) {
            System.arraycopy(logSimilarity, faces[i] * k, own, i * k, k);
        }
        return Tensor.create(own, faces.length, k);
    }
}
