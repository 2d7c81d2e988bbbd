package org.ambivalent.predict;

/**
 * How a {@link Predictor} works.
 *
 * @param detector finds the faces in pictures; the predictor closes it when it is closed itself
 * @param threads that one run of the network may use, at least 1
 * @param batch faces in one run of the network, at least 1; more faces take several runs, so that memory stays bounded
 */
public record PredictorOptions(FaceDetector detector, int threads, int batch) {

    /** More faces a run gain nothing on a CPU and cost memory. */
    private static final int MAX_BATCH = 4096;

    public PredictorOptions {
        if (threads < 1 || batch < 1 || batch > MAX_BATCH) {
            throw new IllegalArgumentException("At least 1 thread and a batch of 1 to " + MAX_BATCH
                    + " faces are needed, but got " + threads + " and " + batch);
        }
    }

    /** OpenCV's cascades, all processors, 32 faces a run. */
    public static PredictorOptions defaults() {
        return new PredictorOptions(FaceDetector.cascade(), Runtime.getRuntime().availableProcessors(), 32);
    }

    public PredictorOptions withDetector(FaceDetector detector) {
        return new PredictorOptions(detector, threads, batch);
    }

    public PredictorOptions withThreads(int threads) {
        return new PredictorOptions(detector, threads, batch);
    }

    public PredictorOptions withBatch(int batch) {
        return new PredictorOptions(detector, threads, batch);
    }
}
