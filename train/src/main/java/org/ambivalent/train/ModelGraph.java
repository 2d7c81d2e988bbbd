package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.ModelMetadata;

/** Puts a model of one head or several into an ONNX file; see {@link EnsembleFile} for models of several networks. */
final class ModelGraph {

    private final OnnxGraph graph;
    private final ModelMetadata metadata;
    private final int classes;

    private ModelGraph(OnnxGraph graph, ModelMetadata metadata) {
        this.graph = graph;
        this.metadata = metadata;
        classes = metadata.labels().size();
    }

    /**
     * The bytes of the file. Several heads answer {@code logits} and {@code samples [heads][faces][classes]}, {@code
     * probabilities} as their mean, and the mean {@code importance}.
     */
    static byte[] of(Model model, ModelMetadata metadata, Stochastic where) {
        var graph = new OnnxGraph(model.weights()::values, metadata.posterior().masking(), where);
        return new ModelGraph(graph, metadata).write(model);
    }

    private byte[] write(Model model) {
        var shape = model.input();
        var images = graph.input("images", "faces", shape.channels(), shape.height(), shape.width());
        var exported = model.export(images, graph);
        var said = exported.heads();
        boolean sampled = metadata.posterior().isStochastic();
        if (said.size() == 1 && !sampled) {
            answer(said.get(0).logits());
        } else {
            samples(sampled ? said.get(0).logits() : stacked(said), sampled ? "samples" : said.size());
        }
        importance(said);
        graph.output("features", exported.features(), "faces", exported.width());
        return graph.toModel(metadata.toMap());
    }

    private void answer(String logits) {
        graph.output("logits", logits, "faces", classes);
        graph.output("probabilities", softmax(logits), "faces", classes);
    }

    private void samples(String logits, Object samples) {
        var probabilities = softmax(logits);
        graph.output("logits", logits, samples, "faces", classes);
        graph.output("samples", probabilities, samples, "faces", classes);
        var mean =
                graph.node("ReduceMean", List.of(probabilities)).ints("axes", 0).integer("keepdims", 0);
        graph.output("probabilities", mean.output(), "faces", classes);
    }

    private String softmax(String logits) {
        return graph.node("Softmax", List.of(logits)).integer("axis", -1).output();
    }

    /** {@code [heads][faces][classes]}. */
    private String stacked(List<Head.Exported> said) {
        var first = graph.integers("member.axis", 0);
        var each = said.stream()
                .map(member ->
                        graph.node("Unsqueeze", List.of(member.logits(), first)).output())
                .toList();
        return graph.node("Concat", each).integer("axis", 0).output();
    }

    private void importance(List<Head.Exported> said) {
        var each = new ArrayList<String>();
        for (var member : said) {
            var importance = member.importance();
            if (importance != null) {
                each.add(importance);
            }
        }
        if (!each.isEmpty()) {
            graph.output("importance", graph.node("Mean", each).output(), "faces");
        }
    }
}
