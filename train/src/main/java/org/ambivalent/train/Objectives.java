package org.ambivalent.train;

import java.util.List;
import org.ambivalent.core.BadInputException;

/** Every objective, by the name it has on the command line. */
public final class Objectives {

    private static final List<String> NAMES =
            List.of("votes", "majority", "draw", "multi-target", "self-cure", "forward-correction", "neighbours");

    private Objectives() {}

    public static List<String> names() {
        return NAMES;
    }

    /**
     * The objective that a text asks for: a name, and behind a colon its options, such as
     * {@code self-cure:beta=0.8,relabel=all}.
     *
     * @throws BadInputException if there is no such objective or option, or a value cannot be used
     */
    public static Objective named(String text) {
        var options = ObjectiveOptions.parse(text);
        var objective = create(options);
        options.requireUsable();
        return objective;
    }

    private static Objective create(ObjectiveOptions options) {
        return switch (options.name()) {
            case "votes" -> new VotesObjective();
            case "majority" -> MajorityObjective.of(options);
            case "draw" -> new DrawObjective();
            case "multi-target" -> new MultiTargetObjective();
            case "self-cure" -> SelfCureObjective.of(options);
            case "forward-correction" -> ForwardCorrectionObjective.of(options);
            case "neighbours" -> NeighboursObjective.of(options);
            default ->
                throw new BadInputException(
                        "There is no objective \"" + options.name() + "\". Use one of: " + String.join(", ", names()));
        };
    }
}
