package org.ambivalent.predict;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.Float16;

/**
 * Keeps the weights of a model file in 16 bits, which halves it; what is computed with them stays in 32. Each matrix and
 * each convolution is rounded to {@link Float16}, and a node {@code Cast} turns it back; programs that run the file do that
 * once, when they open it. Biases and statistics, which have one axis, stay as they are, and so does a tensor with a number
 * too large for 16 bits.
 */
public final class HalfPrecision {

    private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
    private static final int HALF = TensorProto.DataType.FLOAT16.getNumber();

    private final GraphProto.Builder graph;

    /** The new name of a tensor, by the old one. */
    private final Map<String, String> cast = new HashMap<>();

    private HalfPrecision(GraphProto.Builder graph) {
        this.graph = graph;
    }

    /**
     * The bytes of the smaller file; those of a file that is small already are the same.
     *
     * @param file how messages call it
     */
    public static byte[] of(byte[] model, String file) {
        try {
            var builder = ModelProto.parseFrom(model).toBuilder();
            new HalfPrecision(builder.getGraphBuilder()).round();
            return builder.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw ModelFiles.unreadable(file, e);
        }
    }

    private void round() {
        var nodes = new ArrayList<NodeProto>();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            var tensor = graph.getInitializer(i);
            if (tensor.getDataType() == FLOAT && tensor.getDimsCount() > 1 && fits(values(tensor))) {
                graph.setInitializer(i, half(tensor));
                nodes.add(back(tensor.getName()));
            }
        }
        graph.getNodeList().forEach(node -> nodes.add(renamed(node)));
        graph.clearNode().addAllNode(nodes);
    }

    private static boolean fits(List<Float> values) {
        return values.stream().allMatch(value -> Math.abs(value) <= Float16.MAX);
    }

    private static List<Float> values(TensorProto tensor) {
        if (tensor.getFloatDataCount() > 0) {
            return tensor.getFloatDataList();
        }
        var buffer = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        var values = new ArrayList<Float>(buffer.remaining() / Float.BYTES);
        while (buffer.hasRemaining()) {
            values.add(buffer.getFloat());
        }
        return values;
    }

    private static TensorProto half(TensorProto tensor) {
        var values = values(tensor);
        var bytes = ByteBuffer.allocate(values.size() * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(value -> bytes.putShort(Float16.of(value)));
        return tensor.toBuilder()
                .clearFloatData()
                .setDataType(HALF)
                .setRawData(ByteString.copyFrom(bytes.flip()))
                .build();
    }

    private NodeProto back(String tensor) {
        String name = tensor + ".float";
        cast.put(tensor, name);
        return NodeProto.newBuilder()
                .setName(name)
                .setOpType("Cast")
                .addInput(tensor)
                .addOutput(name)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(FLOAT))
                .build();
    }

    private NodeProto renamed(NodeProto node) {
        var inputs = node.getInputList().stream()
                .map(input -> cast.getOrDefault(input, input))
                .toList();
        return node.toBuilder().clearInput().addAllInput(inputs).build();
    }
}
