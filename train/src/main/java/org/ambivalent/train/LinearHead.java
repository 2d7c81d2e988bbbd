package org.ambivalent.train;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@code logits = W x + b}. */
final class LinearHead implements Head {

    @Override
    public void init(Weights weights, String path, int features, int classes) {
        var normal = torch.randn(classes, features);
        weights.parameter(path + ".weight", normal.mul(new Scalar(1 / Math.sqrt(features))));
        weights.parameter(path + ".bias", torch.zeros(classes));
    }

    @Override
    public Output forward(Tensor features, Tensor kept, String path, Weights weights) {
        return new Output(
                torch.linear(kept, weights.get(path + ".weight"), new TensorOptional(weights.get(path + ".bias"))));
    }

    @Override
    public String export(String features, String path, OnnxGraph graph) {
        return graph.node("Gemm", List.of(features, graph.weight(path + ".weight"), graph.weight(path + ".bias")))
                .integer("transB", 1)
                .output();
    }
}
