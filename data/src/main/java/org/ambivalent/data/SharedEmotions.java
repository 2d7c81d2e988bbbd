package org.ambivalent.data;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.core.Votes;

/**
 * The emotions that a model and a dataset both know, so that the one can be scored on the other: FER+ has contempt, RAF-DB has
 * not, and AffectNet lists them in another order.
 *
 * <p>Predictions are conditioned on them, {@code p_k / sum over shared j of p_j}. Faces with another label are left out; votes for
 * another emotion count as votes for none, so that a majority is still one among all who voted. Single votes are taken away before
 * they are added up, as {@link Votes#majority()} would: a shared emotion has the majority afterwards if and only if it had it before.
 *
 * @param labels the shared emotions, in the order of whichever was named first
 */
public record SharedEmotions(LabelSet labels) {

    private static final int FEWEST = 2;

    /**
     * What both know.
     *
     * @throws BadInputException if that is not even {@value #FEWEST}
     */
    public static SharedEmotions of(LabelSet one, LabelSet other) {
        var shared = one.names().stream()
                .filter(name -> other.find(name).isPresent())
                .toList();
        if (shared.size() < FEWEST) {
            throw new BadInputException("The emotions " + one + " and " + other + " have "
                    + (shared.isEmpty() ? "none" : "only " + shared.get(0)) + " in common, but two are needed."
                    + " Map the dataset's words with --label-map.");
        }
        return new SharedEmotions(new LabelSet(shared));
    }

    /** The faces about which something is known in these emotions, with all that is known of them. */
    public Dataset faces(Dataset data) {
        int[] origin = origin(data.labels());
        return data.labels().equals(labels) ? data : data.where(face -> hasAny(face, origin));
    }

    /** The same faces, and no more than what is known in these emotions. */
    public Dataset of(Dataset data) {
        if (data.labels().equals(labels)) {
            return data;
        }
        int[] origin = origin(data.labels());
        var kept = faces(data);
        var faces = kept.faces().stream().map(face -> of(face, origin)).toList();
        return new Dataset(kept.name(), labels, faces, kept.images(), kept.hash(), kept.skipped());
    }

    /** Index in a set of each shared emotion. */
    private int[] origin(LabelSet set) {
        return labels.names().stream().mapToInt(set::indexOf).toArray();
    }

    private static boolean hasAny(Face face, int[] origin) {
        var votes = face.votes();
        boolean voted = votes != null && IntStream.of(origin).anyMatch(k -> votes.count(k) > 0);
        return voted || shared(face.givenLabel(), origin).isPresent();
    }

    private static OptionalInt shared(OptionalInt label, int[] origin) {
        return IntStream.range(0, origin.length)
                .filter(k -> label.isPresent() && origin[k] == label.getAsInt())
                .findFirst();
    }

    private static Face of(Face face, int[] origin) {
        var label = shared(face.givenLabel(), origin);
        var votes = face.votes();
        var truth = face.truth();
        return new Face(
                face.id(),
                face.split(),
                votes == null ? null : of(votes, origin),
                label.isPresent() ? label.getAsInt() : null,
                face.valenceArousal(),
                face.group(),
                truth == null ? null : of(truth, origin));
    }

    private static Votes of(Votes votes, int[] origin) {
        int[] counts = IntStream.of(origin).map(votes::count).toArray();
        int others = IntStream.range(0, votes.size())
                .filter(k -> IntStream.of(origin).noneMatch(shared -> shared == k))
                .map(k -> Votes.cleaned(votes.count(k)))
                .sum();
        return Votes.of(counts, Votes.cleaned(votes.unknown()) + others, votes.notAFace());
    }

    private static Distribution of(Distribution distribution, int[] origin) {
        double[] weights =
                IntStream.of(origin).mapToDouble(distribution::probability).toArray();
        // Who is sure of something else says nothing about these.
        return IntStream.range(0, weights.length).allMatch(k -> weights[k] == 0)
                ? Distribution.uniform(weights.length)
                : Distribution.proportionalTo(weights);
    }

    /** A distribution over a set that has these emotions, given that it is one of them. */
    public Distribution of(LabelSet set, Distribution distribution) {
        return set.equals(labels) ? distribution : of(distribution, origin(set));
    }

    /**
     * A prediction given that it is one of these emotions; without what was promised, or sampled, for all of the model's own, if they
     * are others.
     */
    public Prediction of(Prediction prediction) {
        if (prediction.labels().equals(labels)) {
            return prediction;
        }
        var conditioned = of(prediction.labels(), prediction.distribution());
        return new Prediction(labels, conditioned, Uncertainty.of(List.of(conditioned)));
    }
}
