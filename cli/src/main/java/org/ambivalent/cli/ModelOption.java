package org.ambivalent.cli;

import java.nio.file.Path;
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

    Predictor open(PredictorOptions options) {
        return model == null ? Predictor.bundled(options) : Predictor.open(model, options);
    }

    @Override
    public String toString() {
        return model == null ? "bundled" : model.toString();
    }
}
