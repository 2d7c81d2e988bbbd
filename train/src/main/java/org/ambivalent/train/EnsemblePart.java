package org.ambivalent.train;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Float16;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.data.Sha256;

/**
 * A model file that becomes part of an {@link EnsembleFile}: one network, or an ensemble itself.
 *
 * @param file for messages
 * @param before how many members come before its own
 */
record EnsemblePart(Path file, ModelProto model, ModelMetadata metadata, int before) {

    static final String ENSEMBLE = "ensemble";

    private static final Pattern OF_A_MEMBER = Pattern.compile("member([0-9]+)\\.(.*)", Pattern.DOTALL);

    /** What is true of one file, and not of others that hold the same networks. */
    private static final List<String> OF_A_FILE = List.of("valid.", "epoch", "version");

    /**
     * Files of format 1 do not answer with features: they are what the layer that makes the logits reads. Weights of 16 bits pass a
     * Cast first.
     */
    static ModelProto withFeatures(ModelProto model) {
        var graph = model.getGraph();
        var head = graph.getNodeList().stream()
                .filter(node -> !node.getOpType().equals("Cast")
                        && node.getInputList().stream().anyMatch(name -> name.startsWith(Model.HEAD + ".weight")))
                .findFirst();
        var weight = graph.getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals(Model.HEAD + ".weight"))
                .findFirst();
        boolean answers =
                graph.getOutputList().stream().anyMatch(value -> value.getName().equals(EnsembleFile.FEATURES));
        if (answers || head.isEmpty() || weight.isEmpty()) {
            return model;
        }
        int width = Math.toIntExact(weight.get().getDims(1));
        var more = graph.toBuilder()
                .addNode(NodeProto.newBuilder()
                        .setName(EnsembleFile.FEATURES)
                        .setOpType("Identity")
                        .addInput(head.get().getInput(0))
                        .addOutput(EnsembleFile.FEATURES))
                .addOutput(OnnxGraph.value(EnsembleFile.FEATURES, "faces", width));
        return model.toBuilder().setGraph(more).build();
    }

    int members() {
        return metadata.posterior().members();
    }

    boolean isAlone() {
        return metadata.posterior().equals(PosteriorSpec.DETERMINISTIC);
    }

    /** The name of a tensor or node in the graph of all: behind its member, or behind the first member if it joins several. */
    String name(String name) {
        if (isAlone()) {
            return "member" + (before + 1) + "." + name;
        }
        var match = OF_A_MEMBER.matcher(name);
        return match.matches()
                ? "member" + (before + number(match)) + "." + match.group(2)
                : "from" + (before + 1) + "." + name;
    }

    private static int number(Matcher match) {
        return Integer.parseInt(match.group(1));
    }

    boolean answers(String output) {
        return output(output).isPresent();
    }

    /** The size of the last axis of an output. */
    int width(String output) {
        var shape = output(output).orElseThrow().getType().getTensorType().getShape();
        return Math.toIntExact(shape.getDim(shape.getDimCount() - 1).getDimValue());
    }

    private Optional<ValueInfoProto> output(String name) {
        return model.getGraph().getOutputList().stream()
                .filter(value -> value.getName().equals(name))
                .findFirst();
    }

    /** {@link BadInputException} unless the file can be a part of any ensemble. */
    void requireUsable(List<String> outputs) {
        if (!isAlone() && !metadata.posterior().name().equals(ENSEMBLE)) {
            throw new BadInputException(
                    file + ": its posterior is " + metadata.posterior().name()
                            + ", but members of an ensemble are deterministic, or an ensemble themselves. Leave it out.");
        }
        for (String output : outputs) {
            if (!answers(output)) {
                throw new BadInputException(file + ": the graph has no output \"" + output
                        + "\". Export the model again from its run folder.");
            }
        }
    }

    /** {@link BadInputException} unless both can be parts of one ensemble. */
    void requireFit(EnsemblePart other) {
        requireSame("network", metadata.network(), other.metadata.network(), other);
        requireSame("list of emotions", metadata.labels(), other.metadata.labels(), other);
        requireSame(
                "size of images",
                metadata.preprocessing().shape(),
                other.metadata.preprocessing().shape(),
                other);
        if (!model.getOpsetImportList().equals(other.model.getOpsetImportList())) {
            throw new BadInputException(file + ": was written for other ONNX operators than " + other.file
                    + ". Export both again from their run folders.");
        }
    }

    private void requireSame(String what, Object here, Object there, EnsemblePart other) {
        if (!here.equals(there)) {
            throw new BadInputException(file + ": has another " + what + " (" + here + ") than " + other.file + " ("
                    + there + "). Members of an ensemble answer the same question about the same images.");
        }
    }

    /** What identifies each member, in 16 bits a number, as {@code calibrate --half} keeps them. */
    List<String> fingerprints() {
        var members = new ArrayList<TreeMap<String, Weights.Values>>();
        for (int member = 0; member < members(); member++) {
            members.add(new TreeMap<>());
        }
        ModelFile.tensors(model, file).forEach((name, values) -> {
            var match = OF_A_MEMBER.matcher(name);
            if (isAlone()) {
                members.get(0).put(name, values);
            } else if (match.matches()) {
                members.get(number(match) - 1).put(match.group(2), values);
            }
        });
        return members.stream().map(EnsemblePart::fingerprint).toList();
    }

    private static String fingerprint(Map<String, Weights.Values> tensors) {
        var text = new StringBuilder();
        tensors.forEach((name, tensor) -> {
            var bits = ByteBuffer.allocate(tensor.values().length * Short.BYTES);
            for (float value : tensor.values()) {
                bits.putShort(Float16.of(value));
            }
            text.append(name).append(Sha256.of(bits.array()));
        });
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Where each member comes from: what the file says of it, or of all of them. */
    List<Map<String, String>> provenance() {
        var all = new TreeMap<String, String>();
        metadata.provenance().forEach((name, value) -> {
            if (isAlone() || (canBeShared(name) && !OF_A_MEMBER.matcher(name).matches())) {
                all.put(name, value);
            }
        });
        var members = new ArrayList<Map<String, String>>();
        for (int member = 1; member <= members(); member++) {
            var own = new TreeMap<>(all);
            String prefix = "member" + member + ".";
            metadata.provenance().forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    own.put(name.substring(prefix.length()), value);
                }
            });
            members.add(own);
        }
        return members;
    }

    /** Whether a pair of a member's provenance may be one of all. */
    static boolean canBeShared(String name) {
        return OF_A_FILE.stream().noneMatch(name::startsWith);
    }
}
