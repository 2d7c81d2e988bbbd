package org.ambivalent.data;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.decide.AbstentionRule;
import org.ambivalent.metrics.Accuracy;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.CalibrationError;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.JensenShannon;

/**
 * Scores predictions for changed faces with what was learned on clean ones: temperatures, and the rule that abstains so that
 * at most 5 % of the answers are wrong. Both come from one seeded half of the clean faces and are used on the changed faces of
 * the other half, both ways, so no face is judged by what it taught, in whatever shape.
 *
 * <p>Figures of each condition: accuracy and ECE on faces with a majority (as it is, and at the temperature for the majority),
 * Jensen-Shannon to the votes on all faces (as it is, and at the temperature for votes), the share {@code abstained} from, and
 * the {@code risk}: the share of wrong answers among those given. Where no rule has the guarantee, all are abstained from.
 */
public final class ShiftScoring {

    private final Dataset data;
    private final Bootstrap bootstrap;
    private final RandomHalves halves;
    private final Map<CalibratedTo, CrossCalibration> calibrations = new EnumMap<>(CalibratedTo.class);
    private final List<JudgedFace> majority;
    private final List<JudgedFace> all;
    private final Optional<AbstentionRule> ofFirst;
    private final Optional<AbstentionRule> ofSecond;

    /** Learns from the samples of the clean faces. */
    public ShiftScoring(Dataset data, PosteriorSamples clean, Bootstrap bootstrap) {
        this.data = data;
        this.bootstrap = bootstrap;
        halves = RandomHalves.of(data.size(), PosteriorScoring.HALVES_SEED);
        majority = JudgedFace.of(data, Protocol.MAJORITY);
        all = JudgedFace.of(data, Protocol.ALL_VOTES);
        var samples = clean.all();
        for (var to : CalibratedTo.values()) {
            calibrations.put(to, CrossCalibration.fit(data, samples, to, halves));
        }
        var predicted = clean.means();
        ofFirst = rule(true, predicted);
        ofSecond = rule(false, predicted);
    }

    private Optional<AbstentionRule> rule(boolean first, List<Distribution> predicted) {
        var faces = majority.stream()
                .filter(face -> halves.inFirst(face.index()) == first)
                .toList();
        return RiskCheck.rule(faces.stream()
                .map(face -> RiskCheck.Answer.of(face, predicted, face.target().label()))
                .toList());
    }

    /** How each member of an ensemble would be scored alone, with temperatures and rules of its own; without intervals. */
    public static List<ShiftScoring> members(Dataset data, PosteriorSamples clean, long seed) {
        return IntStream.range(0, clean.samples())
                .mapToObj(member -> new ShiftScoring(
                        data, clean.alone(member), new Bootstrap(PosteriorScoring.FEWEST_RESAMPLES, seed)))
                .toList();
    }

    /** The score of the same faces under a change, or without. */
    public ShiftScore of(String change, PosteriorSamples changed) {
        if (changed.faces() != data.size()) {
            throw new IllegalArgumentException(
                    "Samples of the same " + data.size() + " faces are needed, but got " + changed.faces());
        }
        var samples = changed.all();
        var figures = new LinkedHashMap<String, Estimate>();
        calibrations.forEach((to, calibration) -> {
            var predicted =
                    calibration.applyTo(samples).stream().map(Uncertainty::mean).toList();
            if (to != CalibratedTo.VOTES) {
                var faces = majority.stream()
                        .map(face -> face.with(predicted.get(face.index())))
                        .toList();
                figures.put(to.key() + ".majority.accuracy", bootstrap.estimate(Accuracy::new, faces));
                figures.put(
                        to.key() + ".majority.expectedCalibrationError",
                        bootstrap.estimate(CalibrationError::new, faces));
            }
            if (to != CalibratedTo.MAJORITY) {
                var faces = all.stream()
                        .map(face -> face.with(predicted.get(face.index())))
                        .toList();
                figures.put(to.key() + ".all.jensenShannon", bootstrap.estimate(JensenShannon::new, faces));
            }
        });
        figures.putAll(abstention(changed.means()));
        figures.replaceAll((name, estimate) -> Rounded.of(estimate));
        return new ShiftScore(change, figures, Map.of());
    }

    private Map<String, Estimate> abstention(List<Distribution> predicted) {
        var answered = new boolean[majority.size()];
        var wrong = new boolean[majority.size()];
        for (int i = 0; i < answered.length; i++) {
            var face = majority.get(i);
            var p = predicted.get(face.index());
            answered[i] = (halves.inFirst(face.index()) ? ofSecond : ofFirst)
                    .map(rule -> rule.accepts(AbstentionRule.doubt(p)))
                    .orElse(false);
            wrong[i] = face.isWrong(p);
        }
        ToDoubleFunction<int[]> given =
                drawn -> IntStream.of(drawn).filter(i -> answered[i]).count();
        ToDoubleFunction<int[]> misses = drawn ->
                IntStream.of(drawn).filter(i -> answered[i] && wrong[i]).count();
        var figures = new LinkedHashMap<String, Estimate>();
        figures.put(
                "abstained",
                bootstrap.estimate(answered.length, drawn -> 1 - given.applyAsDouble(drawn) / drawn.length));
        figures.put(
                "risk",
                bootstrap.estimate(answered.length, drawn -> misses.applyAsDouble(drawn) / given.applyAsDouble(drawn)));
        return figures;
    }
}
