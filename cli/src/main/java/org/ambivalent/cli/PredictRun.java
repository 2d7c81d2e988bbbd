package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ambivalent.core.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Answers for many pictures in parallel, in the order given and as they come. Only a few pictures are in memory at once.
 * A bad picture is reported and skipped, or ends the run if it is strict.
 */
final class PredictRun {

    /** Finished answers waiting for a slower one before them, per thread. */
    private static final int AHEAD = 2;

    private final Function<Path, PictureResult> predictor;
    private final PictureWriter writer;
    private final Terminal terminal;
    private final boolean strict;
    private @Nullable Progress progress;
    private int bad;
    private boolean faceless;

    /** What ends a run whichever picture it was met at, such as a disk that is full. */
    static final class Ended extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final BadInputException why;

        Ended(BadInputException why) {
            super(why);
            this.why = why;
        }
    }

    PredictRun(Function<Path, PictureResult> predictor, PictureWriter writer, Terminal terminal, boolean strict) {
        this.predictor = predictor;
        this.writer = writer;
        this.terminal = terminal;
        this.strict = strict;
    }

    /** Answers for each file, and returns the exit code: bad input if no file at all could be used. */
    int over(List<Path> files, int threads) {
        progress = progress(files.size());
        var pool = Executors.newFixedThreadPool(Math.min(threads, files.size()));
        try {
            Queue<Future<PictureResult>> pending = new ArrayDeque<>();
            for (Path file : files) {
                pending.add(pool.submit(() -> predictor.apply(file)));
                if (pending.size() > AHEAD * threads) {
                    take(pending.remove());
                }
            }
            pending.forEach(this::take);
        } finally {
            end(pool);
            closeProgress();
        }
        return conclude(files.size());
    }

    /** Waits for pictures at work, because the predictor is closed next. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A bar where nobody sees the answers themselves, because they go to a file or another program. */
    private @Nullable Progress progress(int files) {
        boolean unseen = terminal.errIsTerminal() && !terminal.outIsTerminal() && files > 1;
        return unseen ? Progress.start(terminal, "predicting", files) : null;
    }

    private void closeProgress() {
        if (progress != null) {
            progress.close();
        }
    }

    private void step() {
        if (progress != null) {
            progress.step(1);
        }
    }

    private void tell(String line) {
        if (progress != null) {
            progress.line(line);
        } else {
            terminal.err().println(line);
        }
    }

    private void take(Future<PictureResult> pending) {
        try {
            answer(pending.get());
            step();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Ended ended) {
                throw ended.why;
            }
            if (strict || !(e.getCause() instanceof BadInputException bad)) {
                throw new CompletionException(e.getCause());
            }
            step();
            this.bad++;
            tell("ambivalent: " + bad.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private void answer(PictureResult picture) {
        writer.write(picture);
        if (terminal.out().checkError()) {
            throw new Main.PipeClosed();
        }
        if (picture.faces().isEmpty()) {
            faceless = true;
            tell(picture.file() + ": no face found.");
        }
    }

    private int conclude(int files) {
        if (faceless) {
            terminal.err().println("Where a picture is a cropped face already, use --no-detect.");
        }
        if (bad > 0 && files > 1) {
            terminal.err().println(bad + " of " + files + " pictures could not be used.");
        }
        return bad == files ? Main.BAD_INPUT : Main.FINE;
    }
}
