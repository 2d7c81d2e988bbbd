package org.ambivalent.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.metrics.Accuracy;
import org.ambivalent.metrics.AdaptiveCalibrationError;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.BrierDecomposition;
import org.ambivalent.metrics.BrierScore;
import org.ambivalent.metrics.CalibrationError;
import org.ambivalent.metrics.CrossEntropy;
import org.ambivalent.metrics.DistCE;
import org.ambivalent.metrics.EntCE;
import org.ambivalent.metrics.EntropyCorrelation;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.JensenShannon;
import org.ambivalent.metrics.KullbackLeibler;
import org.ambivalent.metrics.MeanClassAccuracy;
import org.ambivalent.metrics.MeanDivergence;
import org.ambivalent.metrics.Metric;
import org.ambivalent.metrics.NegativeLogLikelihood;
import org.ambivalent.metrics.Observation;
import org.ambivalent.metrics.RankCS;
import org.ambivalent.metrics.Ranking;
import org.ambivalent.metrics.RiskCoverage;

/**
 * The figures an evaluation reports, in the order it reports them: one line here puts a measure into the JSON and the
 * report; {@link EvaluationText} names those that the terminal shows. Formulas and sources are with the metrics themselves.
 */
public enum Measure {
    ACCURACY(
            "accuracy",
            "accuracy",
            Topic.ANSWERS,
            Compared.TO_LABEL,
            Unit.SHARE,
            "How often the most probable emotion is the one most people chose. Higher is better.",
            Accuracy::new),
    MEAN_CLASS_ACCURACY(
            "meanClassAccuracy",
            "mean class accuracy",
            Topic.ANSWERS,
            Compared.TO_LABEL,
            Unit.SHARE,
            "Accuracy with every emotion counting the same, however rare it is. Higher is better.",
            MeasurePass.ofEmotions(MeanClassAccuracy::new),
            MeanClassAccuracy::value),
    NEGATIVE_LOG_LIKELIHOOD(
            "negativeLogLikelihood",
            "NLL of the label",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.NATS,
            "How surprised the model is by the label. Lower is better; sure and wrong costs most.",
            NegativeLogLikelihood::new),
    BRIER_SCORE(
            "brierScore",
            "Brier score",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.NUMBER,
            "Squared distance between the prediction and the label, from 0 to 2. Lower is better.",
            BrierScore::new),
    BRIER_RELIABILITY(
            "brierReliability",
            "Brier: reliability",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.NUMBER,
            "The part of the Brier score that comes from probabilities that are wrong, of every emotion "
                    + "in 15 bins. Lower is better.",
            MeasurePass.BRIER,
            BrierDecomposition::reliability),
    BRIER_RESOLUTION(
            "brierResolution",
            "Brier: resolution",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.NUMBER,
            "The part that telling faces apart takes off the Brier score. Higher is better.",
            MeasurePass.BRIER,
            BrierDecomposition::resolution),
    BRIER_UNCERTAINTY(
            "brierUncertainty",
            "Brier: uncertainty",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.NUMBER,
            "The Brier score of knowing nothing but how common every emotion is. A matter of the labels " + "alone.",
            MeasurePass.BRIER,
            BrierDecomposition::uncertainty),
    BRIER_WITHIN_BINS(
            "brierWithinBins",
            "Brier: within bins",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.NUMBER,
            "What the bins hide: reliability - resolution + uncertainty + this is the Brier score.",
            MeasurePass.BRIER,
            parts -> parts.withinBinVariance() - 2 * parts.withinBinCovariance()),
    EXPECTED_CALIBRATION_ERROR(
            "expectedCalibrationError",
            "ECE, 15 bins",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.SHARE,
            "How far confidence is from the share of right answers, on average. Lower is better.",
            MeasurePass.CALIBRATION,
            CalibrationError::expected),
    MAXIMUM_CALIBRATION_ERROR(
            "maximumCalibrationError",
            "MCE, 15 bins",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.SHARE,
            "The same in the worst bin of confidence; a bin of few faces makes it large by chance. Lower is better.",
            MeasurePass.CALIBRATION,
            CalibrationError::maximum),
    ADAPTIVE_CALIBRATION_ERROR(
            "adaptiveCalibrationError",
            "adaptive ECE",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.SHARE,
            "The same as the ECE with bins that hold equally many faces. Lower is better.",
            MeasurePass.ADAPTIVE,
            AdaptiveCalibrationError::value),
    CLASS_WISE_CALIBRATION_ERROR(
            "classWiseCalibrationError",
            "class-wise ECE",
            Topic.CALIBRATION,
            Compared.TO_LABEL,
            Unit.SHARE,
            "The same for the probability of every emotion, not only of the most probable one; most are "
                    + "near 0, so it is smaller. Lower is better.",
            MeasurePass.BRIER,
            BrierDecomposition::classWiseCalibrationError),
    CROSS_ENTROPY(
            "crossEntropy",
            "cross-entropy to the votes",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NATS,
            "How surprised the model is by a voter drawn at random. Lower is better, but never below the entropy of the"
                    + " votes.",
            CrossEntropy::new),
    KULLBACK_LEIBLER(
            "kullbackLeibler",
            "KL to the votes",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NATS,
            "What is left of the cross-entropy when people's own disagreement is taken off. Lower is better.",
            KullbackLeibler::new),
    JENSEN_SHANNON(
            "jensenShannon",
            "JS to the votes",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NATS,
            "How far the predicted distribution is from people's, from 0 to 0.693. Lower is better.",
            JensenShannon::new),
    HALF_JENSEN_SHANNON(
            "jensenShannonToHalf",
            "JS to half of the votes",
            Topic.VOTES,
            Compared.TO_HALF_OF_VOTES,
            Unit.NATS,
            "The same against a random half of each face's votes: compare it with how far the two halves are apart.",
            JensenShannon::new),
    DIST_CE(
            "distCE",
            "DistCE",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NUMBER,
            "The share of votes the prediction puts on the wrong emotions (total variation). Lower is better.",
            DistCE::new),
    HELLINGER(
            "hellinger",
            "Hellinger distance",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NUMBER,
            "Distance of the square roots of the probabilities, from 0 to 1. Lower is better.",
            MeasurePass.of(MeanDivergence::hellinger),
            MeanDivergence::value),
    CHEBYSHEV(
            "chebyshev",
            "Chebyshev distance",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NUMBER,
            "The largest difference in the share of any emotion, from 0 to 1. Lower is better.",
            MeasurePass.of(MeanDivergence::chebyshev),
            MeanDivergence::value),
    CLARK(
            "clark",
            "Clark distance",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NUMBER,
            "Differences relative to their sizes, as a root of squares: an emotion nobody chose counts "
                    + "fully, however small its probability. Lower is better.",
            MeasurePass.of(MeanDivergence::clark),
            MeanDivergence::value),
    CANBERRA(
            "canberra",
            "Canberra distance",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NUMBER,
            "The sum of the same relative differences. Lower is better.",
            MeasurePass.of(MeanDivergence::canberra),
            MeanDivergence::value),
    COSINE_SIMILARITY(
            "cosineSimilarity",
            "cosine similarity",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NUMBER,
            "Whether the prediction points where the votes do, from 0 to 1. Higher is better.",
            MeasurePass.of(MeanDivergence::cosineSimilarity),
            MeanDivergence::value),
    INTERSECTION(
            "intersection",
            "intersection",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NUMBER,
            "The probability that prediction and votes share: 1 less DistCE. Higher is better.",
            MeasurePass.of(MeanDivergence::intersection),
            MeanDivergence::value),
    ENT_CE(
            "entCE",
            "EntCE",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NATS,
            "How much more the model doubts than people disagree: above 0 too unsure, below 0 too sure.",
            EntCE::new),
    ENTROPY_CORRELATION(
            "entropyCorrelation",
            "entropy correlation",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.NUMBER,
            "Whether the model doubts the faces that people disagree about; 1 is perfect, 0 is chance.",
            EntropyCorrelation::new),
    RANK_CS(
            "rankCS",
            "RankCS",
            Topic.VOTES,
            Compared.TO_VOTES,
            Unit.SHARE,
            "How often the emotions are in the order of their votes, from the first to the last. Higher "
                    + "is better.",
            RankCS::new),
    AURC(
            "aurc",
            "AURC",
            Topic.DOUBT,
            Compared.TO_LABEL,
            Unit.SHARE,
            "The share of wrong answers among the surest faces, averaged over how many are answered. "
                    + "Lower is better.",
            MeasurePass.RISK,
            RiskCoverage::aurc),
    EXCESS_AURC(
            "excessAurc",
            "excess AURC",
            Topic.DOUBT,
            Compared.TO_LABEL,
            Unit.SHARE,
            "The same above what the best possible order of these answers would have. Lower is better.",
            MeasurePass.RISK,
            RiskCoverage::excessAurc),
    RISK_AT_80(
            "riskAt80",
            "risk at 80 % coverage",
            Topic.DOUBT,
            Compared.TO_LABEL,
            Unit.SHARE,
            "The share of wrong answers if only the surest 80 % of faces are answered. Lower is better.",
            MeasurePass.RISK,
            curve -> curve.riskAt(0.8)),
    RISK_AT_90(
            "riskAt90",
            "risk at 90 % coverage",
            Topic.DOUBT,
            Compared.TO_LABEL,
            Unit.SHARE,
            "The same for the surest 90 %.",
            MeasurePass.RISK,
            curve -> curve.riskAt(0.9)),
    ERROR_AUROC(
            "errorAuroc",
            "AUROC for errors",
            Topic.DOUBT,
            Compared.TO_LABEL,
            Unit.NUMBER,
            "How probable it is that a wrong answer has a higher predicted entropy than a right one; 1 is "
                    + "perfect, 0.5 is chance.",
            MeasurePass.ERRORS,
            Ranking::auroc),
    DISAGREEMENT_AUROC(
            "disagreementAuroc",
            "AUROC for disagreement",
            Topic.DOUBT,
            Compared.TO_VOTES,
            Unit.NUMBER,
            "The same for faces of which no emotion has more than half of the votes, against the others.",
            MeasurePass.DISAGREEMENT,
            Ranking::auroc),
    BAYES_OPTIMAL_ACCURACY(
            "bayesOptimalAccuracy",
            "Bayes-optimal accuracy",
            Topic.TRUTH,
            Compared.TRUTH_TO_LABEL,
            Unit.SHARE,
            "The accuracy of knowing the true probabilities of these very faces: nothing can be expected to do better.",
            Accuracy::new),
    TRUE_KULLBACK_LEIBLER(
            "kullbackLeibler",
            "KL to the truth",
            Topic.TRUTH,
            Compared.TO_TRUTH,
            Unit.NATS,
            "How far the prediction is from the true probabilities, KL(truth || predicted). Lower is better.",
            KullbackLeibler::new),
    TRUE_ENTROPY_CORRELATION(
            "entropyCorrelation",
            "true entropy correlation",
            Topic.TRUTH,
            Compared.TO_TRUTH,
            Unit.NUMBER,
            "Whether the model doubts the faces that are truly ambiguous; 1 is perfect, 0 is chance.",
            EntropyCorrelation::new);

