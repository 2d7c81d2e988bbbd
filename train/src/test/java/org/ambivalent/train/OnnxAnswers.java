package org.ambivalent.train;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Masks;

/** What a model file answers in ONNX Runtime, under the masks that {@link SampledChance} draws. */
final class OnnxAnswers implements AutoCloseable {

    private static final String MASK = "mask.";
    private static final long FREE = -1;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    OnnxAnswers(byte[] file) throws OrtException {
        session = environment.createSession(file);
    }

    /** The inputs that are masks. */
    List<String> masks() {
        return session.getInputNames().stream()
                .filter(name -> name.startsWith(MASK))
                .toList();
    }

    Map<String, String> metadata() throws OrtException {
        return session.getMetadata().getCustomMetadata();
    }

    /**
     * The values of every output, in row-major order.
     *
     * @param images {@code [faces][channels][height][width]}
     * @param keys of the faces
     * @param from the first sample
     * @param to the sample behind the last; of no effect where nothing is hidden
     */
    Map<String, float[]> about(float[] images, ImageShape shape, Masks masks, long[] keys, int from, int to)
            throws OrtException {
        var inputs = new HashMap<String, OnnxTensor>();
        inputs.put(
                "images",
                tensor(FloatBuffer.wrap(images), keys.length, shape.channels(), shape.height(), shape.width()));
        for (String mask : masks()) {
            inputs.put(mask, mask(mask, masks, keys, from, to));
        }
        try (var result = session.run(inputs)) {
            var answers = new HashMap<String, float[]>();
            result.forEach(output -> answers.put(output.getKey(), values((OnnxTensor) output.getValue())));
            return answers;
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor mask(String name, Masks masks, long[] keys, int from, int to) throws OrtException {
        var axes = ((TensorInfo) session.getInputInfo().get(name).getInfo()).getShape();
        int count = (int) LongStream.of(axes).filter(axis -> axis != FREE).reduce(1, (a, b) -> a * b);
        boolean eachFace = axes[0] == FREE;
        if (eachFace && axes[1] == FREE) {
            axes[0] = to - from;
            axes[1] = keys.length;
        } else if (eachFace) {
            axes[0] = keys.length;
        }
        var values = FloatBuffer.allocate((int) LongStream.of(axes).reduce(1, (a, b) -> a * b));
        for (int sample = from; sample < to; sample++) {
            for (long key : eachFace ? keys : new long[] {0}) {
                masks.put(values, count, name.substring(MASK.length()), key, sample);
            }
        }
        return tensor(values.flip(), axes);
    }

    private OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, values, shape);
    }

    private static float[] values(OnnxTensor tensor) {
        var buffer = tensor.getFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
