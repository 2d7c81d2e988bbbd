package org.ambivalent.data;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Optional;
import org.ambivalent.core.ImageShape;

/**
 * From an image of any size to the bytes of a face, {@code [channels][height][width]}.
 *
 * <p>Resizing weights source pixels by a triangle as wide as two output pixels, or two source pixels when enlarging:
 * bilinear interpolation that averages over the area when it shrinks, so nothing is skipped. Sides are scaled
 * independently. Grey is Rec. 601 luma, {@code 0.299 R + 0.587 G + 0.114 B}. Values are within 1 of Pillow's
 * {@code convert("L").resize(size, BILINEAR)}.
 */
public final class FacePixels {

    private FacePixels() {}

    /** A whole image. */
    public static byte[] of(BufferedImage image, ImageShape shape) {
        return of(image, new Rectangle(image.getWidth(), image.getHeight()), shape);
    }

    /**
     * The pixels of a file that is an 8-bit grey PNG of this very shape already, or empty for every other file, damaged ones
     * too: several times faster than to decode an image and bring it to the shape, with the same result.
     */
    public static Optional<byte[]> ofPlainPng(byte[] file, ImageShape shape) {
        return GreyPng.decode(file, shape);
    }

    /** A part of an image; the part of it that is outside the image repeats the nearest pixel of the border. */
    public static byte[] of(BufferedImage image, Rectangle part, ImageShape shape) {
        if (part.width < 1 || part.height < 1) {
            throw new IllegalArgumentException("A part of an image has at least 1 pixel, but got " + part);
        }
        var columns = ResizeWeights.triangles(part.width, shape.width());
        var rows = ResizeWeights.triangles(part.height, shape.height());
        int plane = shape.height() * shape.width();
        var sums = new float[shape.size()];
        var line = new float[part.width];
        var shrunk = new float[shape.width()];
        var samples = new int[3 * image.getWidth()];
        BufferedImage flat = ImageDecoder.flat(image);
        for (int y = 0; y < part.height; y++) {
            int row = Math.max(0, Math.min(image.getHeight() - 1, part.y + y));
            flat.getRaster().getPixels(0, row, image.getWidth(), 1, samples);
            for (int channel = 0; channel < shape.channels(); channel++) {
                extract(samples, part, shape.channels() == 1 ? -1 : channel, line);
                columns.apply(line, shrunk);
                rows.scatter(y, shrunk, sums, channel * plane);
            }
        }
        return rounded(sums);
    }

    /** One channel of a line, or its luma for channel -1. */
    private static void extract(int[] samples, Rectangle part, int channel, float[] line) {
        int last = samples.length / 3 - 1;
        for (int x = 0; x < line.length; x++) {
            int i = 3 * Math.max(0, Math.min(last, part.x + x));
            line[x] = channel < 0 ? luma(samples[i], samples[i + 1], samples[i + 2]) : samples[i + channel];
        }
    }

    /**
     * Rec. 601 luma in [0, 255], rounded to a whole number; the weights, in 65536ths, sum to 1 so that grey stays as it
     * is.
     */
    public static int luma(int red, int green, int blue) {
        return (19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16;
    }

    /** Numbers as bytes, rounded and cut to 0 to 255. */
    static byte[] rounded(float[] values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(values[i])));
        }
        return bytes;
    }
}
