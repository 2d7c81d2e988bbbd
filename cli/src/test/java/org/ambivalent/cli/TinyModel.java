package org.ambivalent.cli;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.core.Preprocessing;

/**
 * A model file of nine numbers that looks at the brightness of a face alone: the logit of emotion k is
 * {@code k * brightness}, brightness 0 for black and 1 for white. So black is uniform and white favours the last emotion.
 */
final class TinyModel {

    private TinyModel() {}

    static Path write(Path file, LabelSet labels) throws IOException {
        var metadata = new ModelMetadata(
                labels,
                new Preprocessing(ImageShape.grey(48), 0, 1),
                "tiny",
                PosteriorSpec.DETERMINISTIC,
                Map.of("seed", "7"));
        return Files.write(file, model(labels.size(), metadata.toMap()).toByteArray());
    }

    static ModelProto model(int emotions, Map<String, String> metadata) {
        var weights = TensorProto.newBuilder()
                .setName("weights")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(1)
                .addDims(emotions);
        for (int k = 0; k < emotions; k++) {
            weights.addFloatData(k);
        }
        var graph = GraphProto.newBuilder()
                .setName("tiny")
                .addInput(value("images", "faces", 1, 48, 48))
                .addOutput(value("probabilities", "faces", emotions))
                .addInitializer(weights)
                .addNode(node("GlobalAveragePool", "mean", "images"))
                .addNode(node("Flatten", "brightness", "mean"))
                .addNode(node("MatMul", "logits", "brightness", "weights"))
                .addNode(node("Softmax", "probabilities", "logits")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("axis")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(1)));
        var model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph);
        metadata.forEach((name, text) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(name).setValue(text)));
        return model.build();
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        var node = NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output);
        for (String input : inputs) {
            node.addInput(input);
        }
        return node;
    }

    private static ValueInfoProto value(String name, String free, long... fixed) {
        var shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(free));
        for (long size : fixed) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        var tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
