package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.train.EnsembleFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ambivalent ensemble}: several trained networks in, one model file out. */
@Command(
        name = "ensemble",
        description = {
            "Joins networks that were trained apart into one model file, whose answer is the mean of theirs.",
            "They have the same network, emotions and size of images. A calibration is not taken over: calibrate the new file."
        })
final class EnsembleCommand implements Runnable {

    private static final double BYTES_IN_A_MEGABYTE = 1e6;

    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "MODEL",
            description =
                    "Two model files (.onnx) or more, or run folders; each of one network, or an ensemble itself.")
    private List<Path> models = List.of();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The new model file.")
    private Path out = Path.of("");

    @Option(
            names = "--one-look",
            description = {
                "Members that look at a face and its mirror image (compact) look at one of them: half the time for next to no"
                        + " change.",
                "Every second member looks at the mirror image."
            })
    private boolean oneLook;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    EnsembleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        AtomicFiles.write(out, EnsembleFile.join(models, oneLook));
        var written = ModelDescription.ofAnySize(out);
        terminal.out().println(json ? json(written) : text(written));
    }

    private static String text(ModelDescription model) {
        var metadata = model.metadata();
        return String.format(
                Locale.ROOT,
                "%s: %d members, network %s, %.1f MB%nnot calibrated: ambivalent calibrate --model %s --data DATASET",
                model.name(),
                metadata.posterior().members(),
                metadata.network(),
                model.bytes() / BYTES_IN_A_MEGABYTE,
                model.name());
    }

    private static String json(ModelDescription model) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("file", model.name());
        answer.put("bytes", model.bytes());
        answer.put("members", model.metadata().posterior().members());
        answer.put("network", model.metadata().network());
        return Json.pretty(answer);
    }
}
