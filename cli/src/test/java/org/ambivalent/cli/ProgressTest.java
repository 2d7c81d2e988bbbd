package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void writesPlainLinesWhereNobodyWatches() {
        var terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(err));

        try (var progress = new Progress(terminal, "epoch 1/2", 3, 0)) {
            progress.step(1);
            progress.line("something else");
            progress.step(2, "loss 0.5");
        }

        terminal.err().flush();
        assertThat(err.toString().lines())
                .containsExactly("epoch 1/2: 1/3", "something else", "epoch 1/2: 3/3 loss 0.5");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shortTasksStaySilentWhereNobodyWatches() {
        try (var progress = Progress.start(Terminal.plain(new PrintWriter(out), new PrintWriter(err)), "short", 3)) {
            progress.step(3);
        }

        assertThat(err.toString()).isEmpty();
    }

    @Test
    void drawsABarForAPersonAndRemovesIt() {
        var terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, true, 80, false, false);

        try (var progress = Progress.start(terminal, "epoch 1/2", 4)) {
            progress.step(4, "loss 0.5");
            progress.line("epoch 1 done");
        }

        assertThat(err.toString()).contains("epoch 1/2", "epoch 1 done").endsWith("\r\033[K");
        assertThat(err.toString().split("\r", -1))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
    }
}
