package org.ambivalent.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.FeatureDensity;
import org.ambivalent.data.Protocol;
import org.ambivalent.decide.ConformalCalibration;
import org.ambivalent.decide.ConformalMethod;
import org.ambivalent.decide.ConformalSets;
import org.ambivalent.decide.CoverageLaw;
import org.ambivalent.decide.Decisions;
import org.ambivalent.decide.FaceDraws;
import org.ambivalent.decide.Familiarity;
import org.ambivalent.decide.RiskGuarantee;
import org.ambivalent.decide.RiskTable;
import org.ambivalent.decide.Temperature;

/**
 * Learns from faces that a model was not trained on how sure it may be. The faces are parted by chance, because a promise
 * holds only for what was fitted to other faces:
 * <ul>
 *   <li>a quarter: the temperature, and the density of the features
 *   <li>a quarter: from which score on a face is called unfamiliar
 *   <li>half: the thresholds of sets and of abstention, with all of the above in place
 * </ul>
 * The part of a face follows from the seed and its name: faces added later move no others.
 */
public final class Calibrator {

    /** How many samples the calibration took: predictions take as many unless told otherwise. */
    static final String SAMPLES = "samples";

    /** The seed of what these hid: features of a network of which something is hidden everywhere depend on it. */
    public static final String SAMPLE_SEED = "sampleSeed";

    private static final double FIT = 0.25;
    private static final double DECIDE = 0.5;

    /** Fewer faces say next to nothing about a density. */
    private static final int LEAST_FOR_DENSITY = 20;

    /** What a promise is about. */
    public enum Promise {
        /** What most people say: faces with a majority emotion. */
        MAJORITY,
        /** What a person picked at random says: a vote drawn for each face. */
        VOTES
    }

    /**
     * What to learn.
     *
     * @param temperature what probabilities should be like: one vote (a voter drawn at random) or the majority; empty
     *     leaves them as they are
     * @param promise what sets and answers are about
     * @param coverage the share of sets that are to hold the label, in (0, 1); empty for no sets
     * @param method which sets
     * @param risk the share of answers that may be wrong, in (0, 1); empty for no abstention
     * @param delta how probable it may be that the risk is exceeded after all, in (0, 1)
     * @param level the share of faces that are not to be called unfamiliar, in (0, 1)
     * @param seed of the parting and of all draws
     */
    public record Settings(
            Optional<Promise> temperature,
            Promise promise,
            OptionalDouble coverage,
            ConformalMethod method,
            OptionalDouble risk,
            double delta,
            double level,
            long seed) {}

    /**
     * What was learned.
     *
     * @param decisions for the model file
     * @param density of the features, or empty if the model file does not answer with them
     * @param scored the faces that the temperature was not fitted to
     * @param before predictions of these without a calibration
     * @param after predictions of these with it
     * @param faces how many were used for anything
     * @param fitted how many of them the temperature was fitted to
     * @param risks what other targets than the one asked for would bring; empty if none was asked for or none can be promised
     * @param noAbstention why there is no abstention rule although one was asked for, or empty
     * @param judged how many faces of the half that decides have a label to promise about
     * @param unjudged how many have none, such as a majority: nothing is promised about them
     * @param promise what sets and answers are held against
     * @param samples of each face
     */
    public record Result(
            Decisions decisions,
            Optional<FeatureDensity> density,
            Dataset scored,
            List<Prediction> before,
            List<Prediction> after,
            int faces,
            int fitted,
            Optional<RiskTable> risks,
            String noAbstention,
            int judged,
            int unjudged,
            Promise promise,
            int samples) {}

    private final Dataset faces;
    private final List<Answer> answers;
    private final Settings settings;
    private final FaceDraws parts;

    private Calibrator(Dataset faces, List<Answer> answers, Settings settings) {
        this.faces = faces;
        this.answers = answers;
        this.settings = settings;
        parts = new FaceDraws(settings.seed());
    }

