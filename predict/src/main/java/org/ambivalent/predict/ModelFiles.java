package org.ambivalent.predict;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ModelMetadata;
import org.jspecify.annotations.Nullable;

/** Opens model files and checks that they are ours and whole, with messages that say what to do if they are not. */
final class ModelFiles {

    /** {@code [faces][features]}: what the head sees of each face. */
    static final String FEATURES = "features";

    /** {@code [faces]}: how far each face is from those that the model was calibrated on. */
    static final String UNFAMILIARITY = "unfamiliarity";

    /** An axis of any size. */
    private static final long ANY = 0;

    private ModelFiles() {}

    static byte[] read(Path model) {
        if (Files.isDirectory(model)) {
            throw new BadInputException(model + ": a folder, not a model file. Name the .onnx file in it, such as "
                    + model + "/model.onnx");
        }
        try {
            byte[] bytes = Files.readAllBytes(model);
            if (bytes.length == 0) {
                throw new BadInputException(model + ": the file is empty. Export the model again or fetch it anew.");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new BadInputException(model + ": no such file. Check the path of the model.", e);
        } catch (IOException e) {
            throw new BadInputException(model + ": cannot be read (" + e + "). Check its permissions.", e);
        }
    }

    static OrtSession session(OrtEnvironment environment, byte[] model, String file, int threads) {
        try (var settings = new OrtSession.SessionOptions()) {
            settings.setIntraOpNumThreads(threads);
            settings.setInterOpNumThreads(1);
            settings.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            // Damaged files are reported by our message alone, not by native log lines as well.
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return environment.createSession(model, settings);
        } catch (OrtException e) {
            throw unreadable(file, e);
        }
    }

    static BadInputException unreadable(String file, Exception cause) {
        return new BadInputException(
                file + ": not an ONNX file, or a damaged or truncated one (" + cause.getMessage()
                        + "). Export the model again from its run folder, or fetch it anew.",
                cause);
    }

    /** Refuses a graph whose inputs and outputs are not what its metadata promise. */
    static void requireFit(OrtSession session, ModelMetadata metadata, String file) throws OrtException {
        var shape = metadata.preprocessing().shape();
        require(session.getInputInfo(), "images", file, -1, shape.channels(), shape.height(), shape.width());
        require(
                session.getOutputInfo(),
                "probabilities",
                file,
                -1,
                metadata.labels().size());
        if (metadata.posterior().isStochastic() || metadata.posterior().members() > 1) {
            require(
                    session.getOutputInfo(),
                    "samples",
                    file,
                    ANY,
                    -1,
                    metadata.labels().size());
        }
        for (String optional : List.of("importance", UNFAMILIARITY)) {
            if (session.getOutputInfo().containsKey(optional)) {
                require(session.getOutputInfo(), optional, file, -1);
            }
        }
    }

    private static void require(Map<String, NodeInfo> nodes, String name, String file, long... axes) {
        NodeInfo node = nodes.get(name);
        if (node == null || !fits(node, axes)) {
            String found = node == null ? "has " + nodes.keySet() : "is " + node.getInfo();
            throw new BadInputException(file + ": the graph's \"" + name + "\" should be float " + Arrays.toString(axes)
                    + " (-1: any number of faces, 0: any number) as its metadata say, but it " + found
                    + ". Graph and metadata do not belong together: export the model again from its run folder.");
        }
    }

    /** A dimension that the file leaves open (-1) fits anything; how many faces must be left open. */
    private static boolean fits(NodeInfo node, long... axes) {
        if (!(node.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
            return false;
        }
        long[] shape = tensor.getShape();
        boolean fits = shape.length == axes.length && (shape[0] == -1 || axes[0] == ANY);
        for (int axis = 1; fits && axis < axes.length; axis++) {
            fits = shape[axis] == axes[axis] || shape[axis] == -1;
        }
        return fits;
    }

    static void close(@Nullable OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("The network could not be freed", e);
        }
    }
}
