package org.ambivalent.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;

/** Faces without a picture worth looking at, whose crowds and predictions are known. */
final class SyntheticCrowds {

    private static final LabelSet LABELS = LabelSet.of("calm", "glad", "wild");

    private SyntheticCrowds() {}

    static Dataset dataset(Votes... crowds) {
        var faces = new ArrayList<Face>();
        for (int i = 0; i < crowds.length; i++) {
            faces.add(Face.withVotes("face" + i, Split.VALID, crowds[i]));
        }
        var shape = ImageShape.grey(8);
        var images = FaceImages.of(shape, new byte[crowds.length][shape.size()]);
        return new Dataset("crowds", LABELS, faces, images, "hash", List.of());
    }

    /** Distributions of three emotions, from almost certain to almost uniform. */
    static List<Distribution> truths(int count, long seed) {
        var random = new SplittableRandom(seed);
        var truths = new ArrayList<Distribution>();
        for (int i = 0; i < count; i++) {
            truths.add(Distribution.softmax(4 * random.nextDouble(), 4 * random.nextDouble(), 4 * random.nextDouble()));
        }
        return truths;
    }

    /** Crowds that vote as the truths say: each voter alone, or all alike after one draw. */
    static Dataset drawn(List<Distribution> truths, int voters, boolean alike, long seed) {
        var random = new SplittableRandom(seed);
        return dataset(truths.stream()
                .map(truth -> {
                    var counts = new int[truth.size()];
                    int same = draw(truth, random);
                    for (int v = 0; v < voters; v++) {
                        counts[alike ? same : draw(truth, random)]++;
                    }
                    return Votes.of(counts);
                })
                .toArray(Votes[]::new));
    }

    private static int draw(Distribution p, SplittableRandom random) {
        double left = random.nextDouble();
        int k = 0;
        while (k < p.size() - 1 && left >= p.probability(k)) {
            left -= p.probability(k++);
        }
        return k;
    }

    /** One sample of each face, or more: {@code [samples][faces]}. */
    @SafeVarargs
    static PosteriorSamples samples(Dataset data, List<Distribution>... each) {
        var values = new float[each.length * data.size() * data.labels().size()];
        int at = 0;
        for (var sample : Arrays.asList(each)) {
            for (var p : sample) {
                for (double value : p.toArray()) {
                    values[at++] = (float) value;
                }
            }
        }
        return PosteriorSamples.of(data, values);
    }
}
