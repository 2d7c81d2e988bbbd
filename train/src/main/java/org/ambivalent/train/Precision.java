package org.ambivalent.train;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The arithmetic of convolutions and products. Parameters, sums, losses and updates are always fp32. */
public enum Precision {
    FP32,
    /** 8 exponent and 8 significant bits: about twice as fast where the processor has it, slower where it has not. */
    BF16;

    /** Computes under this precision; the result is fp32. */
    Tensor run(Supplier<Tensor> computation) {
        if (this == FP32) {
            return computation.get();
        }
        enable(true);
        try {
            return computation.get().to(ScalarType.Float);
        } finally {
            enable(false);
            // Autocast keeps bf16 copies of parameters; after an update they would be stale.
            torch.clear_cache();
        }
    }

    private static void enable(boolean enabled) {
        for (var device : new DeviceType[] {DeviceType.CPU, DeviceType.CUDA}) {
            torch.set_autocast_dtype(device, ScalarType.BFloat16);
            torch.set_autocast_enabled(device, enabled);
        }
    }
}
