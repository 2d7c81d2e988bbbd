package org.ambivalent.train;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.BufferedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.core.PosteriorSpec.Masking;
import org.ambivalent.core.Version;
import org.ambivalent.data.AtomicFiles;

/**
 * Puts the graphs of model files into one whose answer is the mean of theirs (Lakshminarayanan et al. 2017, arXiv 1612.01474):
 * {@code logits} and {@code samples [members][faces][classes]}, {@code probabilities [faces][classes]}, the mean {@code importance
 * [faces]} where all have one, and their {@code features [faces][features]} one after another. Whatever else a file holds, such
 * as a calibration, is left out: it is not that of the mean.
 *
 * <p>Images are preprocessed as the first file asks; where another asks for it otherwise, its part of the graph makes up for the
 * difference. Tensors and nodes keep their names behind {@code member1.}, {@code member2.} and so on. A file may be an ensemble itself,
 * whose members are counted one by one; what joined them has names behind {@code from1.}, by the first of them.
 */
public final class EnsembleFile {

    private static final String IMAGES = "images";
    private static final String LOGITS = "logits";
    static final String FEATURES = "features";
    private static final String IMPORTANCE = "importance";
    private static final String SAMPLES = "samples";
    private static final String PROBABILITIES = "probabilities";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("ambivalent");
    private final List<EnsemblePart> parts;

    private EnsembleFile(List<EnsemblePart> parts) {
        this.parts = parts;
    }

    /**
     * What a file whose members are those of other files, trained apart, holds.
     *
     * @param files model files, or run folders, of one network or an ensemble each, in order
     * @throws BadInputException if they are fewer than two, if a member is there twice, if one answers at random or has several heads,
     *     or if they differ in network, emotions or the size of images
     */
    public static AtomicFiles.Content join(List<Path> files) {
        return join(files, false);
    }

    /**
     * The same.
     *
     * @param oneLook whether members that look at a face and its mirror image look at one of them only: the first at the face, the
     *     second at its mirror image, and so on
     * @throws BadInputException also if a file is then not that of one network which looks twice
     */
    public static AtomicFiles.Content join(List<Path> files, boolean oneLook) {
        var parts = parts(files, oneLook);
        requireDifferent(parts);
        var provenance = provenance(parts);
        if (oneLook) {
            provenance.put("looks", "one a member, every second at the mirror image");
        }
        return new EnsembleFile(parts).joined(provenance);
    }

    /** The same of files that are known to differ, with what else is to be said of all of them. */
    static AtomicFiles.Content join(List<Path> files, Map<String, String> provenance) {
        var parts = parts(files, false);
        var pairs = provenance(parts);
        pairs.putAll(provenance);
        return new EnsembleFile(parts).joined(pairs);
    }

    private static List<EnsemblePart> parts(List<Path> files, boolean oneLook) {
        if (files.size() < 2) {
            throw new BadInputException("An ensemble has at least two members. Name two model files or more.");
        }
        var parts = new ArrayList<EnsemblePart>();
        int before = 0;
        for (var file : files) {
            var whole = EnsemblePart.withFeatures(ModelFile.model(file));
            var model = oneLook ? OneLook.of(whole, file, before % 2 == 1) : whole;
            var part = new EnsemblePart(file, model, ModelFile.metadata(model, file), before);
            part.requireUsable(List.of(LOGITS, FEATURES));
            if (!parts.isEmpty()) {
                part.requireFit(parts.get(0));
            }
            parts.add(part);
            before += part.members();
        }
        return parts;
    }

    private static void requireDifferent(List<EnsemblePart> parts) {
        var known = new HashMap<String, Path>();
        for (var part : parts) {
            for (String member : part.fingerprints()) {
                var other = known.put(member, part.file());
                if (other != null) {
                    throw new BadInputException(part.file() + ": " + (part.isAlone() ? "is" : "has a member that is")
                            + " in " + other + " already, which would count it twice. Name each network once.");
                }
            }
        }
    }

    /** What all members agree on, and under {@code member1.} and so on what they do not. */
    private static Map<String, String> provenance(List<EnsemblePart> parts) {
        var members = parts.stream().flatMap(part -> part.provenance().stream()).toList();
        var shared = new TreeMap<>(members.get(0));
        shared.keySet().removeIf(name -> !EnsemblePart.canBeShared(name));
        members.forEach(member -> shared.entrySet().retainAll(member.entrySet()));
        var pairs = new TreeMap<>(shared);
        for (int i = 0; i < members.size(); i++) {
            String prefix = "member" + (i + 1) + ".";
            members.get(i).forEach((name, value) -> {
                if (!shared.containsKey(name)) {
                    pairs.put(prefix + name, value);
                }
            });
        }
        pairs.put("version", Version.CURRENT);
        return pairs;
    }

