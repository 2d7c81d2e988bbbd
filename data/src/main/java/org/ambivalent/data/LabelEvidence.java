package org.ambivalent.data;

import java.util.OptionalDouble;
import org.ambivalent.core.Distribution;
import org.jspecify.annotations.Nullable;

/**
 * What trainings say about the given label of one face.
 *
 * @param predicted out of sample: by a network that has not seen the label
 * @param seen what trainings that have seen the label made of the face in the end, on average; null where they do not say
 * @param trust how far these trainings trust the label, in [0, 1]; empty where they do not say
 * @param relabelled the share of these trainings that gave the face another label, in [0, 1]; empty where there are none
 */
public record LabelEvidence(
        Distribution predicted, @Nullable Distribution seen, OptionalDouble trust, OptionalDouble relabelled) {

    /** Both opinions, averaged, or the one there is. */
    Distribution opinion() {
        return seen == null ? predicted : predicted.averageWith(seen);
    }
}
