package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ambivalent.train.TrainSettings.Optimiser;
import org.ambivalent.train.TrainSettings.Rule;
import org.ambivalent.train.TrainSettings.Schedule;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One step from known values and gradients, worked out by hand. */
class StepsTest {

    private PointerScope scope;
    private Weights weights;

    /** A matrix and a bias of ones, and a parameter of an objective's own. */
    @BeforeEach
    void makeWeights() {
        scope = new PointerScope();
        weights = new Weights(new Device("cpu"));
        weights.parameter("kernel", torch.ones(1, 2));
        weights.parameter("bias", torch.ones(2));
    }

    @AfterEach
    void close() {
        weights.close();
        scope.close();
    }

    private double[] stepped(Optimiser optimiser, double rate, int times) {
        var own = torch.ones(1);
        own.set_requires_grad(true);
        try (var steps = Steps.of(optimiser, weights, List.of(new Objective.Group(List.of(own), false)))) {
            for (int i = 0; i < times; i++) {
                // Every gradient is 1.
                var loss = weights.get("kernel")
                        .sum()
                        .add(weights.get("bias").sum())
                        .add(own.sum());
                steps.step(loss, rate);
            }
        }
        return new double[] {first("kernel"), first("bias"), own.item_double()};
    }

    private double first(String name) {
        Tensor tensor = weights.get(name);
        return tensor.view(-1).select(0, 0).item_double();
    }

    private static Optimiser optimiser(Rule rule, double decay) {
        return new Optimiser(rule, 0.5, decay, Schedule.COSINE, 1);
    }

    /** Nesterov: the first step is rate * (1 + 0.9) * gradient; decay adds 0.1 * w to the gradient of the kernel alone. */
    @Test
    void sgdStepsByTheRateItIsTold() {
        double[] values = stepped(optimiser(Rule.SGD, 0.1), 0.01, 1);
        assertThat(values[0]).isCloseTo(1 - 0.01 * 1.9 * 1.1, within(1e-6));
        assertThat(values[1]).isCloseTo(1 - 0.01 * 1.9, within(1e-6));
        assertThat(values[2]).isCloseTo(1 - 0.01 * 1.9, within(1e-6));
    }

    /** The velocity is 1, then 0.9 + 1: the second step is 0.01 * (1 + 0.9 * 1.9). */
    @Test
    void sgdGathersMomentum() {
        assertThat(stepped(optimiser(Rule.SGD, 0), 0.01, 2)[1])
                .isCloseTo(1 - 0.01 * 1.9 - 0.01 * (1 + 0.9 * 1.9), within(1e-6));
    }

    /** The first step of Adam is the rate, whatever the gradient; decay shrinks the kernel by rate * decay first. */
    @Test
    void adamwDecaysMatricesAlone() {
        double[] values = stepped(optimiser(Rule.ADAMW, 0.1), 0.01, 1);
        assertThat(values[0]).isCloseTo(1 - 0.01 * 0.1 - 0.01, within(1e-6));
        assertThat(values[1]).isCloseTo(1 - 0.01, within(1e-6));
        assertThat(values[2]).isCloseTo(1 - 0.01, within(1e-6));
    }
}
