package org.ambivalent.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Forward correction (Patrini et al., CVPR 2017, arXiv 1609.03683): the network predicts what a face shows, and the loss
 * asks how probable its given label is, when a share {@code r} of the labels, the noise rate, is wrong, each other emotion
 * alike. With {@code p} the prediction, {@code y} the given label and {@code C} emotions:
 * <pre>
 *   q = (1 - r) p_y + r / (C - 1) (1 - p_y)        how probable the label is
 *   L = - mean of c_y log q                        c: the class weights
 *   w = (1 - r) p_y / q                            how probable it is that the label is right
 * </pre>
 * Where the network contradicts a label, {@code w} and with it the label's pull fades, so that wrong labels are not learned
 * by heart; and since noise is in the loss, it need not be in the prediction, which stays as sure as the face deserves.
 * The rate need not be known: from the second epoch on it follows the mean of {@code 1 - w}, the maximisation step of EM
 * (Mnih and Hinton 2012, "Learning to label aerial images from noisy data"). At {@code r = 0} this is cross-entropy.
 *
 * @param rate the noise rate, or where its estimate starts, in [0, {@value #MOST}]
 * @param learned whether the rate is estimated
 */
record ForwardCorrectionObjective(double rate, boolean learned) implements SingleLabelObjective {

    private static final double START = 0.2;

    /** Beyond a half, a label says more about what a face is not. */
    static final double MOST = 0.5;

    static ForwardCorrectionObjective of(ObjectiveOptions options) {
        boolean learned = options.text("rate", "learn").equals("learn");
        return new ForwardCorrectionObjective(
                learned ? START : options.number("rate", START, 0, MOST, "learn"), learned);
    }

    @Override
    public Session open(Context context) {
        return new ForwardCorrectionSession(this, context);
    }

    /** How probable a label is that the network gives probability {@code right}. */
    static double likelihood(double right, double rate, int classes) {
        return (1 - rate) * right + rate / (classes - 1) * (1 - right);
    }

    /**
     * What a face shows, given its label: {@code t_k} proportional to {@code p_k} times the probability of the label where
     * {@code k} is the truth.
     *
     * @param predicted p, {@code [classes]}
     */
    static double[] posterior(double[] predicted, int label, double rate) {
        int classes = predicted.length;
        double total = likelihood(predicted[label], rate, classes);
        var posterior = new double[classes];
        for (int k = 0; k < classes; k++) {
            double probable = k == label ? 1 - rate : rate / (classes - 1);
            // A label the network holds impossible, where labels are never wrong: nothing speaks for any emotion but
            // it.
            posterior[k] = total > 0 ? predicted[k] * probable / total : k == label ? 1 : 0;
        }
        return posterior;
    }

    /**
     * {@code - 1/N sum_i sum_k g_ik log q_i}, with {@code q_i} the likelihood of the label.
     *
     * @param logits {@code [faces][classes]}
     * @param given {@code [faces][classes]}: the class weight of its label at the label, 0 elsewhere
     */
    static Tensor loss(Tensor logits, Tensor given, double rate) {
        double other = rate / (logits.size(1) - 1);
        // log(a p + b) = logaddexp(log a + log p, log b), which neither overflows nor meets log 0.
        var right = torch.log_softmax(logits, 1).add(new Scalar(Math.log(1 - rate - other)));
        var wrong = torch.full_like(right, new Scalar(Math.log(other)));
        var onDevice = given.to(logits.device(), torch.ScalarType.Float);
        return torch.logaddexp(right, wrong).mul(onDevice).sum().mul(new Scalar(-1.0 / logits.size(0)));
    }
}
