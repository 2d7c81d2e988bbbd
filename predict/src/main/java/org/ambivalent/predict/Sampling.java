package org.ambivalent.predict;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.Masks;

/**
 * The masks that a stochastic model file takes as inputs. An input {@code mask.PATH} starts with the free axes
 * {@code [samples][faces]} where each sample of each face has its own mask (the head), with {@code [faces]} where each face
 * has one in a run (channels), and with none where all faces share it (weights of convolutions). Files with masks of the
 * latter kinds take one sample a run.
 */
final class Sampling {

    private static final String PREFIX = "mask.";
    private static final long FREE = -1;

    /** Values of masks in one run: 64 MB. */
    private static final long MASK_VALUES = 1 << 24;

    private final List<Place> places = new ArrayList<>();
    private final Masks masks;
    private final int samples;

    /** Where a mask goes, and how much of it one sample of one face takes. */
    private record Place(String input, int freeAxes, List<Long> axes) {

        String path() {
            return input.substring(PREFIX.length());
        }

        int each() {
            return Math.toIntExact(axes.stream().reduce(1L, Math::multiplyExact));
        }

        int masks(int faces, int samples) {
            return freeAxes == 2 ? faces * samples : freeAxes == 1 ? faces : 1;
        }

        long[] shape(int faces, int samples) {
            var shape = new ArrayList<Long>();
            if (freeAxes == 2) {
                shape.add((long) samples);
            }
            if (freeAxes >= 1) {
                shape.add((long) faces);
            }
            shape.addAll(axes);
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }

    /** Samples of a session's graph. */
    Sampling(OrtSession session, Masks masks, int samples) throws OrtException {
        this.masks = masks;
        this.samples = samples;
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
            if (input.getKey().startsWith(PREFIX) && input.getValue().getInfo() instanceof TensorInfo tensor) {
                places.add(place(input.getKey(), tensor.getShape()));
            }
        }
    }

    private Sampling(List<Place> places, Masks masks, int samples) {
        this.places.addAll(places);
        this.masks = masks;
        this.samples = samples;
    }

    /** Other samples of the same graph. */
    Sampling with(Masks masks, int samples) {
        return new Sampling(places, masks, samples);
    }

    private static Place place(String input, long[] shape) {
        int free = 0;
        while (free < shape.length && shape[free] == FREE) {
            free++;
        }
        var axes = new ArrayList<Long>();
        for (int axis = free; axis < shape.length; axis++) {
            axes.add(shape[axis]);
        }
        return new Place(input, free, axes);
    }

    /** Of every face. */
    int samples() {
        return samples;
    }

    /** How many samples one run of the graph takes for so many faces: all, unless their masks would fill the memory. */
    int samplesARun(int faces) {
        if (!places.stream().allMatch(place -> place.freeAxes() == 2)) {
            return 1;
        }
        long aSample =
                places.stream().mapToLong(place -> (long) place.each() * faces).sum();
        return samplesARun(samples, aSample);
    }

    /**
     * The same.
     *
     * @param aSample values of the masks of one sample of all faces
     */
    static int samplesARun(int samples, long aSample) {
        return (int) Math.max(1, Math.min(samples, MASK_VALUES / Math.max(1, aSample)));
    }

    /**
     * The masks of the samples {@code from} (included) to {@code to} (excluded) of some faces; the caller closes them.
     *
     * @param keys what tells the faces apart, {@link Masks#key}
     */
    Map<String, OnnxTensor> inputs(OrtEnvironment environment, long[] keys, int from, int to) throws OrtException {
        var inputs = new LinkedHashMap<String, OnnxTensor>();
        for (var place : places) {
            int count = Math.multiplyExact(place.each(), place.masks(keys.length, to - from));
            var values = ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            fill(values, place, keys, from, to);
            inputs.put(
                    place.input(),
                    OnnxTensor.createTensor(environment, values.flip(), place.shape(keys.length, to - from)));
        }
        return inputs;
    }

    private void fill(FloatBuffer values, Place place, long[] keys, int from, int to) {
        for (int sample = from; sample < to; sample++) {
            if (place.freeAxes() == 0) {
                masks.put(values, place.each(), place.path(), 0, sample);
            } else {
                for (long key : keys) {
                    masks.put(values, place.each(), place.path(), key, sample);
                }
            }
        }
    }
}
