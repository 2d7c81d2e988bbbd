package org.ambivalent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.ambivalent.data.PlaneNeighbours;
import org.ambivalent.data.ValenceArousal;

/** Seconds to find the 8 nearest neighbours of each of a million faces in the plane of valence and arousal, all cores. */
final class NeighboursBench {

    private static final int FACES = 1_000_000;
    private static final int NEIGHBOURS = 8;
    private static final int ROUNDS = 3;

    private NeighboursBench() {}

    static void run() {
        System.out.printf(Locale.ROOT, "%d neighbours of %,d faces: seconds, %d times%n", NEIGHBOURS, FACES, ROUNDS);
        measure("anywhere", faces(Double.POSITIVE_INFINITY));
        // As annotations are: every hundredth, so that many faces share a point.
        measure("rounded", faces(100));
    }

    /** Around eight emotions, as faces are. */
    private static List<ValenceArousal> faces(double steps) {
        var random = new Random(1);
        var faces = new ArrayList<ValenceArousal>(FACES);
        for (int i = 0; i < FACES; i++) {
            double angle = 2 * Math.PI * random.nextInt(8) / 8;
            faces.add(new ValenceArousal(
                    place(0.6 * Math.cos(angle) + 0.15 * random.nextGaussian(), steps),
                    place(0.6 * Math.sin(angle) + 0.15 * random.nextGaussian(), steps)));
        }
        return faces;
    }

    private static double place(double value, double steps) {
        double inside = Math.max(-1, Math.min(1, value));
        return Double.isInfinite(steps) ? inside : Math.rint(inside * steps) / steps;
    }

    private static void measure(String name, List<ValenceArousal> faces) {
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            var found = PlaneNeighbours.of(faces, NEIGHBOURS);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT, "%-10s %6.2f  (%,d found)%n", name, seconds, (long) faces.size() * found.k());
        }
    }
}
