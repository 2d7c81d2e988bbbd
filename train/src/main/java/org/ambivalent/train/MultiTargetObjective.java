package org.ambivalent.train;

import org.ambivalent.data.Protocol;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Any emotion that enough people saw is right ("ML" in Barsoum et al. 2016, arXiv 1608.01041):
 * <pre>
 *   L = -1/N sum_i max over {k : share_ik >= 0.3} of w_k log p_ik
 * </pre>
 * so a face is scored by the accepted emotion that is predicted best. Where no emotion passes the threshold, the most
 * voted one is accepted.
 *
 * <p>Shares are those of the raw votes for emotions, and no face is dropped. The authors' published program first takes single
 * votes and those for "unknown" and "not a face" into account as in the majority protocol, and drops a face whose accepted
 * emotions have half of the votes or fewer.
 */
final class MultiTargetObjective implements Objective {

    /** A little less than 0.3: three votes of ten are accepted, however they round. */
    private static final double THRESHOLD = 0.3 - 1e-9;

    /** Far below any log-probability, yet finite, so that its gradient is 0 and not NaN. */
    private static final float NOT_ACCEPTED = -1e9f;

    @Override
    public String name() {
        return "multi-target";
    }

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
                    weights[i * classes + k] =
                            accepted ? (float) set.classWeights().of(k) : 0;
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

    /** Logits, weights (0 where not accepted) and penalties, all {@code [faces][classes]}. */
    static Tensor loss(Tensor logits, Tensor weights, Tensor penalties) {
        var scores = torch.log_softmax(logits, 1).mul(weights).add(penalties);
        return scores.amax(new long[] {1}, false).mean().mul(new Scalar(-1));
    }
}
