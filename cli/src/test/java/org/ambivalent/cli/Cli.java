package org.ambivalent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Arrays;

/** Runs commands in this process, as a shell would see them. */
record Cli(int code, String out, String err) {

    static Cli run(Object... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        var terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(err));
        int code = Main.run(terminal, Arrays.stream(args).map(Object::toString).toArray(String[]::new));
        terminal.out().flush();
        return new Cli(code, out.toString(), err.toString());
    }

    /** For looking at commands without running them. */
    static Terminal nowhere() {
        return Terminal.plain(new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()));
    }
}
