package org.ambivalent.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.decide.ConformalCalibration;
import org.ambivalent.decide.ConformalMethod;
import org.ambivalent.decide.ConformalScore;
import org.ambivalent.decide.CoverageLaw;
import org.ambivalent.decide.FaceDraws;
import org.ambivalent.metrics.SetCoverage;
import org.jspecify.annotations.Nullable;

/**
 * Whether randomised conformal sets keep their promise: many times, sets are calibrated on one random half of the faces and
 * counted on the other. The label to be covered is the majority under that protocol, and one vote drawn for each face and
 * pair of halves under all votes.
 *
 * @param protocol "majority" or "all"
 * @param score "lac" or "aps"
 * @param perEmotion whether each emotion has a threshold of its own, and the promise
 * @param level the coverage promised
 * @param halves how many times
 * @param meanCoverage over all of them
 * @param outside how many were outside the 99 % interval of {@link CoverageLaw}; null where each emotion has its own law
 * @param low of that interval, or NaN
 * @param high of that interval, or NaN
 * @param meanSize emotions in a set
 * @param byEmotion coverage of the faces of each emotion, over all of them; NaN for an emotion without faces
 * @param sizeByEmotion emotions in the sets of these faces, in the mean
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CoverageCheck(
        String protocol,
        String score,
        boolean perEmotion,
        double level,
        int halves,
        double meanCoverage,
        @Nullable Integer outside,
        double low,
        double high,
        double meanSize,
        List<Double> byEmotion,
        List<Double> sizeByEmotion) {

    /** Lines of older results say nothing about emotions. */
    public CoverageCheck {
        byEmotion = byEmotion == null ? List.of() : List.copyOf(byEmotion);
        sizeByEmotion = sizeByEmotion == null ? List.of() : List.copyOf(sizeByEmotion);
    }

    /** What is promised. */
    public static final double LEVEL = 0.9;

    /** How many pairs of halves. */
    public static final int HALVES = 100;

    private static final double INTERVAL = 0.99;

    /** The least coverage of the faces of an emotion, and NaN where that is not known. */
    public double leastOfAnEmotion() {
        return byEmotion.stream()
                .mapToDouble(Double::doubleValue)
                .filter(coverage -> !Double.isNaN(coverage))
                .min()
                .orElse(Double.NaN);
    }

    /** Of sets by each score, with one threshold and with one for each emotion. */
    static List<CoverageCheck> of(List<JudgedFace> faces, List<Distribution> predicted, Protocol protocol) {
        var checks = new ArrayList<CoverageCheck>();
        if (faces.size() >= 2) {
            for (var score : ConformalScore.values()) {
                var method = ConformalMethod.of(score).withDraws();
                checks.add(of(faces, predicted, protocol, method));
                checks.add(of(faces, predicted, protocol, method.forEachEmotion()));
            }
        }
        return checks;
    }

    private static CoverageCheck of(
            List<JudgedFace> faces, List<Distribution> predicted, Protocol protocol, ConformalMethod method) {
        int calibrated = faces.size() / 2;
        var interval = new CoverageLaw(calibrated, LEVEL).interval(faces.size() - calibrated, INTERVAL);
        var all = new SetCoverage(predicted.get(0).size());
        double coverage = 0;
        int outside = 0;
        for (int seed = 1; seed <= HALVES; seed++) {
            var one = once(faces, predicted, protocol, method, seed);
            coverage += one.coverage() / HALVES;
            outside += interval.contains(one.coverage()) ? 0 : 1;
            all.combine(one);
        }
        boolean one = !method.perEmotion();
        return new CoverageCheck(
                protocol.key(),
                method.score().name().toLowerCase(Locale.ROOT),
                method.perEmotion(),
                LEVEL,
                HALVES,
                Rounded.of(coverage),
                one ? outside : null,
                one ? Rounded.of(interval.low()) : Double.NaN,
                one ? Rounded.of(interval.high()) : Double.NaN,
                Rounded.of(all.meanSize()),
                byEmotion(all.emotions(), all::coverage),
                byEmotion(all.emotions(), all::meanSize));
    }

    private static List<Double> byEmotion(int emotions, IntToDoubleFunction figure) {
        return IntStream.range(0, emotions)
                .mapToObj(emotion -> Rounded.of(figure.applyAsDouble(emotion)))
                .toList();
    }

    private static SetCoverage once(
            List<JudgedFace> faces, List<Distribution> predicted, Protocol protocol, ConformalMethod method, int seed) {
        var halves = RandomHalves.of(faces.size(), seed);
        int emotions = predicted.get(0).size();
        var calibration = new ConformalCalibration(method, emotions);
        var draws = new FaceDraws(seed);
        halves.half(true)
                .mapToObj(faces::get)
                .forEach(face -> calibration.add(
                        predicted.get(face.index()), face.promised(protocol, seed), draws.of(face.index())));
        var sets = calibration.sets(LEVEL);
        var coverage = new SetCoverage(emotions);
        halves.half(false)
                .mapToObj(faces::get)
                .forEach(face -> coverage.add(
                        sets.set(predicted.get(face.index()), draws.of(face.index())), face.promised(protocol, seed)));
        return coverage;
    }
}
