package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.Split;
import org.ambivalent.predict.Predictor;
import org.ambivalent.predict.PredictorOptions;
import org.ambivalent.train.Devices;
import org.ambivalent.train.Precision;
import org.ambivalent.train.TrainListener;
import org.ambivalent.train.TrainSettings;
import org.ambivalent.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the truth about a face is known, the part of the doubt that is the face's own has to follow it. */
final class AleatoricDoubtTest {

    private static final Dataset FACES =
            SampledFaces.defaults().withCounts(8000, 200, 1000).dataset();

    @TempDir
    private Path folder;

    @Test
    void followsTheEntropyOfTheTruePosterior() {
        var settings = TrainSettings.defaults()
                .network("small")
                .posterior("mc-dropout")
                .epochs(6)
                .averaging(0.99)
                .augmentation(Augmentation.none())
                .precision(Precision.FP32)
                .build();
        try (var trainer =
                Trainer.start(folder.resolve("run"), settings, FACES, "sampled", Devices.named("cpu"), null)) {
            trainer.run(new TrainListener() {});
        }
        var faces = FACES.split(Split.TEST);
        var options = PredictorOptions.defaults().withSamples(20);
        try (var predictor = Predictor.open(folder.resolve("run/model.onnx"), options)) {
            assertThat(correlation(faces, predictor.predictCrops(faces.images())))
                    .isGreaterThan(0.8);
        }
    }

    /** Pearson, of aleatoric parts and true entropies. */
    private static double correlation(Dataset faces, List<Prediction> predictions) {
        var x = predictions.stream()
                .mapToDouble(prediction -> prediction.uncertainty().aleatoric())
                .toArray();
        var y = faces.faces().stream()
                .mapToDouble(face -> face.truth().entropy())
                .toArray();
        return covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
    }

    private static double covariance(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        return IntStream.range(0, x.length)
                .mapToDouble(i -> (x[i] - meanX) * (y[i] - meanY))
                .average()
                .orElseThrow();
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
    }
}
