package org.ambivalent.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.data.PosteriorScore.SampleCount;
import org.ambivalent.data.PosteriorScore.Spread;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Divergence;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.Observation;

/**
 * Scores the samples of a posterior against what people say, as they are and calibrated: a temperature is fitted on one seeded
 * half of the faces and used on the other, both ways, so every face counts once and none is judged by a temperature that
 * has seen it. Sets and abstention are not calibrated before: their thresholds do that themselves.
 *
 * <p>No network is needed. The same samples, bootstrap and faces give the same score.
 */
public final class PosteriorScoring {

    /** Of the half on which temperatures are fitted; the same for all posteriors, so that they are compared alike. */
    public static final long HALVES_SEED = 1;

    private static final int[] SAMPLE_COUNTS = {1, 2, 3, 5, 10, 20, 50};
    static final int FEWEST_RESAMPLES = 2;

    private final Dataset data;
    private final Bootstrap bootstrap;
    private final Map<Protocol, List<JudgedFace>> judged;
    private final RandomHalves halves;

    private PosteriorScoring(Dataset data, Bootstrap bootstrap) {
        this.data = data;
        this.bootstrap = bootstrap;
        this.judged = Map.of(
                Protocol.MAJORITY, JudgedFace.of(data, Protocol.MAJORITY),
                Protocol.ALL_VOTES, JudgedFace.of(data, Protocol.ALL_VOTES));
        this.halves = RandomHalves.of(data.size(), HALVES_SEED);
    }

    /**
     * The score of some samples.
     *
     * @param alone what the same networks say without a posterior: each member or head of an ensemble, or the network from
     *     which nothing is hidden. The samples are compared with them face by face; several are scored alone, too
     * @throws BadInputException if there are too few faces with votes to calibrate on one half and judge on the other
     */
    public static PosteriorScore of(
            Dataset data, PosteriorSamples samples, PosteriorSamples alone, Bootstrap bootstrap) {
        return new PosteriorScoring(data, bootstrap)
                .score(
                        samples,
                        IntStream.range(0, alone.samples())
                                .mapToObj(network -> alone.alone(network).all())
                                .toList());
    }

    /**
     * The score of some samples that are compared with nothing.
     *
     * @throws BadInputException as above
     */
    public static PosteriorScore of(Dataset data, PosteriorSamples samples, Bootstrap bootstrap) {
        return new PosteriorScoring(data, bootstrap).score(samples, List.of());
    }

    private PosteriorScore score(PosteriorSamples samples, List<List<List<Distribution>>> networks) {
        var raw = samples.all();
        var calibrations = calibrations(raw);
        var figures = figures(raw, calibrations, bootstrap);
        if (!networks.isEmpty()) {
            figures.putAll(overAlone(raw, calibrations, networks));
        }
        var temperatures = new LinkedHashMap<String, List<Double>>();
        var agreement = new LinkedHashMap<String, List<AgreementLevel>>();
        calibrations.forEach((to, calibration) -> {
            temperatures.put(
                    to.key(),
                    calibration.temperatures().stream().map(Rounded::of).toList());
            var predicted = means(calibration.applyTo(raw));
            agreement.put(to.key(), AgreementLevel.of(judged(Protocol.ALL_VOTES), predicted, bootstrap.seed()));
        });
        var predicted = means(raw);
        var riskCurve = new LinkedHashMap<String, List<Double>>();
        var coverage = new ArrayList<CoverageCheck>();
        var risk = new ArrayList<RiskCheck>();
        for (var protocol : Protocol.values()) {
            var faces = judged(protocol);
            riskCurve.put(protocol.key(), new PosteriorFigures(faces, raw, bootstrap).riskCurve());
            coverage.addAll(CoverageCheck.of(faces, predicted, protocol));
            risk.add(RiskCheck.of(faces, predicted, protocol));
        }
        return new PosteriorScore(
                judged(Protocol.ALL_VOTES).size(),
                judged(Protocol.MAJORITY).size(),
                samples.samples(),
                temperatures,
                figures,
                networks.size() > 1 ? members(networks) : Map.of(),
                bySamples(samples),
                agreement,
                riskCurve,
                coverage,
                risk);
    }

    private List<JudgedFace> judged(Protocol protocol) {
        return judged.getOrDefault(protocol, List.of());
    }

    private static List<Distribution> means(List<List<Distribution>> samples) {
        return samples.stream().map(Uncertainty::mean).toList();
    }

