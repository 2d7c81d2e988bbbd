package org.ambivalent.train;

import java.util.List;
import java.util.Optional;
import org.ambivalent.core.Distribution;
import org.ambivalent.data.Protocol;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;

/**
 * What labels are worth: from faces, features and outputs to a loss. An objective is a value; what it learns or keeps
 * while a network trains is in the {@link Session} it opens. Never exported.
 */
public interface Objective {

    /** Which faces it trains on. */
    Protocol protocol();

    /** The head it needs. */
    default Head head() {
        return new LinearHead();
    }

    /** What a face's target is on average over a training: what {@link ClassWeights} count. */
    default Distribution expected(Protocol.Target target) {
        return target.distribution();
    }

    /** {@link org.ambivalent.core.BadInputException} if it cannot train on batches of this many faces. */
    default void requireBatch(int batch) {}

    /** Whether every training face must have a place in the plane of valence and arousal. */
    default boolean needsValenceArousal() {
        return false;
    }

    /** The state of one network's training. */
    Session open(Context context);

    /**
     * What a session may need to make tensors of its own.
     *
     * @param set the faces and what people say about them
     * @param features how many features the network gives for a face
     * @param device where the network computes
     * @param seed of everything random
     * @param epochs of the whole training
     * @param batch faces a step
     */
    record Context(TrainingSet set, int features, Device device, long seed, int epochs, int batch) {}

    /**
     * Parameters to learn beside the network's.
     *
     * @param parameters that require gradients
     * @param decayed whether the weight decay of the network holds for them too
     */
    record Group(List<Tensor> parameters, boolean decayed) {}

    /** Told of faces, some at a time, and what one head says of them. */
    @FunctionalInterface
    interface Seen {

        /**
         * Some faces, in the order of the training set.
         *
         * @param faces indices
         * @param features {@code [faces][features]}
         * @param probabilities {@code [faces][emotions]}
         */
        void see(int[] faces, Tensor features, Tensor probabilities);
    }

    /** One network's training under an objective. The trainer calls it inside a {@code PointerScope} a step. */
    interface Session extends AutoCloseable {

        /**
         * The faces that the network is to see for a step on {@code faces}: these, and others behind them if the loss needs
         * what the network says of others, through whom no gradients flow. Called from another thread, ahead of the step; depends on nothing that is learned.
         */
        default int[] forwarded(int epoch, int[] faces) {
            return faces;
        }

        /**
         * The loss of one batch, a scalar that gradients flow from.
         *
         * @param epoch from 1
         * @param faces indices into the training set, as {@link #forwarded} gave them
         * @param features {@code [faces][features]} of the network, nothing dropped
         * @param output of the head
         */
        Tensor loss(int epoch, int[] faces, Tensor features, Head.Output output);

        /** Parameters of its own to learn beside the network's. */
        default List<Group> groups() {
            return List.of();
        }

        /** Called when the parameters have been updated after a batch. */
        default void afterStep(int[] faces) {}

        /** Called after the last batch of an epoch: every face has been seen, but for fewer than a batch. */
        default void afterEpoch(int epoch) {}

        /**
         * Who is told, after the last epoch, what the network with its averaged weights makes of all training faces as they are; empty
         * if nobody wants to know, for it takes as long as predicting them.
         */
        default Optional<Seen> lastLook() {
            return Optional.empty();
        }

        /** Called after that, before the last tables are asked for. */
        default void afterTraining() {}

        /** What has been learned about each face so far, for people: written into the run folder after every epoch. */
        default List<FaceTable> tables() {
            return List.of();
        }

        /** Writes everything that {@link #load} needs to go on as if never stopped. */
        default void save(OutputArchive archive) {}

        default void load(InputArchive archive) {}

        /** Lets go of tensors of its own. */
        @Override
        default void close() {}
    }
}