    /** Written from the members as they are: a second copy of large ones may not fit. */
    private AtomicFiles.Content joined(Map<String, String> provenance) {
        var first = parts.get(0);
        int members = parts.stream().mapToInt(EnsemblePart::members).sum();
        int classes = first.metadata().labels().size();
        boolean haveImportance = parts.stream().allMatch(part -> part.answers(IMPORTANCE));
        graph.addAllInput(first.model().getGraph().getInputList());
        parts.forEach(
                part -> add(part, haveImportance ? List.of(LOGITS, FEATURES, IMPORTANCE) : List.of(LOGITS, FEATURES)));

        node("Concat", parts.stream().map(this::stacked).toList(), LOGITS, integer("axis", 0));
        node("Softmax", List.of(LOGITS), SAMPLES, integer("axis", -1));
        node("ReduceMean", List.of(SAMPLES), PROBABILITIES, integers("axes", 0), integer("keepdims", 0));
        graph.addOutput(OnnxGraph.value(LOGITS, members, "faces", classes));
        graph.addOutput(OnnxGraph.value(SAMPLES, members, "faces", classes));
        graph.addOutput(OnnxGraph.value(PROBABILITIES, "faces", classes));
        if (haveImportance) {
            importance();
        }
        node("Concat", parts.stream().map(part -> part.name(FEATURES)).toList(), FEATURES, integer("axis", 1));
        int width = parts.stream().mapToInt(part -> part.width(FEATURES)).sum();
        graph.addOutput(OnnxGraph.value(FEATURES, "faces", width));
        var model = withMetadata(new ModelMetadata(
                first.metadata().labels(),
                first.metadata().preprocessing(),
                first.metadata().network(),
                new PosteriorSpec(EnsemblePart.ENSEMBLE, members, Masking.NONE, 0, 1),
                provenance));
        return file -> {
            try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
                model.writeTo(out);
            }
        };
    }

    private ModelProto withMetadata(ModelMetadata metadata) {
        var model = parts.get(0).model().toBuilder()
                .setProducerVersion(Version.CURRENT)
                .setGraph(graph)
                .clearMetadataProps();
        metadata.toMap()
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    /** What some outputs of a file need, under other names. */
    private void add(EnsemblePart part, List<String> outputs) {
        String images = images(part);
        UnaryOperator<String> names = name -> name.isEmpty() ? name : name.equals(IMAGES) ? images : part.name(name);
        var needed = new HashSet<>(outputs);
        var nodes = new ArrayList<NodeProto>();
        var all = part.model().getGraph().getNodeList();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).getOutputList().stream().anyMatch(needed::contains)) {
                needed.addAll(all.get(i).getInputList());
                needed.remove("");
                nodes.add(renamed(all.get(i), names));
            }
        }
        Collections.reverse(nodes);
        graph.addAllNode(nodes);
        for (var tensor : part.model().getGraph().getInitializerList()) {
            if (needed.contains(tensor.getName())) {
                graph.addInitializer(tensor.toBuilder().setName(names.apply(tensor.getName())));
            }
        }
    }

    private static NodeProto renamed(NodeProto node, UnaryOperator<String> names) {
        return node.toBuilder()
                .setName(names.apply(node.getName()))
                .clearInput()
                .addAllInput(node.getInputList().stream().map(names).toList())
                .clearOutput()
                .addAllOutput(node.getOutputList().stream().map(names).toList())
                .build();
    }

    /**
     * The images as a file asks for them. With {@code x = (byte / 255 - m) / s} as the first asks, {@code (byte / 255 - m') / s'} is
     * {@code x s / s' + (m - m') / s'}.
     */
    private String images(EnsemblePart part) {
        var given = parts.get(0).metadata().preprocessing();
        var asked = part.metadata().preprocessing();
        if (asked.equals(given)) {
            return IMAGES;
        }
        String name = "for." + part.name(IMAGES);
        var scale = constant(name + ".scale", given.deviation() / asked.deviation());
        var shift = constant(name + ".shift", (given.mean() - asked.mean()) / asked.deviation());
        return node("Add", List.of(node("Mul", List.of(IMAGES, scale), name + ".scaled"), shift), name);
    }

    /** {@code [members][faces][classes]}. */
    private String stacked(EnsemblePart part) {
        String logits = part.name(LOGITS);
        if (!part.isAlone()) {
            return logits;
        }
        String axis = "axis." + logits;
        graph.addInitializer(TensorProto.newBuilder()
                .setName(axis)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(1)
                .addInt64Data(0));
        return node("Unsqueeze", List.of(logits, axis), "stacked." + logits);
    }

    /** Every member counts once, those of an ensemble too. */
    private void importance() {
        var each = parts.stream()
                .flatMap(part -> Collections.nCopies(part.members(), part.name(IMPORTANCE)).stream())
                .toList();
        node("Mean", each, IMPORTANCE);
        graph.addOutput(OnnxGraph.value(IMPORTANCE, "faces"));
    }

    /** A number that is not counted among what was learned. */
    private String constant(String name, double value) {
        var number =
                attribute("value_float", AttributeProto.AttributeType.FLOAT).setF((float) value);
        return node("Constant", List.of(), name, number.build());
    }

    private String node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    private static AttributeProto integer(String name, long value) {
        return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static AttributeProto integers(String name, long value) {
        return attribute(name, AttributeProto.AttributeType.INTS).addInts(value).build();
    }

    private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }
}
