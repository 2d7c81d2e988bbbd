package org.ambivalent.metrics;

import java.util.Collection;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.ambivalent.core.Votes;

/**
 * How far people agree with each other, so that a model's figures can be read beside theirs. Convention: only votes for an
 * emotion count; "unknown" and "not a face" are set aside, as in {@link Votes#distribution()}.
 *
 * <ul>
 *   <li><b>entropy</b>: mean H of the crowd's distribution;
 *   <li><b>halves</b>: a face's votes are shuffled and cut into two halves (the second has one more if their number is
 *       odd), whose distributions differ by JS; the mean over {@value #SPLITS} random cuts, then over faces. A model's
 *       JS to all votes is an easier test than this: compare its JS to one half;
 *   <li><b>agreement</b>: the share of a face's voters who name the plurality of the others (the first emotion of those
 *       that tie, as in {@link Votes#plurality()}), exact over voters, then the mean over faces;
 *   <li><b>ceiling</b>: the share of a face's voters without whom its plurality stays what it is, the mean over faces. Who always
 *       names the plurality of all is right by that of all every time, but by that of the others only so often: as much as a
 *       model's accuracy may be above a person's agreement for no merit of its own.
 * </ul>
 * Faces without a vote for an emotion are left out; those with only one count for the entropy, but have no halves and no
 * others. A figure without faces is NaN.
 *
 * @param faces with at least one vote for an emotion
 * @param entropy in nats, in [0, log emotions]
 * @param halves Jensen-Shannon divergence in nats, in [0, log 2]
 * @param agreement in [0, 1]
 * @param ceiling in [0, 1], at least the agreement
 */
public record HumanReference(long faces, double entropy, double halves, double agreement, double ceiling) {

    /** Keeps what the seed contributes to the mean over 3,000 faces near 0.0003 nats. */
    private static final int SPLITS = 20;

    /** The levels of these crowds; the seed decides how each is cut into halves. */
    public static HumanReference of(Collection<Votes> crowds, long seed) {
        var entropy = new Mean();
        var halves = new Mean();
        var agreement = new Mean();
        var ceiling = new Mean();
        var random = new SplittableRandom(seed);
        for (Votes votes : crowds) {
            if (votes.hasEmotion()) {
                entropy.add(votes.distribution().entropy());
            }
            if (votes.emotionTotal() >= 2) {
                halves.add(differenceOfHalves(votes, random));
                agreement.add(agreementWithOthers(votes, k -> k));
                ceiling.add(agreementWithOthers(votes, k -> votes.plurality()));
            }
        }
        return new HumanReference(entropy.count(), entropy.value(), halves.value(), agreement.value(), ceiling.value());
    }

    private static double differenceOfHalves(Votes votes, SplittableRandom random) {
        double sum = 0;
        for (int s = 0; s < SPLITS; s++) {
            var half = votes.half(random);
            sum += Divergence.jensenShannon(
                    half.distribution(), votes.without(half).distribution());
        }
        return sum / SPLITS;
    }

    /** How often what is said in place of a vote is the plurality of the other votes. */
    private static double agreementWithOthers(Votes votes, IntUnaryOperator said) {
        int agreeing = 0;
        for (int k = 0; k < votes.size(); k++) {
            if (votes.count(k) > 0 && pluralityWithoutOne(votes, k) == said.applyAsInt(k)) {
                agreeing += votes.count(k);
            }
        }
        return (double) agreeing / votes.emotionTotal();
    }

    private static int pluralityWithoutOne(Votes votes, int emotion) {
        int[] others = votes.toArray();
        others[emotion]--;
        return Votes.of(others).plurality();
    }
}
