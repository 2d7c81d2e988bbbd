package org.ambivalent.cli;

import org.ambivalent.train.OutOfSample;
import org.ambivalent.train.Trainer;

/** Shows the trainings of folds one after another. */
record FoldProgress(Terminal terminal) implements OutOfSample.Listener {

    @Override
    public void fold(int number, int of) {
        terminal.err().println("fold " + number + " of " + of);
    }

    @Override
    public void train(Trainer trainer) {
        TrainProgress.show(trainer, terminal);
    }
}
