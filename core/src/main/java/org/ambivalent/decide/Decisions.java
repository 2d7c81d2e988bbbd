package org.ambivalent.decide;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import org.ambivalent.core.Decision;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;

/**
 * All that a calibration adds to a model: from the samples of a face to a prediction with a decision. Each part is made
 * from faces that none of those before it was fitted to, and by the calls that are made here (but for the
 * score of unfamiliarity, which the model file computes in single precision):
 * <pre>
 *   p        = mean_s softmax(log p_s / T)             {@link Temperature}
 *   familiar = unfamiliarity at most its threshold     {@link Familiarity}
 *   doubt    = 1 - max_k p_k if familiar, otherwise 1  {@link AbstentionRule}
 *   set      = emotions that fit p                     {@link ConformalSets}
 * </pre>
 *
 * @param temperature 1 if nobody fitted it
 * @param sets absent if nobody asked for them
 * @param abstention absent if nobody asked for it, or no threshold kept the promise
 * @param familiarity absent for models that have no such score
 * @param draws what randomised sets need for each face
 */
public record Decisions(
        Temperature temperature,
        Optional<ConformalSets> sets,
        Optional<AbstentionRule> abstention,
        Optional<Familiarity> familiarity,
        FaceDraws draws) {

    /** Of a model that nobody calibrated: predictions are its own, and nothing is decided. */
    public static final Decisions NONE =
            new Decisions(Temperature.NONE, Optional.empty(), Optional.empty(), Optional.empty(), new FaceDraws(0));

    private static final String SEED = "seed";

    /**
     * The prediction of one face.
     *
     * @param samples what the model says, one distribution for each posterior sample, at least one
     * @param importance see {@link Prediction}
     * @param unfamiliarity see {@link Prediction}
     * @param face what tells the face from others, such as {@link org.ambivalent.core.Masks#key} of its pixels
     */
    public Prediction predict(
            LabelSet labels,
            List<Distribution> samples,
            OptionalDouble importance,
            OptionalDouble unfamiliarity,
            long face) {
        var scaled = samples.stream().map(temperature::scale).toList();
        var mean = scaled.size() == 1 ? scaled.get(0) : Uncertainty.mean(scaled);
        return new Prediction(
                labels,
                mean,
                Uncertainty.of(scaled),
                importance,
                unfamiliarity,
                equals(NONE) ? Optional.empty() : Optional.of(decision(mean, unfamiliarity, face)));
    }

    private Decision decision(Distribution p, OptionalDouble unfamiliarity, long face) {
        boolean unfamiliar = isUnfamiliar(unfamiliarity);
        return new Decision(
                sets.map(rule -> rule.set(p, draws.of(face))),
                abstention.isPresent() && !abstention.get().accepts(doubt(p, unfamiliar)),
                unfamiliar);
    }

    /** Whether the score of a face is above the threshold; never without a score or a threshold. */
    public boolean isUnfamiliar(OptionalDouble unfamiliarity) {
        return familiarity.isPresent()
                && unfamiliarity.isPresent()
                && familiarity.get().isUnfamiliar(unfamiliarity.getAsDouble());
    }

    /** What the abstention rule looks at: unfamiliar faces are doubted most. */
    public static double doubt(Distribution p, boolean unfamiliar) {
        return unfamiliar ? 1 : AbstentionRule.doubt(p);
    }

    /** The same of a prediction, in [0, 1]. */
    public static double doubt(Prediction prediction) {
        return doubt(
                prediction.distribution(),
                prediction.decision().map(Decision::unfamiliar).orElse(false));
    }

    /** The same with an abstention rule. */
    public Decisions abstaining(AbstentionRule rule) {
        return new Decisions(temperature, sets, Optional.of(rule), familiarity, draws);
    }

    /** Name-value pairs, sorted by name. */
    public Map<String, String> toMap() {
        var map = new TreeMap<>(temperature.toMap());
        sets.ifPresent(part -> map.putAll(part.toMap()));
        abstention.ifPresent(part -> map.putAll(part.toMap()));
        familiarity.ifPresent(part -> map.putAll(part.toMap()));
        map.put(SEED, Long.toString(draws.seed()));
        return map;
    }

    /**
     * Reads what {@link #toMap()} wrote; other pairs are left alone, and no pairs at all are {@link #NONE}.
     *
     * @throws IllegalArgumentException if one is missing or damaged
     */
    public static Decisions fromMap(Map<String, String> map) {
        if (map.isEmpty()) {
            return NONE;
        }
        return new Decisions(
                Temperature.fromMap(map),
                part("conformal.", ConformalSets::fromMap, map),
                part("abstention.", AbstentionRule::fromMap, map),
                part("familiarity.", Familiarity::fromMap, map),
                new FaceDraws(new NamedValues(map).wholeLong(SEED)));
    }

    private static <T> Optional<T> part(String prefix, Function<Map<String, String>, T> read, Map<String, String> map) {
        boolean present = map.keySet().stream().anyMatch(name -> name.startsWith(prefix));
        return present ? Optional.of(read.apply(map)) : Optional.empty();
    }
}
