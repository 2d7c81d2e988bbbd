package org.ambivalent.train;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Where chance enters a network: what a layer with weights does to its input and to its weights before it uses them. By
 * default nothing.
 */
interface Chance {

    /** No chance: what is computed is the same every time. */
    Chance NONE = new Chance() {};

    /** What a layer sees of its input, {@code [faces][channels][height][width]} or {@code [faces][features]}. */
    default Tensor input(String path, Tensor x) {
        return x;
    }

    /** What a layer uses of its weights. */
    default Tensor weight(String path, Tensor weight) {
        return weight;
    }

    /**
     * {@code W x + b} of a head: {@code [faces][classes]}, or {@code [samples][faces][classes]} where it is sampled.
     *
     * @param features {@code [faces][features]}
     * @param weight {@code [classes][features]}
     * @param bias {@code [classes]}
     */
    default Tensor project(String path, Tensor features, Tensor weight, Tensor bias) {
        return torch.linear(features, weight, new TensorOptional(bias));
    }

    /** The same for a batch that holds each face twice, all of them one after another. */
    default Chance twice() {
        return this;
    }
}
