package org.ambivalent.train;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ambivalent.core.PosteriorSpec.Masking;
import org.ambivalent.core.Version;

/**
 * An ONNX graph under construction: weights by name, nodes in order, inputs and outputs with named axes.
 *
 * <p>Where chance enters a layer, its mask is an input of the graph, {@code mask.} and the layer's path, so that whoever
 * runs the file decides what is hidden and can repeat it.
 */
final class OnnxGraph {

    /** Operator set 17 and IR 8 are read by every ONNX Runtime since 1.12 (2022). */
    private static final int OPERATOR_SET = 17;

    private static final int IR_VERSION = 8;

    /** Inputs of this prefix are masks: what chance hides. */
    private static final String MASK = "mask.";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("ambivalent");
    private final Set<String> initializers = new HashSet<>();
    private final Function<String, Weights.Values> weights;
    private final Masking masking;
    private final Stochastic where;
    private int nodes;
    private boolean twice;

    /** Of tensors by name. */
    OnnxGraph(Function<String, Weights.Values> weights, Masking masking, Stochastic where) {
        this.weights = weights;
        this.masking = masking;
        this.where = where;
    }

    /** What a convolution sees of its input of so many channels, under the mask {@code [faces][channels]}. */
    String droppedChannels(String x, String path, int channels) {
        if (!dropsInputs() || channels <= TrainingChance.IMAGE_CHANNELS) {
            return x;
        }
        var spread = node("Unsqueeze", List.of(faceMask(path, channels), integers("mask.axes", 2, 3)));
        return node("Mul", List.of(x, spread.output())).output();
    }

    /** What a fully connected layer sees of its input, under the mask {@code [faces][features]}. */
    String dropped(String x, String path, int features) {
        return dropsInputs() ? node("Mul", List.of(x, faceMask(path, features))).output() : x;
    }

    private boolean dropsInputs() {
        return masking == Masking.DROPOUT && where == Stochastic.ALL;
    }

    private String faceMask(String path, int width) {
        var mask = input(MASK + path, "faces", width);
        return twice ? node("Concat", List.of(mask, mask)).integer("axis", 0).output() : mask;
    }

    /** What a layer uses of its weights, under a mask of their shape. */
    String connected(String path, int... shape) {
        var weight = weight(path + ".weight");
        if (masking != Masking.DROPCONNECT || where != Stochastic.ALL) {
            return weight;
        }
        var mask = input(MASK + path, Arrays.stream(shape).boxed().toArray());
        return node("Mul", List.of(weight, mask)).output();
    }

    /**
     * {@code W x + b} of a head: {@code [faces][classes]}; where something is hidden {@code [samples][faces][classes]}, under
     * a mask {@code [samples][faces][features]} of the features or {@code [samples][faces][classes][features]} of the weights.
     */
    String project(String features, String path) {
        var weight = weight(path + ".weight");
        var bias = weight(path + ".bias");
        long[] shape = weights.apply(weight).shape();
        int classes = Math.toIntExact(shape[0]);
        int width = Math.toIntExact(shape[1]);
        return switch (masking) {
            case NONE -> linear(features, path);
            case DROPOUT -> {
                var mask = input(MASK + path, "samples", "faces", width);
                var seen = node("Mul", List.of(features, mask)).output();
                var columns = node("Transpose", List.of(weight)).ints("perm", 1, 0);
                var product = node("MatMul", List.of(seen, columns.output())).output();
                yield node("Add", List.of(product, bias)).output();
            }
            case DROPCONNECT -> {
                var mask = input(MASK + path, "samples", "faces", classes, width);
                var row = node("Unsqueeze", List.of(features, integers("mask.classes", 1)));
                var products = node("Mul", List.of(row.output(), weight)).output();
                var left = node("Mul", List.of(products, mask)).output();
                var sum = node("ReduceSum", List.of(left, integers("mask.features", -1)))
                        .integer("keepdims", 0);
                yield node("Add", List.of(sum.output(), bias)).output();
            }
        };
    }

    /** {@code W x + b}, nothing hidden: {@code [faces][classes]}. */
    String linear(String features, String path) {
        return linear(features, weight(path + ".weight"), path);
    }

    /** The same with what is left of the weights. */
    String linear(String features, String weight, String path) {
        return node("Gemm", List.of(features, weight, weight(path + ".bias")))
                .integer("transB", 1)
                .output();
    }

    /** Adds nodes for a batch that holds each face twice, all of them one after another. */
    String twice(Supplier<String> nodes) {
        twice = true;
        try {
            return nodes.get();
        } finally {
            twice = false;
        }
    }

    /** Declares a float input; an axis is a number or the name of a free axis. */
    String input(String name, Object... axes) {
        graph.addInput(value(name, axes));
        return name;
    }

    /** Declares a float output, which {@code from} becomes. */
    void output(String name, String from, Object... axes) {
        graph.addNode(
                NodeProto.newBuilder().setOpType("Identity").addInput(from).addOutput(name));
        graph.addOutput(value(name, axes));
    }

    /** A float input or output; an axis is a number or the name of a free axis. */
    static ValueInfoProto value(String name, Object... axes) {
        var shape = TensorShapeProto.newBuilder();
        for (Object axis : axes) {
            shape.addDim(
                    axis instanceof Integer size
                            ? TensorShapeProto.Dimension.newBuilder().setDimValue(size)
                            : TensorShapeProto.Dimension.newBuilder().setDimParam(axis.toString()));
        }
        var type = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }

    /** Puts a trained tensor into the file under its own name. */
    String weight(String name) {
        if (initializers.add(name)) {
            var values = weights.apply(name);
            var bytes =
                    ByteBuffer.allocate(values.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values.values());
            var tensor = TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(TensorProto.DataType.FLOAT.getNumber())
                    .setRawData(ByteString.copyFrom(bytes));
            for (long size : values.shape()) {
                tensor.addDims(size);
            }
            graph.addInitializer(tensor);
        }
        return name;
    }

    /** Puts whole numbers into the file, as operators take them for axes and positions. */
    String integers(String name, long... values) {
        if (initializers.add(name)) {
            var tensor = TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(TensorProto.DataType.INT64.getNumber())
                    .addDims(values.length);
            for (long value : values) {
                tensor.addInt64Data(value);
            }
            graph.addInitializer(tensor);
        }
        return name;
    }

    /** Starts a node; {@link Node#output()} adds it. */
    Node node(String operator, List<String> inputs) {
        return new Node(operator, inputs);
    }

    byte[] toModel(Map<String, String> metadata) {
        var model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("ambivalent")
                .setProducerVersion(Version.CURRENT)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    /** A node under construction. */
    final class Node {

        private final NodeProto.Builder node;
        private final String output;

        private Node(String operator, List<String> inputs) {
            output = operator + "_" + nodes++;
            node = NodeProto.newBuilder()
                    .setName(output)
                    .setOpType(operator)
                    .addAllInput(inputs)
                    .addOutput(output);
        }

        Node ints(String name, long... values) {
            var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
            for (long value : values) {
                attribute.addInts(value);
            }
            node.addAttribute(attribute);
            return this;
        }

        Node integer(String name, long value) {
            node.addAttribute(AttributeProto.newBuilder()
                    .setName(name)
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(value));
            return this;
        }

        Node real(String name, double value) {
            node.addAttribute(AttributeProto.newBuilder()
                    .setName(name)
                    .setType(AttributeProto.AttributeType.FLOAT)
                    .setF((float) value));
            return this;
        }

        String output() {
            graph.addNode(node);
            return output;
        }
    }
}
