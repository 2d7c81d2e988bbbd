package org.ambivalent.bench;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Devices;
import org.ambivalent.train.Precision;
import org.ambivalent.train.TrainingSpeed;

/** Training images a second of networks, in fp32 and bf16. */
final class TrainingBench {

    private static final int BATCH = 128;
    private static final int STEPS = 4;
    private static final int ROUNDS = 2;

    /** A batch of 128 would take them minutes a step, and memory for their large maps. */
    private static final Set<String> SLOW = Set.of("resnet50", "ir50");

    private static final int SLOW_BATCH = 32;
    private static final int SLOW_STEPS = 1;

    private TrainingBench() {}

    static void run(List<String> networks) {
        int threads = Runtime.getRuntime().availableProcessors();
        System.out.printf("training, 48x48 grey, %d threads: images/s, best of %d%n", threads, ROUNDS);
        System.out.printf("%-10s %6s %8s %8s %8s%n", "network", "batch", "fp32", "bf16", "ratio");
        for (String network : networks) {
            double fp32 = 0;
            double bf16 = 0;
            // In turns, so that a change of the machine's speed meets both.
            for (int round = 0; round < ROUNDS; round++) {
                fp32 = Math.max(fp32, speed(network, Precision.FP32, threads));
                bf16 = Math.max(bf16, speed(network, Precision.BF16, threads));
            }
            System.out.printf(
                    Locale.ROOT, "%-10s %6d %8.1f %8.1f %8.2f%n", network, batch(network), fp32, bf16, bf16 / fp32);
        }
    }

    private static double speed(String network, Precision precision, int threads) {
        int steps = SLOW.contains(network) ? SLOW_STEPS : STEPS;
        return TrainingSpeed.imagesPerSecond(
                network, ImageShape.grey(48), batch(network), precision, threads, Devices.named("cpu"), steps);
    }

    private static int batch(String network) {
        return SLOW.contains(network) ? SLOW_BATCH : BATCH;
    }
}
