package org.ambivalent.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ambivalent.core.Version;
import org.ambivalent.metrics.CalibrationError;
import org.ambivalent.metrics.CalibrationFloor;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.HumanReference;
import org.ambivalent.metrics.RiskCoverage;

/** The JSON of an evaluation. Keys are a promise to users: add to them, never rename or remove one. */
final class EvaluationJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private EvaluationJson() {}

    static String of(Evaluation evaluation) {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree(evaluation));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode tree(Evaluation evaluation) {
        var root = NODES.objectNode();
        root.put("version", Version.CURRENT);
        root.set("dataset", dataset(evaluation));
        root.set("provenance", provenance(evaluation));
        root.set("bootstrap", bootstrap(evaluation));
        root.set("majority", figures(evaluation.majority()));
        var all = evaluation.all();
        root.set("all", all == null ? NODES.nullNode() : figures(all));
        return root;
    }

    private static ObjectNode dataset(Evaluation evaluation) {
        var node = NODES.objectNode();
        node.put("name", evaluation.dataset());
        node.put("hash", evaluation.hash());
        node.put("faces", evaluation.size());
        var labels = node.putArray("labels");
        evaluation.labels().names().forEach(labels::add);
        return node;
    }

    private static ObjectNode provenance(Evaluation evaluation) {
        var node = NODES.objectNode();
        evaluation.provenance().forEach(node::put);
        return node;
    }

    private static ObjectNode bootstrap(Evaluation evaluation) {
        return NODES.objectNode()
                .put("resamples", evaluation.bootstrap().resamples())
                .put("seed", evaluation.bootstrap().seed())
                .put("level", 0.95);
    }

    private static ObjectNode figures(Figures figures) {
        var node = NODES.objectNode();
        node.put("faces", figures.faces());
        node.put("votedFaces", figures.votedFaces());
        addMeasures(node, figures, false);
        node.set("calibrationFloor", floor(figures.calibrationFloor()));
        node.set("uncertainty", uncertainty(figures.uncertainty()));
        var decisions = figures.decisions();
        node.set("decisions", decisions == null ? NODES.nullNode() : decisions(figures, decisions));
        node.set("emotions", emotions(figures));
        node.set("groups", groups(figures));
        node.set("confusion", confusion(figures));
        node.set("reliability", reliability(figures));
        node.set("riskCoverage", riskCoverage(figures));
        var people = figures.people();
        node.set("people", people == null ? NODES.nullNode() : people(people));
        node.set("truth", figures.trueFaces() == 0 ? NODES.nullNode() : truth(figures));
        return node;
    }

    private static void addMeasures(ObjectNode node, Figures figures, boolean truth) {
        for (Measure measure : Measure.values()) {
            if (measure.compared().needsTruth() == truth) {
                node.set(measure.key(), estimate(figures.get(measure)));
            }
        }
    }

    private static ObjectNode floor(CalibrationFloor floor) {
        var node = NODES.objectNode();
        put(node, "mean", floor.mean());
        put(node, "high", floor.high());
        return node;
    }

    private static ObjectNode uncertainty(UncertaintyFigures figures) {
        var node = NODES.objectNode();
        node.set("total", estimate(figures.total()));
        node.set("aleatoric", estimate(figures.aleatoric()));
        node.set("epistemic", estimate(figures.epistemic()));
        node.set("aleatoricErrorAuroc", estimate(figures.aleatoricErrors()));
        node.set("epistemicErrorAuroc", estimate(figures.epistemicErrors()));
        node.set("aleatoricDisagreementAuroc", estimate(figures.aleatoricDisagreement()));
        node.set("epistemicDisagreementAuroc", estimate(figures.epistemicDisagreement()));
        return node;
    }

    private static ObjectNode decisions(Figures figures, DecisionFigures decisions) {
        var node = NODES.objectNode();
        node.set("abstained", estimate(decisions.abstained()));
        node.set("risk", estimate(decisions.risk()));
        node.set("unfamiliar", estimate(decisions.unfamiliar()));
        var sets = decisions.sets();
        node.set("sets", sets == null ? NODES.nullNode() : sets(figures, sets));
        return node;
    }

    private static ObjectNode sets(Figures figures, SetFigures sets) {
        var node = NODES.objectNode();
        node.set("coverage", estimate(sets.coverage()));
        node.set("votesCovered", estimate(sets.votesCovered()));
        node.set("meanSize", estimate(sets.meanSize()));
        node.set("singletons", estimate(sets.singletons()));
        node.set("empties", estimate(sets.empties()));
        sets.sizes().forEach(node.putArray("sizes")::add);
        var emotions = node.putObject("emotions");
        for (int k = 0; k < sets.emotions().size(); k++) {
            var emotion = sets.emotions().get(k);
            var entry = emotions.putObject(figures.emotions().get(k).name());
            entry.put("faces", emotion.faces());
            entry.set("coverage", estimate(emotion.coverage()));
            entry.set("meanSize", estimate(emotion.meanSize()));
        }
        return node;
    }

    private static ObjectNode estimate(Estimate estimate) {
        var node = NODES.objectNode();
        put(node, "value", estimate.value());
        put(node, "low", estimate.low());
        put(node, "high", estimate.high());
        return node;
    }

    /** JSON knows no NaN. */
    private static void put(ObjectNode node, String key, double value) {
        if (Double.isNaN(value)) {
            node.putNull(key);
        } else {
            node.put(key, value);
        }
    }

    private static ObjectNode emotions(Figures figures) {
        var node = NODES.objectNode();
        for (Figures.Emotion emotion : figures.emotions()) {
            var entry = node.putObject(emotion.name());
            entry.put("faces", emotion.faces());
            entry.set("recall", estimate(emotion.recall()));
            entry.set("precision", estimate(emotion.precision()));
            entry.set("f1", estimate(emotion.f1()));
        }
        return node;
    }

    private static ObjectNode groups(Figures figures) {
        var node = NODES.objectNode();
        for (Figures.Group group : figures.groups()) {
            var entry = node.putObject(group.name());
            entry.put("faces", group.faces());
            entry.set("accuracy", estimate(group.accuracy()));
        }
        return node;
    }

    private static ArrayNode confusion(Figures figures) {
        var node = NODES.arrayNode();
        for (var row : figures.confusion()) {
            var cells = node.addArray();
            row.forEach(cells::add);
        }
        return node;
    }

    private static ArrayNode reliability(Figures figures) {
        var node = NODES.arrayNode();
        for (CalibrationError.Bin bin : figures.reliability()) {
            var entry = node.addObject();
            entry.put("low", bin.low());
            entry.put("high", bin.high());
            entry.put("faces", bin.count());
            put(entry, "confidence", bin.meanConfidence());
            put(entry, "accuracy", bin.accuracy());
        }
        return node;
    }

    private static ArrayNode riskCoverage(Figures figures) {
        var node = NODES.arrayNode();
        for (RiskCoverage.Point point : figures.riskCoverage()) {
            var entry = node.addObject();
            entry.put("coverage", point.coverage());
            entry.put("risk", point.risk());
            entry.put("doubt", point.doubt());
        }
        return node;
    }

    private static ObjectNode people(HumanReference people) {
        var node = NODES.objectNode();
        node.put("faces", people.faces());
        put(node, "entropy", people.entropy());
        put(node, "halvesJensenShannon", people.halves());
        put(node, "agreement", people.agreement());
        return node;
    }

    private static ObjectNode truth(Figures figures) {
        var node = NODES.objectNode();
        node.put("faces", figures.trueFaces());
        addMeasures(node, figures, true);
        return node;
    }
}
