package org.ambivalent.cli;

import java.util.Locale;
import java.util.Optional;
import org.ambivalent.core.BadInputException;
import org.ambivalent.train.Devices;
import org.ambivalent.train.Precision;
import org.ambivalent.train.TrainSettings;
import org.ambivalent.train.TrainingSpeed;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that trains: with what this machine computes. */
final class MachineOptions {

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "fp32, bf16, or auto for the faster one here. Default: ${DEFAULT-VALUE}.")
    private String precision = "auto";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, cpu or cuda. Default: ${DEFAULT-VALUE}.")
    private String device = "auto";

    @Option(names = "--threads", paramLabel = "N", description = "To compute with. Default: one a processor.")
    private @Nullable Integer threads;

    Device device() {
        return Devices.named(device);
    }

    int threads() {
        if (threads != null && threads < 1) {
            throw new BadInputException("--threads must be at least 1, but is " + threads + ".");
        }
        return threads != null ? threads : Runtime.getRuntime().availableProcessors();
    }

    /** What was asked for by name; empty if the faster one was. */
    Optional<Precision> precision() {
        return switch (precision.toLowerCase(Locale.ROOT)) {
            case "fp32" -> Optional.of(Precision.FP32);
            case "bf16" -> Optional.of(Precision.BF16);
            case "auto" -> Optional.empty();
            default ->
                throw new BadInputException(
                        "There is no precision \"" + precision + "\". Use one of: auto, fp32, bf16");
        };
    }

    /** What was asked for, or what trains this network faster here, which may take half a minute to know: ask late. */
    Precision precision(TrainSettings settings, Terminal terminal) {
        return precision().orElseGet(() -> {
            terminal.err().println("Trying whether fp32 or bf16 is faster here ...");
            return TrainingSpeed.faster(settings.network(), settings.input(), settings.batch(), threads(), device());
        });
    }
}
