package org.ambivalent.decide;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Tells faces that are like those a model was calibrated on from everything else: noise, drawings, textures, empty crops,
 * or faces of a kind it never met. A score calls a face unfamiliar that is above
 * <pre>
 *   threshold = the ceil((n + 1) l)-th smallest score of the n calibration faces
 * </pre>
 * so that at most a share 1 - l of faces like those is called unfamiliar by mistake, whatever the score is worth (the
 * conformal p-value of an outlier test: Bates et al. 2023, <a href="https://arxiv.org/abs/2104.08279">Testing for Outliers
 * with Conformal p-values</a>). Nothing is promised of the share of strange pictures that are noticed: that is measured.
 *
 * @param level l, in (0, 1)
 * @param threshold of the score; infinite if there were too few faces
 * @param faces how many there were
 */
public record Familiarity(double level, double threshold, int faces) {

    /** One face in a hundred is called unfamiliar by mistake. */
    public static final double DEFAULT_LEVEL = 0.99;

    /** What the names of all that belongs to it in a model file begin with, tensors and nodes too: those are no part of the network. */
    public static final String PREFIX = "familiarity.";

    public Familiarity {
        if (!(level > 0 && level < 1) || Double.isNaN(threshold) || faces < 0) {
            throw new IllegalArgumentException(
                    "A level in (0, 1), a threshold and at least 0 faces are needed, but got " + level + ", "
                            + threshold + " and " + faces);
        }
    }

    /** Whether any face can be called unfamiliar. */
    public boolean hasThreshold() {
        return threshold < Double.POSITIVE_INFINITY;
    }

    /** From the scores of faces that nothing was fitted to. */
    public static Familiarity of(double level, List<Double> scores) {
        var law = new CoverageLaw(scores.size(), level);
        double threshold = law.hasThreshold()
                ? ranked(scores).skip(law.rank() - 1L).findFirst().orElseThrow()
                : Double.POSITIVE_INFINITY;
        return new Familiarity(level, threshold, scores.size());
    }

    private static DoubleStream ranked(List<Double> scores) {
        return scores.stream().mapToDouble(Double::doubleValue).sorted();
    }

    /** Whether a face of this score is called unfamiliar. */
    public boolean isUnfamiliar(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("A score must be a number, but is NaN");
        }
        return score > threshold;
    }

    /** Name-value pairs, sorted by name. */
    public Map<String, String> toMap() {
        var map = new TreeMap<String, String>();
        map.put(PREFIX + "level", Double.toString(level));
        map.put(PREFIX + "threshold", Double.toString(threshold));
        map.put(PREFIX + "faces", Integer.toString(faces));
        return map;
    }

    /**
     * Reads what {@link #toMap()} wrote; other pairs are left alone.
     *
     * @throws IllegalArgumentException if one is missing or damaged
     */
    public static Familiarity fromMap(Map<String, String> map) {
        var values = new NamedValues(map);
        return new Familiarity(
                values.number(PREFIX + "level"), values.number(PREFIX + "threshold"), values.whole(PREFIX + "faces"));
    }
}
