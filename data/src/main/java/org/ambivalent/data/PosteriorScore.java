package org.ambivalent.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ambivalent.metrics.Estimate;

/**
 * Everything that is asked of the samples of a posterior, see {@link PosteriorScoring}.
 *
 * @param faces with votes for an emotion
 * @param majorityFaces that have a majority
 * @param samples of each face
 * @param temperatures fitted on the first half of the faces and on the second, by {@link CalibratedTo#key()}
 * @param figures by {@code CALIBRATION.PROTOCOL.MEASURE}, such as {@code toVotes.all.jensenShannon}; measures as in
 *     {@link PosteriorFigures}, and how far the posterior exceeds networks alone
 * @param members mean and deviation over the members of an ensemble, each scored alone, by the same names; empty for others
 * @param bySamples what more samples bring, not calibrated
 * @param agreement by {@link CalibratedTo#key()}, from little agreement of people to much
 * @param riskCurve by protocol: the share of wrong answers among the 5, 10, .. 100 % of faces doubted least
 * @param coverage whether conformal sets keep their promise
 * @param risk whether abstaining keeps its promise
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PosteriorScore(
        int faces,
        int majorityFaces,
        int samples,
        Map<String, List<Double>> temperatures,
        Map<String, Estimate> figures,
        Map<String, Spread> members,
        List<SampleCount> bySamples,
        Map<String, List<AgreementLevel>> agreement,
        Map<String, List<Double>> riskCurve,
        List<CoverageCheck> coverage,
        List<RiskCheck> risk) {

    /**
     * The same figure of several models; of those that have it, where some have none.
     *
     * @param mean of them
     * @param deviation standard deviation, with one less in the denominator
     */
    public record Spread(double mean, double deviation) {

        /** Of the figures of several models, by name; those that the first one lacks are left out. */
        static Map<String, Spread> of(List<Map<String, Estimate>> models) {
            var spreads = new LinkedHashMap<String, Spread>();
            for (String name : models.get(0).keySet()) {
                spreads.put(
                        name,
                        of(models.stream()
                                .flatMap(model -> Stream.ofNullable(model.get(name)))
                                .mapToDouble(Estimate::value)
                                .filter(value -> !Double.isNaN(value))
                                .toArray()));
            }
            return spreads;
        }

        private static Spread of(double... values) {
            double mean = Arrays.stream(values).average().orElse(Double.NaN);
            double squares = Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
            return new Spread(Rounded.of(mean), Rounded.of(Math.sqrt(squares / (values.length - 1))));
        }
    }

    /**
     * The mean of some samples as a prediction.
     *
     * @param samples the first so many
     * @param accuracy on faces with a majority
     * @param jensenShannon to the votes, nats, on all faces
     */
    public record SampleCount(int samples, Estimate accuracy, Estimate jensenShannon) {}

    /** A figure; NaN if it is not there. */
    public Estimate figure(CalibratedTo to, Protocol protocol, String measure) {
        return figures.getOrDefault(key(to, protocol, measure), new Estimate(Double.NaN, Double.NaN, Double.NaN));
    }

    /** The figure of members; NaN if it is not there. */
    public Spread member(CalibratedTo to, Protocol protocol, String measure) {
        return members.getOrDefault(key(to, protocol, measure), new Spread(Double.NaN, Double.NaN));
    }

    private static String key(CalibratedTo to, Protocol protocol, String measure) {
        return prefix(to, protocol) + measure;
    }

    static String prefix(CalibratedTo to, Protocol protocol) {
        return to.key() + "." + protocol.key() + ".";
    }
}
