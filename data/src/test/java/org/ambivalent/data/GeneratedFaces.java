package org.ambivalent.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ambivalent.core.Decision;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.PredictionSet;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.core.Votes;

/** Datasets of drawn ovals with crowds of ten and predictions that are near the crowd, for tests that need many faces. */
final class GeneratedFaces {

    private static final int CROWD = 10;

    private GeneratedFaces() {}

    /** Faces whose true posterior is known, as sampled faces have. */
    static Dataset withTruth(int count, long seed) {
        return generate("sampled faces", count, seed, true);
    }

    /** Faces with votes alone; every third has group "a", every third "b", every third none. */
    static Dataset withVotes(int count, long seed) {
        return generate("voted.zip", count, seed, false);
    }

    private static Dataset generate(String name, int count, long seed, boolean truthKnown) {
        var random = new SplittableRandom(seed);
        var faces = new ArrayList<Face>();
        var pixels = new byte[count][];
        for (int i = 0; i < count; i++) {
            Distribution truth = distribution(LabelSet.FERPLUS.size(), random);
            String group = truthKnown || i % 3 == 2 ? null : i % 3 == 0 ? "a" : "b";
            faces.add(new Face(
                    "face" + i + ".png",
                    Split.VALID,
                    crowd(truth, random),
                    null,
                    null,
                    group,
                    truthKnown ? truth : null));
            pixels[i] = oval(random);
        }
        return new Dataset(
                name,
                LabelSet.FERPLUS,
                faces,
                FaceImages.of(ImageShape.grey(48), pixels),
                "0123456789abcdef".repeat(4),
                List.of());
    }

    /** One prediction per face: its crowd's shares, softened and disturbed. */
    static List<Distribution> predictions(Dataset dataset, long seed) {
        var random = new SplittableRandom(seed);
        return dataset.faces().stream()
                .map(face -> near(
                        Protocol.ALL_VOTES
                                .target(face, dataset.labels().size())
                                .orElseThrow()
                                .distribution(),
                        random))
                .toList();
    }

    /** The same faces, with one label each that is drawn from its true posterior. */
    static Dataset labelledFromTruth(Dataset dataset, long seed) {
        var random = new SplittableRandom(seed);
        var faces = dataset.faces().stream()
                .map(face -> Face.withLabel(face.id(), face.split(), draw(face.truth(), random)))
                .toList();
        return new Dataset(dataset.name(), dataset.labels(), faces, dataset.images(), dataset.hash(), List.of());
    }

    private static int draw(Distribution truth, SplittableRandom random) {
        double left = random.nextDouble();
        int emotion = 0;
        while (emotion < truth.size() - 1 && left >= truth.probability(emotion)) {
            left -= truth.probability(emotion++);
        }
        return emotion;
    }

    /** The same as a calibrated model of two samples would say them: sets, and answers only where it is surer. */
    static List<Prediction> decided(Dataset dataset, long seed) {
        var first = predictions(dataset, seed);
        var second = predictions(dataset, seed + 1);
        return IntStream.range(0, dataset.size())
                .mapToObj(i -> decided(dataset.labels(), List.of(first.get(i), second.get(i)), i % 50 == 0))
                .toList();
    }

    private static Prediction decided(LabelSet labels, List<Distribution> samples, boolean unfamiliar) {
        var mean = Uncertainty.mean(samples);
        var set = PredictionSet.where(labels.size(), k -> mean.probability(k) > 0.12);
        return new Prediction(
                labels,
                mean,
                Uncertainty.of(samples),
                OptionalDouble.empty(),
                OptionalDouble.of(unfamiliar ? 3 : 1),
                Optional.of(new Decision(Optional.of(set), unfamiliar || mean.confidence() < 0.45, unfamiliar)));
    }

    private static Distribution near(Distribution crowd, SplittableRandom random) {
        var noise = distribution(crowd.size(), random);
        var weights = new double[crowd.size()];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = 0.75 * crowd.probability(k) + 0.2 * noise.probability(k) + 0.05 / weights.length;
        }
        return Distribution.proportionalTo(weights);
    }

    /** From nearly certain to nearly uniform. */
    private static Distribution distribution(int size, SplittableRandom random) {
        double sharpness = 12 * random.nextDouble();
        var logits = new double[size];
        for (int k = 0; k < size; k++) {
            logits[k] = sharpness * random.nextDouble() + (k == 0 ? 1 : 0);
        }
        return Distribution.softmax(logits);
    }

    private static Votes crowd(Distribution truth, SplittableRandom random) {
        var counts = new int[truth.size()];
        for (int vote = 0; vote < CROWD; vote++) {
            counts[draw(truth, random)]++;
        }
        return Votes.of(counts);
    }

    private static byte[] oval(SplittableRandom random) {
        var image = new byte[48 * 48];
        int eyes = 17 + random.nextInt(4);
        int mouth = 31 + random.nextInt(5);
        double bend = 0.08 * (random.nextDouble() - 0.5);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 48; x++) {
                double dx = x - 23.5;
                boolean eye = Math.abs(y - eyes) < 2 && Math.abs(Math.abs(dx) - 8) < 3;
                boolean lips = Math.abs(y - mouth - bend * dx * dx) < 1.6 && Math.abs(dx) < 9;
                boolean head = dx * dx / 300 + (y - 24.0) * (y - 24.0) / 480 < 1;
                image[48 * y + x] = (byte) (eye || lips ? 50 : head ? 190 - Math.abs(dx) : 110);
            }
        }
        return image;
    }
}
