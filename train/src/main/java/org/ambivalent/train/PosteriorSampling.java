package org.ambivalent.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.ambivalent.core.Masks;
import org.ambivalent.core.PosteriorSpec.Masking;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.Batch;
import org.ambivalent.data.Batches;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.PosteriorSamples;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Takes the samples of a posterior: one of each head of each network where nothing is hidden, otherwise as many as the
 * {@link org.ambivalent.core.PosteriorSpec} says, under the masks that the model file would be given with seed
 * {@value #SEED}. Where chance enters the head alone, the network is computed once for all samples.
 */
final class PosteriorSampling {

    private static final long SEED = 1;
    private static final int BATCH = 128;

    /** Values of masks that are held at a time: 64 MB. */
    private static final long MASK_VALUES = 1 << 24;

    private final Posterior posterior;
    private final Preprocessing preprocessing;
    private final Dataset data;
    private final Masks masks;

    private PosteriorSampling(Posterior posterior, Preprocessing preprocessing, Dataset data) {
        this.posterior = posterior;
        this.preprocessing = preprocessing;
        this.data = data;
        masks = new Masks(posterior.spec().rate(), SEED);
    }

    /**
     * What the networks of a posterior say about every face, in fp32.
     *
     * @param models one, or the members of an ensemble
     */
    static PosteriorSamples of(Posterior posterior, List<Model> models, Preprocessing preprocessing, Dataset data) {
        var sampling = new PosteriorSampling(posterior, preprocessing, data);
        int each = sampling.samplesOfOneNetwork();
        int emotions = data.labels().size();
        var values = new float[models.size() * each * data.size() * emotions];
        for (int model = 0; model < models.size(); model++) {
            sampling.put(models.get(model), model * each, values);
        }
        return PosteriorSamples.of(data, values);
    }

    private int samplesOfOneNetwork() {
        var spec = posterior.spec();
        return spec.isStochastic() ? spec.samples() : posterior.heads();
    }

    private void put(Model model, int first, float[] values) {
        int emotions = data.labels().size();
        try (var batches = Batches.inOrder(data, preprocessing, BATCH)) {
            while (batches.hasNext()) {
                var batch = batches.next();
                var probabilities = probabilities(model, batch);
                for (int s = 0; s < samplesOfOneNetwork(); s++) {
                    int from = s * batch.size() * emotions;
                    for (int i = 0; i < batch.size(); i++) {
                        int to = ((first + s) * data.size() + batch.indices()[i]) * emotions;
                        System.arraycopy(probabilities, from + i * emotions, values, to, emotions);
                    }
                }
            }
        }
    }

    /** {@code [samples][faces][emotions]} of one batch. */
    private float[] probabilities(Model model, Batch batch) {
        var all = FloatBuffer.allocate(
                samplesOfOneNetwork() * batch.size() * data.labels().size());
        try (var scope = new PointerScope();
                var noGrad = new NoGradGuard()) {
            if (!posterior.spec().isStochastic()) {
                var features = features(model, batch, Chance.NONE);
                model.outputs(features, Chance.NONE).forEach(output -> put(output.logits(), all));
            } else if (posterior.where() == Stochastic.HEAD) {
                sampleHead(model, features(model, batch, Chance.NONE), keys(batch), all);
            } else {
                sampleAll(model, batch, all);
            }
        }
        return all.array();
    }

    private static Tensor features(Model model, Batch batch, Chance chance) {
        return model.features(model.images(batch), false, Precision.FP32, chance);
    }

    private void sampleHead(Model model, Tensor features, long[] keys, FloatBuffer all) {
        int block = samplesABlock(features);
        for (int from = 0; from < posterior.spec().samples(); from += block) {
            try (var scope = new PointerScope()) {
                int to = Math.min(posterior.spec().samples(), from + block);
                put(model.output(features, chance(keys, from, to)).logits(), all);
            }
        }
    }

    private int samplesABlock(Tensor features) {
        boolean weights = posterior.spec().masking() == Masking.DROPCONNECT;
        long aSample = features.numel() * (weights ? data.labels().size() : 1);
        return Math.toIntExact(Math.max(1, MASK_VALUES / aSample));
    }

    private void sampleAll(Model model, Batch batch, FloatBuffer all) {
        for (int sample = 0; sample < posterior.spec().samples(); sample++) {
            try (var scope = new PointerScope()) {
                var chance = chance(keys(batch), sample, sample + 1);
                put(model.output(features(model, batch, chance), chance).logits(), all);
            }
        }
    }

    private Chance chance(long[] keys, int from, int to) {
        return new SampledChance(masks, posterior.spec().masking(), posterior.where(), keys, from, to);
    }

    private long[] keys(Batch batch) {
        return Arrays.stream(batch.indices())
                .mapToLong(face -> Masks.key(data.images().pixels(face)))
                .toArray();
    }

    private static void put(Tensor logits, FloatBuffer all) {
        FloatBuffer values = torch.softmax(logits, -1).cpu().contiguous().createBuffer();
        all.put(values);
    }
}
