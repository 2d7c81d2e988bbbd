package org.ambivalent.train;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.core.PosteriorSpec.Masking;

/**
 * Puts the graphs of model files into one whose answer is the mean of theirs (Lakshminarayanan et al. 2017, arXiv 1612.01474):
 * {@code logits} and {@code samples [members][faces][classes]}, {@code probabilities [faces][classes]}, the mean {@code importance
 * [faces]} where all have one, and their {@code features [faces][features]} one after another. Whatever else a file holds, such
 * as a calibration, is left out: it is not that of the mean.
 *
 * <p>Tensors and nodes keep their names behind {@code member1.}, {@code member2.} and so on. A file may be an ensemble itself, whose
 * members are counted one by one; what joined them has names behind {@code from1.}, by the first of them.
 */
public final class EnsembleFile {

    private static final String ENSEMBLE = "ensemble";
    private static final Pattern OF_A_MEMBER = Pattern.compile("member([0-9]+)\\.(.*)");
    private static final String IMAGES = "images";
    private static final String LOGITS = "logits";
    private static final String FEATURES = "features";
    private static final String IMPORTANCE = "importance";

    /** Figures of a single network, which the mean does not have. */
    private static final List<String> OWN = List.of("valid.", "epoch");

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("ambivalent");
    private final List<Part> parts;

    /** A file, and how many members come before its own. */
    private record Part(Path file, ModelProto model, ModelMetadata metadata, int before) {

        int members() {
            return metadata.posterior().members();
        }

        boolean isAlone() {
            return metadata.posterior().equals(PosteriorSpec.DETERMINISTIC);
        }

        /** In the graph of all. */
        String name(String name) {
            if (name.isEmpty() || name.equals(IMAGES)) {
                return name;
            }
            if (isAlone()) {
                return "member" + (before + 1) + "." + name;
            }
            var match = OF_A_MEMBER.matcher(name);
            return match.matches()
                    ? "member" + (before + Integer.parseInt(match.group(1))) + "." + match.group(2)
                    : "from" + (before + 1) + "." + name;
        }

        boolean answers(String output) {
            return model.getGraph().getOutputList().stream()
                    .anyMatch(value -> value.getName().equals(output));
        }
    }

