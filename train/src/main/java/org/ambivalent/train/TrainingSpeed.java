package org.ambivalent.train;

import java.util.List;
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
    private static final int TRIAL = 3;
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

    /** The precision that trains this network faster here. */
    public static Precision faster(String network, ImageShape input, int batch, int threads, Device device) {
        double best = 0;
        var faster = Precision.FP32;
        // In turns, so that a neighbour who comes or goes meets both.
        for (var precision : List.of(Precision.FP32, Precision.BF16, Precision.FP32, Precision.BF16)) {
            double speed = imagesPerSecond(network, input, batch, precision, threads, device, TRIAL);
            if (speed > best) {
                best = speed;
                faster = precision;
            }
        }
        return faster;
    }
}
