package org.ambivalent.train;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.ambivalent.core.BadInputException;

/**
 * Makes a network whose features are {@code (f(x) + f(mirror(x))) / 2} (see {@link Layer.MirrorAverage}) look at one of the two: at the
 * face, {@code f(x)}, or at its mirror image, {@code f(mirror(x))}, in half the time. An ensemble in which every second member looks at
 * the mirror image has the mean over both ways to look nearly as before, for its members differ anyway.
 */
final class OneLook {

    private static final String IMAGES = "images";

    private OneLook() {}

    /** {@link BadInputException} if the model file is not that of one network which looks twice. */
    static ModelProto of(ModelProto model, Path file, boolean atMirrorImage) {
        var replaced = replacements(model, atMirrorImage);
        if (replaced.size() != 3) {
            throw new BadInputException(
                    file + ": does not look at each face twice, or is an ensemble itself. Leave out --one-look,"
                            + " or name single networks that look at a face and its mirror image, as compact does.");
        }
        var graph = model.getGraph().toBuilder().clearNode();
        for (var node : model.getGraph().getNodeList()) {
            String instead = replaced.get(node.getOutput(0));
            graph.addNode(instead == null ? node : same(instead, node.getOutput(0)));
        }
        return model.toBuilder().setGraph(graph).build();
    }

    /** What becomes the same as another value, by name: both images together, the features of both apart, and their mean. */
    private static Map<String, String> replacements(ModelProto model, boolean atMirrorImage) {
        var replaced = new HashMap<String, String>();
        for (var node : model.getGraph().getNodeList()) {
            boolean joins =
                    node.getOpType().equals("Concat") && node.getInput(0).equals(IMAGES);
            boolean parts =
                    node.getOpType().equals("Reshape") && node.getInput(1).equals("mirror.shape");
            boolean averages = node.getOpType().equals("ReduceMean") && replaced.containsKey(node.getInput(0));
            if (joins) {
                replaced.put(node.getOutput(0), atMirrorImage ? node.getInput(1) : IMAGES);
            } else if (parts || averages) {
                replaced.put(node.getOutput(0), node.getInput(0));
            }
        }
        return replaced;
    }

    private static NodeProto same(String value, String name) {
        return NodeProto.newBuilder()
                .setName(name)
                .setOpType("Identity")
                .addInput(value)
                .addOutput(name)
                .build();
    }
}