    private Map<CalibratedTo, CrossCalibration> calibrations(List<List<Distribution>> raw) {
        var calibrations = new EnumMap<CalibratedTo, CrossCalibration>(CalibratedTo.class);
        for (var to : CalibratedTo.values()) {
            calibrations.put(to, CrossCalibration.fit(data, raw, to, halves));
        }
        return calibrations;
    }

    private Map<String, Estimate> figures(
            List<List<Distribution>> raw, Map<CalibratedTo, CrossCalibration> calibrations, Bootstrap resampling) {
        var figures = new LinkedHashMap<String, Estimate>();
        calibrations.forEach((to, calibration) -> {
            var calibrated = calibration.applyTo(raw);
            for (var protocol : Protocol.values()) {
                new PosteriorFigures(judged(protocol), calibrated, resampling)
                        .figures()
                        .forEach((measure, estimate) ->
                                figures.put(PosteriorScore.prefix(to, protocol) + measure, estimate));
            }
        });
        return figures;
    }

    /** Each member is calibrated by its own temperatures. Intervals of members are not asked for. */
    private Map<String, Spread> members(List<List<List<Distribution>>> networks) {
        var few = new Bootstrap(FEWEST_RESAMPLES, bootstrap.seed());
        return Spread.of(networks.stream()
                .map(alone -> figures(alone, calibrations(alone), few))
                .toList());
    }

    /**
     * By how much the posterior exceeds networks alone, in the mean over them: {@code jensenShannonOverAlone} on all faces,
     * {@code accuracyOverAlone} on those with a majority. Differences are taken face by face, so their intervals are much
     * narrower than those of the two figures; each network is calibrated by its own temperatures.
     */
    private Map<String, Estimate> overAlone(
            List<List<Distribution>> raw,
            Map<CalibratedTo, CrossCalibration> calibrations,
            List<List<List<Distribution>>> networks) {
        var figures = new LinkedHashMap<String, Estimate>();
        calibrations.forEach((to, calibration) -> {
            var whole = means(calibration.applyTo(raw));
            var each = networks.stream()
                    .map(alone ->
                            means(CrossCalibration.fit(data, alone, to, halves).applyTo(alone)))
                    .toList();
            figures.put(
                    PosteriorScore.prefix(to, Protocol.ALL_VOTES) + "jensenShannonOverAlone",
                    difference(Protocol.ALL_VOTES, whole, each, PosteriorScoring::jensenShannon));
            figures.put(
                    PosteriorScore.prefix(to, Protocol.MAJORITY) + "accuracyOverAlone",
                    difference(Protocol.MAJORITY, whole, each, PosteriorScoring::right));
        });
        return figures;
    }

    private Estimate difference(
            Protocol protocol,
            List<Distribution> whole,
            List<List<Distribution>> each,
            ToDoubleFunction<Observation> value) {
        return Rounded.of(bootstrap.mean(judged(protocol).stream()
                .mapToDouble(face -> value.applyAsDouble(face.with(whole.get(face.index())))
                        - each.stream()
                                .mapToDouble(alone -> value.applyAsDouble(face.with(alone.get(face.index()))))
                                .average()
                                .orElseThrow())
                .toArray()));
    }

    private static double jensenShannon(Observation face) {
        return Divergence.jensenShannon(face.target(), face.predicted());
    }

    private static double right(Observation face) {
        return face.correct() ? 1 : 0;
    }

    private List<SampleCount> bySamples(PosteriorSamples samples) {
        var counts = new ArrayList<SampleCount>();
        for (int count : SAMPLE_COUNTS) {
            if (count <= samples.samples()) {
                var predicted = IntStream.range(0, samples.faces())
                        .mapToObj(face -> Uncertainty.mean(samples.first(count, face)))
                        .toList();
                counts.add(new SampleCount(
                        count,
                        over(Protocol.MAJORITY, predicted, PosteriorScoring::right),
                        over(Protocol.ALL_VOTES, predicted, PosteriorScoring::jensenShannon)));
            }
        }
        return counts;
    }

    private Estimate over(Protocol protocol, List<Distribution> predicted, ToDoubleFunction<Observation> value) {
        return Rounded.of(bootstrap.mean(judged(protocol).stream()
                .map(face -> face.with(predicted.get(face.index())))
                .mapToDouble(value)
                .toArray()));
    }
}
