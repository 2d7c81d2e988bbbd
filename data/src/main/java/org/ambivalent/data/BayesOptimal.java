package org.ambivalent.data;

import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;

/**
 * The best possible observer of sampled faces: it knows the model they were drawn from and answers with the true
 * posterior {@link Face#truth()}. How far a trained model may come is how far this one does, on the same faces.
 */
public final class BayesOptimal {

    private BayesOptimal() {}

    /**
     * Its answer for each face, index by index: scored by {@link Evaluation} as any model's, it is the row to put beside
     * the model's.
     *
     * @throws BadInputException if the truth of a face is not known
     */
    public static List<Distribution> answers(Dataset dataset) {
        return dataset.faces().stream().map(face -> truth(dataset, face)).toList();
    }

    /**
     * Its accuracy on these faces under a protocol: the share of the faces that count whose label (the votes' majority,
     * or most voted emotion) is the most probable emotion, {@code arg max_c p(c | z)}; NaN if no face counts.
     *
     * <p>The label is made of several votes, so this is well above {@link #expectedAccuracy}.
     */
    public static double accuracy(Dataset dataset, Protocol protocol) {
        return dataset.faces().stream()
                .flatMap(face -> protocol
                        .target(face, dataset.labels().size())
                        .map(target -> target.label() == truth(dataset, face).top())
                        .stream())
                .mapToInt(right -> right ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Its expected accuracy against a single draw from the truth, such as one vote or the emotion a face was drawn from:
     * {@code 1/N sum_i max_c p(c | z_i)}; NaN if there are no faces.
     */
    public static double expectedAccuracy(Dataset dataset) {
        return answers(dataset).stream()
                .mapToDouble(Distribution::confidence)
                .average()
                .orElse(Double.NaN);
    }

    private static Distribution truth(Dataset dataset, Face face) {
        var truth = face.truth();
        if (truth == null) {
            throw new BadInputException(dataset.name() + ": the true probabilities of " + face.id()
                    + " are not known. Only sampled faces have them.");
        }
        return truth;
    }
}
