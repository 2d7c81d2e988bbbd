package org.ambivalent.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import org.ambivalent.data.PosteriorScore.Spread;
import org.ambivalent.metrics.Estimate;

/**
 * What a posterior is worth on faces that were changed, see {@link ShiftScoring}.
 *
 * @param faces what was done to them: {@link Corruption#text()}, or "clean"
 * @param figures by {@code CALIBRATION.PROTOCOL.MEASURE} as in {@link PosteriorScore}, and {@code abstained} and {@code risk}
 * @param members mean and deviation over the members of an ensemble, each scored alone, by the same names; empty for others
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ShiftScore(String faces, Map<String, Estimate> figures, Map<String, Spread> members) {

    /** The name of faces as they are. */
    public static final String CLEAN = "clean";

    /** The same with what its members score alone, at least two. */
    public ShiftScore with(List<ShiftScore> alone) {
        return new ShiftScore(
                faces,
                figures,
                Spread.of(alone.stream().map(ShiftScore::figures).toList()));
    }

    /** A figure of members; NaN if it is not there. */
    public Spread member(String name) {
        return members.getOrDefault(name, new Spread(Double.NaN, Double.NaN));
    }

    /** A figure; NaN if it is not there. */
    public Estimate figure(String name) {
        return figures.getOrDefault(name, new Estimate(Double.NaN, Double.NaN, Double.NaN));
    }
}
