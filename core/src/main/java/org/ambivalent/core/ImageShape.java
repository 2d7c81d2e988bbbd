package org.ambivalent.core;

/**
 * The size of the face images a dataset holds or a network takes.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height pixels
 * @param width pixels
 */
public record ImageShape(int channels, int height, int width) {

    /** Pixels of a side, at least. */
    public static final int MIN_SIDE = 8;

    /** Larger faces are never needed, and a damaged header cannot ask for gigabytes. */
    private static final int MAX_SIDE = 1024;

    public ImageShape {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("An image has 1 or 3 channels, but got " + channels);
        }
        if (Math.min(height, width) < MIN_SIDE || Math.max(height, width) > MAX_SIDE) {
            throw new IllegalArgumentException("A face image is " + MIN_SIDE + " to " + MAX_SIDE
                    + " pixels a side, but got " + width + "x" + height);
        }
    }

    public static ImageShape grey(int side) {
        return new ImageShape(1, side, side);
    }

    public static ImageShape colour(int side) {
        return new ImageShape(3, side, side);
    }

    /** Values in one image: channels * height * width. */
    public int size() {
        return channels * height * width;
    }

    @Override
    public String toString() {
        return width + "x" + height + (channels == 1 ? " grey" : " colour");
    }
}
