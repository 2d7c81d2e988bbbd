package org.ambivalent.data;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
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

    /** A part of an image; the part of it that is outside the image repeats the nearest pixel of the border. */
    public static byte[] of(BufferedImage image, Rectangle part, ImageShape shape) {
        if (part.width < 1 || part.height < 1) {
            throw new IllegalArgumentException("A part of an image has at least 1 pixel, but got " + part);
        }
        var columns = Weights.between(part.width, shape.width());
        var rows = Weights.between(part.height, shape.height());
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

    private static byte[] rounded(float[] values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(values[i])));
        }
        return bytes;
    }

    /**
     * Weights of the source positions for each target position along one side.
     *
     * @param first {@code [target]}, the first source position with a weight
     * @param weights {@code [target][position]}, each row sums to 1
     */
    @SuppressWarnings("ArrayRecordComponent") // Local to one resize, never compared.
    private record Weights(int[] first, float[][] weights) {

        static Weights between(int source, int target) {
            double step = (double) source / target;
            double reach = Math.max(1, step);
            var first = new int[target];
            var weights = new float[target][];
            for (int i = 0; i < target; i++) {
                double centre = (i + 0.5) * step;
                first[i] = Math.max(0, (int) (centre - reach + 0.5));
                int end = Math.min(source, (int) (centre + reach + 0.5));
                weights[i] = triangle(first[i], end, centre, reach);
            }
            return new Weights(first, weights);
        }

        private static float[] triangle(int start, int end, double centre, double reach) {
            var heights = new double[end - start];
            double sum = 0;
            for (int j = 0; j < heights.length; j++) {
                heights[j] = Math.max(0, 1 - Math.abs(start + j + 0.5 - centre) / reach);
                sum += heights[j];
            }
            var row = new float[heights.length];
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) (heights[j] / sum);
            }
            return row;
        }

        void apply(float[] line, float[] out) {
            for (int i = 0; i < out.length; i++) {
                float sum = 0;
                for (int j = 0; j < weights[i].length; j++) {
                    sum += weights[i][j] * line[first[i] + j];
                }
                out[i] = sum;
            }
        }

        /** Adds source line {@code y} to every target line it has a weight in. */
        void scatter(int y, float[] line, float[] sums, int offset) {
            for (int i = 0; i < first.length; i++) {
                int j = y - first[i];
                if (j >= 0 && j < weights[i].length && weights[i][j] != 0) {
                    int start = offset + i * line.length;
                    for (int x = 0; x < line.length; x++) {
                        sums[start + x] += weights[i][j] * line[x];
                    }
                }
            }
        }
    }
}
