package org.ambivalent.cli;

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
    private Choice precision = Choice.AUTO;

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

    /** What was asked for, or what trains this network faster here, which may take half a minute to know: ask late. */
    Precision precision(TrainSettings settings, Terminal terminal) {
        return switch (precision) {
            case FP32 -> Precision.FP32;
            case BF16 -> Precision.BF16;
            case AUTO -> {
                terminal.err().println("Trying whether fp32 or bf16 is faster here ...");
                yield TrainingSpeed.faster(settings.network(), settings.input(), settings.batch(), threads(), device());
            }
        };
    }

    private enum Choice {
        AUTO,
        FP32,
        BF16
    }
}
