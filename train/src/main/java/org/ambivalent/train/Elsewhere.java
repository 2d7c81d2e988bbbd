package org.ambivalent.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Evaluation;
import org.ambivalent.data.Face;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.Measure;
import org.ambivalent.data.Rounded;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.SharedEmotions;
import org.ambivalent.data.Split;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * How good a model is on faces of another dataset, or under other labels, than it was trained on.
 *
 * @param dataset {@value #OWN_LABELS}, {@value #VOTES} or {@value #SAMPLED}
 * @param faces scored
 * @param accuracy with its 95 % bootstrap interval
 * @param jensenShannon to the votes, nats, or null where there are none
 */
public record Elsewhere(
        String dataset,
        int faces,
        Estimate accuracy,
        @JsonInclude(Include.NON_NULL) @Nullable Estimate jensenShannon) {

    /** The validation faces with a majority under the dataset's own labels, such as FER2013's. */
    static final String OWN_LABELS = "own labels";

    /** The validation faces under their votes. */
    static final String VOTES = "votes";

    /** Faces drawn from the statistical model, whose votes follow a known truth. */
    static final String SAMPLED = "sampled faces";

    private static final int SAMPLED_FACES = 2000;

    /** Of a training that has been run to its end; on the emotions that the dataset's own labels name, if it has any. */
    static List<Elsewhere> of(TrialTraining training, Dataset validation, Bootstrap bootstrap) {
        var scores = new ArrayList<Elsewhere>();
        var shared = shared(validation);
        scores.add(score(VOTES, training, validation, shared, bootstrap));
        if (validation.faces().stream().anyMatch(Elsewhere::hasOwnLabel)) {
            scores.add(score(OWN_LABELS, training, GivenLabels.ORIGINAL.of(clear(validation)), shared, bootstrap));
        }
        var sampled = SampledFaces.defaults().withCounts(0, SAMPLED_FACES, 0).dataset();
        if (sampled.labels().equals(validation.labels())
                && sampled.images().shape().equals(validation.images().shape())) {
            scores.add(score(SAMPLED, training, sampled.split(Split.VALID), shared, bootstrap));
        }
        return scores;
    }

    /** The faces that are scored under their votes, so that labels alone differ. */
    private static Dataset clear(Dataset validation) {
        return validation.where(
                face -> face.votes() != null && face.votes().majority().isPresent());
    }

    private static boolean hasOwnLabel(Face face) {
        return face.hasVotes() && face.givenLabel().isPresent();
    }

    /** FER2013's own labels know no contempt. */
    private static SharedEmotions shared(Dataset validation) {
        var labels = validation.labels();
        var own = validation.faces().stream()
                .filter(Elsewhere::hasOwnLabel)
                .map(face -> labels.name(face.givenLabel().orElseThrow()))
                .collect(Collectors.toSet());
        return own.isEmpty()
                ? SharedEmotions.of(labels, labels)
                : SharedEmotions.of(labels, new LabelSet(List.copyOf(own)));
    }

    private static Elsewhere score(
            String name, TrialTraining training, Dataset dataset, SharedEmotions shared, Bootstrap bootstrap) {
        var faces = shared.of(dataset);
        // The network answers in its own emotions.
        var predicted = training.sample(shared.faces(dataset)).means().stream()
                .map(distribution -> shared.of(dataset.labels(), distribution))
                .toList();
        var evaluation = Evaluation.of(faces, predicted, bootstrap);
        var all = evaluation.all();
        return new Elsewhere(
                name,
                evaluation.majority().faces(),
                Rounded.of(evaluation.majority().get(Measure.ACCURACY)),
                all == null ? null : Rounded.of(all.get(Measure.JENSEN_SHANNON)));
    }
}
