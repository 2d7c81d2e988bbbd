package org.ambivalent.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Self-adaptive training (Huang, Zhang and Zhang, NeurIPS 2020, arXiv 2002.10319): the target of each face starts as its
 * label and drifts to what the network itself says of the face, epoch after epoch. A network learns what labels agree on
 * long before it learns their mistakes by heart, so the targets leave the wrong labels behind. From epoch
 * {@code firstAdapting} on, with {@code p} the predictions of the batch and {@code d} the momentum:
 * <pre>
 *   t_i = d t_i + (1 - d) p_i        r_i = max_k t_ik
 *   L   = - sum_i r_i sum_k w_k t_ik log p_ik / sum_i r_i
 * </pre>
 * {@code w} are the class weights, 1 in the paper. No gradient flows into targets and their weights.
 *
 * @param momentum d, in [0, 1]
 * @param from share of the epochs before targets begin to move, in [0, 1]
 * @param weighted whether a face counts {@code r_i}; else all count the same
 */
record SelfAdaptiveObjective(double momentum, double from, boolean weighted) implements SingleLabelObjective {

    static SelfAdaptiveObjective of(ObjectiveOptions options) {
        return new SelfAdaptiveObjective(
                options.number("momentum", 0.9, 0, 1), options.number("from", 0.5, 0, 1), options.flag("weight", true));
    }

    @Override
    public String name() {
        return "self-adaptive";
    }

    /** The first epoch that moves targets, from 1. */
    int firstAdapting(int epochs) {
        return 1 + (int) Math.round(from * epochs);
    }

    @Override
    public Session open(Context context) {
        return new SelfAdaptiveSession(this, context);
    }

    /** One face's target after it has met one more prediction, {@code [classes]}. */
    static void move(float[] target, float[] predicted, double momentum) {
        for (int k = 0; k < target.length; k++) {
            target[k] = (float) (momentum * target[k] + (1 - momentum) * predicted[k]);
        }
    }

    /**
     * {@code - sum_i sum_k t_ik log softmax(z_i)_k / sum_i r_i}.
     *
     * @param targets {@code [faces][classes]}, already times {@code r_i} and the class weights
     * @param total sum of {@code r_i}, above 0
     */
    static Tensor loss(Tensor logits, Tensor targets, double total) {
        return TargetObjective.crossEntropy(logits, targets).mul(new Scalar(logits.size(0) / total));
    }
}
