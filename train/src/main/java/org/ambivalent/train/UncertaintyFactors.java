package org.ambivalent.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.ambivalent.train.NeighboursObjective.FactorRule;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** u of each face under {@link NeighboursObjective}, by whichever {@link FactorRule}. */
final class UncertaintyFactors {

    /** More slips than this, and labels would say nothing. */
    private static final double MOST_SLIPS = 0.5;

    /** Nobody labels without a slip; and below, factors would hardly differ from 0. */
    private static final double FEWEST_SLIPS = 0.05;

    private final NeighboursObjective objective;
    private final Device device;

    /** {@code log(u / (1 - u))} */
    private final float[] logits;

    /** Of the batch at hand, {@code [faces][1]}, or null where nothing is learned about it. */
    private @Nullable Tensor batch;

    /** rho, of the epoch before. */
    private double slips;

    UncertaintyFactors(NeighboursObjective objective, int faces, Device device) {
        this.objective = objective;
        this.device = device;
        logits = new float[faces];
        Arrays.fill(logits, (float) Math.log(objective.factor() / (1 - objective.factor())));
        slips = share();
    }

    /** u. */
    double of(int face) {
        return 1 / (1 + Math.exp(-logits[face]));
    }

    /** u, {@code [faces][1]}; under {@link FactorRule#LEARNED} gradients are collected for {@link #afterStep}. */
    Tensor of(int[] faces) {
        var own = new float[faces.length];
        for (int i = 0; i < faces.length; i++) {
            own[i] = logits[faces[i]];
        }
        var tensor = Tensor.create(own, faces.length, 1).to(device, torch.ScalarType.Float);
        if (objective.rule() == FactorRule.LEARNED) {
            tensor.set_requires_grad(true);
            batch = tensor;
        }
        return torch.sigmoid(tensor);
    }

    /**
     * Under {@link FactorRule#POSTERIOR}, factors from what is said of labels.
     *
     * @param said {@code [faces][emotions]}
     */
    void hear(int[] faces, int[] labels, Tensor said) {
        if (objective.rule() != FactorRule.POSTERIOR) {
            return;
        }
        int emotions = Math.toIntExact(said.size(1));
        FloatBuffer values = said.detach().cpu().contiguous().createBuffer();
        for (int i = 0; i < faces.length; i++) {
            float ofLabel = values.get(i * emotions + labels[i]);
            logits[faces[i]] = (float) NeighboursObjective.posterior(slips, ofLabel, emotions);
        }
    }

    /** The batch at hand taught nothing about factors. */
    void forgetBatch() {
        batch = null;
    }

    /** Plain gradient descent on each face's own loss: the batch's mean counts it by one over the batch. */
    void afterStep(int[] faces) {
        if (batch == null) {
            return;
        }
        var gradient = new float[Math.toIntExact(batch.size(0))];
        batch.grad().cpu().contiguous().<FloatBuffer>createBuffer().get(gradient);
        for (int i = 0; i < gradient.length; i++) {
            logits[faces[i]] -= (float) (objective.factorRate() * gradient.length * gradient[i]);
        }
        batch = null;
    }

    void afterEpoch() {
        slips = share();
    }

    /** The mean of u. */
    private double share() {
        double sum = 0;
        for (int face = 0; face < logits.length; face++) {
            sum += of(face);
        }
        return Math.max(FEWEST_SLIPS, Math.min(MOST_SLIPS, sum / logits.length));
    }

    void save(OutputArchive archive) {
        archive.write("factors", Tensor.create(logits));
    }

    void load(InputArchive archive) {
        Archives.read(archive, "factors").<FloatBuffer>createBuffer().get(logits);
        slips = share();
    }
}
