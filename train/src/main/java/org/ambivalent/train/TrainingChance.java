package org.ambivalent.train;

import org.ambivalent.core.PosteriorSpec.Masking;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What a training hides, drawn from LibTorch's seeded generator. Dropout hides channels of each face in convolutions (Tompson
 * et al. 2015, arXiv 1411.4280) and features of each face in fully connected layers and the head; DropConnect hides weights,
 * in the head for each face, in other layers once for the whole batch (Wan et al. 2013, "Regularization of Neural Networks
 * using DropConnect").
 *
 * @param masking what is hidden, not {@link Masking#NONE}
 * @param rate the share that is hidden, in [0, 1)
 * @param where which layers
 */
record TrainingChance(Masking masking, double rate, Stochastic where) implements Chance {

    /** An input of so few channels is an image. */
    static final int IMAGE_CHANNELS = 3;

    @Override
    public Tensor input(String path, Tensor x) {
        boolean hides = masking == Masking.DROPOUT && where == Stochastic.ALL && x.size(1) > IMAGE_CHANNELS;
        return hides ? torch.feature_dropout(x, rate, true) : x;
    }

    @Override
    public Tensor weight(String path, Tensor weight) {
        boolean hides = masking == Masking.DROPCONNECT && where == Stochastic.ALL;
        return hides ? torch.dropout(weight, rate, true) : weight;
    }

    @Override
    public Tensor project(String path, Tensor features, Tensor weight, Tensor bias) {
        if (masking == Masking.DROPOUT) {
            return Chance.NONE.project(path, torch.dropout(features, rate, true), weight, bias);
        }
        var mask = torch.dropout(
                torch.ones(features.size(0), weight.size(0), weight.size(1))
                        .to(weight.device(), torch.ScalarType.Float),
                rate,
                true);
        return projected(features, weight, bias, mask);
    }

    /**
     * {@code sum_d (mask_..fcd W_cd) x_fd + b_c}.
     *
     * @param mask {@code [faces][classes][features]}, or more axes before these
     */
    static Tensor projected(Tensor features, Tensor weight, Tensor bias, Tensor mask) {
        var products = features.unsqueeze(1).mul(weight);
        return products.mul(mask).sum(-1).add(bias);
    }
}
