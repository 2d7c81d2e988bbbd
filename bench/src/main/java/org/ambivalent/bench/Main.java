package org.ambivalent.bench;

import java.nio.file.Path;

/** Measures speed, of what the first argument names. */
public final class Main {

    private static final String USAGE =
            "Usage: bench/run training | prediction | sampling | objectives | neighbours | aligning | serving"
                    + " | reading DATASET";

    private Main() {}

    public static void main(String[] args) throws Exception {
        switch (what(args)) {
            case "training" -> TrainingBench.run();
            case "prediction" -> PredictionBench.run();
            case "sampling" -> SamplingBench.run();
            case "objectives" -> ObjectivesBench.run();
            case "neighbours" -> NeighboursBench.run();
            case "aligning" -> AligningBench.run();
            case "reading" -> ReadingBench.run(Path.of(args[1]));
            case "serving" -> ServingBench.run();
            default -> {
                System.err.println(USAGE);
                System.exit(2);
            }
        }
        // Idle threads of native libraries must not keep a finished measurement alive.
        System.exit(0);
    }

    /** What to measure; empty if the arguments do not fit it. */
    private static String what(String... args) {
        boolean fits = args.length > 0 && args.length == ("reading".equals(args[0]) ? 2 : 1);
        return fits ? args[0] : "";
    }
}
