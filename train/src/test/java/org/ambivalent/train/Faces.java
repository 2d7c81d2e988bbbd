package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.Split;

/** Tiny datasets for tests: the emotion is how bright the upper half is, votes are spread around it. */
final class Faces {

    static final LabelSet LABELS = LabelSet.of("calm", "glad", "wild");

    private Faces() {}

    static Dataset generated(int train, int valid, ImageShape shape, long seed) {
        var random = new SplittableRandom(seed);
        List<Face> faces = new ArrayList<>();
        var pixels = new byte[train + valid][];
        for (int i = 0; i < train + valid; i++) {
            int emotion = random.nextInt(LABELS.size());
            pixels[i] = picture(emotion, shape, random);
            var votes = new int[LABELS.size()];
            for (int vote = 0; vote < 10; vote++) {
                votes[random.nextInt(4) == 0 ? random.nextInt(LABELS.size()) : emotion]++;
            }
            faces.add(Face.withVotes("face" + i, i < train ? Split.TRAIN : Split.VALID, Votes.of(votes)));
        }
        return new Dataset("generated", LABELS, faces, FaceImages.of(shape, pixels), "hash" + seed, List.of());
    }

    private static byte[] picture(int emotion, ImageShape shape, SplittableRandom random) {
        var picture = new byte[shape.size()];
        for (int i = 0; i < picture.length; i++) {
            boolean upper = i % (shape.height() * shape.width()) < shape.height() * shape.width() / 2;
            picture[i] = (byte) ((upper ? 40 + 70 * emotion : 100) + random.nextInt(50));
        }
        return picture;
    }
}
