package org.ambivalent.bench;

import java.util.Locale;
import org.ambivalent.core.ImageShape;
import org.ambivalent.train.Devices;
import org.ambivalent.train.Networks;
import org.ambivalent.train.Precision;
import org.ambivalent.train.TrainingSpeed;

/** Training images a second of every network, in fp32 and bf16. */
final class TrainingBench {

    private static final int BATCH = 128;
    private static final int STEPS = 4;
    private static final int ROUNDS = 2;

    private TrainingBench() {}

    static void run() {
        int threads = Runtime.getRuntime().availableProcessors();
        System.out.printf("training, 48x48 grey, batch %d, %d threads: images/s, best of %d%n", BATCH, threads, ROUNDS);
        System.out.printf("%-10s %8s %8s %8s%n", "network", "fp32", "bf16", "ratio");
        for (String network : Networks.names()) {
            double fp32 = 0;
            double bf16 = 0;
            // In turns, so that a change of the machine's speed meets both.
            for (int round = 0; round < ROUNDS; round++) {
                fp32 = Math.max(fp32, speed(network, Precision.FP32, threads));
                bf16 = Math.max(bf16, speed(network, Precision.BF16, threads));
            }
            System.out.printf(Locale.ROOT, "%-10s %8.0f %8.0f %8.2f%n", network, fp32, bf16, bf16 / fp32);
        }
    }

    private static double speed(String network, Precision precision, int threads) {
        return TrainingSpeed.imagesPerSecond(
                network, ImageShape.grey(48), BATCH, precision, threads, Devices.named("cpu"), STEPS);
    }
}
