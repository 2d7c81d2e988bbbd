package org.ambivalent.core;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * How many people chose each emotion for one face, and how many could not say.
 *
 * <p>Two protocols read votes (Barsoum et al. 2016, arXiv 1608.01041, and the authors' published code):
 * <ul>
 *   <li><b>majority</b>: a count of 1 becomes 0; the largest cleaned count must be more than half of all cleaned votes
 *       and belong to an emotion, see {@link #majority()};
 *   <li><b>all votes</b>: the raw votes over the emotions, normalised, see {@link #distribution()}.
 * </ul>
 */
public final class Votes {

    /** No crowd is larger than this; a bigger count is a damaged file. */
    public static final int MAX_COUNT = 1_000_000;

    private final int[] emotions;
    private final int unknown;
    private final int notAFace;

    private Votes(int[] emotions, int unknown, int notAFace) {
        this.emotions = emotions;
        this.unknown = unknown;
        this.notAFace = notAFace;
    }

    /** Counts {@code [emotions]}, at least two, and the votes for "unknown" and "not a face". */
    public static Votes of(int[] emotions, int unknown, int notAFace) {
        if (emotions.length < 2) {
            throw new IllegalArgumentException("Votes are over at least 2 emotions, but got " + emotions.length);
        }
        for (int count : emotions) {
            requireCount(count);
        }
        requireCount(unknown);
        requireCount(notAFace);
        return new Votes(emotions.clone(), unknown, notAFace);
    }

    /** Votes for emotions alone, {@code [emotions]}. */
    public static Votes of(int... emotions) {
        return of(emotions, 0, 0);
    }

    /** One vote, for one of so many emotions: what a label alone comes to. */
    public static Votes single(int emotion, int emotions) {
        var counts = new int[emotions];
        counts[emotion] = 1;
        return of(counts);
    }

    private static void requireCount(int count) {
        if (count < 0 || count > MAX_COUNT) {
            throw new IllegalArgumentException("A vote count must be in [0, " + MAX_COUNT + "], but got " + count);
        }
    }

    /** Number of emotions that could be chosen, "unknown" and "not a face" not among them. */
    public int size() {
        return emotions.length;
    }

    public int count(int emotion) {
        return emotions[emotion];
    }

    public int unknown() {
        return unknown;
    }

    public int notAFace() {
        return notAFace;
    }

    /** All votes, "unknown" and "not a face" among them. */
    public int total() {
        return emotionTotal() + unknown + notAFace;
    }

    /** Votes for an emotion. */
    public int emotionTotal() {
        return Arrays.stream(emotions).sum();
    }

    /** Whether anyone saw an emotion: what the all-votes protocol asks of a face. */
    public boolean hasEmotion() {
        return emotionTotal() > 0;
    }

    /**
     * The share of each emotion among the votes for an emotion, {@code d_k = v_k / sum_j v_j}.
     *
     * @throws IllegalStateException if nobody voted for an emotion, see {@link #hasEmotion()}
     */
    public Distribution distribution() {
        if (!hasEmotion()) {
            throw new IllegalStateException("Nobody voted for an emotion: " + this);
        }
        return Distribution.proportionalTo(
                Arrays.stream(emotions).asDoubleStream().toArray());
    }

    /** The emotion with most votes, the first of those that tie. */
    public int plurality() {
        int top = 0;
        for (int k = 1; k < emotions.length; k++) {
            if (emotions[k] > emotions[top]) {
                top = k;
            }
        }
        return top;
    }

    /**
     * The emotion of one vote, the {@code floor(draw x votes)}-th of the votes for an emotion in the order of the emotions;
     * empty if there is none.
     *
     * @param draw in [0, 1): drawn uniformly, every vote is as probable as any other
     */
    public OptionalInt drawn(double draw) {
        int total = emotionTotal();
        return total == 0 ? OptionalInt.empty() : OptionalInt.of(emotionOf((int) (draw * total), emotions));
    }

    /**
     * The emotion that more than half of the cleaned votes name, or empty. Cleaning turns each count of 1, those of
     * "unknown" and "not a face" too, into 0; the votes left are the whole.
     */
    public OptionalInt majority() {
        int top = plurality();
        int cleaned = cleaned(unknown) + cleaned(notAFace);
        for (int count : emotions) {
            cleaned += cleaned(count);
        }
        return 2 * cleaned(emotions[top]) > cleaned ? OptionalInt.of(top) : OptionalInt.empty();
    }

    /** A count as the majority protocol sees it: a single vote is a slip, so 1 is 0. */
    public static int cleaned(int count) {
        return count == 1 ? 0 : count;
    }

    /**
     * Half of the votes for an emotion (one less if their number is odd), drawn one after the other without replacement;
     * "unknown" and "not a face" are left out. The others are {@link #without} these.
     */
    public Votes half(SplittableRandom random) {
        var left = emotions.clone();
        var half = new int[emotions.length];
        int total = emotionTotal();
        for (int drawn = 0; drawn < total / 2; drawn++) {
            int emotion = emotionOf(random.nextInt(total - drawn), left);
            left[emotion]--;
            half[emotion]++;
        }
        return of(half);
    }

    /** The emotion of one vote when the votes stand in a row, sorted by emotion. */
    private static int emotionOf(int vote, int[] counts) {
        int emotion = 0;
        for (int before = counts[0]; before <= vote; before += counts[emotion]) {
            emotion++;
        }
        return emotion;
    }

    /** The votes for an emotion that are not among some of them. */
    public Votes without(Votes some) {
        var others = emotions.clone();
        for (int k = 0; k < others.length; k++) {
            others[k] -= some.count(k);
        }
        return of(others);
    }

    /** A copy of the emotions' counts, {@code [emotions]}. */
    public int[] toArray() {
        return emotions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Votes that
                && Arrays.equals(emotions, that.emotions)
                && unknown == that.unknown
                && notAFace == that.notAFace;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(emotions) + unknown) + notAFace;
    }

    @Override
    public String toString() {
        return Arrays.toString(emotions) + " unknown " + unknown + " not a face " + notAFace;
    }
}
