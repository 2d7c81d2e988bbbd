package org.ambivalent.bench;

import java.nio.file.Path;

/** Measures speed: {@code training}, {@code prediction} or {@code reading DATASET}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        String what = args.length == 0 ? "" : args[0];
        switch (what) {
            case "training" -> TrainingBench.run();
            case "prediction" -> PredictionBench.run();
            case "reading" -> ReadingBench.run(Path.of(args[1]));
            default -> {
                System.err.println("Usage: bench/run training | prediction | reading DATASET");
                System.exit(2);
            }
        }
        // Idle threads of native libraries must not keep a finished measurement alive.
        System.exit(0);
    }
}
