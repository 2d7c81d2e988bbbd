package org.ambivalent.predict;

import java.util.OptionalLong;

/**
 * How a {@link Predictor} works.
 *
 * @param detector finds the faces in pictures; the predictor closes it when it is closed itself, or cannot be opened
 * @param threads that one run of the network may use, at least 1
 * @param batch faces in one run of the network, at least 1; more faces take several runs, so that memory stays bounded
 * @param samples of a stochastic posterior, at least 1, or 0 for as many as the model file says
 * @param seed of what the samples hide; the same seed gives the same face the same answer. Empty for that of the calibration in
 *     the model file, or {@value #SEED} where there is none
 * @param calibrated whether to use what a calibration wrote into the model file, if there is any
 */
public record PredictorOptions(
        FaceDetector detector, int threads, int batch, int samples, OptionalLong seed, boolean calibrated) {

    /** More faces a run gain nothing on a CPU and cost memory. */
    private static final int MAX_BATCH = 4096;

    /** The standard error of a mean of so many samples is 1 % of their deviation. */
    public static final int MAX_SAMPLES = 10_000;

    static final long SEED = 1;

    public PredictorOptions {
        if (threads < 1 || batch < 1 || batch > MAX_BATCH) {
            throw new IllegalArgumentException("At least 1 thread and a batch of 1 to " + MAX_BATCH
                    + " faces are needed, but got " + threads + " and " + batch);
        }
        if (samples < 0 || samples > MAX_SAMPLES) {
            throw new IllegalArgumentException(
                    "0 (as the model file says) to " + MAX_SAMPLES + " samples are possible, but got " + samples);
        }
    }

    /** OpenCV's cascades, all processors, 32 faces a run. */
    public static PredictorOptions defaults() {
        return new PredictorOptions(
                FaceDetector.cascade(), Runtime.getRuntime().availableProcessors(), 32, 0, OptionalLong.empty(), true);
    }

    public PredictorOptions withDetector(FaceDetector detector) {
        return new PredictorOptions(detector, threads, batch, samples, seed, calibrated);
    }

    public PredictorOptions withThreads(int threads) {
        return new PredictorOptions(detector, threads, batch, samples, seed, calibrated);
    }

    public PredictorOptions withBatch(int batch) {
        return new PredictorOptions(detector, threads, batch, samples, seed, calibrated);
    }

    public PredictorOptions withSamples(int samples) {
        return new PredictorOptions(detector, threads, batch, samples, seed, calibrated);
    }

    public PredictorOptions withSeed(long seed) {
        return new PredictorOptions(detector, threads, batch, samples, OptionalLong.of(seed), calibrated);
    }

    /** Answers as the network gives them: no temperature, no sets, no abstention. */
    public PredictorOptions uncalibrated() {
        return new PredictorOptions(detector, threads, batch, samples, seed, false);
    }
}
