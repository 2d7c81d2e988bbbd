package org.ambivalent.cli;

import java.util.Locale;
import org.ambivalent.train.EpochLog;
import org.ambivalent.train.TrainListener;
import org.ambivalent.train.TrainSettings.Keep;
import org.ambivalent.train.Trainer;
import org.jspecify.annotations.Nullable;

/** Shows a training: a bar for each epoch with the time left, a line for each that is done, and what it led to. */
final class TrainProgress implements TrainListener {

    private final Terminal terminal;
    private final CalmExit exit = new CalmExit();
    private @Nullable Progress epoch;
    private int epochs;

    private TrainProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs a training to its end. */
    static void show(Trainer trainer, Terminal terminal) {
        var progress = new TrainProgress(terminal);
        try (var exit = progress.exit) {
            trainer.run(progress);
        } finally {
            progress.closeBar();
        }
    }

    /** Runs a training to its end, and says what it led to. */
    static void run(Trainer trainer, Terminal terminal) {
        show(trainer, terminal);
        var kept = trainer.kept();
        terminal.out()
                .printf(
                        Locale.ROOT,
                        (trainer.settings().keep() == Keep.BEST ? "best" : "last")
                                + " epoch %d: validation accuracy %.2f %%, Jensen-Shannon to the votes %.4f%n",
                        kept.epoch(),
                        100 * kept.validAccuracy(),
                        kept.validJensenShannon());
        terminal.out().println("model file: " + trainer.modelFile());
    }

    @Override
    public void epochStarted(int number, int of, int batches) {
        epochs = of;
        epoch = Progress.start(terminal, "epoch " + number + "/" + of, batches);
    }

    @Override
    public void batchDone(int done, double meanLoss) {
        exit.rest();
        if (epoch != null) {
            epoch.step(1, String.format(Locale.ROOT, "loss %.4f", meanLoss));
        }
    }

    @Override
    public void epochDone(EpochLog log) {
        closeBar();
        double left = (epochs - log.epoch()) * log.seconds();
        terminal.err()
                .printf(
                        Locale.ROOT,
                        "epoch %d/%d  loss %.4f%s  %.0f images/s, %s%n",
                        log.epoch(),
                        epochs,
                        log.trainLoss(),
                        validation(log),
                        log.imagesPerSecond(),
                        Progress.left(left));
    }

    /** Nothing for epochs that did not look at the validation faces. */
    private static String validation(EpochLog log) {
        return Double.isNaN(log.validCrossEntropy())
                ? ""
                : String.format(
                        Locale.ROOT,
                        "  validation: cross-entropy %.4f, accuracy %.2f %%, JS %.4f%s",
                        log.validCrossEntropy(),
                        100 * log.validAccuracy(),
                        log.validJensenShannon(),
                        log.best() ? " (best)" : "");
    }

    private void closeBar() {
        if (epoch != null) {
            epoch.close();
            epoch = null;
        }
    }
}
