package org.ambivalent.decide;

import java.util.List;
import java.util.Optional;
import org.ambivalent.core.BadInputException;
import org.ambivalent.metrics.RiskCoverage;
import org.ambivalent.metrics.RiskCoverage.Point;

/**
 * Finds the largest threshold on a doubt below which answers are wrong no more often than was asked for, guaranteed:
 * the risk of the faces accepted exceeds the target in at most a share delta of calibrations. A threshold that accepts
 * m of the n faces, w of them wrong, is good enough if so few would be too lucky for a risk as large as the target r:
 * <pre>
 *   P(Binomial(m, r) &lt;= w) &lt;= delta          which says: the upper Clopper-Pearson bound of the risk is at most r
 * </pre>
 * Many thresholds tried are many chances to be lucky, so they are tried in an order that is fixed before any face is
 * seen, and the first that fails ends it (fixed-sequence testing, which needs no correction of delta): {@value #RUNGS}
 * evenly spaced numbers of faces, from a quarter of all, or as many as the guarantee needs at least, to all of them. A
 * rule therefore accepts at least a quarter of the faces. Faces of equal doubt are accepted together.
 *
 * <p>The m faces below a threshold are m independent draws from all faces below it, because the threshold is the doubt
 * of the next face. What is assumed: faces and predictions are like those the rule will meet, new to the model and
 * drawn at random, and accepting more doubtful faces does not bring a risk that is above the target back below it.
 *
 * <p>The alternatives, measured on simulated faces by {@code core/src/test/golden/guarantees.py} (delta 0.1, targets
 * from 0.02 to 0.1): the share of the best possible coverage that is reached with 200, 500, 1,000 and 3,500 faces, and
 * how often the target was exceeded in the worst case.
 * <pre>
 *   this sequence                                             0.31  0.47  0.57  0.70     0.080
 *   the same, every number of faces from the fewest           0.30  0.36  0.39  0.42     0.089
 *   binary search, delta / ceil(log2 n) each (Geifman)        0.15  0.31  0.45  0.67     0.012
 *   these 20 numbers in any order, delta / 20 each            0.15  0.34  0.47  0.64     0.005
 * </pre>
 *
 * <p>Source: Geifman and El-Yaniv 2017, <a href="https://arxiv.org/abs/1705.08500">Selective Classification for Deep
 * Neural Networks</a>, for the guarantee; Angelopoulos et al. 2021, <a href="https://arxiv.org/abs/2110.01052">Learn
 * then Test</a>, for the sequence; Clopper and Pearson 1934, <a href="https://doi.org/10.1093/biomet/26.4.404">The Use
 * of Confidence or Fiducial Limits</a>, for the bound.
 *
 * <p>Accumulates, combines and reads. Every face is kept.
 */
public final class RiskGuarantee {

    /** The delta of Angelopoulos et al. and most others. */
    public static final double DEFAULT_DELTA = 0.1;

    /** More would come closer to the best threshold, and would as often be stopped by chance long before. */
    private static final int RUNGS = 20;

    /** A shorter first step is easily stopped by a wrong face or two, a longer one by faces that earn no trust. */
    private static final double FIRST = 0.25;

    /** The loss is 1 for a wrong answer and 0 for a right one. */
    private final RiskCoverage faces = new RiskCoverage();

    /**
     * Takes one face into account.
     *
     * @param doubt any number but NaN, lower for faces that are accepted first, and below infinity, which as a threshold says
     *     that all are accepted; see {@link AbstentionRule#doubt}
     * @param wrong whether the answer would be
     */
    public void add(double doubt, boolean wrong) {
        if (doubt == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("A doubt must be below infinity");
        }
        faces.add(doubt, wrong ? 1 : 0);
    }

    /** Takes all faces of another one into account; the other is unchanged. */
    public void combine(RiskGuarantee other) {
        faces.combine(other.faces);
    }

    /** Number of faces. */
    public int size() {
        return faces.size();
    }

    /** The fewest faces, all right, that guarantee this risk: the smallest n with {@code (1 - r)^n <= delta}. */
    public static long facesNeeded(double targetRisk, double delta) {
        AbstentionRule.requireTarget(targetRisk, delta);
        long n = Math.max(1, (long) (Math.log(delta) / Math.log1p(-targetRisk)));
        // Beyond the largest number there is none.
        while (n < Long.MAX_VALUE && allRight(n, targetRisk) > delta) {
            n++;
        }
        return n;
    }

    /**
     * The rule that accepts the most faces with this risk, in (0, 1), except with probability {@code delta}, in (0, 1).
     *
     * @throws BadInputException if there are too few faces, or too many of those least doubted are wrong
     */
    public AbstentionRule rule(double targetRisk, double delta) {
        long first = Math.max(facesNeeded(targetRisk, delta), (long) Math.ceil(FIRST * size()));
        if (first > size()) {
            throw new BadInputException("Too few faces for a guarantee: at most " + targetRisk
                    + " of the answers wrong, except with probability " + delta + ", needs at least " + first
                    + " faces, even if all are right, but there are " + size()
                    + ". Calibrate with more faces, or allow a higher risk.");
        }
        var curve = faces.curve();
        int last = -1;
        for (int rung = 0; rung < RUNGS; rung++) {
            long least = first + Math.round((double) rung * (size() - first) / (RUNGS - 1));
            int next = accepting(least, curve);
            if (!isGuaranteed(curve.get(next), targetRisk, delta)) {
                break;
            }
            last = next;
        }
        if (last < 0) {
            throw tooManyWrong(curve.get(accepting(first, curve)), targetRisk, delta);
        }
        double threshold = last + 1 < curve.size() ? curve.get(last + 1).doubt() : Double.POSITIVE_INFINITY;
        return new AbstentionRule(threshold, targetRisk, delta, curve.get(last).coverage(), size());
    }

    /** What would be promised at other targets, with the same delta; empty if nothing can be. */
    public Optional<RiskTable> table(double delta) {
        return size() == 0 ? Optional.empty() : RiskTable.of(this, delta);
    }

    /** The first point that accepts at least so many faces. */
    private int accepting(long least, List<Point> curve) {
        int point = 0;
        while (accepted(curve.get(point)) < least) {
            point++;
        }
        return point;
    }

    private int accepted(Point point) {
        return (int) Math.round(point.coverage() * size());
    }

    private int wrong(Point point) {
        return (int) Math.round(point.risk() * accepted(point));
    }

    private boolean isGuaranteed(Point point, double targetRisk, double delta) {
        return atMostWrong(wrong(point), accepted(point), targetRisk) <= delta;
    }

    /** {@code P(Binomial(m, r) <= w)}. */
    static double atMostWrong(int wrong, int accepted, double risk) {
        return wrong == 0
                ? allRight(accepted, risk)
                : CountLaw.binomial(accepted, risk).atMost(wrong);
    }

    private static double allRight(long accepted, double risk) {
        return Math.exp(accepted * Math.log1p(-risk));
    }

    private BadInputException tooManyWrong(Point first, double targetRisk, double delta) {
        var law = CountLaw.binomial(accepted(first), targetRisk);
        int allowed = 0;
        while (law.atMost(allowed + 1) <= delta) {
            allowed++;
        }
        return new BadInputException("No threshold has the guarantee: of the " + accepted(first) + " least doubted of "
                + size() + " faces " + wrong(first) + " are wrong, and no more than " + allowed
                + " may be for at most " + targetRisk + " of the answers wrong, except with probability " + delta
                + ". Allow a higher risk, calibrate with more faces, or train a better model.");
    }
}