    /** What is compared with what, and so which faces a measure is taken over. */
    public enum Compared {
        /** The prediction with the one emotion that counts as right: every face of the protocol. */
        TO_LABEL,
        /** The prediction with the shares of the votes: faces with votes. */
        TO_VOTES,
        /**
         * The prediction with the shares in a random half of the votes: faces with at least two. People differ from each
         * other by {@link org.ambivalent.metrics.HumanReference#halves()}, which is the same comparison.
         */
        TO_HALF_OF_VOTES,
        /** The prediction with the true posterior: sampled faces. */
        TO_TRUTH,
        /** The true posterior, as if it were the prediction, with the label: sampled faces. */
        TRUTH_TO_LABEL;

        /** Whether the measure needs the true posterior. */
        public boolean needsTruth() {
            return this == TO_TRUTH || this == TRUTH_TO_LABEL;
        }
    }

    /** How a measure is written for people. In JSON, and everywhere inside, a share is in [0, 1]. */
    public enum Unit {
        SHARE,
        NATS,
        NUMBER;

        /** Such as "87.5 %" or "0.072"; "-" for NaN. */
        public String format(double value) {
            if (Double.isNaN(value)) {
                return "-";
            }
            return this == SHARE
                    ? String.format(Locale.ROOT, "%.1f %%", 100 * value)
                    : String.format(Locale.ROOT, "%.3f", value);
        }
    }