    /**
     * Learns what the settings ask for.
     *
     * @param answers of {@link Predictor#answerCrops}, index by index
     * @throws BadInputException if there are too few faces, or none with the labels that are needed
     */
    public static Result of(Dataset faces, List<Answer> answers, Settings settings) {
        return new Calibrator(faces, answers, settings).run();
    }

    private Result run() {
        var fitting = part(0, FIT);
        var deciding = part(DECIDE, 1);
        var examples = examples(fitting);
        var temperature = settings.temperature().isEmpty() ? Temperature.NONE : Temperature.fit(examples);
        var density = density(fitting);
        var familiarity = density.map(known -> familiarity(known, part(FIT, DECIDE)));
        var soFar = new Decisions(
                temperature, Optional.empty(), Optional.empty(), familiarity, new FaceDraws(settings.seed() + 1));
        var decided = decide(soFar, density, deciding);
        var scored = part(FIT, 1);
        return new Result(
                decided.decisions(),
                density,
                faces.select(scored.stream().mapToInt(i -> i).toArray()),
                predictions(scored, Decisions.NONE, Optional.empty()),
                predictions(scored, decided.decisions(), density),
                faces.size(),
                examples.size(),
                decided.risks(),
                decided.noAbstention(),
                decided.judged(),
                deciding.size() - decided.judged(),
                settings.promise(),
                answers.isEmpty() ? 1 : answers.get(0).samples().size());
    }

    /** The faces, by their index, whose draw is in [from, to). */
    private List<Integer> part(double from, double to) {
        return IntStream.range(0, faces.size())
                .filter(i -> isIn(parts.of(faces.faces().get(i).id()), from, to))
                .boxed()
                .toList();
    }

    private static boolean isIn(double draw, double from, double to) {
        return draw >= from && draw < to;
    }

    /** What the temperature is fitted to, if it is. */
    private List<Temperature.Example> examples(List<Integer> part) {
        var examples = new ArrayList<Temperature.Example>();
        settings.temperature().ifPresent(promise -> {
            for (int i : part) {
                target(faces.faces().get(i), promise)
                        .ifPresent(target -> examples.add(
                                new Temperature.Example(answers.get(i).samples(), target)));
            }
            if (examples.isEmpty()) {
                throw new BadInputException(faces.name() + ": of " + faces.size() + " faces " + part.size()
                        + " were drawn to fit the temperature, and none has a "
                        + (promise == Promise.VOTES ? "vote or a label" : "majority or a label")
                        + ". Calibrate with more labelled faces.");
            }
        });
        return examples;
    }

    private Optional<Distribution> target(Face face, Promise promise) {
        int emotions = faces.labels().size();
        return promise == Promise.VOTES
                ? Protocol.ALL_VOTES.target(face, emotions).map(Protocol.Target::distribution)
                : Protocol.MAJORITY.target(face, emotions).map(target -> Distribution.oneHot(target.label(), emotions));
    }

    private Optional<FeatureDensity> density(List<Integer> part) {
        if (part.size() < LEAST_FOR_DENSITY || features(part.get(0)).length == 0) {
            return Optional.empty();
        }
        return Optional.of(FeatureDensity.fit(part.stream().map(this::features).toList()));
    }

    private float[] features(int face) {
        return answers.get(face).features();
    }

    private Familiarity familiarity(FeatureDensity density, List<Integer> part) {
        return Familiarity.of(
                settings.level(),
                part.stream().map(i -> density.score(features(i))).toList());
    }

    /** What was decided, what else could be, why nothing was decided about abstention, and on how many faces. */
    private record Decided(Decisions decisions, Optional<RiskTable> risks, String noAbstention, int judged) {}

