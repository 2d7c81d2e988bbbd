package org.ambivalent.train;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Features to logits. Pure: all tensors live in {@link Weights}; exported with the network. */
public interface Head {

    /** Adds the head's tensors under a path. */
    void init(Weights weights, String path, int features, int classes);

    /**
     * The head's answer for a batch.
     *
     * @param features {@code [faces][features]}, as the network gives them
     * @param chance what is hidden from the logits
     */
    Output forward(Tensor features, Chance chance, String path, Weights weights);

    /** Adds nodes that compute the same as {@link #forward}; the names of what they give. */
    Exported export(String features, String path, OnnxGraph graph);

    /**
     * Names in a graph.
     *
     * @param logits as in {@link Output}
     * @param importance {@code [faces]}, or null where the head gives none
     */
    record Exported(String logits, @Nullable String importance) {}

    /**
     * What a head says about a batch.
     *
     * @param logits {@code [faces][classes]}, or {@code [samples][faces][classes]} where they are sampled
     * @param importance {@code [faces]} in (0, 1), or null where the head gives none
     */
    record Output(Tensor logits, @Nullable Tensor importance) {

        Output(Tensor logits) {
            this(logits, null);
        }

        /** The same with what is said of other faces behind it. */
        Output followedBy(Output others) {
            var both = importance == null || others.importance == null
                    ? null
                    : torch.cat(new TensorVector(importance, others.importance), 0);
            return new Output(torch.cat(new TensorVector(logits, others.logits), 0), both);
        }
    }
}
