package org.ambivalent.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.predict.Predictor;
import org.ambivalent.predict.PredictorOptions;
import org.ambivalent.train.ModelFile;

/** Time from pixels of face crops to predictions, for networks: one face and 32, on one thread. */
final class PredictionBench {

    private PredictionBench() {}

    /** So long one measurement lasts, if it has more than {@value #FEWEST} runs. */
    private static final double SECONDS = 8;

    private static final int FEWEST = 5;

    static void run(List<String> networks) throws Exception {
        var faces = SampledFaces.defaults().withCounts(0, 0, 32).dataset();
        System.out.println("prediction, 48x48 grey, 1 thread, pixels to distributions: milliseconds a call");
        System.out.printf("%-10s %5s %9s %9s %9s%n", "network", "batch", "min", "median", "max");
        for (String network : networks) {
            var file = Files.createTempFile("bench", ".onnx");
            ModelFile.writeUntrained(file, network, ImageShape.grey(48), faces.labels());
            measure(network, file, faces.select(0).images(), 300);
            measure(network, file, faces.images(), 30);
            Files.delete(file);
        }
    }

    private static void measure(String network, Path file, FaceImages images, int runs) throws Exception {
        try (var predictor = Predictor.open(file, PredictorOptions.defaults().withThreads(1))) {
            double once = Times.of(1, 1, () -> predictor.predictCrops(images)).median();
            int fitting = (int) Math.max(FEWEST, Math.min(runs, 1e3 * SECONDS / once));
            var times = Times.of(fitting / 3, fitting, () -> predictor.predictCrops(images));
            System.out.printf("%-10s %5d %s%n", network, images.count(), times);
        }
    }
}
