package org.ambivalent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ambivalent inspect}: what a model file says about itself. */
@Command(name = "inspect", description = "Shows everything that a model file says about itself.")
final class InspectCommand implements Runnable {

    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "The model file (.onnx). Default: the bundled model.")
    private @Nullable Path model;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    InspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        var file = model == null ? ModelDescription.bundled() : ModelDescription.read(model);
        terminal.out().println(json ? file.toJson() : file.toText(terminal));
    }
}
