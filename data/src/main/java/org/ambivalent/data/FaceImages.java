package org.ambivalent.data;

import org.ambivalent.core.ImageShape;

/**
 * The pixels of a dataset's faces, all of one shape. Reading is safe from several threads at once.
 */
public interface FaceImages {

    /** The shape of every image. */
    ImageShape shape();

    /** Number of images. */
    int count();

    /** Pixels of one image, {@code [channels][height][width]}, bytes 0 to 255; a fresh array. */
    byte[] pixels(int index);

    /** Images held in memory, {@code [faces][channels * height * width]}. The arrays are not copied. */
    static FaceImages of(ImageShape shape, byte[][] pixels) {
        for (byte[] image : pixels) {
            if (image.length != shape.size()) {
                throw new IllegalArgumentException(
                        "An image of " + shape + " has " + shape.size() + " values, but got " + image.length);
            }
        }
        return new FaceImages() {
            @Override
            public ImageShape shape() {
                return shape;
            }

            @Override
            public int count() {
                return pixels.length;
            }

            @Override
            public byte[] pixels(int index) {
                return pixels[index].clone();
            }
        };
    }
}
