package org.ambivalent.cli;

import org.ambivalent.train.OutOfSample;
import org.ambivalent.train.Trainer;

/**
 * Shows the trainings of folds one after another.
 *
 * @param purpose what they are for, if that goes without saying empty
 */
record FoldProgress(Terminal terminal, String purpose) implements OutOfSample.Listener {

    /** Of the folds themselves. */
    static FoldProgress of(Terminal terminal) {
        return new FoldProgress(terminal, "");
    }

    /** Of the trainings that give faces places before the training proper. */
    static FoldProgress ofPlaces(Terminal terminal) {
        return new FoldProgress(terminal, "estimating valence and arousal: ");
    }

    @Override
    public void fold(int number, int of) {
        terminal.err().println(purpose + "fold " + number + " of " + of);
    }

    @Override
    public void train(Trainer trainer) {
        TrainProgress.show(trainer, terminal);
    }

    @Override
    public OutOfSample.Listener places() {
        return ofPlaces(terminal);
    }
}
