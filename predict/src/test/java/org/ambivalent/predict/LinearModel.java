package org.ambivalent.predict;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.core.Preprocessing;

/**
 * The smallest model file of our format: {@code probabilities = softmax(images W)}, whose answers a test can work out; its
 * features are its logits.
 *
 * @param metadata written into the file
 * @param weights {@code W [pixels][emotions]}
 */
@SuppressWarnings("ArrayRecordComponent")
record LinearModel(ModelMetadata metadata, float[][] weights) {

    /** Emotions of FER+ and random weights. */
    static LinearModel random(ImageShape shape, long seed) {
        var random = new Random(seed);
        var weights = new float[shape.size()][LabelSet.FERPLUS.size()];
        for (float[] row : weights) {
            for (int k = 0; k < row.length; k++) {
                row[k] = (float) (random.nextGaussian() / 20);
            }
        }
        var preprocessing = new Preprocessing(shape, 0.5, 0.25);
        return new LinearModel(
                new ModelMetadata(
                        LabelSet.FERPLUS,
                        preprocessing,
                        "linear",
                        PosteriorSpec.DETERMINISTIC,
                        Map.of("version", "0.1.0", "seed", Long.toString(seed))),
                weights);
    }

    /** The logits of one image, in double precision. */
    double[] logits(byte[] pixels) {
        var logits = new double[weights[0].length];
        for (int i = 0; i < pixels.length; i++) {
            for (int k = 0; k < logits.length; k++) {
                logits[k] += metadata.preprocessing().normalise(pixels[i]) * (double) weights[i][k];
            }
        }
        return logits;
    }

    byte[] toOnnx() {
        return toOnnx(metadata.toMap());
    }

    /** With other entries than the metadata's own. */
    byte[] toOnnx(Map<String, String> properties) {
        var shape = metadata.preprocessing().shape();
        var graph = GraphProto.newBuilder()
                .setName("linear")
                .addInput(value("images", shape.channels(), shape.height(), shape.width()))
                .addNode(node("Flatten", "pixels", "images"))
                .addNode(node("MatMul", "logits", "pixels", "weights"))
                .addNode(node("Softmax", "probabilities", "logits")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("axis")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(1)))
                .addInitializer(tensor())
                .addNode(node("Identity", "features", "logits"))
                .addOutput(value("logits", weights[0].length))
                .addOutput(value("features", weights[0].length))
                .addOutput(value("probabilities", weights[0].length));
        var model = ModelProto.newBuilder()
                .setIrVersion(8)
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
        new TreeMap<>(properties)
                .forEach((key, text) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
        return model.build().toByteArray();
    }

    private TensorProto tensor() {
        var tensor = TensorProto.newBuilder()
                .setName("weights")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(weights.length)
                .addDims(weights[0].length);
        for (float[] row : weights) {
            for (float weight : row) {
                tensor.addFloatData(weight);
            }
        }
        return tensor.build();
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        var node = NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output);
        for (String input : inputs) {
            node.addInput(input);
        }
        return node;
    }

    /** A float tensor of any number of faces. */
    private static ValueInfoProto value(String name, int... axes) {
        var shape = TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("faces"));
        for (int axis : axes) {
            shape.addDim(Dimension.newBuilder().setDimValue(axis));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}
