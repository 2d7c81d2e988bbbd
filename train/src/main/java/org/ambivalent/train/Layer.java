package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One step of a network, in three readings that stand beside each other so that they cannot drift apart: the tensors it
 * owns, what it computes in LibTorch, and the ONNX nodes that compute the same.
 *
 * <p>Images are {@code [faces][channels][height][width]}. Layers are values; all tensors live in {@link Weights} under
 * the layer's path.
 */
interface Layer {

    /** Adds this layer's tensors, freshly initialised from LibTorch's seeded generator. */
    default void init(Weights weights, String path) {}

    Tensor forward(Tensor x, String path, Pass pass);

    /** Adds nodes that compute the same as {@link #forward} in evaluation; returns the name of their output. */
    String export(String x, String path, OnnxGraph graph);

    /**
     * Convolution, padded by {@code kernel / 2}. Weights are drawn from N(0, 2 / fan_out) (He et al. 2015, arXiv
     * 1502.01852); a bias starts at 0. Where a {@link BatchNorm} follows at once, a bias would be without effect.
     */
    record Convolution(int in, int out, int kernel, int stride, boolean biased) implements Layer {

        /** Without bias. */
        Convolution(int in, int out, int kernel, int stride) {
            this(in, out, kernel, stride, false);
        }

        @Override
        public void init(Weights weights, String path) {
            double fanOut = (double) kernel * kernel * out;
            var normal = torch.randn(out, in, kernel, kernel);
            weights.parameter(path + ".weight", normal.mul(new Scalar(Math.sqrt(2 / fanOut))));
            if (biased) {
                weights.parameter(path + ".bias", torch.zeros(out));
            }
        }

        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            var weight = pass.weights().get(path + ".weight");
            return torch.conv2d(
                    pass.chance().input(path, x),
                    pass.chance().weight(path, weight),
                    biased ? new TensorOptional(pass.weights().get(path + ".bias")) : new TensorOptional(),
                    new long[] {stride},
                    new long[] {kernel / 2},
                    new long[] {1},
                    1);
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            var inputs = new ArrayList<String>();
            inputs.add(graph.droppedChannels(x, path, in));
            inputs.add(graph.connected(path, out, in, kernel, kernel));
            if (biased) {
                inputs.add(graph.weight(path + ".bias"));
            }
            return graph.node("Conv", inputs)
                    .ints("kernel_shape", kernel, kernel)
                    .ints("strides", stride, stride)
                    .ints("pads", kernel / 2, kernel / 2, kernel / 2, kernel / 2)
                    .output();
        }
    }

    /**
     * {@code W x + b}, from {@code [faces][in]} to {@code [faces][out]}. Weights are drawn from N(0, 2 / in) (He et al. 2015,
     * arXiv 1502.01852), for a {@link Relu} that follows; biases start at 0.
     */
    record FullyConnected(int in, int out) implements Layer {

        @Override
        public void init(Weights weights, String path) {
            var normal = torch.randn(out, in);
            weights.parameter(path + ".weight", normal.mul(new Scalar(Math.sqrt(2.0 / in))));
            weights.parameter(path + ".bias", torch.zeros(out));
        }

        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            return torch.linear(
                    pass.chance().input(path, x),
                    pass.chance().weight(path, pass.weights().get(path + ".weight")),
                    new TensorOptional(pass.weights().get(path + ".bias")));
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            return graph.linear(graph.dropped(x, path, in), graph.connected(path, out, in), path);
        }
    }

    /**
     * Batch normalisation over faces and positions, one mean and variance a channel (Ioffe and Szegedy 2015, arXiv
     * 1502.03167). Scales start at {@code scale}: 0 makes a residual branch start as nothing.
     */
    record BatchNorm(int channels, double scale) implements Layer {

        private static final double EPSILON = 1e-5;
        private static final double MOMENTUM = 0.1;

        BatchNorm(int channels) {
            this(channels, 1);
        }

        @Override
        public void init(Weights weights, String path) {
            weights.parameter(path + ".weight", torch.ones(channels).mul(new Scalar(scale)));
            weights.parameter(path + ".bias", torch.zeros(channels));
            weights.buffer(path + ".running_mean", torch.zeros(channels));
            weights.buffer(path + ".running_var", torch.ones(channels));
        }

        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            return torch.batch_norm(
                    x,
                    new TensorOptional(pass.weights().get(path + ".weight")),
                    new TensorOptional(pass.weights().get(path + ".bias")),
                    new TensorOptional(pass.weights().get(path + ".running_mean")),
                    new TensorOptional(pass.weights().get(path + ".running_var")),
                    pass.training(),
                    MOMENTUM,
                    EPSILON,
                    true);
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            var inputs = List.of(
                    x,
                    graph.weight(path + ".weight"),
                    graph.weight(path + ".bias"),
                    graph.weight(path + ".running_mean"),
                    graph.weight(path + ".running_var"));
            return graph.node("BatchNormalization", inputs)
                    .real("epsilon", EPSILON)
                    .output();
        }
    }

    /** max(0, x). */
    record Relu() implements Layer {
        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            return torch.relu(x);
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            return graph.node("Relu", List.of(x)).output();
        }
    }

    /** {@code x} where it is above 0, else {@code a x}, a learned for each channel, from 0.25 (He et al. 2015, arXiv 1502.01852). */
    record PRelu(int channels) implements Layer {

        private static final double START = 0.25;

        @Override
        public void init(Weights weights, String path) {
            weights.parameter(path + ".weight", torch.ones(channels).mul(new Scalar(START)));
        }

        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            // Under bf16 the layer before answers in bf16, and both have to be of one type.
            return torch.prelu(x, pass.weights().get(path + ".weight").to(x.scalar_type()));
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            var shape = graph.integers("prelu.shape", -1, 1, 1);
            var slopes = graph.node("Reshape", List.of(graph.weight(path + ".weight"), shape));
            return graph.node("PRelu", List.of(x, slopes.output())).output();
        }
    }

    /**
     * In training, each value is 0 with probability {@code rate}, the others are divided by 1 - rate (Srivastava et al. 2014). What
     * belongs to a published network; what a {@link Posterior} hides comes on top. In evaluation nothing is hidden.
     */
    record Dropout(double rate) implements Layer {
        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            return pass.training() ? torch.dropout(x, rate, true) : x;
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            return x;
        }
    }

    /** The largest of each square of {@code size} pixels, padded by {@code padding}, every {@code stride} pixels. */
    record MaxPool(int size, int stride, int padding) implements Layer {

        MaxPool(int size) {
            this(size, size, 0);
        }

        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            return torch.max_pool2d(
                    x, new long[] {size}, new long[] {stride}, new long[] {padding}, new long[] {1}, false);
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            return graph.node("MaxPool", List.of(x))
                    .ints("kernel_shape", size, size)
                    .ints("strides", stride, stride)
                    .ints("pads", padding, padding, padding, padding)
                    .output();
        }
    }

    /** The mean of each square of {@code size} pixels; at an edge, of those that are left. */
    record AveragePool(int size) implements Layer {
        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            return torch.avg_pool2d(
                    x, new long[] {size}, new long[] {size}, new long[] {0}, true, false, new LongOptional());
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            return graph.node("AveragePool", List.of(x))
                    .ints("kernel_shape", size, size)
                    .ints("strides", size, size)
                    .integer("ceil_mode", 1)
                    .output();
        }
    }

    /** The mean over all positions: {@code [faces][channels][height][width]} to {@code [faces][channels]}. */
    record GlobalAveragePool() implements Layer {
        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            return x.mean(2, 3);
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            var pooled = graph.node("GlobalAveragePool", List.of(x)).output();
            return graph.node("Flatten", List.of(pooled)).integer("axis", 1).output();
        }
    }

    /** {@code [faces][channels][height][width]} to {@code [faces][channels * height * width]}: every place stays apart. */
    record Flatten() implements Layer {
        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            return x.flatten(1, 3);
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            return graph.node("Flatten", List.of(x)).integer("axis", 1).output();
        }
    }

    /** One layer after another. */
    record Sequence(List<Layer> layers) implements Layer {

        Sequence(Layer... layers) {
            this(List.of(layers));
        }

        @Override
        public void init(Weights weights, String path) {
            for (int i = 0; i < layers.size(); i++) {
                layers.get(i).init(weights, path + "." + i);
            }
        }

        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            for (int i = 0; i < layers.size(); i++) {
                x = layers.get(i).forward(x, path + "." + i, pass);
            }
            return x;
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            for (int i = 0; i < layers.size(); i++) {
                x = layers.get(i).export(x, path + "." + i, graph);
            }
            return x;
        }
    }

    /** {@code max(0, body(x) + shortcut(x))} (He et al. 2016, arXiv 1512.03385); an empty shortcut is x itself. */
    record Residual(Sequence body, Sequence shortcut) implements Layer {

        @Override
        public void init(Weights weights, String path) {
            body.init(weights, path + ".body");
            shortcut.init(weights, path + ".shortcut");
        }

        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            var change = body.forward(x, path + ".body", pass);
            return torch.relu(change.add(shortcut.forward(x, path + ".shortcut", pass)));
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            var change = body.export(x, path + ".body", graph);
            var kept = shortcut.export(x, path + ".shortcut", graph);
            var sum = graph.node("Add", List.of(change, kept)).output();
            return graph.node("Relu", List.of(sum)).output();
        }
    }

    /** {@code body(x) + shortcut(x)}: a residual block after which nothing is cut off (He et al. 2016, arXiv 1603.05027). */
    record Sum(Sequence body, Sequence shortcut) implements Layer {

        @Override
        public void init(Weights weights, String path) {
            body.init(weights, path + ".body");
            shortcut.init(weights, path + ".shortcut");
        }

        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            return body.forward(x, path + ".body", pass).add(shortcut.forward(x, path + ".shortcut", pass));
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            var change = body.export(x, path + ".body", graph);
            return graph.node("Add", List.of(change, shortcut.export(x, path + ".shortcut", graph)))
                    .output();
        }
    }

    /**
     * Features that do not depend on which way a face looks: in evaluation {@code (f(x) + f(mirror(x))) / 2}, in training
     * {@code f(x)} alone, since augmentation mirrors faces anyway. Both images share one pass of twice the faces.
     *
     * @param layers f, from {@code [faces][channels][height][width]} to {@code [faces][features]}
     * @param features of one face
     */
    record MirrorAverage(Sequence layers, int features) implements Layer {

        private static final long WIDTH = 3;

        @Override
        public void init(Weights weights, String path) {
            layers.init(weights, path);
        }

        @Override
        public Tensor forward(Tensor x, String path, Pass pass) {
            if (pass.training()) {
                return layers.forward(x, path, pass);
            }
            var both = torch.cat(new TensorVector(x, x.flip(WIDTH)), 0);
            var twice = new Pass(pass.weights(), false, pass.chance().twice());
            return layers.forward(both, path, twice)
                    .view(2, x.size(0), features)
                    .mean(0);
        }

        @Override
        public String export(String x, String path, OnnxGraph graph) {
            var mirrored = graph.node(
                            "Slice",
                            List.of(
                                    x,
                                    graph.integers("mirror.start", -1),
                                    graph.integers("mirror.end", Long.MIN_VALUE),
                                    graph.integers("mirror.axis", WIDTH),
                                    graph.integers("mirror.step", -1)))
                    .output();
            var both = graph.node("Concat", List.of(x, mirrored))
                    .integer("axis", 0)
                    .output();
            var shape = graph.integers("mirror.shape", 2, -1, features);
            var pairs = graph.node("Reshape", List.of(graph.twice(() -> layers.export(both, path, graph)), shape))
                    .output();
            return graph.node("ReduceMean", List.of(pairs))
                    .ints("axes", 0)
                    .integer("keepdims", 0)
                    .output();
        }
    }
}
