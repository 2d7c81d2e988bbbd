package org.ambivalent.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ambivalent.train.Networks;

/** Measures speed, of what the first argument names. */
public final class Main {

    private static final String USAGE =
            "Usage: bench/run training [NETWORK...] | prediction [NETWORK...] | sampling | objectives | neighbours"
                    + " | aligning | serving | reviewing CHROMIUM | reading DATASET. Without names, all networks are measured.";

    private Main() {}

    public static void main(String[] args) throws Exception {
        var rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        switch (what(args)) {
            case "training" -> TrainingBench.run(networks(rest));
            case "prediction" -> PredictionBench.run(networks(rest));
            case "sampling" -> SamplingBench.run();
            case "objectives" -> ObjectivesBench.run();
            case "neighbours" -> NeighboursBench.run();
            case "aligning" -> AligningBench.run();
            case "reading" -> ReadingBench.run(Path.of(rest.get(0)));
            case "serving" -> ServingBench.run();
            case "reviewing" -> ReviewingBench.run(Path.of(rest.get(0)));
            default -> {
                System.err.println(USAGE);
                System.exit(2);
            }
        }
        // Idle threads of native libraries must not keep a finished measurement alive.
        System.exit(0);
    }

    private static List<String> networks(List<String> named) {
        return named.isEmpty() ? Networks.names() : named;
    }

    /** What to measure; empty if the arguments do not fit it. */
    private static String what(String... args) {
        if (args.length == 0) {
            return "";
        }
        boolean fits =
                switch (args[0]) {
                    case "training", "prediction" -> true;
                    case "reading", "reviewing" -> args.length == 2;
                    default -> args.length == 1;
                };
        return fits ? args[0] : "";
    }
}
