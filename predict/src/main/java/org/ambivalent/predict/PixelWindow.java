package org.ambivalent.predict;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * A part of a picture as red, green and blue, ready for sampling, whatever the picture's own layout is. Transparent
 * pixels are shown on white.
 */
final class PixelWindow {

    /** Longer sides are averaged down first, so that a copy never takes more than 16 MB. */
    private static final int MAX_SIDE = 2048;

    private final int left;
    private final int upper;
    private final int block;
    private final int width;
    private final int height;
    private final int[] rgb;

    private PixelWindow(int left, int upper, int block, int width, int height, int[] rgb) {
        this.left = left;
        this.upper = upper;
        this.block = block;
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /** All of a picture, blocks of pixels averaged so that no side is longer than twice {@code side}. */
    static PixelWindow of(BufferedImage picture, int side) {
        int longest = Math.max(picture.getWidth(), picture.getHeight());
        return of(picture, new Box(0, 0, picture.getWidth(), picture.getHeight()), Math.max(1, longest / side));
    }

    /** The part of a picture that a region touches, and the pixels next to it. */
    static PixelWindow around(CropRegion region, BufferedImage picture) {
        double cos = Math.abs(Math.cos(region.tilt()));
        double sin = Math.abs(Math.sin(region.tilt()));
        double halfWidth = (region.width() * cos + region.height() * sin) / 2 + 1;
        double halfHeight = (region.width() * sin + region.height() * cos) / 2 + 1;
        var bounds = new Box(
                        (int) Math.floor(region.centreX() - halfWidth),
                        (int) Math.floor(region.centreY() - halfHeight),
                        (int) Math.ceil(2 * halfWidth) + 1,
                        (int) Math.ceil(2 * halfHeight) + 1)
                .within(picture.getWidth(), picture.getHeight());
        int longest = Math.max(bounds.width(), bounds.height());
        return of(picture, bounds, (longest + MAX_SIDE - 1) / MAX_SIDE);
    }

    private static PixelWindow of(BufferedImage picture, Box part, int block) {
        int width = (part.width() + block - 1) / block;
        int height = (part.height() + block - 1) / block;
        var rgb = new int[width * height];
        var strip = new BufferedImage(part.width(), block, BufferedImage.TYPE_INT_RGB);
        var pixels = ((DataBufferInt) strip.getRaster().getDataBuffer()).getData();
        var graphics = strip.createGraphics();
        try {
            for (int row = 0; row < height; row++) {
                int y = part.y() + row * block;
                graphics.drawImage(picture, -part.x(), -y, Color.WHITE, null);
                int rows = Math.min(block, part.y() + part.height() - y);
                for (int column = 0; column < width; column++) {
                    rgb[row * width + column] = average(pixels, part.width(), column * block, block, rows);
                }
            }
        } finally {
            graphics.dispose();
        }
        return new PixelWindow(part.x(), part.y(), block, width, height, rgb);
    }

    private static int average(int[] pixels, int stride, int from, int block, int rows) {
        int columns = Math.min(block, stride - from);
        if (columns == 1 && rows == 1) {
            return pixels[from] & 0xFFFFFF;
        }
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int pixel = pixels[row * stride + from + column];
                red += pixel >> 16 & 0xFF;
                green += pixel >> 8 & 0xFF;
                blue += pixel & 0xFF;
            }
        }
        int count = rows * columns;
        return rounded(red, count) << 16 | rounded(green, count) << 8 | rounded(blue, count);
    }

    private static int rounded(long sum, int count) {
        return (int) ((sum + count / 2) / count);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Grey levels, {@code [height][width]}. */
    byte[] grey() {
        var levels = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            levels[i] = (byte) Math.round(grey(rgb[i] >> 16 & 0xFF, rgb[i] >> 8 & 0xFF, rgb[i] & 0xFF));
        }
        return levels;
    }

    /** Blue, green and red, {@code [height][width][3]}: the order OpenCV expects. */
    byte[] bgr() {
        var bytes = new byte[3 * rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            bytes[3 * i] = (byte) rgb[i];
            bytes[3 * i + 1] = (byte) (rgb[i] >> 8);
            bytes[3 * i + 2] = (byte) (rgb[i] >> 16);
        }
        return bytes;
    }

    /** Luma of ITU-R BT.601, in the unit of its arguments. */
    static double grey(double red, double green, double blue) {
        return 0.299 * red + 0.587 * green + 0.114 * blue;
    }

    /** Adds red, green and blue at a place of the picture, bilinear between pixel centres, to {@code sum[3]}. */
    void addTo(double[] sum, double x, double y) {
        double column = Math.max(0, Math.min(width - 1.0, (x - left) / block - 0.5));
        double row = Math.max(0, Math.min(height - 1.0, (y - upper) / block - 0.5));
        int x0 = (int) column;
        int y0 = (int) row;
        int x1 = Math.min(x0 + 1, width - 1);
        int y1 = Math.min(y0 + 1, height - 1);
        double right = column - x0;
        double lower = row - y0;
        add(sum, rgb[y0 * width + x0], (1 - right) * (1 - lower));
        add(sum, rgb[y0 * width + x1], right * (1 - lower));
        add(sum, rgb[y1 * width + x0], (1 - right) * lower);
        add(sum, rgb[y1 * width + x1], right * lower);
    }

    private static void add(double[] sum, int pixel, double weight) {
        sum[0] += weight * (pixel >> 16 & 0xFF);
        sum[1] += weight * (pixel >> 8 & 0xFF);
        sum[2] += weight * (pixel & 0xFF);
    }
}
