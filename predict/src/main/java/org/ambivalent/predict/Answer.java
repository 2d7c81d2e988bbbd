package org.ambivalent.predict;

import java.util.List;
import java.util.OptionalDouble;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Prediction;

/**
 * What a network itself says about one face, before anything that a calibration adds.
 *
 * @param samples one distribution for each posterior sample or member, at least one
 * @param importance see {@link Prediction}
 * @param unfamiliarity see {@link Prediction}
 * @param features what the trunk makes of the face before the head, those of all members one after another; none if nobody
 *     asked for them, or the model file does not answer with them. Whatever the trunk hides is hidden as in sample 0
 * @param face what tells the face from others: {@link org.ambivalent.core.Masks#key} of its pixels
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to a density, never compared
public record Answer(
        List<Distribution> samples,
        OptionalDouble importance,
        OptionalDouble unfamiliarity,
        float[] features,
        long face) {

    public Answer {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("An answer has at least 1 sample");
        }
    }
}
