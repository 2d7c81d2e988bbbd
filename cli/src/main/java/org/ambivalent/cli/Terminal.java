package org.ambivalent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Where a command writes: answers to {@code out}, everything else to {@code err}.
 *
 * @param out answers, UTF-8
 * @param err messages and progress, UTF-8
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}
 * @param columns width of the terminal
 * @param unicode whether block characters can be shown
 * @param colour whether colours may be used where a person reads
 */
public record Terminal(
        PrintWriter out,
        PrintWriter err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int columns,
        boolean unicode,
        boolean colour) {

    private static final int MIN_COLUMNS = 40;

    public Terminal {
        columns = Math.max(columns, MIN_COLUMNS);
    }

    /** Two streams that nobody watches, as in a pipe or a test. */
    public static Terminal plain(PrintWriter out, PrintWriter err) {
        return new Terminal(out, err, false, false, 80, false, false);
    }

    /** The process's own streams. Only the launcher knows which of them are terminals. */
    static Terminal system() {
        String terminals = System.getProperty("ambivalent.terminal", "");
        var environment = System.getenv();
        boolean dumb = "dumb".equals(environment.get("TERM"));
        return new Terminal(
                AnswerWriter.to(new FileOutputStream(FileDescriptor.out), terminals.contains("pipe")),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                terminals.contains("out"),
                terminals.contains("err") && !dumb,
                Integer.getInteger("ambivalent.columns", 80),
                isUtf8(environment),
                !dumb && !isSet(environment, "NO_COLOR"));
    }

    /** The first of these that is set decides, as in the C library. */
    private static boolean isUtf8(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            if (isSet(environment, name)) {
                String value = environment.getOrDefault(name, "").toUpperCase(Locale.ROOT);
                return value.contains("UTF-8") || value.contains("UTF8");
            }
        }
        return System.getProperty("os.name", "").startsWith("Mac");
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    /** Whether colours may be written to {@code out}. */
    boolean outColour() {
        return outIsTerminal && colour;
    }

    /** Bold where a person reads colours, else the text itself. */
    String bold(String text) {
        return outColour() ? "\033[1m" + text + "\033[0m" : text;
    }

    /** Faint where a person reads colours, else the text itself. */
    String faint(String text) {
        return outColour() ? "\033[2m" + text + "\033[0m" : text;
    }
}
