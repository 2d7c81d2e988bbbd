package org.ambivalent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.ambivalent.data.Circumplex;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.train.Devices;
import org.ambivalent.train.Precision;
import org.ambivalent.train.TrainListener;
import org.ambivalent.train.TrainSettings;
import org.ambivalent.train.Trainer;

/**
 * What objectives that doubt labels cost beside the plain one: images a second of a training's second epoch on sampled faces, what is done
 * after its last batch (neighbours looked for anew) and a look at a few validation faces among it.
 */
final class ObjectivesBench {

    private static final int FACES = 1_920;
    private static final int ROUNDS = 2;

    /** The first is what the others are held against. In the second epoch all of each objective is at work. */
    private static final List<String> OBJECTIVES = List.of(
            "majority",
            "forward-correction",
            "self-cure:from=0",
            "neighbours:from=0",
            "neighbours:from=0,form=own",
            "neighbours:from=0,memory=live");

    private ObjectivesBench() {}

    static void run() throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        System.out.printf(
                Locale.ROOT, "compact, batch 64, bf16, %d threads, %,d faces: images/s, cost%n", threads, FACES);
        var faces = faces();
        speed(faces, OBJECTIVES.get(0), threads);
        for (int round = 0; round < ROUNDS; round++) {
            // To and fro, so that none always comes when the machine is warmest.
            boolean back = round % 2 == 1;
            var speeds = new double[OBJECTIVES.size()];
            for (int i = 0; i < speeds.length; i++) {
                int next = back ? speeds.length - 1 - i : i;
                speeds[next] = speed(faces, OBJECTIVES.get(next), threads);
            }
            for (int i = 0; i < speeds.length; i++) {
                System.out.printf(
                        Locale.ROOT, "%-30s %6.0f  %5.2f%n", OBJECTIVES.get(i), speeds[i], speeds[0] / speeds[i]);
            }
        }
    }

    /** In the plane of valence and arousal where their true posterior puts them, so that no network has to. */
    private static Dataset faces() {
        var sampled = SampledFaces.defaults().withCounts(FACES, 64, 0).dataset();
        var circumplex = Circumplex.of(sampled.labels());
        return GivenLabels.MAJORITY.of(sampled.map(face -> placed(face, circumplex)));
    }

    private static Face placed(Face face, Circumplex circumplex) {
        return face.votes() == null
                ? face
                : face.withValenceArousal(circumplex.of(face.votes().distribution()));
    }

    /** Of the second epoch; the first warms up. */
    private static double speed(Dataset faces, String objective, int threads) throws IOException {
        var folder = Files.createTempDirectory("bench");
        var settings = TrainSettings.defaults()
                .objective(objective)
                .epochs(2)
                .precision(Precision.BF16)
                .threads(threads)
                .build();
        try (var trainer =
                Trainer.start(folder.resolve("run"), settings, faces, "sampled", Devices.named("cpu"), null)) {
            trainer.run(new TrainListener() {});
            return trainer.log().stream()
                    .mapToDouble(epoch -> FACES / epoch.seconds())
                    .reduce((first, last) -> last)
                    .orElseThrow();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
