package org.ambivalent.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.Batch;
import org.ambivalent.data.Batches;
import org.ambivalent.data.Dataset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A network, one head or several on it, and the weights of all. */
final class Model {

    static final String TRUNK = "trunk";
    static final String HEAD = "head";
    private static final int EVALUATION_BATCH = 128;

    private final Layer trunk;
    private final int features;
    private final Head head;

    /** Where the tensors of each head are. */
    private final List<String> heads;

    private final ImageShape input;
    private final Weights weights;

    private Model(Layer trunk, int features, Head head, List<String> heads, ImageShape input, Weights weights) {
        this.trunk = trunk;
        this.features = features;
        this.head = head;
        this.heads = List.copyOf(heads);
        this.input = input;
        this.weights = weights;
    }

    /** A new model of one head; its weights are drawn from the seed. */
    static Model create(Network network, Head head, ImageShape input, int classes, Device device, long seed) {
        return create(network, head, 1, input, classes, device, seed);
    }

    /** A new model of several heads of a kind. */
    static Model create(
            Network network, Head head, int count, ImageShape input, int classes, Device device, long seed) {
        var heads = count == 1
                ? List.of(HEAD)
                : IntStream.rangeClosed(1, count).mapToObj(i -> HEAD + "." + i).toList();
        var layers = network.trunk(input);
        var weights = new Weights(device);
        torch.manual_seed(seed);
        try (var scope = new PointerScope()) {
            layers.layers().init(weights, TRUNK);
            heads.forEach(path -> head.init(weights, path, layers.features(), classes));
        }
        return new Model(layers.layers(), layers.features(), head, heads, input, weights);
    }

    Weights weights() {
        return weights;
    }

    /** Number of features the network gives. */
    int featureCount() {
        return features;
    }

    /** The same network and head with other weights. */
    Model with(Weights other) {
        return new Model(trunk, features, head, heads, input, other);
    }

    /** Images {@code [faces][channels][height][width]} as a tensor on the model's device. */
    Tensor images(Batch batch) {
        return Tensor.create(batch.images(), batch.indices().length, input.channels(), input.height(), input.width())
                .to(weights.device(), torch.ScalarType.Float);
    }

    /** {@code [faces][features]} in fp32, whatever precision they were computed in. */
    Tensor features(Tensor images, boolean training, Precision precision, Chance chance) {
        return precision.run(() -> trunk.forward(images, TRUNK, new Pass(weights, training, chance)));
    }

    /** What the first head says. */
    Head.Output output(Tensor features, Chance chance) {
        return head.forward(features, chance, heads.get(0), weights);
    }

    /** What each head says. */
    List<Head.Output> outputs(Tensor features, Chance chance) {
        return heads.stream()
                .map(path -> head.forward(features, chance, path, weights))
                .toList();
    }

    /**
     * What the model says about every face of a dataset, in order.
     *
     * @throws ArithmeticException if its weights have grown beyond numbers
     */
    List<Distribution> predict(Dataset data, Preprocessing preprocessing, Precision precision) {
        var predictions = new ArrayList<Distribution>(data.size());
        look(
                data,
                preprocessing,
                precision,
                (faces, features, probabilities) ->
                        predictions.addAll(rows(torch.stack(new TensorVector(probabilities.toArray(Tensor[]::new)), 0)
                                .mean(0)
                                .cpu()
                                .contiguous())));
        return predictions;
    }

    /** Told of faces, some at a time. */
    @FunctionalInterface
    interface Look {

        /**
         * Some faces, in order.
         *
         * @param faces indices
         * @param features {@code [faces][features]}
         * @param probabilities {@code [faces][emotions]} by each head
         */
        void at(int[] faces, Tensor features, List<Tensor> probabilities);
    }

    /** Shows the network every face of a dataset, in order. */
    void look(Dataset data, Preprocessing preprocessing, Precision precision, Look look) {
        try (var batches = Batches.inOrder(data, preprocessing, EVALUATION_BATCH)) {
            while (batches.hasNext()) {
                look(batches.next(), precision, look);
            }
        }
    }

    private void look(Batch batch, Precision precision, Look look) {
        try (var scope = new PointerScope();
                var noGrad = new NoGradGuard()) {
            var features = features(images(batch), false, precision, Chance.NONE);
            var each = outputs(features, Chance.NONE).stream()
                    .map(output -> torch.softmax(output.logits(), 1))
                    .toList();
            look.at(batch.indices(), features, each);
        }
    }

    /** What the network makes of every face of a dataset before the head, in order: {@code [faces][features]}, in fp32. */
    List<float[]> features(Dataset data, Preprocessing preprocessing) {
        var all = new ArrayList<float[]>(data.size());
        look(data, preprocessing, Precision.FP32, (faces, seen, probabilities) -> {
            FloatBuffer values = seen.cpu().contiguous().createBuffer();
            while (values.hasRemaining()) {
                var row = new float[features];
                values.get(row);
                all.add(row);
            }
        });
        return all;
    }

    private static List<Distribution> rows(Tensor probabilities) {
        int classes = Math.toIntExact(probabilities.size(1));
        FloatBuffer values = probabilities.createBuffer();
        var rows = new ArrayList<Distribution>();
        while (values.hasRemaining()) {
            var row = new double[classes];
            for (int k = 0; k < classes; k++) {
                row[k] = values.get();
            }
            if (Double.isNaN(row[0])) {
                throw new ArithmeticException("The network's answer is no number");
            }
            rows.add(Distribution.of(row));
        }
        return rows;
    }

    /**
     * The model file: input {@code images [faces][channels][height][width]}, outputs {@code logits} and
     * {@code probabilities}, both {@code [faces][classes]}. Where something is hidden from samples, masks are inputs too, see
     * {@link OnnxGraph}; then {@code logits} and {@code samples} are {@code [samples][faces][classes]}, and
     * {@code probabilities} the mean of the samples.
     */
    byte[] toOnnx(ModelMetadata metadata, Stochastic where) {
        return ModelGraph.of(this, metadata, where);
    }

    /** Adds nodes from images to what each head says. */
    Exported export(String images, OnnxGraph graph) {
        var seen = trunk.export(images, TRUNK, graph);
        var said = heads.stream().map(path -> head.export(seen, path, graph)).toList();
        return new Exported(seen, features, said);
    }

    /**
     * Names in a graph.
     *
     * @param features {@code [faces][width]}
     * @param heads what each head says of them
     */
    record Exported(String features, int width, List<Head.Exported> heads) {}

    ImageShape input() {
        return input;
    }
}
