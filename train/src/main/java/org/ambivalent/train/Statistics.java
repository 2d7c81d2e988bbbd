package org.ambivalent.train;

import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.Dataset;

/** Mean and standard deviation of all pixels of the training faces. */
final class Statistics {

    /** A dataset of one flat colour still gets a scale to divide by. */
    private static final double LEAST_DEVIATION = 1.0 / 255;

    private Statistics() {}

    static Preprocessing of(Dataset data) {
        long sum = 0;
        long squares = 0;
        long values = 0;
        for (int face = 0; face < data.size(); face++) {
            for (byte pixel : data.images().pixels(face)) {
                int value = Byte.toUnsignedInt(pixel);
                sum += value;
                squares += (long) value * value;
                values++;
            }
        }
        double mean = (double) sum / values;
        double deviation = Math.sqrt(Math.max(0, (double) squares / values - mean * mean));
        return new Preprocessing(data.images().shape(), mean / 255, Math.max(deviation / 255, LEAST_DEVIATION));
    }
}
