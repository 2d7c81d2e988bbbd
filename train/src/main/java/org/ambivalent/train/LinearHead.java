package org.ambivalent.train;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@code logits = W x + b}. */
final class LinearHead implements Head {

    private static final String WEIGHT = "head.weight";
    private static final String BIAS = "head.bias";

    @Override
    public void init(Weights weights, int features, int classes) {
        var normal = torch.randn(classes, features);
        weights.parameter(WEIGHT, normal.mul(new Scalar(1 / Math.sqrt(features))));
        weights.parameter(BIAS, torch.zeros(classes));
    }

    @Override
    public Output forward(Tensor features, Tensor kept, Weights weights) {
        return new Output(torch.linear(kept, weights.get(WEIGHT), new TensorOptional(weights.get(BIAS))));
    }

    @Override
    public String export(String features, OnnxGraph graph) {
        return graph.node("Gemm", List.of(features, graph.weight(WEIGHT), graph.weight(BIAS)))
                .integer("transB", 1)
                .output();
    }
}
