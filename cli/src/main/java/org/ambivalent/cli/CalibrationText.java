package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.PredictionSet;
import org.ambivalent.data.Evaluation;
import org.ambivalent.data.Figures;
import org.ambivalent.data.Measure;
import org.ambivalent.decide.AbstentionRule;
import org.ambivalent.decide.ConformalSets;
import org.ambivalent.decide.Familiarity;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.predict.Calibrator;
import org.ambivalent.predict.Calibrator.Promise;
import org.ambivalent.predict.Noticed;
import org.ambivalent.predict.PredictionJson;
import org.jspecify.annotations.Nullable;

/**
 * What {@code calibrate} says.
 *
 * @param before figures of the scored faces without the calibration
 * @param after figures of the same faces with it
 * @param noticed how well generated pictures that are no faces are told from faces
 * @param out the file that was written
 */
record CalibrationText(Calibrator.Result result, Evaluation before, Evaluation after, List<Noticed> noticed, Path out) {

    /** What a temperature changes. */
    private static final List<Measure> MEASURES = List.of(
            Measure.ACCURACY,
            Measure.NEGATIVE_LOG_LIKELIHOOD,
            Measure.EXPECTED_CALIBRATION_ERROR,
            Measure.JENSEN_SHANNON,
            Measure.ENT_CE,
            Measure.ENTROPY_CORRELATION);

