package org.ambivalent.train;

import org.ambivalent.core.Distribution;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Objectives that compare a prediction with a target distribution of each face by cross-entropy:
 * <pre>
 *   L = -1/N sum_i sum_k w_k t_ik log p_ik,   p_i = softmax(logits_i)
 * </pre>
 * with {@code w} the class weights. They differ in the targets alone.
 */
abstract class TargetObjective implements Objective {

    /** The target of one face in one epoch, over all emotions. */
    abstract Distribution target(TrainingSet set, int face, int epoch, long seed);

    @Override
    public Session open(Context context) {
        var set = context.set();
        return (epoch, faces, features, output) -> {
            int classes = set.classes();
            var targets = new float[faces.length * classes];
            for (int i = 0; i < faces.length; i++) {
                var target = target(set, faces[i], epoch, context.seed());
                for (int k = 0; k < classes; k++) {
                    targets[i * classes + k] =
                            (float) (target.probability(k) * set.classWeights().of(k));
                }
            }
            return crossEntropy(output.logits(), Tensor.create(targets, faces.length, classes));
        };
    }

    /** {@code -1/N sum_i sum_k t_ik log softmax(z_i)_k}, logits and targets {@code [faces][classes]}. */
    static Tensor crossEntropy(Tensor logits, Tensor targets) {
        var logarithms = torch.log_softmax(logits, 1);
        var onDevice = targets.to(logits.device(), torch.ScalarType.Float);
        return logarithms.mul(onDevice).sum().mul(new Scalar(-1.0 / logits.size(0)));
    }
}
