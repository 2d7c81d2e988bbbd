package org.ambivalent.data;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.Decision;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Prediction;
import org.ambivalent.metrics.Observation;
import org.jspecify.annotations.Nullable;

/**
 * A face that counts under a protocol, with what people and a model say about it.
 *
 * @param index of the face in its dataset
 */
record ScoredFace(int index, Face face, Protocol.Target target, Prediction prediction) {

    /** The largest share of votes that is no majority. */
    private static final double DIVIDED = 0.5;

    /** The faces that count, in the order of the dataset. */
    static List<ScoredFace> of(Dataset dataset, List<Prediction> predictions, Protocol protocol) {
        var counted = new ArrayList<ScoredFace>();
        for (int i = 0; i < dataset.size(); i++) {
            int index = i;
            Face face = dataset.faces().get(i);
            protocol.target(face, dataset.labels().size())
                    .ifPresent(target -> counted.add(new ScoredFace(index, face, target, predictions.get(index))));
        }
        return counted;
    }

    Distribution predicted() {
        return prediction.distribution();
    }

    /** The true posterior where it is known, otherwise what people say. */
    Distribution reference() {
        var truth = face.truth();
        return truth == null ? target.distribution() : truth;
    }

    boolean wrong() {
        return predicted().top() != target.label();
    }

    /** Whether people disagree: no emotion has more than half of the votes for an emotion. */
    static boolean isDivided(Distribution votes) {
        return votes.confidence() <= DIVIDED;
    }

    /** Of a prediction that has one: calibrated models decide about every face, others about none. */
    Decision decision() {
        return prediction.decision().orElseThrow();
    }

    boolean isDecided() {
        return prediction.decision().isPresent();
    }

    Observation toTarget() {
        return new Observation(target.distribution(), target.label(), predicted());
    }

    @Nullable
    Observation to(@Nullable Distribution other) {
        return other == null ? null : new Observation(other, target.label(), predicted());
    }

    @Nullable
    Observation predicting(@Nullable Distribution other) {
        return other == null ? null : new Observation(target.distribution(), target.label(), other);
    }
}
