package org.ambivalent.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * How much a face is worth learning from, and logits scaled by it (Wang et al. 2020, "Suppressing Uncertainties for
 * Large-Scale Facial Expression Recognition", arXiv 2002.10392, equations 1 and 2):
 * <pre>
 *   a_i = sigmoid(w_a . x_i + b_a)       logits_i = a_i (W x_i + b)
 * </pre>
 * The paper leaves both biases out; its authors' code has them, and so has this head. The importance comes from all
 * features, the logits from what chance leaves of them. At prediction time {@code 1 / a_i} is a temperature of each face: it
 * never changes which emotion is on top.
 *
 * <p>The model file answers {@code importance [faces]} beside the probabilities.
 *
 * @param weighting whether importance scales the logits; if not, they are {@code W x_i + b}
 */
record ImportanceHead(boolean weighting) implements Head {

    private static final String IMPORTANCE = ".importance";
    private static final LinearHead LINEAR = new LinearHead();

    @Override
    public void init(Weights weights, String path, int features, int classes) {
        LINEAR.init(weights, path, features, classes);
        LINEAR.init(weights, path + IMPORTANCE, features, 1);
    }

    @Override
    public Output forward(Tensor features, Chance chance, String path, Weights weights) {
        var importance = torch.sigmoid(torch.linear(
                features,
                weights.get(path + IMPORTANCE + ".weight"),
                new TensorOptional(weights.get(path + IMPORTANCE + ".bias"))));
        var logits = LINEAR.forward(features, chance, path, weights).logits();
        return new Output(weighting ? logits.mul(importance) : logits, importance.squeeze(1));
    }

    @Override
    public Exported export(String features, String path, OnnxGraph graph) {
        var score = graph.linear(features, path + IMPORTANCE);
        var importance = graph.node("Sigmoid", List.of(score)).output();
        var column = graph.integers("importance.axis", 1);
        var logits = graph.project(features, path);
        return new Exported(
                weighting ? graph.node("Mul", List.of(logits, importance)).output() : logits,
                graph.node("Squeeze", List.of(importance, column)).output());
    }
}
