package org.ambivalent.train;

import java.util.List;
import org.ambivalent.data.ValenceArousal;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Label distribution learning with valence-arousal neighbours (Le et al., WACV 2023, arXiv 2209.10448): a face with one
 * label learns from a distribution that is rebuilt from what the network says of its neighbours in the plane of valence and
 * arousal. With {@code y} the given label, {@code p} the prediction, {@code N} the K nearest faces and {@code x} features:
 * <pre>
 *   s_ij = exp(-|va_i - va_j|^2 / delta^2)     or     exp(-(|dv| + |da|) / delta)       local similarity
 *   r_ij = sigmoid(max(MLP([x_i; x_j]), {@value #LEAST_SCORE}))                                     calibration score
 *   c_ij = s_ij r_ij                                                                 contribution degree
 *   n_i  = sum_j c_ij p_j / sum_j c_ij                                               what the neighbours say
 *   d_i  = (1 - u_i) onehot(y_i) + u_i n_i                                           target distribution
 *   L_CE = -mean of w_{y_i} sum_k d_ik log p_ik
 *   L_D  = mean of (1 - u_i) |x_i - m_{y_i}|^2 / 2 + sum over j != k of exp(-|m_j - m_k|^2 / sqrt D)
 *   L    = L_CE + lambda L_D
 * </pre>
 * {@code u_i}, in (0, 1), is the uncertainty factor of a face, which is learned: near 0 the given label is trusted, near 1 the
 * neighbours are. Gradients flow through the target into u and the MLP, not into {@code p_j}; those of L_D reach the centres
 * {@code m} and the features, not u, which would escape the pull by giving up every label.
 *
 * <p>Where this differs from the source: neighbours speak from a memory of what the network said when it last saw them, so a
 * step costs little more than without ({@code memory=live} forwards them with each batch, as published); given labels stand alone
 * for the first {@code from} of the epochs, because a network without pretraining has nothing to say before; centres start apart,
 * while the authors' program has them start as one and moves them by rates of their own. That program divides the pull by the number of
 * faces and neighbours together, so that a face is pulled {@code 1 + K} times less, lets neighbours pull at the centres too, and has
 * {@code D} in place of {@code sqrt D} and each pair once in the push. What the paper leaves open is as there: the half in
 * {@code L_D}, and factors that move in log-odds, by plain gradient descent at a rate of 10 on the mean over
 * a batch of 32, which is 0.3125 on the face's own loss.
 * Under {@code places=own} faces lie where what the network itself remembers of them puts them on the {@link
 * org.ambivalent.data.Circumplex}, anew after each epoch, so that nothing has to be known or trained before.
 *
 * <p>Three options go beyond the source, in which kappa is 0, a face has no say about itself, and u only ever learns by gradients
 * (a face that has the only say, {@code self=1}, has no use for neighbours, and none are looked for):
 * <ul>
 *   <li>{@code evidence=KAPPA}: what is recovered in the end, not what is learned, is {@code w_i onehot(y_i) + (1 - w_i) n_i} with
 *       {@code w_i = (1 - u_i) / (1 + kappa)}. The label is one vote; if what the neighbours say is worth kappa votes, the crowd is the
 *       mean of a Dirichlet distribution with {@code kappa n_i} counts before that vote and one more after it. A network that learned
 *       from this would smooth its own smoothed word again and again.
 *   <li>{@code self=A}: {@code n_i} is {@code (1 - A)} times the above plus {@code A} times what the network said of the face itself when
 *       it last saw it.
 *   <li>{@code factor=posterior}: {@code u_i = (rho / C) / (rho / C + (1 - rho) n_{i, y_i})}, how probable it is that the label is a
 *       slip, drawn evenly from the C emotions, rather than a vote; rho, the share of slips, is the mean of u in the epoch before.
 * </ul>
 * {@code form=own} chooses them and own places together, and no centres.
 *
 * @param k how many neighbours
 * @param similarity which s
 * @param delta its scale, above 0
 * @param calibrated whether r is learned; otherwise it is 1
 * @param factor u of every face at the start, in [0, 1]
 * @param rule how it goes on
 * @param factorRate how far a factor moves: the learning rate of plain gradient descent on {@code log(u / (1 - u))}, from the face's
 *     own loss; 0 where they are not learned
 * @param centres lambda, at least 0
 * @param live whether neighbours are forwarded with each batch
 * @param ownPlaces whether the network itself says where faces lie; otherwise they come with a place
 * @param evidence kappa, at least 0
 * @param self A, in [0, 1]
 * @param from share of the epochs in which the given labels stand alone, in [0, 1]
 */
record NeighboursObjective(
        int k,
        Similarity similarity,
        double delta,
        boolean calibrated,
        double factor,
        FactorRule rule,
        double factorRate,
        double centres,
        boolean live,
        boolean ownPlaces,
        double evidence,
        double self,
        double from)
        implements SingleLabelObjective {

    static final double LEAST_SCORE = -1.3;

    /** Keeps the doubt about a label that nobody believes in finite. */
    private static final double LEAST_SAID = 1e-6;

    private static final int NEIGHBOURS = 8;
    private static final int MOST_NEIGHBOURS = 256;
    private static final double FACTOR = 0.38;
    private static final double DELTA = 0.5;

    /** Of the authors' program: 10 on the mean over 32 faces. */
    private static final double FACTOR_RATE = 10 / 32.0;

    private static final double CENTRES = 0.01;

    /** As {@code form=own} has it: the most likely kappa for the votes on FER+ validation faces is 4 to 5. */
    private static final double EVIDENCE = 4;

    private static final double SELF = 0.5;

    /** What becomes of u. */
    enum FactorRule {
        /** It stays. */
        FIXED,
        /** As published: gradients of the loss move it. */
        LEARNED,
        /** It is computed from what the neighbours say of the label. */
        POSTERIOR;

        static FactorRule of(String factor) {
            return switch (factor) {
                case "learn" -> LEARNED;
                case "posterior" -> POSTERIOR;
                default -> FIXED;
            };
        }
    }

    /** How near two faces are. */
    enum Similarity {
        /** Of the paper. */
        GAUSSIAN,
        /** Of the authors' code. */
        L1;

        /** {@code log s}, at most 0. */
        double logarithm(ValenceArousal a, ValenceArousal b, double delta) {
            double dv = a.valence() - b.valence();
            double da = a.arousal() - b.arousal();
            return this == L1 ? -(Math.abs(dv) + Math.abs(da)) / delta : -(dv * dv + da * da) / (delta * delta);
        }
    }

    static NeighboursObjective of(ObjectiveOptions options) {
        var kernel = options.choice("similarity", "l1", List.of("l1", "gaussian"));
        var similarity = kernel.equals("l1") ? Similarity.L1 : Similarity.GAUSSIAN;
        boolean own =
                options.choice("form", "published", List.of("published", "own")).equals("own");
        var rule = FactorRule.of(options.text("factor", own ? "posterior" : "learn"));
        boolean live = options.choice("memory", "bank", List.of("bank", "live")).equals("live");
        boolean ownPlaces = options.choice("places", own ? "own" : "data", List.of("data", "own"))
                .equals("own");
        options.require(
                !live || !ownPlaces, "places=own moves faces as the training goes, which only memory=bank can follow");
        return new NeighboursObjective(
                options.whole("k", NEIGHBOURS, 1, MOST_NEIGHBOURS),
                similarity,
                options.number("delta", DELTA, 1e-3, 10),
                options.flag("calibration", true),
                rule == FactorRule.FIXED
                        ? options.number("factor", FACTOR, 0, 1, "learn", "posterior")
                        : options.number("start", FACTOR, 0.01, 0.99),
                rule,
                rule == FactorRule.LEARNED ? options.number("rate", FACTOR_RATE, 0, 1000) : 0,
                options.number("centres", own ? 0 : CENTRES, 0, 100),
                live,
                ownPlaces,
                options.number("evidence", own ? EVIDENCE : 0, 0, 1000),
                options.number("self", own ? SELF : 0, 0, 1),
                options.number("from", 0.25, 0, 1));
    }

    @Override
    public boolean needsValenceArousal() {
        return !ownPlaces && hearsNeighbours();
    }

    /** Otherwise a face hears itself alone. */
    boolean hearsNeighbours() {
        return self < 1;
    }

    @Override
    public Session open(Context context) {
        return new NeighboursSession(this, context);
    }

    /** The first epoch that listens to neighbours, from 1; in the first nobody has said anything yet. */
    int firstListening(int epochs) {
        return Math.max(live ? 1 : 2, 1 + (int) Math.round(from * epochs));
    }

    /**
     * n, {@code [faces][emotions]}.
     *
     * @param logSimilarity {@code [faces][neighbours]}
     * @param scores of the MLP, {@code [faces][neighbours]}, or all alike where nothing is calibrated
     * @param said p_j, {@code [faces][neighbours][emotions]}
     */
    static Tensor said(Tensor logSimilarity, Tensor scores, Tensor said) {
        // The softmax of log s + log r is c / sum c, and survives neighbours so far away that every s is 0.
        var contribution = torch.softmax(logSimilarity.add(torch.log_sigmoid(scores)), 1);
        return contribution.unsqueeze(2).mul(said).sum(1);
    }

    /**
     * d, {@code [faces][emotions]}.
     *
     * @param given one-hot labels, {@code [faces][emotions]}
     * @param factors u, {@code [faces][1]}
     */
    static Tensor target(Tensor given, Tensor factors, Tensor said) {
        return given.add(factors.mul(said.sub(given)));
    }

    /** w, how much of what is recovered of a face is its label. */
    double labelShare(double factor) {
        return (1 - factor) / (1 + evidence);
    }

    /**
     * {@code log(u / (1 - u))} of a label under {@link FactorRule#POSTERIOR}.
     *
     * @param slips rho
     * @param said what neighbours say of the label, in [0, 1]
     */
    static double posterior(double slips, double said, int emotions) {
        return Math.log(slips / (emotions * (1 - slips) * Math.max(said, LEAST_SAID)));
    }

    /**
     * The second half of L_D: as many as there are pairs, each counted twice, if all centres are one; 0 if they are far apart;
     * {@code centres [emotions][features]}.
     */
    static Tensor push(Tensor centres) {
        long emotions = centres.size(0);
        var apart = centres.unsqueeze(0).sub(centres.unsqueeze(1)).square().sum(2);
        var near = torch.exp(apart.mul(new Scalar(-1 / Math.sqrt((double) centres.size(1)))));
        // Less what each is to itself.
        return near.sum().sub(new Scalar(emotions));
    }
}
