package org.ambivalent.train;

/**
 * One line of a run's log. What is known of the validation faces is NaN for an epoch that did not look at them.
 *
 * @param epoch from 1
 * @param trainLoss mean over the batches, nats
 * @param validCrossEntropy of the averaged weights to what people say, over all counted validation faces, nats; what
 *     chooses the best epoch
 * @param validAccuracy of the averaged weights on validation faces with a majority
 * @param validJensenShannon of the averaged weights to the votes, over all counted validation faces, nats
 * @param learningRate at the end of the epoch
 * @param seconds the epoch took, evaluation included
 * @param imagesPerSecond of training alone
 * @param best whether no earlier epoch was better
 */
public record EpochLog(
        int epoch,
        double trainLoss,
        double validCrossEntropy,
        double validAccuracy,
        double validJensenShannon,
        double learningRate,
        double seconds,
        double imagesPerSecond,
        boolean best) {}
