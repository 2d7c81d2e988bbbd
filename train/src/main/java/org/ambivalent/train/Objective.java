package org.ambivalent.train;

import java.util.List;
import org.ambivalent.data.Protocol;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;

/**
 * What labels are worth: from faces, features and outputs to a loss. An objective is a value; what it learns or keeps
 * while a network trains is in the {@link Session} it opens. Never exported.
 */
public interface Objective {

    String name();

    /** Which faces it trains on. */
    Protocol protocol();

    /** The head it needs. */
    default Head head() {
        return new LinearHead();
    }

    /** The state of one network's training. */
    Session open(TrainingSet set, long seed);

    /** One network's training under an objective. */
    interface Session {

        /**
         * The loss of one batch, a scalar that gradients flow from.
         *
         * @param epoch from 1
         * @param faces indices into the training set
         * @param features {@code [faces][features]} of the network, nothing dropped
         * @param output of the head
         */
        Tensor loss(int epoch, int[] faces, Tensor features, Head.Output output);

        /** Parameters of its own to learn beside the network's. */
        default List<Tensor> parameters() {
            return List.of();
        }

        /** Called when every face has been seen. */
        default void afterEpoch(int epoch) {}

        /** Writes everything that {@link #load} needs to go on as if never stopped. */
        default void save(OutputArchive archive) {}

        default void load(InputArchive archive) {}
    }
}
