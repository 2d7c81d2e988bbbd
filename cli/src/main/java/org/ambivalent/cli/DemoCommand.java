package org.ambivalent.cli;

import picocli.CommandLine.Command;

/** {@code ambivalent demo}: the whole line in three minutes, on sampled faces. */
@Command(name = "demo", description = "Trains and judges a small model on sampled faces in about three minutes.")
final class DemoCommand implements Runnable {

    private final Terminal terminal;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.out().println("Not there yet.");
    }
}
