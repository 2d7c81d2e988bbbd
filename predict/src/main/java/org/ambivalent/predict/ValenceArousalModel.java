package org.ambivalent.predict;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.ValenceArousal;

/**
 * Any ONNX model that says how pleasant and how intense a face looks. It has one input of images
 * {@code [faces][channels][height][width]}, floats, and either one output {@code [faces][2]}, valence first, or two outputs
 * {@code [faces]} or {@code [faces][1]}; all in [-1, 1].
 */
public final class ValenceArousalModel implements AutoCloseable {

    private static final int BATCH = 32;

    /** What rounding may leave outside. */
    private static final double ROUNDING = 1e-4;

    private final String file;
    private final Preprocessing preprocessing;
    private final List<String> outputs;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;

    /** Faces a run: one where the file fixes it so. */
    private final int batch;

    private ValenceArousalModel(
            String file,
            Preprocessing preprocessing,
            List<String> outputs,
            OrtEnvironment environment,
            OrtSession session,
            int batch) {
        this.file = file;
        this.preprocessing = preprocessing;
        this.outputs = outputs;
        this.environment = environment;
        this.session = session;
        this.input = session.getInputNames().iterator().next();
        this.batch = batch;
    }

    /**
     * Opens a model file.
     *
     * @param preprocessing from pixels to its inputs
     * @param outputs one name or two; none if the model has just one or two outputs, in the order of valence and arousal
     * @throws BadInputException if the file is no ONNX model, or inputs and outputs are not as declared
     */
    public static ValenceArousalModel open(Path model, Preprocessing preprocessing, List<String> outputs) {
        var environment = OrtEnvironment.getEnvironment();
        var session = ModelFiles.session(
                environment,
                ModelFiles.read(model),
                model.toString(),
                Runtime.getRuntime().availableProcessors());
        try {
            var names = outputs.isEmpty() ? List.copyOf(session.getOutputNames()) : List.copyOf(outputs);
            long faces = requireFit(model.toString(), session, preprocessing.shape(), names);
            return new ValenceArousalModel(
                    model.toString(), preprocessing, names, environment, session, faces == 1 ? 1 : BATCH);
        } catch (OrtException | RuntimeException e) {
            ModelFiles.close(session);
            throw e instanceof RuntimeException known ? known : ModelFiles.unreadable(model.toString(), e);
        }
    }

    /** Before any face is looked at. */
    private static long requireFit(String file, OrtSession session, ImageShape shape, List<String> outputs)
            throws OrtException {
        var inputs = session.getInputInfo();
        if (inputs.size() != 1) {
            throw new BadInputException(file + ": a valence-arousal model has one input, images, but this has "
                    + inputs.keySet() + ". Export it with that input alone.");
        }
        long faces = requireShape(file, inputs.values().iterator().next(), shape);
        if (outputs.isEmpty() || outputs.size() > 2 || !session.getOutputNames().containsAll(outputs)) {
            throw new BadInputException(file + ": its outputs are " + session.getOutputNames() + ", but " + outputs
                    + " were to be valence and arousal. Name one output of two values, or two outputs, with"
                    + " --va-outputs.");
        }
        return faces;
    }

    /** How many faces the input takes: 1, or -1 for any number. */
    private static long requireShape(String file, NodeInfo node, ImageShape shape) {
        long[] wanted = {-1, shape.channels(), shape.height(), shape.width()};
        long faces = 0;
        boolean fits = node.getInfo() instanceof TensorInfo tensor
                && tensor.type == OnnxJavaType.FLOAT
                && tensor.getShape().length == wanted.length;
        if (fits) {
            long[] axes = ((TensorInfo) node.getInfo()).getShape();
            faces = axes[0];
            fits = faces == -1 || faces == 1;
            for (int axis = 1; axis < axes.length; axis++) {
                fits &= axes[axis] == -1 || axes[axis] == wanted[axis];
            }
        }
        if (!fits) {
            throw new BadInputException(
                    file + ": its input is " + node.getInfo() + ", which does not take floats of faces of " + shape
                            + ", one at a time or any number. Declare its size with --va-size, and whether it sees colour with --va-colour.");
        }
        return faces;
    }

    /**
     * Where each face lies, in their order; images must have the model's shape.
     *
     * @throws BadInputException if the model answers with something else than two numbers in [-1, 1] a face
     */
    public List<ValenceArousal> of(FaceImages images) {
        var places = new ArrayList<ValenceArousal>(images.count());
        try {
            for (int from = 0; from < images.count(); from += batch) {
                addRun(images, from, Math.min(images.count(), from + batch), places);
            }
        } catch (OrtException e) {
            throw new BadInputException(file + ": the network failed (" + e.getMessage() + ").", e);
        }
        return places;
    }

    private void addRun(FaceImages images, int from, int to, List<ValenceArousal> places) throws OrtException {
        var shape = preprocessing.shape();
        long[] axes = {to - from, shape.channels(), shape.height(), shape.width()};
        try (var tensor = OnnxTensor.createTensor(environment, inputs(images, from, to), axes);
                var answers = session.run(Map.of(input, tensor), Set.copyOf(outputs))) {
            var first = values(answers, 0, to - from);
            var second = outputs.size() == 2 ? values(answers, 1, to - from) : first;
            int columns = outputs.size() == 2 ? 1 : 2;
            for (int i = 0; i < to - from; i++) {
                places.add(place(first[i * columns], second[i * columns + columns - 1]));
            }
        }
    }

    private FloatBuffer inputs(FaceImages images, int from, int to) {
        var inputs = ByteBuffer.allocateDirect(
                        (to - from) * preprocessing.shape().size() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int face = from; face < to; face++) {
            for (byte pixel : images.pixels(face)) {
                inputs.put(preprocessing.normalise(pixel));
            }
        }
        return inputs.flip();
    }

    private float[] values(OrtSession.Result answers, int output, int faces) throws OrtException {
        var answer = answers.get(outputs.get(output)).orElseThrow();
        int each = outputs.size() == 2 ? 1 : 2;
        if (!(answer instanceof OnnxTensor tensor)
                || tensor.getFloatBuffer() == null
                || tensor.getFloatBuffer().remaining() != faces * each) {
            throw new BadInputException(file + ": the output \"" + outputs.get(output) + "\" is " + answer.getInfo()
                    + " for " + faces + " faces, but should be " + each + (each == 1 ? " number" : " numbers")
                    + " a face. Name the outputs with --va-outputs.");
        }
        var values = new float[faces * each];
        tensor.getFloatBuffer().get(values);
        return values;
    }

    private ValenceArousal place(double valence, double arousal) {
        if (!(Math.abs(valence) <= 1 + ROUNDING && Math.abs(arousal) <= 1 + ROUNDING)) {
            throw new BadInputException(file + ": valence and arousal are in [-1, 1], but the model answers with "
                    + valence + " and " + arousal + ". Check --va-mean, --va-deviation and --va-outputs.");
        }
        return new ValenceArousal(within(valence), within(arousal));
    }

    private static double within(double value) {
        return Math.max(-1, Math.min(1, value));
    }

    @Override
    public void close() {
        ModelFiles.close(session);
    }
}
