package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * From gradients to steps: one LibTorch optimiser for each group of parameters, because options of groups cannot be
 * cast safely from Java, and groups are few.
 */
final class Steps implements AutoCloseable {

    private static final double MOMENTUM = 0.9;

    private final List<Optimizer> optimizers = new ArrayList<>();
    private final TrainSettings.Optimiser settings;

    private Steps(TrainSettings.Optimiser settings) {
        this.settings = settings;
    }

    /** Steps of a network's weights, and of an objective's own groups. */
    static Steps of(TrainSettings.Optimiser settings, Weights weights, List<Objective.Group> groups) {
        var steps = new Steps(settings);
        steps.add(new Objective.Group(weights.parameters(true), true));
        steps.add(new Objective.Group(weights.parameters(false), false));
        groups.forEach(steps::add);
        return steps;
    }

    private void add(Objective.Group group) {
        var parameters = new TensorVector(group.parameters().toArray(Tensor[]::new));
        optimizers.add(create(parameters, group.decayed() ? settings.weightDecay() : 0));
    }

    private Optimizer create(TensorVector parameters, double weightDecay) {
        return switch (settings.rule()) {
            case SGD -> {
                var options = new SGDOptions(settings.learningRate());
                options.momentum().put(MOMENTUM);
                options.nesterov().put(true);
                options.weight_decay().put(weightDecay);
                yield new SGD(parameters, options);
            }
            case ADAMW -> {
                var options = new AdamWOptions(settings.learningRate());
                options.weight_decay().put(weightDecay);
                yield new AdamW(parameters, options);
            }
        };
    }

    /** One update from the loss of a batch. */
    void step(Tensor loss, double learningRate) {
        optimizers.forEach(Optimizer::zero_grad);
        loss.backward();
        for (var optimizer : optimizers) {
            optimizer.param_groups().get(0).options().set_lr(learningRate);
            optimizer.step();
        }
    }

    void save(OutputArchive archive) {
        for (int i = 0; i < optimizers.size(); i++) {
            var own = new OutputArchive();
            optimizers.get(i).save(own);
            archive.write(name(i), own);
        }
    }

    void load(InputArchive archive) {
        for (int i = 0; i < optimizers.size(); i++) {
            var own = new InputArchive();
            archive.read(name(i), own);
            optimizers.get(i).load(own);
        }
    }

    @Override
    public void close() {
        optimizers.forEach(Optimizer::close);
    }

    private static String name(int group) {
        return "group" + group;
    }
}
