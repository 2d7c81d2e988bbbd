package org.ambivalent.cli;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code ambivalent} command.
 *
 * <p>Exit codes: {@value #FINE} fine, {@value #BUG} a bug of ours or no memory left, {@value #BAD_INPUT} something the user gave cannot be
 * used, {@value #PIPE_CLOSED} the reader of the output went away, 130 interrupted (Java's own).
 */
@Command(
        name = "ambivalent",
        description = {
            "Recognises facial expressions and knows when a face is ambiguous.",
            "An expression is not a feeling: see the model card before you rely on an answer."
        },
        version = "ambivalent " + Version.CURRENT,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Help on a command: ambivalent COMMAND --help"})
public final class Main {

    static final int FINE = 0;
    static final int BUG = 1;
    static final int BAD_INPUT = 2;

    /** What a shell reports for a program that SIGPIPE ended. */
    static final int PIPE_CLOSED = 141;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and end.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and end.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean version;

    private Main() {}

    public static void main(String[] args) {
        int code = BUG;
        try {
            code = run(Terminal.system(), args);
        } finally {
            // Idle threads of native libraries must not keep a finished command alive, however it finished.
            System.exit(code);
        }
    }

    /** Runs one command (help, where there is none) and returns its exit code; everything it says goes to the terminal given. */
    public static int run(Terminal terminal, String... args) {
        int code = execute(terminal, commandLine(terminal), args.length == 0 ? new String[] {"--help"} : args);
        boolean unwritten = terminal.out().checkError() && (code == FINE || code == PIPE_CLOSED);
        int ended = unwritten ? unwritten(terminal) : code;
        terminal.err().flush();
        return ended;
    }

    private static int unwritten(Terminal terminal) {
        String problem = terminal.out() instanceof AnswerWriter answers ? answers.problem() : null;
        return problem == null
                ? PIPE_CLOSED
                : badInput(
                        terminal,
                        "the answer cannot be written (" + problem
                                + "). Send it to a place that you may write to and that has space.");
    }

    /** Picocli hands over exceptions only; errors of Java itself are ours to report. */
    static int execute(Terminal terminal, CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (Error e) {
            return failed(terminal, e);
        }
    }

    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new Main())
                .addSubcommand(new DemoCommand(terminal))
                .addSubcommand(new PredictCommand(terminal))
                .addSubcommand(ServeCommand.commandLine(terminal))
                .addSubcommand(new TrainCommand(terminal))
                .addSubcommand(new CureCommand(terminal))
                .addSubcommand(new EvaluateCommand(terminal))
                .addSubcommand(new CalibrateCommand(terminal))
                .addSubcommand(new EnsembleCommand(terminal))
                .addSubcommand(new ExperimentCommand(terminal))
                .addSubcommand(new InspectCommand(terminal))
                .addSubcommand(new CommandLine(new DataCommand())
                        .addSubcommand(new DescribeCommand(terminal))
                        .addSubcommand(new AlignCommand(terminal))
                        .addSubcommand(new SampleCommand(terminal))
                        .addSubcommand(new FitFacesCommand(terminal)))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(Help.defaultColorScheme(terminal.outColour() ? Help.Ansi.ON : Help.Ansi.OFF))
                // A file may be called @me.jpg.
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(Math.min(Math.max(80, terminal.columns()), 120))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> usage(terminal, e))
                .setExecutionExceptionHandler((e, command, result) -> failed(terminal, e));
    }

    private static int usage(Terminal terminal, ParameterException e) {
        var command = e.getCommandLine();
        if (e.getCause() instanceof BadInputException bad) {
            return badInput(terminal, bad.getMessage());
        }
        badInput(terminal, e instanceof UnmatchedArgumentException unmatched ? message(unmatched) : e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, terminal.err())) {
            terminal.err().println("Help: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return BAD_INPUT;
    }

    private static String message(UnmatchedArgumentException e) {
        String argument = e.getUnmatched().get(0);
        if (e.isUnknownOption()) {
            return "there is no option " + argument + ".";
        }
        boolean command = e.getCommandLine().getSubcommands().isEmpty();
        return command ? "\"" + argument + "\" is one argument too many." : "there is no command " + argument + ".";
    }

    private static int failed(Terminal terminal, Throwable thrown) {
        var e = cause(thrown);
        if (e instanceof BadInputException) {
            return badInput(terminal, e.getMessage());
        }
        if (e instanceof FileSystemException file) {
            return badInput(terminal, (file.getFile() == null ? "a file" : file.getFile()) + ": " + reason(file));
        }
        if (e instanceof PipeClosed) {
            return PIPE_CLOSED;
        }
        if (e instanceof OutOfMemoryError) {
            return cannotGoOn(
                    terminal,
                    "out of memory (" + e.getMessage() + "). Give Java a larger heap,"
                            + " AMBIVALENT_JAVA_OPTS=-Xmx4g, or ask for less at once: fewer --threads, a smaller --batch.");
        }
        if (unloadable(e) != null) {
            return cannotGoOn(
                    terminal,
                    "a native library cannot be loaded (" + unloadable(e) + "). Libraries are"
                            + " unpacked into the temporary folder and into .javacpp in your home folder: both need space,"
                            + " and must allow programs to run (no noexec). On Linux, glibc is needed (Alpine has another).");
        }
        terminal.err()
                .println("This is a bug in Ambivalent " + Version.CURRENT + ", not your mistake. Please report it"
                        + " with the command you ran and what follows:");
        e.printStackTrace(terminal.err());
        return BUG;
    }

    private static int badInput(Terminal terminal, @Nullable String message) {
        terminal.err().println("ambivalent: " + message);
        return BAD_INPUT;
    }

    private static int cannotGoOn(Terminal terminal, String message) {
        terminal.err().println("ambivalent: " + message);
        return BUG;
    }

    /** What the loader said, if that is behind an error: a class that needs a library fails in its own ways later. */
    private static @Nullable String unloadable(Throwable e) {
        for (Throwable link = e; link != null; link = link.getCause()) {
            if (link instanceof UnsatisfiedLinkError) {
                return link.getMessage();
            }
        }
        return null;
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder. Check the path.";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied. Change its rights, or choose another place.";
        }
        String what = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        return "cannot be used (" + what + "). Check the path, its rights and the space on its disk.";
    }

    /** What went wrong, without the wrapping of threads and streams. */
    private static Throwable cause(Throwable e) {
        boolean wrapper = e instanceof UncheckedIOException
                || e instanceof ExecutionException
                || e instanceof CompletionException;
        var inner = e.getCause();
        return wrapper && inner != null ? cause(inner) : e;
    }

    /** The reader of the output went away: there is nobody left to answer. */
    static final class PipeClosed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
