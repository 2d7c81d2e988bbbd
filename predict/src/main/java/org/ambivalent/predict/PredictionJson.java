package org.ambivalent.predict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ambivalent.core.Decision;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.decide.Decisions;

/** A face and its prediction as a tree for JSON. The keys are a promise to users: docs/predict.md names them. */
public final class PredictionJson {

    private static final double MILLION = 1e6;

    private PredictionJson() {}

    /**
     * The keys of one face, in order; the caller may add some.
     *
     * @param decisions that the prediction was made with, see {@link Predictor#decisions()}
     */
    public static Map<String, Object> face(FacePrediction face, Decisions decisions) {
        var json = new LinkedHashMap<String, Object>();
        json.put("box", face.box());
        json.put("emotion", face.emotion());
        json.put("distribution", distribution(face.prediction().labels(), face.distribution()));
        json.put("entropy", rounded(face.distribution().entropy()));
        json.put("uncertainty", rounded(face.uncertainty()));
        json.put("doubt", face.prediction().doubt().name().toLowerCase(Locale.ROOT));
        face.prediction().decision().ifPresent(decision -> addDecision(json, face.prediction(), decision));
        face.prediction().importance().ifPresent(importance -> json.put("importance", rounded(importance)));
        double doubt = Decisions.doubt(face.prediction());
        // Not rounded, or it could fall on the other side of a threshold.
        json.put("doubtScore", doubt);
        json.put("reason", Reason.of(face.prediction(), decisions, doubt));
        return json;
    }

    private static void addDecision(Map<String, Object> json, Prediction prediction, Decision decision) {
        decision.set()
                .ifPresent(set -> json.put(
                        "set", set.members().mapToObj(prediction.labels()::name).toList()));
        json.put("abstains", decision.abstains());
        json.put("unfamiliar", decision.unfamiliar());
        prediction.unfamiliarity().ifPresent(score -> json.put("unfamiliarity", rounded(score)));
    }

    /** Probabilities by emotion, in the order of the labels. */
    public static Map<String, Double> distribution(LabelSet labels, Distribution distribution) {
        var json = new LinkedHashMap<String, Double>();
        List<String> names = labels.names();
        for (int k = 0; k < names.size(); k++) {
            json.put(names.get(k), rounded(distribution.probability(k)));
        }
        return json;
    }

    private static Uncertainty rounded(Uncertainty uncertainty) {
        return new Uncertainty(
                rounded(uncertainty.total()), rounded(uncertainty.aleatoric()), rounded(uncertainty.epistemic()));
    }

    /** Six decimals: finer digits of a probability are rounding of the network's 32-bit numbers. */
    public static double rounded(double value) {
        return Math.rint(value * MILLION) / MILLION;
    }
}
