package org.ambivalent.predict;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.data.FeatureDensity;
import org.ambivalent.decide.Familiarity;
import org.jspecify.annotations.Nullable;

/**
 * Puts a calibration into a model file: name-value pairs into its metadata, and the nodes of a {@link FeatureDensity} behind
 * its output {@code features}, so that it answers {@code unfamiliarity [faces]} in whatever program runs it. An earlier
 * calibration is taken out first; the network's own tensors and nodes stay as they are.
 */
final class CalibratedModel {

    private static final String PREFIX = Familiarity.PREFIX;
    private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

    private final GraphProto.Builder graph;

    private CalibratedModel(GraphProto.Builder graph) {
        this.graph = graph;
    }

    /**
     * The bytes of the calibrated file.
     *
     * @param model the bytes of the file
     * @param density of its features, or null if it has none
     */
    static byte[] write(byte[] model, String file, Map<String, String> calibration, @Nullable FeatureDensity density) {
        try {
            var builder = ModelProto.parseFrom(model).toBuilder();
            calibrate(builder, file, calibration);
            var calibrated = new CalibratedModel(builder.getGraphBuilder());
            calibrated.remove();
            if (density != null) {
                calibrated.add(density);
            }
            return builder.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw ModelFiles.unreadable(file, e);
        }
    }

    private static void calibrate(ModelProto.Builder model, String file, Map<String, String> calibration) {
        var others = new TreeMap<String, String>();
        var ours = new TreeMap<String, String>();
        model.getMetadataPropsList().forEach(pair -> (ModelMetadata.isOurs(pair.getKey()) ? ours : others)
                .put(pair.getKey(), pair.getValue()));
        others.putAll(ModelMetadata.fromMap(ours, file).calibrated(calibration).toMap());
        model.clearMetadataProps();
        others.forEach((name, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(name).setValue(value)));
    }

    private void remove() {
        var nodes = graph.getNodeList().stream()
                .filter(node -> !node.getOutput(0).startsWith(PREFIX)
                        && !node.getOutput(0).equals(ModelFiles.UNFAMILIARITY))
                .toList();
        var tensors = graph.getInitializerList().stream()
                .filter(tensor -> !tensor.getName().startsWith(PREFIX))
                .toList();
        var outputs = graph.getOutputList().stream()
                .filter(output -> !output.getName().equals(ModelFiles.UNFAMILIARITY))
                .toList();
        graph.clearNode().addAllNode(nodes);
        graph.clearInitializer().addAllInitializer(tensors);
        graph.clearOutput().addAllOutput(outputs);
    }

    /** The second form of the score, see {@link FeatureDensity}. */
    private void add(FeatureDensity density) {
        int size = density.mean().size();
        var centred = node("Sub", "centred", ModelFiles.FEATURES, tensor("mean", density.mean(), size));
        var length = sumOfSquares("length", centred);
        var far = node("Div", "far", length, tensor("residual", List.of(density.residual())));
        var score = far;
        if (!density.directions().isEmpty()) {
            var along = node(
                    "MatMul",
                    "along",
                    centred,
                    tensor(
                            "directions",
                            columns(density),
                            size,
                            density.directions().size()));
            score = node("Sub", "left", far, sumOfSquares("explained", along));
        }
        var share = node("Div", "share", score, tensor("features", List.of((double) size)));
        // Rounding may leave a little below nothing.
        graph.addNode(NodeProto.newBuilder().setOpType("Relu").addInput(share).addOutput(ModelFiles.UNFAMILIARITY));
        graph.addOutput(faces());
    }

    private String node(String operator, String name, String... inputs) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(PREFIX + name));
        return PREFIX + name;
    }

    /** Over the last axis of {@code [faces][n]}: {@code [faces]}. */
    private String sumOfSquares(String name, String values) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("ReduceSumSquare")
                .addInput(values)
                .addOutput(PREFIX + name)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axes")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addInts(1))
                .addAttribute(AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(0)));
        return PREFIX + name;
    }

    private String tensor(String name, List<Double> values, long... axes) {
        var tensor = TensorProto.newBuilder().setName(PREFIX + name).setDataType(FLOAT);
        for (long axis : axes) {
            tensor.addDims(axis);
        }
        values.forEach(value -> tensor.addFloatData(value.floatValue()));
        graph.addInitializer(tensor);
        return PREFIX + name;
    }

    /** {@code [features][directions]}, row after row. */
    private static List<Double> columns(FeatureDensity density) {
        var directions = density.directions();
        return IntStream.range(0, density.mean().size())
                .boxed()
                .flatMap(k -> directions.stream().map(direction -> direction.get(k)))
                .toList();
    }

    private static ValueInfoProto faces() {
        var shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("faces"));
        return ValueInfoProto.newBuilder()
                .setName(ModelFiles.UNFAMILIARITY)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
                .build();
    }
}
