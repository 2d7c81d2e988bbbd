package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.DatasetDescription;
import org.ambivalent.data.DescriptionPage;
import org.ambivalent.train.ValenceArousalStage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambivalent data describe}: what a dataset holds. */
@Command(
        name = "describe",
        description = {
            "Says what a dataset holds: faces of each emotion in each split, how much people disagree, pictures that appear",
            "more than once, and what could not be read."
        })
final class DescribeCommand implements Runnable {

    private final Terminal terminal;

    @Mixin
    private DataArgument data = new DataArgument();

    @Option(names = "--json", description = "Answer in JSON, with the keys of docs/data.md. Default: tables.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "PATH",
            description =
                    "Also write a page with drawings and faces: a folder, for report.html in it, or an .html file.")
    private @Nullable Path report;

    @Option(
            names = "--places",
            paramLabel = "FILE",
            description = "Draw faces where a training under neighbours has put them: valence-arousal.csv of the folder"
                    + " that ends in -valence-arousal beside its run. Default: where the dataset says.")
    private @Nullable Path places;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ShapeOptions reading = new ShapeOptions();

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "16",
            description = "Faces of each emotion on the page. Default: ${DEFAULT-VALUE}.")
    private int show;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of which faces are shown. Default: ${DEFAULT-VALUE}.")
    private long seed;

    DescribeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        if (show < 0) {
            throw new BadInputException("--show must be at least 0, but is " + show + ".");
        }
        requireUsed();
        data.requireThere();
        var read = data.limited(data.read(terminal, reading.shape()));
        var faces = places == null ? read : ValenceArousalStage.placed(read, places);
        var description = DatasetDescription.of(faces);
        terminal.out().println(json ? description.toJson() : description.toText());
        if (report != null) {
            var file = file(report);
            new DescriptionPage(description, faces, show, seed).write(file);
            terminal.err().println("Wrote " + file);
        }
    }

    /** What chooses faces for a page that is not asked for is a misunderstanding. */
    private void requireUsed() {
        var given = spec.commandLine().getParseResult();
        if (report == null && (given.hasMatchedOption("--show") || given.hasMatchedOption("--seed"))) {
            throw new BadInputException(
                    "--show and --seed choose the faces of the page that --report writes. Add it, or leave them out.");
        }
    }

    private static Path file(Path report) {
        boolean named = report.toString().toLowerCase(Locale.ROOT).endsWith(".html");
        return named ? report : report.resolve("report.html");
    }
}
