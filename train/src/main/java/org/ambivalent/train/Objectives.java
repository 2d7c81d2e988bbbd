package org.ambivalent.train;

import java.util.List;
import org.ambivalent.core.BadInputException;

/** Every objective, by the name it has on the command line. */
public final class Objectives {

    private static final List<Objective> ALL =
            List.of(new VotesObjective(), new MajorityObjective(), new DrawObjective(), new MultiTargetObjective());

    private Objectives() {}

    public static List<String> names() {
        return ALL.stream().map(Objective::name).toList();
    }

    /** The objective of a name; {@link BadInputException} with the names there are if there is none. */
    public static Objective named(String name) {
        return ALL.stream()
                .filter(objective -> objective.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "There is no objective \"" + name + "\". Use one of: " + String.join(", ", names())));
    }
}
