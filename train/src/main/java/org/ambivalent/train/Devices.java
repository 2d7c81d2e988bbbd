package org.ambivalent.train;

import org.ambivalent.core.BadInputException;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** Where tensors live and are computed. */
public final class Devices {

    private Devices() {}

    /**
     * The device of a name: {@code cpu}, {@code cuda}, or {@code auto} for CUDA where there is one.
     *
     * @throws BadInputException for another name, or for CUDA where LibTorch finds none
     */
    public static Device named(String name) {
        return switch (name) {
            case "cpu" -> new Device("cpu");
            case "auto" -> new Device(torch.cuda_is_available() ? "cuda" : "cpu");
            case "cuda" -> {
                if (!torch.cuda_is_available()) {
                    throw new BadInputException("LibTorch finds no CUDA device. Train with --device cpu, or put the GPU"
                            + " build of LibTorch (artifact org.bytedeco:pytorch, classifier ending in -gpu) and its"
                            + " CUDA libraries on the class path.");
                }
                yield new Device("cuda");
            }
            default -> throw new BadInputException("There is no device \"" + name + "\". Use one of: auto, cpu, cuda");
        };
    }
}
