package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec.Masking;

/** Puts one model of one head or several, or all members of an ensemble, into one ONNX file. */
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
     * The bytes of the file. Several members, or heads, answer {@code logits} and {@code samples [members][faces][classes]},
     * {@code probabilities} as their mean, the mean {@code importance}, and their {@code features [faces][features]} one after
     * another; their tensors are named {@code member1.trunk...}.
     */
    static byte[] of(List<Model> members, ModelMetadata metadata, Stochastic where) {
        var masking = metadata.posterior().masking();
        if (members.size() > 1 && masking != Masking.NONE) {
            throw new IllegalArgumentException("Members that are sampled themselves are not supported");
        }
        var graph = new OnnxGraph(tensors(members), masking, where);
        return new ModelGraph(graph, metadata).write(members);
    }

    private static String prefix(int member, int members) {
        return members == 1 ? "" : "member" + (member + 1) + ".";
    }

    private static Function<String, Weights.Values> tensors(List<Model> members) {
        if (members.size() == 1) {
            return members.get(0).weights()::values;
        }
        return name -> {
            int dot = name.indexOf('.');
            int member = Integer.parseInt(name.substring("member".length(), dot)) - 1;
            return members.get(member).weights().values(name.substring(dot + 1));
        };
    }

    private byte[] write(List<Model> members) {
        var shape = members.get(0).input();
        var images = graph.input("images", "faces", shape.channels(), shape.height(), shape.width());
        var exported = new ArrayList<Model.Exported>();
        for (int member = 0; member < members.size(); member++) {
            exported.add(members.get(member).export(images, prefix(member, members.size()), graph));
        }
        var said = exported.stream().flatMap(member -> member.heads().stream()).toList();
        boolean sampled = metadata.posterior().isStochastic();
        if (said.size() == 1 && !sampled) {
            answer(said.get(0).logits());
        } else {
            samples(sampled ? said.get(0).logits() : stacked(said), sampled ? "samples" : said.size());
        }
        importance(said);
        features(exported);
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

    /** {@code [members][faces][classes]}. */
    private String stacked(List<Head.Exported> said) {
        var first = graph.integers("member.axis", 0);
        var each = said.stream()
                .map(member ->
                        graph.node("Unsqueeze", List.of(member.logits(), first)).output())
                .toList();
        return graph.node("Concat", each).integer("axis", 0).output();
    }

    private void features(List<Model.Exported> members) {
        int width = members.stream().mapToInt(Model.Exported::width).sum();
        var each = members.stream().map(Model.Exported::features).toList();
        var all = each.size() == 1
                ? each.get(0)
                : graph.node("Concat", each).integer("axis", 1).output();
        graph.output("features", all, "faces", width);
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
