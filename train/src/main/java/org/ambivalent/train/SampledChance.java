package org.ambivalent.train;

import java.nio.FloatBuffer;
import org.ambivalent.core.Masks;
import org.ambivalent.core.PosteriorSpec.Masking;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Some of the samples that a stochastic posterior takes of a batch, with the masks that the model file would be given.
 */
final class SampledChance implements Chance {

    private final Masks masks;
    private final Masking masking;
    private final Stochastic where;

    /** Of each face. */
    private final long[] keys;

    private final int from;
    private final int to;

    /**
     * Samples {@code from} (included) to {@code to} (excluded); one only where chance enters every layer.
     *
     * @param keys what tells the faces of the batch apart
     */
    SampledChance(Masks masks, Masking masking, Stochastic where, long[] keys, int from, int to) {
        if (where == Stochastic.ALL && to - from != 1) {
            throw new IllegalArgumentException("One sample at a time passes all layers, but got " + (to - from));
        }
        this.masks = masks;
        this.masking = masking;
        this.where = where;
        this.keys = keys;
        this.from = from;
        this.to = to;
    }

    @Override
    public Tensor input(String path, Tensor x) {
        if (masking != Masking.DROPOUT || where != Stochastic.ALL || x.size(1) <= TrainingChance.IMAGE_CHANNELS) {
            return x;
        }
        int channels = Math.toIntExact(x.size(1));
        long[] shape = x.dim() == 2 ? new long[] {keys.length, channels} : new long[] {keys.length, channels, 1, 1};
        return x.mul(perFace(path, channels, shape).to(x.dtype()));
    }

    @Override
    public Tensor weight(String path, Tensor weight) {
        if (masking != Masking.DROPCONNECT || where != Stochastic.ALL) {
            return weight;
        }
        int count = Math.toIntExact(weight.numel());
        var values = FloatBuffer.allocate(count);
        masks.put(values, count, path, 0, from);
        return weight.mul(Tensor.create(values.array(), weight.shape()).to(weight.device(), torch.ScalarType.Float));
    }

    @Override
    public Tensor project(String path, Tensor features, Tensor weight, Tensor bias) {
        int width = Math.toIntExact(weight.size(1));
        int classes = Math.toIntExact(weight.size(0));
        int samples = to - from;
        if (masking == Masking.DROPOUT) {
            var mask = perFace(path, width, samples, keys.length, width);
            return Chance.NONE.project(
                    path, features.mul(mask.to(weight.device(), torch.ScalarType.Float)), weight, bias);
        }
        var mask = perFace(path, classes * width, samples, keys.length, classes, width);
        return TrainingChance.projected(features, weight, bias, mask.to(weight.device(), torch.ScalarType.Float));
    }

    /** A mask of its own for each sample and face. */
    private Tensor perFace(String path, int each, long... shape) {
        var values = FloatBuffer.allocate(each * keys.length * (to - from));
        for (int sample = from; sample < to; sample++) {
            for (long key : keys) {
                masks.put(values, each, path, key, sample);
            }
        }
        return Tensor.create(values.array(), shape);
    }

    @Override
    public Chance twice() {
        var both = new long[2 * keys.length];
        System.arraycopy(keys, 0, both, 0, keys.length);
        System.arraycopy(keys, 0, both, keys.length, keys.length);
        return new SampledChance(masks, masking, where, both, from, to);
    }
}
