package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.train.Layer.BatchNorm;
import org.ambivalent.train.Layer.FullyConnected;
import org.ambivalent.train.Layer.Relu;
import org.ambivalent.train.Layer.Sequence;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * How far a neighbour is to be listened to, from the features of both: a network of two hidden layers (512 and 256, each with batch
 * normalisation) on {@code [x_i; x_j]}. It is of no use once training is done.
 */
final class PairCalibration implements AutoCloseable {

    private static final String PATH = "pair";
    private static final int FIRST = 512;
    private static final int SECOND = 256;

    private final Sequence layers;
    private final Weights weights;

    /** Fresh weights, drawn from the seed. */
    PairCalibration(int features, Device device, long seed) {
        layers = new Sequence(List.of(
                new FullyConnected(2 * features, FIRST),
                new BatchNorm(FIRST),
                new Relu(),
                new FullyConnected(FIRST, SECOND),
                new BatchNorm(SECOND),
                new Relu(),
                new FullyConnected(SECOND, 1)));
        weights = new Weights(device);
        torch.manual_seed(seed);
        layers.init(weights, PATH);
    }

    /**
     * Scores before the sigmoid, at least {@link NeighboursObjective#LEAST_SCORE}: {@code [faces][neighbours]}.
     *
     * @param own features, {@code [faces][features]}
     * @param others features of the neighbours, {@code [faces][neighbours][features]}
     */
    Tensor scores(Tensor own, Tensor others, boolean training) {
        long faces = others.size(0);
        long neighbours = others.size(1);
        long features = others.size(2);
        var beside = own.unsqueeze(1).expand(faces, neighbours, features);
        var pairs = torch.cat(new TensorVector(beside, others), 2).reshape(faces * neighbours, 2 * features);
        return layers.forward(pairs, PATH, new Pass(weights, training, Chance.NONE))
                .view(faces, neighbours)
                .clamp_min(new Scalar(NeighboursObjective.LEAST_SCORE));
    }

    List<Objective.Group> groups() {
        var groups = new ArrayList<Objective.Group>();
        groups.add(new Objective.Group(weights.parameters(true), true));
        groups.add(new Objective.Group(weights.parameters(false), false));
        return groups;
    }

    void save(OutputArchive archive) {
        weights.save(archive);
    }

    void load(InputArchive archive) {
        weights.load(archive);
    }

    @Override
    public void close() {
        weights.close();
    }
}
