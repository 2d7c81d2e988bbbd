package org.ambivalent.cli;

import java.util.Locale;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Precision;
import org.ambivalent.train.TrainingSpeed;
import org.bytedeco.pytorch.Device;

/** What {@code --precision} means. */
final class Precisions {

    private Precisions() {}

    static Precision named(String name, String network, ImageShape input, int batch, int threads, Device device) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "fp32" -> Precision.FP32;
            case "bf16" -> Precision.BF16;
            case "auto" -> TrainingSpeed.faster(network, input, batch, threads, device);
            default ->
                throw new BadInputException("There is no precision \"" + name + "\". Use one of: auto, fp32, bf16");
        };
    }
}
