package org.ambivalent.cli;

import java.nio.file.Path;
import org.ambivalent.core.BadInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of commands about one dataset, which is their argument; {@code --data} names it as everywhere else. */
final class DataArgument extends ReadingOptions {

    @Parameters(arity = "0..1", paramLabel = "PATH", description = "The dataset; or name it with --data.")
    private @Nullable Path argument;

    @Option(names = "--data", paramLabel = "PATH", description = "The dataset, as in every other command.")
    private @Nullable Path data;

    @Override
    Path path() {
        if (argument != null && data != null) {
            throw new BadInputException("Two datasets are named, " + argument + " and " + data + ". Name one.");
        }
        var named = argument != null ? argument : data;
        if (named == null) {
            throw new BadInputException("No dataset is named. Put its path behind the command.");
        }
        return named;
    }
}
