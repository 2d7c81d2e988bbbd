package org.ambivalent.data;

import java.util.List;
import java.util.Locale;
import org.ambivalent.metrics.Accuracy;
import org.ambivalent.metrics.Bootstrap;
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
import org.ambivalent.metrics.NegativeLogLikelihood;
import org.ambivalent.metrics.Observation;

/**
 * The figures an evaluation reports, in the order it reports them: one line here puts a measure into the JSON, the table
 * on the terminal and the report. Formulas and sources are with the metrics themselves.
 */
public enum Measure {
    ACCURACY(
            "accuracy",
            "accuracy",
            Compared.TO_LABEL,
            Unit.SHARE,
            "How often the most probable emotion is the one most people chose. Higher is better.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(Accuracy::new, faces)),
    MEAN_CLASS_ACCURACY(
            "meanClassAccuracy",
            "mean class accuracy",
            Compared.TO_LABEL,
            Unit.SHARE,
            "Accuracy with every emotion counting the same, however rare it is. Higher is better.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(() -> new MeanClassAccuracy(emotions), faces)),
    NEGATIVE_LOG_LIKELIHOOD(
            "negativeLogLikelihood",
            "NLL of the label",
            Compared.TO_LABEL,
            Unit.NATS,
            "How surprised the model is by the label. Lower is better; sure and wrong costs most.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(NegativeLogLikelihood::new, faces)),
    BRIER_SCORE(
            "brierScore",
            "Brier score",
            Compared.TO_LABEL,
            Unit.NUMBER,
            "Squared distance between the prediction and the label, from 0 to 2. Lower is better.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(BrierScore::new, faces)),
    EXPECTED_CALIBRATION_ERROR(
            "expectedCalibrationError",
            "ECE, 15 bins",
            Compared.TO_LABEL,
            Unit.SHARE,
            "How far confidence is from the share of right answers, on average. Lower is better.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(CalibrationError::new, faces)),
    MAXIMUM_CALIBRATION_ERROR(
            "maximumCalibrationError",
            "MCE, 15 bins",
            Compared.TO_LABEL,
            Unit.SHARE,
            "The same in the worst bin of confidence; a bin of few faces makes it large by chance. Lower is better.",
            (bootstrap, emotions, faces) ->
                    bootstrap.estimate(CalibrationError::new, CalibrationError::maximum, faces)),
    CROSS_ENTROPY(
            "crossEntropy",
            "cross-entropy to the votes",
            Compared.TO_VOTES,
            Unit.NATS,
            "How surprised the model is by a voter drawn at random. Lower is better, but never below the entropy of the"
                    + " votes.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(CrossEntropy::new, faces)),
    KULLBACK_LEIBLER(
            "kullbackLeibler",
            "KL to the votes",
            Compared.TO_VOTES,
            Unit.NATS,
            "What is left of the cross-entropy when people's own disagreement is taken off. Lower is better.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(KullbackLeibler::new, faces)),
    JENSEN_SHANNON(
            "jensenShannon",
            "JS to the votes",
            Compared.TO_VOTES,
            Unit.NATS,
            "How far the predicted distribution is from people's, from 0 to 0.693. Lower is better.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(JensenShannon::new, faces)),
    HALF_JENSEN_SHANNON(
            "jensenShannonToHalf",
            "JS to half of the votes",
            Compared.TO_HALF_OF_VOTES,
            Unit.NATS,
            "The same against a random half of each face's votes: compare it with how far the two halves are apart.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(JensenShannon::new, faces)),
    DIST_CE(
            "distCE",
            "DistCE",
            Compared.TO_VOTES,
            Unit.NUMBER,
            "The share of votes the prediction puts on the wrong emotions (total variation). Lower is better.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(DistCE::new, faces)),
    ENT_CE(
            "entCE",
            "EntCE",
            Compared.TO_VOTES,
            Unit.NATS,
            "How much more the model doubts than people disagree: above 0 too unsure, below 0 too sure.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(EntCE::new, faces)),
    ENTROPY_CORRELATION(
            "entropyCorrelation",
            "entropy correlation",
            Compared.TO_VOTES,
            Unit.NUMBER,
            "Whether the model doubts the faces that people disagree about; 1 is perfect, 0 is chance.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(EntropyCorrelation::new, faces)),
    BAYES_OPTIMAL_ACCURACY(
            "bayesOptimalAccuracy",
            "Bayes-optimal accuracy",
            Compared.TRUTH_TO_LABEL,
            Unit.SHARE,
            "The accuracy of knowing the true probabilities of these very faces: nothing can be expected to do better.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(Accuracy::new, faces)),
    TRUE_KULLBACK_LEIBLER(
            "kullbackLeibler",
            "KL to the truth",
            Compared.TO_TRUTH,
            Unit.NATS,
            "How far the prediction is from the true probabilities, KL(truth || predicted). Lower is better.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(KullbackLeibler::new, faces)),
    TRUE_ENTROPY_CORRELATION(
            "entropyCorrelation",
            "true entropy correlation",
            Compared.TO_TRUTH,
            Unit.NUMBER,
            "Whether the model doubts the faces that are truly ambiguous; 1 is perfect, 0 is chance.",
            (bootstrap, emotions, faces) -> bootstrap.estimate(EntropyCorrelation::new, faces));

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

    private interface Estimator {
        Estimate estimate(Bootstrap bootstrap, int emotions, List<Observation> faces);
    }

    private final String key;
    private final String title;
    private final Compared compared;
    private final Unit unit;
    private final String explanation;

    @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
    private final Estimator estimator;

    Measure(String key, String title, Compared compared, Unit unit, String explanation, Estimator estimator) {
        this.key = key;
        this.title = title;
        this.compared = compared;
        this.unit = unit;
        this.explanation = explanation;
        this.estimator = estimator;
    }

    /** Its name in JSON, unique among the measures that need the truth and among those that do not. */
    public String key() {
        return key;
    }

    /** Its name on a screen. */
    public String title() {
        return title;
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

    Estimate estimate(Bootstrap bootstrap, int emotions, List<Observation> faces) {
        return estimator.estimate(bootstrap, emotions, faces);
    }
}