    private EnsembleFile(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * The bytes of a file whose members are those of other files, trained apart.
     *
     * @param files model files, or run folders, of one network or an ensemble each, in order
     * @throws BadInputException if they are fewer than two, if one is given twice, if one answers at random or has several heads, or
     *     if they differ in network, emotions or preprocessing
     */
    public static byte[] join(List<Path> files) {
        var parts = parts(files);
        return new EnsembleFile(parts).write(provenance(parts));
    }

    /** The same of files that are known to fit, with a provenance of its own. */
    static byte[] join(List<Path> files, Map<String, String> provenance) {
        return new EnsembleFile(parts(files)).write(provenance);
    }

    private static List<Part> parts(List<Path> files) {
        if (files.size() < 2) {
            throw new BadInputException("An ensemble has at least two members. Name two model files or more.");
        }
        var parts = new ArrayList<Part>();
        int before = 0;
        for (var file : files) {
            var model = ModelFile.model(file);
            var part = new Part(file, model, ModelFile.metadata(file), before);
            requireMember(part);
            parts.forEach(other -> requireFit(part, other));
            parts.add(part);
            before += part.members();
        }
        return parts;
    }

    private static void requireMember(Part part) {
        var posterior = part.metadata().posterior();
        if (!part.isAlone() && !posterior.name().equals(ENSEMBLE)) {
            throw new BadInputException(part.file() + ": its posterior is " + posterior.name()
                    + ", but members of an ensemble are deterministic, or an ensemble themselves. Leave it out.");
        }
        for (String output : List.of(LOGITS, FEATURES)) {
            if (!part.answers(output)) {
                throw new BadInputException(part.file() + ": the graph has no output \"" + output
                        + "\". Export the model again from its run folder.");
            }
        }
    }

    private static void requireFit(Part part, Part other) {
        if (part.model().getGraph().equals(other.model().getGraph())) {
            throw new BadInputException(part.file() + ": is the same model as " + other.file()
                    + ". Members differ by their seeds; name each once.");
        }
        requireSame("network", part, other, ModelMetadata::network);
        requireSame("list of emotions", part, other, ModelMetadata::labels);
        requireSame("preprocessing", part, other, ModelMetadata::preprocessing);
        if (!part.model().getOpsetImportList().equals(other.model().getOpsetImportList())) {
            throw new BadInputException(part.file() + ": was written for other ONNX operators than " + other.file()
                    + ". Export both again from their run folders.");
        }
    }

    private static void requireSame(String what, Part part, Part other, Function<ModelMetadata, Object> property) {
        var here = property.apply(part.metadata());
        var there = property.apply(other.metadata());
        if (!here.equals(there)) {
            throw new BadInputException(part.file() + ": has another " + what + " (" + here + ") than " + other.file()
                    + " (" + there + "). Members of an ensemble are trained on the same data with the same network.");
        }
    }

    /** What all files say, and under {@code member1.} and so on what they do not agree on. */
    private static Map<String, String> provenance(List<Part> parts) {
        var first = parts.get(0).metadata().provenance();
        var shared = new TreeMap<>(first);
        shared.entrySet()
                .removeIf(pair -> isOwn(pair.getKey())
                        || parts.stream().anyMatch(part -> !pair.getValue()
                                .equals(part.metadata().provenance().get(pair.getKey()))));
        var pairs = new TreeMap<>(shared);
        for (var part : parts) {
            part.metadata().provenance().forEach((name, value) -> {
                if (!shared.containsKey(name)
                        && (part.isAlone() || OF_A_MEMBER.matcher(name).matches())) {
                    pairs.put(part.name(name), value);
                }
            });
        }
        return pairs;
    }

    private static boolean isOwn(String name) {
        return OF_A_MEMBER.matcher(name).matches() || OWN.stream().anyMatch(name::startsWith);
    }

    private byte[] write(Map<String, String> provenance) {
        var first = parts.get(0);
        int members = parts.stream().mapToInt(Part::members).sum();
        int classes = first.metadata().labels().size();
        graph.addAllInput(first.model().getGraph().getInputList());
        parts.forEach(this::add);

        var logits = parts.stream().map(this::stacked).toList();
        node("Concat", logits, LOGITS, integer("axis", 0));
        node("Softmax", List.of(LOGITS), "samples", integer("axis", -1));
        node("ReduceMean", List.of("samples"), "probabilities", axes(0), integer("keepdims", 0));
        graph.addOutput(OnnxGraph.value(LOGITS, members, "faces", classes));
        graph.addOutput(OnnxGraph.value("samples", members, "faces", classes));
        graph.addOutput(OnnxGraph.value("probabilities", "faces", classes));
        if (parts.stream().allMatch(part -> part.answers(IMPORTANCE))) {
            importance(members);
        }
        features();

        var posterior = new PosteriorSpec(ENSEMBLE, members, Masking.NONE, 0, 1);
        var metadata = new ModelMetadata(
                first.metadata().labels(),
                first.metadata().preprocessing(),
                first.metadata().network(),
                posterior,
                provenance);
        var model = first.model().toBuilder().setGraph(graph).clearMetadataProps();
        metadata.toMap()
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    /** What a file's logits, features and importance need, under other names. */
    private void add(Part part) {
        var needed = new HashSet<>(List.of(LOGITS, FEATURES, IMPORTANCE));
        var nodes = new ArrayList<NodeProto>();
        var all = part.model().getGraph().getNodeList();
        for (int i = all.size() - 1; i >= 0; i--) {
            var node = all.get(i);
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                needed.addAll(node.getInputList());
                nodes.add(0, renamed(node, part::name));
            }
        }
        graph.addAllNode(nodes);
        for (var tensor : part.model().getGraph().getInitializerList()) {
            if (needed.contains(tensor.getName())) {
                graph.addInitializer(tensor.toBuilder().setName(part.name(tensor.getName())));
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

    /** {@code [members][faces][classes]}. */
    private String stacked(Part part) {
        String logits = part.name(LOGITS);
        if (!part.isAlone()) {
            return logits;
        }
        String axis = tensor("axis." + logits, TensorProto.DataType.INT64, 0);
        return node("Unsqueeze", List.of(logits, axis), "stacked." + logits);
    }

    /** Every member counts once, those of an ensemble too. */
    private void importance(int members) {
        var shares = new ArrayList<String>();
        for (var part : parts) {
            String importance = part.name(IMPORTANCE);
            String share = tensor("share." + importance, TensorProto.DataType.FLOAT, (double) part.members() / members);
            shares.add(node("Mul", List.of(importance, share), "weighted." + importance));
        }
        node("Sum", shares, IMPORTANCE);
        graph.addOutput(OnnxGraph.value(IMPORTANCE, "faces"));
    }

    private void features() {
        int width = 0;
        var each = new ArrayList<String>();
        for (var part : parts) {
            width += width(part);
            each.add(part.name(FEATURES));
        }
        node("Concat", each, FEATURES, integer("axis", 1));
        graph.addOutput(OnnxGraph.value(FEATURES, "faces", width));
    }

    private static int width(Part part) {
        return part.model().getGraph().getOutputList().stream()
                .filter(value -> value.getName().equals(FEATURES))
                .mapToInt(EnsembleFile::width)
                .findFirst()
                .orElseThrow();
    }

    private static int width(ValueInfoProto features) {
        return Math.toIntExact(
                features.getType().getTensorType().getShape().getDim(1).getDimValue());
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
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto axes(long axis) {
        return AttributeProto.newBuilder()
                .setName("axes")
                .setType(AttributeProto.AttributeType.INTS)
                .addInts(axis)
                .build();
    }

    /** One number. */
    private String tensor(String name, TensorProto.DataType type, double value) {
        var tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addDims(1);
        if (type == TensorProto.DataType.INT64) {
            tensor.addInt64Data((long) value);
        } else {
            tensor.addFloatData((float) value);
        }
        graph.addInitializer(tensor);
        return name;
    }
}