    private Decided decide(Decisions soFar, Optional<FeatureDensity> density, List<Integer> part) {
        var sets = new ConformalCalibration(settings.method(), faces.labels().size());
        var guarantee = new RiskGuarantee();
        for (int i : part) {
            var label = label(faces.faces().get(i));
            if (label.isPresent()) {
                var prediction = prediction(i, soFar, density);
                var p = prediction.distribution();
                sets.add(p, label.getAsInt(), soFar.draws().of(answers.get(i).face()));
                boolean unfamiliar = soFar.isUnfamiliar(prediction.unfamiliarity());
                guarantee.add(Decisions.doubt(p, unfamiliar), p.top() != label.getAsInt());
            }
        }
        requireFaces(sets);
        return withAbstention(
                new Decisions(soFar.temperature(), sets(sets), Optional.empty(), soFar.familiarity(), soFar.draws()),
                guarantee);
    }

    private Decided withAbstention(Decisions decisions, RiskGuarantee guarantee) {
        if (settings.risk().isEmpty()) {
            return new Decided(decisions, Optional.empty(), "", guarantee.size());
        }
        var risks = guarantee.table(settings.delta());
        try {
            var rule = guarantee.rule(settings.risk().getAsDouble(), settings.delta());
            return new Decided(decisions.abstaining(rule), risks, "", guarantee.size());
        } catch (BadInputException e) {
            return new Decided(decisions, risks, e.getMessage() + ofHalf(guarantee), guarantee.size());
        }
    }

    /** What its user named were more faces than those that decide. */
    private String ofHalf(RiskGuarantee guarantee) {
        boolean tooFew =
                guarantee.size() < RiskGuarantee.facesNeeded(settings.risk().getAsDouble(), settings.delta());
        return tooFew ? " Half of the faces decide, so about twice as many are needed in all." : "";
    }

    private Optional<ConformalSets> sets(ConformalCalibration calibration) {
        return settings.coverage().isPresent()
                ? Optional.of(calibration.sets(settings.coverage().getAsDouble()))
                : Optional.empty();
    }

    private void requireFaces(ConformalCalibration sets) {
        if (settings.coverage().isEmpty()) {
            return;
        }
        long needed = CoverageLaw.facesNeeded(settings.coverage().getAsDouble());
        if (sets.size() < needed) {
            throw new BadInputException(String.format(
                    Locale.ROOT,
                    "%s: sets that hold the label of %.1f %% of faces need at least %,d labelled faces in the half that"
                            + " decides, but there are %,d of %,d. Calibrate with more faces, or ask for less with"
                            + " --coverage.",
                    faces.name(),
                    100 * settings.coverage().getAsDouble(),
                    needed,
                    sets.size(),
                    faces.size()));
        }
    }

    /** What sets and answers are held against. */
    private OptionalInt label(Face face) {
        int emotions = faces.labels().size();
        if (settings.promise() == Promise.VOTES && face.votes() != null) {
            return face.votes().drawn(new FaceDraws(settings.seed() + 2).of(face.id()));
        }
        return Protocol.MAJORITY.target(face, emotions).stream()
                .mapToInt(Protocol.Target::label)
                .findFirst();
    }

    private List<Prediction> predictions(List<Integer> part, Decisions decisions, Optional<FeatureDensity> density) {
        return part.stream().map(i -> prediction(i, decisions, density)).toList();
    }

    private Prediction prediction(int face, Decisions decisions, Optional<FeatureDensity> density) {
        var answer = answers.get(face);
        var unfamiliarity =
                density.isPresent() ? OptionalDouble.of(density.get().score(features(face))) : OptionalDouble.empty();
        return decisions.predict(faces.labels(), answer.samples(), answer.importance(), unfamiliarity, answer.face());
    }

    /** The bytes of a model file with what was learned in it. */
    public static byte[] write(byte[] model, String file, Result result, Map<String, String> provenance) {
        var pairs = new TreeMap<>(provenance);
        pairs.putAll(result.decisions().toMap());
        result.risks().ifPresent(risks -> pairs.putAll(risks.toMap()));
        pairs.put(SAMPLES, Integer.toString(result.samples()));
        return CalibratedModel.write(model, file, pairs, result.density().orElse(null));
    }
}
