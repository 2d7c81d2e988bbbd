package org.ambivalent.train;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.ImageShape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How fast a network trains on this machine: steps of SGD on random images, which are drawn meanwhile, nothing read, augmented, hidden or
 * averaged. It compares networks and precisions; a whole training is slower.
 */
public final class TrainingSpeed {

    private static final int CLASSES = 8;
    private static final int WARM_UP = 2;

    /** Turns in which precisions are compared, after one to warm up. */
    private static final int TURNS = 6;

    /** A large network on a slow machine is compared in fewer turns, at least in one. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final TrainSettings.Optimiser SGD =
            new TrainSettings.Optimiser(TrainSettings.Rule.SGD, 0.01, 1e-4, TrainSettings.Schedule.COSINE, 0);

    private TrainingSpeed() {}

    /** Images a second over {@code steps} steps, after a warm-up. */
    public static double imagesPerSecond(
            String network, ImageShape input, int batch, Precision precision, int threads, Device device, int steps) {
        torch.set_num_threads(threads);
        var model = Model.create(Networks.named(network), new LinearHead(), input, CLASSES, device, 1);
        try (var weights = model.weights();
                var optimiser = Steps.of(SGD, weights, List.of())) {
            long start = System.nanoTime();
            for (int i = 0; i < WARM_UP + steps; i++) {
                if (i == WARM_UP) {
                    start = System.nanoTime();
                }
                step(model, optimiser, input, batch, precision);
            }
            return batch * (double) steps / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static void step(Model model, Steps optimiser, ImageShape input, int batch, Precision precision) {
        try (var scope = new PointerScope()) {
            var device = model.weights().device();
            var images = torch.randn(batch, input.channels(), input.height(), input.width());
            var features = model.features(images.to(device, torch.ScalarType.Float), true, precision, Chance.NONE);
            var targets =
                    Tensor.create(new float[batch * CLASSES], batch, CLASSES).add_(new Scalar(1.0 / CLASSES));
            var loss = TargetObjective.crossEntropy(
                    model.output(features, Chance.NONE).logits(), targets);
            optimiser.step(loss, 0.01);
            // Waits until the device is done.
            loss.item_float();
        }
    }

    /** The precision whose quickest step is quicker here. */
    public static Precision faster(String network, ImageShape input, int batch, int threads, Device device) {
        torch.set_num_threads(threads);
        var model = Model.create(Networks.named(network), new LinearHead(), input, CLASSES, device, 1);
        try (var weights = model.weights();
                var optimiser = Steps.of(SGD, weights, List.of())) {
            var quickest = new EnumMap<Precision, Long>(Precision.class);
            long begun = System.nanoTime();
            for (int turn = 0; turn <= TURNS && (turn < 2 || since(begun).compareTo(PATIENCE) < 0); turn++) {
                // By turns, so that a neighbour who comes or goes meets both.
                for (var precision : Precision.values()) {
                    long start = System.nanoTime();
                    step(model, optimiser, input, batch, precision);
                    if (turn > 0) {
                        quickest.merge(precision, since(start).toNanos(), Math::min);
                    }
                }
            }
            return Collections.min(quickest.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
