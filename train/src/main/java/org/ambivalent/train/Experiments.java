package org.ambivalent.train;

import java.util.List;
import org.ambivalent.core.BadInputException;

/** Every experiment, by the name it has on the command line. */
public final class Experiments {

    private static final List<Experiment> ALL = List.of(
            new SelfCureNoise(),
            new NaturalNoise(),
            new SelfCureAblation(),
            new SelfCureSensitivity(),
            new WeakPretraining(),
            new NeighboursNoise(),
            new NeighboursClean(),
            new NeighboursAblation(),
            new Recovery(),
            new CrossDataset(),
            new HumanStudy(),
            new Barsoum(),
            new Bayes(),
            new Shift());

    private Experiments() {}

    public static List<String> names() {
        return ALL.stream().map(Experiment::name).toList();
    }

    /** The experiment of a name; {@link BadInputException} with the names there are if there is none. */
    public static Experiment named(String name) {
        return ALL.stream()
                .filter(experiment -> experiment.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "There is no experiment \"" + name + "\". Use one of: " + String.join(", ", names())));
    }
}
