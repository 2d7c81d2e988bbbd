package org.ambivalent.data;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Estimate;

/** Means of several values of a face, each over the faces that have it: NaN says that a face has not. */
final class FaceMeans {

    private final double[] sums;
    private final int[] counts;

    private FaceMeans(int values) {
        sums = new double[values];
        counts = new int[values];
    }

    /** The mean of every value with its interval; NaN where no face has it. */
    static List<Estimate> estimates(
            Bootstrap bootstrap, List<ScoredFace> faces, List<ToDoubleFunction<ScoredFace>> values) {
        var table = faces.stream()
                .map(face -> values.stream()
                        .mapToDouble(value -> value.applyAsDouble(face))
                        .toArray())
                .toList();
        var readings = IntStream.range(0, values.size())
                .mapToObj(k -> (ToDoubleFunction<FaceMeans>) means -> means.sums[k] / means.counts[k])
                .toList();
        return bootstrap.estimates(() -> new FaceMeans(values.size()), FaceMeans::add, readings, table);
    }

    private void add(double[] values) {
        for (int k = 0; k < values.length; k++) {
            if (!Double.isNaN(values[k])) {
                sums[k] += values[k];
                counts[k]++;
            }
        }
    }
}
