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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.ValenceArousal;

/**
 * Any ONNX model that says how pleasant and how intense a face looks. It has one input of images
 * {@code [faces][channels][height][width]}, floats, and either one output {@code [faces][2]}, valence first, or two outputs
 * {@code [faces]} or {@code [faces][1]}, or columns of outputs {@code [faces][values]}; all in [-1, 1].
 */
public final class ValenceArousalModel implements AutoCloseable {

    private static final int BATCH = 32;

    /** What rounding may leave outside. */
    private static final double ROUNDING = 1e-4;

    private final String file;
    private final ImageShape shape;

    /** From pixels to inputs, by channel. */
    private final List<Preprocessing> channels;

    private final List<Column> columns;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;

    /** Faces a run: one where the file fixes it so. */
    private final int batch;

    /**
     * Where one number of a face stands.
     *
     * @param index from 0
     * @param width numbers a face that the output should have, or 0 for any
     */
    private record Column(String output, int index, int width) {

        private static final Pattern INDEXED = Pattern.compile("(.+)\\[(\\d{1,4})]");

        /** {@code NAME[INDEX]} where no output has that whole name, otherwise the only number of the output. */
        static Column of(String text, Set<String> outputs) {
            var indexed = INDEXED.matcher(text);
            return !outputs.contains(text) && indexed.matches()
                    ? new Column(indexed.group(1), Integer.parseInt(indexed.group(2)), 0)
                    : new Column(text, 0, 1);
        }

        /** Valence, then arousal: both of one output, or one each. */
        static List<Column> of(List<String> texts, Set<String> outputs) {
            return texts.size() == 1
                    ? List.of(new Column(texts.get(0), 0, 2), new Column(texts.get(0), 1, 2))
                    : texts.stream().map(text -> of(text, outputs)).toList();
        }
    }

    private ValenceArousalModel(
            String file,
            ImageShape shape,
            List<Preprocessing> channels,
            List<Column> columns,
            OrtEnvironment environment,
            OrtSession session,
            int batch) {
        this.file = file;
        this.shape = shape;
        this.channels = List.copyOf(channels);
        this.columns = List.copyOf(columns);
        this.environment = environment;
        this.session = session;
        this.input = session.getInputNames().iterator().next();
        this.batch = batch;
    }

    /**
     * Opens a model file.
     *
     * @param shape of the images it sees
     * @param channels from pixels to its inputs: one for all channels, or one for each
     * @param outputs one name or two, the latter also as {@code NAME[INDEX]}, a number among several from 0; none if the model has
     *     just one or two outputs, in the order of valence and arousal
     * @throws BadInputException if the file is no ONNX model, or inputs and outputs are not as declared
     */
    public static ValenceArousalModel open(
            Path model, ImageShape shape, List<Preprocessing> channels, List<String> outputs) {
        if (channels.size() != 1 && channels.size() != shape.channels()) {
            throw new IllegalArgumentException(
                    channels.size() + " normalisations for " + shape.channels() + " channels");
        }
        var environment = OrtEnvironment.getEnvironment();
        var session = ModelFiles.session(
                environment,
                ModelFiles.read(model),
                model.toString(),
                Runtime.getRuntime().availableProcessors());
        try {
            var names = outputs.isEmpty() ? List.copyOf(session.getOutputNames()) : List.copyOf(outputs);
            var columns = Column.of(names, session.getOutputNames());
            long faces = requireFit(model.toString(), session, shape, names, columns);
            return new ValenceArousalModel(
                    model.toString(), shape, channels, columns, environment, session, faces == 1 ? 1 : BATCH);
        } catch (OrtException | RuntimeException e) {
            ModelFiles.close(session);
            throw e instanceof RuntimeException known ? known : ModelFiles.unreadable(model.toString(), e);
        }
    }

    /** Before any face is looked at. */
    private static long requireFit(
            String file, OrtSession session, ImageShape shape, List<String> outputs, List<Column> columns)
            throws OrtException {
        var inputs = session.getInputInfo();
        if (inputs.size() != 1) {
            throw new BadInputException(file + ": a valence-arousal model has one input, images, but this has "
                    + inputs.keySet() + ". Export it with that input alone.");
        }
        long faces = requireShape(file, inputs.values().iterator().next(), shape);
        var known = session.getOutputNames();
        if (columns.size() != 2 || columns.stream().anyMatch(column -> !known.contains(column.output()))) {
            throw new BadInputException(file + ": its outputs are " + known + ", but " + outputs
                    + " were to be valence and arousal. Name one output of two values, two outputs, or two numbers such"
                    + " as output[8],output[9], with --va-outputs.");
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
        long[] axes = {to - from, shape.channels(), shape.height(), shape.width()};
        var asked = columns.stream().map(Column::output).collect(Collectors.toSet());
        try (var tensor = OnnxTensor.createTensor(environment, inputs(images, from, to), axes);
                var answers = session.run(Map.of(input, tensor), asked)) {
            float[] valence = values(answers, columns.get(0), to - from);
            float[] arousal = values(answers, columns.get(1), to - from);
            for (int i = 0; i < to - from; i++) {
                places.add(place(valence[i], arousal[i]));
            }
        }
    }

    private FloatBuffer inputs(FaceImages images, int from, int to) {
        var inputs = ByteBuffer.allocateDirect((to - from) * shape.size() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        int plane = shape.height() * shape.width();
        for (int face = from; face < to; face++) {
            byte[] pixels = images.pixels(face);
            for (int i = 0; i < pixels.length; i++) {
                inputs.put(channels.get(channels.size() == 1 ? 0 : i / plane).normalise(pixels[i]));
            }
        }
        return inputs.flip();
    }

    /** One number a face. */
    private float[] values(OrtSession.Result answers, Column column, int faces) throws OrtException {
        var answer = answers.get(column.output()).orElseThrow();
        var buffer = answer instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
        if (buffer == null || !fits(buffer.remaining(), column, faces)) {
            throw new BadInputException(file + ": the output \"" + column.output() + "\" is " + answer.getInfo()
                    + " for " + faces + " faces, but should be " + wanted(column)
                    + " a face. Name the outputs with --va-outputs.");
        }
        int each = buffer.remaining() / faces;
        var values = new float[faces];
        for (int i = 0; i < faces; i++) {
            values[i] = buffer.get(i * each + column.index());
        }
        return values;
    }

    private static boolean fits(int numbers, Column column, int faces) {
        int each = numbers / faces;
        return each * faces == numbers && column.index() < each && (column.width() == 0 || column.width() == each);
    }

    private static String wanted(Column column) {
        return switch (column.width()) {
            case 0 -> "at least " + (column.index() + 1) + " numbers";
            case 1 -> "1 number";
            default -> column.width() + " numbers";
        };
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