    /** What a measure is about: a heading in the report. */
    public enum Topic {
        ANSWERS("Its answers"),
        CALIBRATION("Its probabilities against the label"),
        VOTES("Its probabilities against the votes"),
        DOUBT("Its doubt"),
        TRUTH("Against the truth");

        private final String title;

        Topic(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** What a measure reads at the end of a pass. */
    private record Reading<S>(MeasurePass<S> pass, ToDoubleFunction<S> reading) {}

    private final String key;
    private final String title;
    private final Topic topic;
    private final Compared compared;
    private final Unit unit;
    private final String explanation;

    @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
    private final Reading<?> reading;

    <S> Measure(
            String key,
            String title,
            Topic topic,
            Compared compared,
            Unit unit,
            String explanation,
            MeasurePass<S> pass,
            ToDoubleFunction<S> reading) {
        this.key = key;
        this.title = title;
        this.topic = topic;
        this.compared = compared;
        this.unit = unit;
        this.explanation = explanation;
        this.reading = new Reading<>(pass, reading);
    }

    /** The value of a metric of its own. */
    <M extends Metric<M>> Measure(
            String key,
            String title,
            Topic topic,
            Compared compared,
            Unit unit,
            String explanation,
            Supplier<M> empty) {
        this(key, title, topic, compared, unit, explanation, MeasurePass.of(empty), Metric::value);
    }

    /** Its name in JSON, unique among the measures that need the truth and among those that do not. */
    public String key() {
        return key;
    }

    /** Its name on a screen. */
    public String title() {
        return title;
    }

    public Topic topic() {
        return topic;
    }

    public Compared compared() {
        return compared;
    }

    public Unit unit() {
        return unit;
    }

    /** A sentence or two for the reader of a report. */
    public String explanation() {
        return explanation;
    }

    /** Measures with the same are taken together, if they compare the same. */
    MeasurePass<?> pass() {
        return reading.pass();
    }

    /** A figure with its interval for people, such as "87.5 % [86.3, 88.6]". */
    public String format(Estimate estimate) {
        return EvaluationText.interval(estimate, unit);
    }

    /** This measure alone. */
    Estimate estimate(Bootstrap bootstrap, int emotions, List<Observation> faces) {
        return Objects.requireNonNull(
                estimates(pass(), List.of(this), bootstrap, emotions, faces).get(this));
    }

    /** The estimates of measures of one pass. */
    static <S> Map<Measure, Estimate> estimates(
            MeasurePass<S> pass, List<Measure> measures, Bootstrap bootstrap, int emotions, List<Observation> faces) {
        var readings = measures.stream().map(measure -> measure.readingOf(pass)).toList();
        var estimates = pass.estimates(bootstrap, emotions, faces, readings);
        return IntStream.range(0, measures.size()).boxed().collect(Collectors.toMap(measures::get, estimates::get));
    }

    @SuppressWarnings("unchecked") // a reading is made with its pass
    private <S> ToDoubleFunction<S> readingOf(MeasurePass<S> pass) {
        if (!reading.pass().equals(pass)) {
            throw new IllegalArgumentException(this + " is read from another pass");
        }
        return (ToDoubleFunction<S>) reading.reading();
    }
}
