package org.ambivalent.train;

/** Hears how a training goes; called on the training thread. */
public interface TrainListener {

    /** Before the first batch of an epoch. */
    default void epochStarted(int epoch, int epochs, int batches) {}

    /** After a batch: how many of the epoch are done, and the mean loss of those. */
    default void batchDone(int done, double meanLoss) {}

    /** After an epoch was logged and saved. */
    default void epochDone(EpochLog log) {}
}
