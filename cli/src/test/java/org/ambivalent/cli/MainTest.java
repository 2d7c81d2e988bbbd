package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class MainTest {

    @Test
    void withoutACommandItSaysWhatThereIs() {
        var answer = Cli.run();

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("Usage: ambivalent", "predict", "evaluate", "inspect");
        assertThat(answer.err()).isEmpty();
    }

    @Test
    void saysThatADiskIsFull() throws IOException {
        var full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no device here that is always full");
        var err = new StringWriter();
        try (var out = AnswerWriter.to(new FileOutputStream(full.toFile()), false)) {
            int code = Main.run(Terminal.plain(out, new PrintWriter(err)), "inspect");
            assertThat(code).isEqualTo(Main.BAD_INPUT);
        }
        assertThat(err.toString()).contains("the answer cannot be written (");
    }

    @Test
    void aReaderThatWentAwayIsNoProblemOfOurs() throws IOException {
        var pipe = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        var err = new StringWriter();
        try (var out = AnswerWriter.to(pipe, true)) {
            assertThat(Main.run(Terminal.plain(out, new PrintWriter(err)), "inspect"))
                    .isEqualTo(Main.PIPE_CLOSED);
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aFileMayBeginWithAnAt(@TempDir Path folder) throws IOException {
        var words = Files.writeString(folder.resolve("words"), "--json");
        assertThat(Cli.run("inspect", "@" + words).err()).contains("@" + words + ": no such file");
    }

    @Test
    void tellsItsVersion() {
        assertThat(Cli.run("--version").out()).isEqualToIgnoringNewLines("ambivalent " + Version.CURRENT);
    }

    @Test
    void everyCommandAndOptionHasHelp() {
        requireHelp(Main.commandLine(Cli.nowhere()));
    }

    private static void requireHelp(CommandLine line) {
        var command = line.getCommandSpec();
        assertThat(command.usageMessage().description())
                .as(command.qualifiedName())
                .isNotEmpty();
        for (var argument : command.args()) {
            assertThat(argument.description()).as(argument.toString()).isNotEmpty();
            assertThat(argument.description()[0]).as(argument.toString()).isNotBlank();
        }
        line.getSubcommands().values().forEach(MainTest::requireHelp);
    }

    @ParameterizedTest
    @ValueSource(strings = {"predcit", "evalute", "inspct"})
    void suggestsTheCommandThatWasMeant(String mistyped) {
        var answer = Cli.run(mistyped);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .startsWith("ambivalent: there is no command " + mistyped)
                .contains("Did you mean");
    }

    @Test
    void suggestsTheOptionThatWasMeant() {
        var answer = Cli.run("predict", "--no-detct", "a.png");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("there is no option --no-detct", "--no-detect");
    }

    @Test
    void saysWhatOptionIsMissing() {
        var answer = Cli.run("evaluate");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("--data", "ambivalent evaluate --help");
    }

    @Test
    void refusesTwoFormatsAtOnce() {
        assertThat(Cli.run("predict", "--json", "--csv", "a.png").code()).isEqualTo(2);
    }

    @Test
    void badInputIsOneLineWithoutAStackTrace() {
        var answer = failing(new BadInputException("faces.csv, line 3: no."));

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).isEqualToIgnoringNewLines("ambivalent: faces.csv, line 3: no.");
    }

    @Test
    void badInputIsFoundBehindThreadsAndStreams() {
        var missing = new CompletionException(new UncheckedIOException(new NoSuchFileException("faces.zip")));

        var answer = failing(missing);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .isEqualToIgnoringNewLines("ambivalent: faces.zip: no such file or folder. Check the path.");
    }

    @Test
    void anythingElseIsOurBugWithVersionAndTrace() {
        var answer = failing(new IllegalStateException("impossible"));

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains("a bug in Ambivalent " + Version.CURRENT, "impossible", "at org.ambivalent");
    }

    @Test
    void aReaderThatWentAwayIsNoError() {
        var closed = new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int start, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        var err = new StringWriter();

        int code = Main.run(Terminal.plain(closed, new PrintWriter(err)), "--help");

        assertThat(code).isEqualTo(Main.PIPE_CLOSED);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void everyProblemWithAFileSaysWhatToDo() {
        assertThat(failing(new UncheckedIOException(new AccessDeniedException("a.csv")))
                        .err())
                .contains("a.csv: permission denied", "rights");
        assertThat(failing(new UncheckedIOException(new FileSystemException("a.csv", null, "Is a directory")))
                        .err())
                .contains("a.csv: cannot be used (Is a directory)", "Check the path");
        assertThat(failing(new UncheckedIOException(new FileSystemException(null)))
                        .err())
                .contains("a file: cannot be used")
                .doesNotContain("null");
    }

    @Test
    void anErrorOfJavaIsASentenceWithWhatToDo() {
        assertThat(failing(new StackOverflowError()).code()).isEqualTo(1);
        for (var thrown : List.of(
                new OutOfMemoryError("Java heap space"),
                new CompletionException(new OutOfMemoryError("Java heap space")))) {
            var answer = failing(thrown);

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.err())
                    .startsWith("ambivalent: out of memory (Java heap space).")
                    .contains("AMBIVALENT_JAVA_OPTS=-Xmx4g", "--threads", "--batch")
                    .hasLineCount(1);
        }
    }

    @Test
    void aLibraryThatCannotBeLoadedIsFoundBehindWhatItCaused() {
        var cause = new UnsatisfiedLinkError("no opencv in path");
        for (var thrown : List.of(cause, new ExceptionInInitializerError(cause))) {
            var answer = failing(thrown);

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.err())
                    .startsWith("ambivalent: a native library cannot be loaded (no opencv in path).")
                    .hasLineCount(1);
        }
    }

    /** What the user sees when a command fails so. */
    private static Cli failing(Throwable failure) {
        var out = new StringWriter();
        var err = new StringWriter();
        var terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(err));
        int code = Main.execute(terminal, Main.commandLine(terminal).addSubcommand(new Failing(failure)), "failing");
        terminal.err().flush();
        return new Cli(code, out.toString(), err.toString());
    }

    @Command(name = "failing")
    private record Failing(Throwable failure) implements Runnable {
        @Override
        public void run() {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }
}
