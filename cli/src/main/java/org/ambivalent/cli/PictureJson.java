package org.ambivalent.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ambivalent.core.Decision;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.predict.FacePrediction;

/** One JSON array, with a picture on each line. The keys are documented in docs/predict.md. */
final class PictureJson implements PictureWriter {

    private final PrintWriter out;
    private boolean first = true;

    PictureJson(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(PictureResult picture) {
        var json = new LinkedHashMap<String, Object>();
        json.put("file", picture.file().toString());
        json.put("width", picture.width());
        json.put("height", picture.height());
        json.put("faces", picture.faces().stream().map(PictureJson::face).toList());
        out.print((first ? "[\n" : ",\n") + Json.line(json));
        out.flush();
        first = false;
    }

    private static Map<String, Object> face(FacePrediction face) {
        var json = new LinkedHashMap<String, Object>();
        json.put("box", face.box());
        json.put("emotion", face.emotion());
        json.put("distribution", distribution(face.prediction()));
        json.put("entropy", Json.rounded(face.distribution().entropy()));
        json.put("uncertainty", rounded(face.uncertainty()));
        json.put("doubt", face.prediction().doubt().name().toLowerCase(Locale.ROOT));
        face.prediction().decision().ifPresent(decision -> addDecision(json, face.prediction(), decision));
        face.prediction().importance().ifPresent(importance -> json.put("importance", Json.rounded(importance)));
        return json;
    }

    private static void addDecision(Map<String, Object> json, Prediction prediction, Decision decision) {
        decision.set()
                .ifPresent(set -> json.put(
                        "set", set.members().mapToObj(prediction.labels()::name).toList()));
        json.put("abstains", decision.abstains());
        prediction.unfamiliarity().ifPresent(score -> json.put("unfamiliarity", Json.rounded(score)));
    }

    private static Map<String, Double> distribution(Prediction prediction) {
        var json = new LinkedHashMap<String, Double>();
        List<String> names = prediction.labels().names();
        for (int k = 0; k < names.size(); k++) {
            json.put(names.get(k), Json.rounded(prediction.distribution().probability(k)));
        }
        return json;
    }

    private static Uncertainty rounded(Uncertainty uncertainty) {
        return new Uncertainty(
                Json.rounded(uncertainty.total()),
                Json.rounded(uncertainty.aleatoric()),
                Json.rounded(uncertainty.epistemic()));
    }

    @Override
    public void close() {
        out.println(first ? "[]" : "\n]");
    }
}