    String toText() {
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT,
                "calibrated with %,d faces: %,d for the temperature, %,d scored",
                result.faces(),
                result.fitted(),
                result.scored().size()));
        lines.add(String.format(Locale.ROOT, "%-38s %-24s %s", "", "before", "after"));
        addMeasures(lines, "majority", before.majority(), after.majority());
        addMeasures(lines, "all votes", before.all(), after.all());
        lines.addAll(promises());
        lines.add("wrote " + out);
        return String.join(System.lineSeparator(), lines);
    }

    private static void addMeasures(
            List<String> lines, String protocol, @Nullable Figures before, @Nullable Figures after) {
        if (before == null || after == null) {
            return;
        }
        for (var measure : MEASURES) {
            if (!Double.isNaN(after.get(measure).value())) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-38s %-24s %s",
                        measure.title() + ", " + protocol,
                        measure.format(before.get(measure)),
                        measure.format(after.get(measure))));
            }
        }
    }

    /** A sentence for each part. */
    List<String> promises() {
        var lines = new ArrayList<String>();
        lines.add(temperature(result.decisions().temperature().value()));
        result.decisions().sets().ifPresent(sets -> lines.add(sets(sets)));
        result.decisions().abstention().ifPresent(rule -> lines.add(abstention(rule)));
        if (result.unjudged() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    result.promise() == Promise.VOTES
                            ? "             these promises are about faces in which people see an emotion; of %,d that decided, nobody"
                                    + " saw one in %,d"
                            : "             these promises are about faces on which people agree enough; of %,d that decided, %,d had"
                                    + " no majority",
                    result.judged() + result.unjudged(),
                    result.unjudged()));
        }
        if (!result.noAbstention().isEmpty()) {
            lines.add("abstention   none. " + result.noAbstention());
        }
        lines.add(
                result.decisions()
                        .familiarity()
                        .map(this::familiarity)
                        .orElse(
                                "familiarity  none: there are too few faces, or the model file, of an older version, does not answer with features."));
        if (!noticed.isEmpty() && hasThreshold()) {
            lines.add("             and notices generated pictures that are no faces: "
                    + noticed.stream()
                            .map(kind -> String.format(Locale.ROOT, "%s %.0f %%", kind.kind(), 100 * kind.share()))
                            .collect(Collectors.joining(", ")));
        }
        return lines;
    }

    private String temperature(double value) {
        String effect = value == 1 ? "as before" : value < 1 ? "surer than before" : "less sure than before";
        String bound = result.decisions().temperature().atBound() ? ", at its bound: look at the figures" : "";
        return String.format(Locale.ROOT, "temperature  %.3f, %s%s", value, effect, bound);
    }

    private String sets(ConformalSets sets) {
        String text = String.format(
                Locale.ROOT,
                "sets         hold the label of %.1f %% of faces%s (%s%s)",
                100 * sets.level(),
                sets.method().perEmotion() ? " of each emotion" : "",
                sets.method().score().name().toLowerCase(Locale.ROOT),
                sets.method().randomised() ? ", randomised" : "");
        var always = names(sets.alwaysIncluded());
        return always.isEmpty()
                ? text
                : text + "; always in them, for want of " + sets.facesNeeded() + " faces: " + String.join(", ", always);
    }

    private List<String> names(PredictionSet set) {
        LabelSet labels = result.scored().labels();
        return set.members().mapToObj(labels::name).toList();
    }

    private static String abstention(AbstentionRule rule) {
        return String.format(
                Locale.ROOT,
                "abstention   declines %.1f %% of faces; at most %.1f %% of its answers are wrong, except with probability"
                        + " %s",
                100 * (1 - rule.coverage()),
                100 * rule.targetRisk(),
                rule.delta());
    }

    private boolean hasThreshold() {
        return result.decisions()
                .familiarity()
                .filter(Familiarity::hasThreshold)
                .isPresent();
    }

    private String familiarity(Familiarity rule) {
        return !rule.hasThreshold()
                ? "familiarity  no threshold: too few faces (" + rule.faces() + ")"
                : String.format(
                        Locale.ROOT,
                        "familiarity  calls %.1f %% of such faces unfamiliar by mistake",
                        100 * (1 - rule.level()));
    }

    String toJson(String model) {
        var decisions = result.decisions();
        var json = new LinkedHashMap<String, Object>();
        json.put("model", model);
        json.put("out", out.toString());
        json.put(
                "faces",
                new TreeMap<>(Map.of(
                        "all",
                        result.faces(),
                        "fitted",
                        result.fitted(),
                        "scored",
                        result.scored().size())));
        json.put("before", figures(before));
        json.put("after", figures(after));
        json.put("temperature", decisions.temperature().value());
        json.put("sets", decisions.sets().map(this::setsJson).orElse(null));
        json.put("abstention", decisions.abstention().orElse(null));
        json.put("noAbstention", result.noAbstention().isEmpty() ? null : result.noAbstention());
        json.put("familiarity", decisions.familiarity().orElse(null));
        json.put("noticed", noticedJson());
        return Json.pretty(json);
    }

    private Map<String, Object> noticedJson() {
        var json = new LinkedHashMap<String, Object>();
        for (var kind : noticed) {
            var figures = new LinkedHashMap<String, Object>();
            figures.put("pictures", kind.pictures());
            figures.put("share", kind.share());
            figures.put("auroc", PredictionJson.rounded(kind.auroc()));
            figures.put("aurocOfEntropy", PredictionJson.rounded(kind.aurocOfEntropy()));
            figures.put("aurocOfEpistemic", PredictionJson.rounded(kind.aurocOfEpistemic()));
            json.put(kind.kind().toString(), figures);
        }
        return json;
    }

    private Map<String, Object> setsJson(ConformalSets sets) {
        var json = new LinkedHashMap<String, Object>();
        json.put("score", sets.method().score().name().toLowerCase(Locale.ROOT));
        json.put("level", sets.level());
        json.put("perEmotion", sets.method().perEmotion());
        json.put("randomised", sets.method().randomised());
        json.put("thresholds", sets.thresholds());
        json.put("alwaysIncluded", names(sets.alwaysIncluded()));
        return json;
    }

    private static Map<String, Object> figures(Evaluation evaluation) {
        var json = new LinkedHashMap<String, Object>();
        json.put("majority", figures(evaluation.majority()));
        var all = evaluation.all();
        json.put("all", all == null ? null : figures(all));
        return json;
    }

    private static Map<String, Estimate> figures(Figures figures) {
        var json = new LinkedHashMap<String, Estimate>();
        for (var measure : MEASURES) {
            if (!Double.isNaN(figures.get(measure).value())) {
                json.put(measure.key(), figures.get(measure));
            }
        }
        return json;
    }
}
