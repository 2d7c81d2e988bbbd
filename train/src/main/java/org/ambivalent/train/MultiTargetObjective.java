package org.ambivalent.train;

import org.ambivalent.data.Protocol;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Any emotion that enough people saw is right ("ML" in Barsoum et al. 2016, arXiv 1608.01041):
 * <pre>
 *   L = -1/N sum_i w_k log p_ik   for the k of {k : share_ik >= 0.3} with the largest p_ik
 * </pre>
 * so a face is scored by the accepted emotion that is predicted best, and counts as that emotion does. Where no emotion passes
 * the threshold, the most voted one is accepted.
 *
 * <p>Shares are those of the raw votes for emotions, and no face is dropped. The authors' published program first takes single
 * votes and those for "unknown" and "not a face" into account as in the majority protocol, and drops a face whose accepted
 * emotions have half of the votes or fewer.
 */
final class MultiTargetObjective implements Objective {

    /** A little less than 0.3: three votes of ten are accepted, however they round. */
    private static final double THRESHOLD = 0.3 - 1e-9;

    /** Far below any log-probability. */
    private static final float NOT_ACCEPTED = -1e9f;

    @Override
    public Protocol protocol() {
        return Protocol.ALL_VOTES;
    }

    @Override
    public Session open(Context context) {
        var set = context.set();
        return (epoch, faces, features, output) -> {
            int classes = set.classes();
            var weights = new float[faces.length * classes];
            var penalties = new float[faces.length * classes];
            for (int i = 0; i < faces.length; i++) {
                var target = set.targets().get(faces[i]);
                for (int k = 0; k < classes; k++) {
                    boolean accepted = target.distribution().probability(k) >= THRESHOLD || k == target.label();
                    weights[i * classes + k] = (float) set.classWeights().of(k);
                    penalties[i * classes + k] = accepted ? 0 : NOT_ACCEPTED;
                }
            }
            return loss(output.logits(), create(weights, output, classes), create(penalties, output, classes));
        };
    }

    private static Tensor create(float[] values, Head.Output output, int classes) {
        return Tensor.create(values, values.length / classes, classes)
                .to(output.logits().device(), torch.ScalarType.Float);
    }

    /** Logits, weights and penalties, all {@code [faces][classes]}. */
    private static Tensor loss(Tensor logits, Tensor weights, Tensor penalties) {
        var logs = torch.log_softmax(logits, 1);
        var best = logs.add(penalties).argmax(new LongOptional(1), true);
        return logs.gather(1, best).mul(weights.gather(1, best)).mean().mul(new Scalar(-1));
    }
}
