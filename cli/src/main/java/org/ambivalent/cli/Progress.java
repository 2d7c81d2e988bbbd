package org.ambivalent.cli;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a long task is: a bar with the time left where a person watches {@code err}, else a plain line every
 * half a minute, so that short tasks stay silent. Close it to remove the bar. May be stepped from several threads.
 */
public final class Progress implements AutoCloseable {

    private static final int REDRAW_MILLIS = 200;

    private static final long PLAIN_NANOS = Duration.ofSeconds(30).toNanos();

    private final Terminal terminal;
    private final String label;
    private final long total;
    private final @Nullable ProgressBar bar;
    private final long plainNanos;
    private long toldAt = System.nanoTime();
    private long done;

    /** {@code plainNanos}: time between plain lines. */
    Progress(Terminal terminal, String label, long total, long plainNanos) {
        this.terminal = terminal;
        this.label = label;
        this.total = Math.max(1, total);
        this.plainNanos = plainNanos;
        this.bar = terminal.errIsTerminal() ? bar() : null;
    }

    /**
     * Starts a task.
     *
     * @param label a word or two, such as "epoch 3/20"
     * @param total how many steps it has
     */
    public static Progress start(Terminal terminal, String label, long total) {
        return new Progress(terminal, label, total, PLAIN_NANOS);
    }

    private ProgressBar bar() {
        return new ProgressBarBuilder()
                .setTaskName(label)
                .setInitialMax(total)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setStyle(terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setConsumer(new Line(terminal))
                .build();
    }

    /** Takes {@code steps} further steps. */
    public void step(long steps) {
        step(steps, "");
    }

    /**
     * Takes {@code steps} further steps.
     *
     * @param message where it stands, such as "loss 1.234"; shown behind the bar, or in the plain line
     */
    public synchronized void step(long steps, String message) {
        done += steps;
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(message.isEmpty() ? "" : " " + message);
            return;
        }
        long now = System.nanoTime();
        if (now - toldAt >= plainNanos) {
            toldAt = now;
            terminal.err()
                    .println(String.format(Locale.ROOT, "%s: %d/%d %s", label, done, total, message)
                            .stripTrailing());
        }
    }

    /** How long something takes yet, as people say it: "40 s left", "3 min left", "2.5 h left". */
    static String left(double seconds) {
        if (seconds >= 90 * 60) {
            return String.format(Locale.ROOT, "%.1f h left", seconds / 3600);
        }
        return (seconds < 90 ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min") + " left";
    }

    /** Writes a line that stays, above the bar. */
    public synchronized void line(String text) {
        terminal.err().print(bar == null ? text + System.lineSeparator() : Line.CLEAR + text + System.lineSeparator());
        terminal.err().flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            // The library leaves the bar standing if it was closed before its first redraw.
            terminal.err().print(Line.CLEAR);
            terminal.err().flush();
        }
    }

    /** Redraws one line of the terminal, and clears it at the end. */
    private record Line(Terminal terminal) implements ProgressBarConsumer {

        static final String CLEAR = "\r\033[K";

        @Override
        public int getMaxRenderedLength() {
            return terminal.columns() - 1;
        }

        @Override
        public void accept(String rendered) {
            terminal.err().print(CLEAR + rendered.substring(0, Math.min(rendered.length(), getMaxRenderedLength())));
            terminal.err().flush();
        }

        @Override
        public void clear() {}

        @Override
        public void close() {}
    }
}
