package org.ambivalent.core;

/**
 * How the bytes of a face image become the numbers a network reads: {@code x = (byte / 255 - mean) / deviation}.
 *
 * @param shape the network's input, {@code [channels][height][width]}
 * @param mean of the training faces, in [0, 1]
 * @param deviation standard deviation of the training faces, above 0
 */
public record Preprocessing(ImageShape shape, double mean, double deviation) {

    public Preprocessing {
        if (!(mean >= 0 && mean <= 1) || !(deviation > 0 && deviation <= 1)) {
            throw new IllegalArgumentException(
                    "A mean in [0, 1] and a deviation in (0, 1] are needed, but got " + mean + " and " + deviation);
        }
    }

    /** The network's input for one byte of a pixel. */
    public float normalise(byte pixel) {
        return (float) ((Byte.toUnsignedInt(pixel) / 255.0 - mean) / deviation);
    }
}
