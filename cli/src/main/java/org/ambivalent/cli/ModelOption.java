package org.ambivalent.cli;

import java.nio.file.Path;
import org.ambivalent.core.BadInputException;
import org.ambivalent.predict.Predictor;
import org.ambivalent.predict.PredictorOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The model of every command that predicts. */
final class ModelOption {

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "The model file (.onnx) of a run. Default: the bundled model.")
    private @Nullable Path model;

    @Option(
            names = "--samples",
            paramLabel = "T",
            description = "How many samples of a stochastic posterior are averaged. Default: as the model file says.")
    private @Nullable Integer samples;

    @Option(
            names = "--sample-seed",
            paramLabel = "S",
            description = "Of what the samples hide. Default: that of the calibration in the model file, or 1.")
    private @Nullable Long seed;

    @Option(
            names = "--uncalibrated",
            description = "Answer as the network does, without the calibration in the model file.")
    private boolean uncalibrated;

    /** Takes another seed for what the samples hide. */
    void seed(long other) {
        seed = other;
    }

    /** The file, or null for the bundled model. */
    @Nullable
    Path file() {
        return model;
    }

    byte[] bytes() {
        return model == null ? Predictor.bundledModel() : Predictor.bytes(model);
    }

    Predictor open(PredictorOptions options) {
        return open(bytes(), options);
    }

    /** The same of bytes that were made from the file's. */
    Predictor open(byte[] bytes, PredictorOptions options) {
        var sampled = options.withSamples(requireSamples());
        var chosen = seed == null ? sampled : sampled.withSeed(seed);
        String name = model == null ? "the bundled model" : model.toString();
        return Predictor.of(bytes, name, uncalibrated ? chosen.uncalibrated() : chosen);
    }

    private int requireSamples() {
        if (samples == null) {
            return 0;
        }
        if (samples < 1 || samples > PredictorOptions.MAX_SAMPLES) {
            throw new BadInputException("--samples must be in [1, " + PredictorOptions.MAX_SAMPLES + "], but is "
                    + samples + ". More samples than about 50 change little.");
        }
        return samples;
    }

    @Override
    public String toString() {
        return model == null ? "bundled" : model.toString();
    }
}
