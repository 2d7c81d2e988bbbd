package org.ambivalent.predict;

import java.awt.image.BufferedImage;
import org.ambivalent.data.FacePixels;
import org.ambivalent.data.ImageDecoder;

/** A part of a picture, with square blocks of its pixels averaged where it is large: bounded memory for any picture. */
final class PixelWindow {

    private final Box part;
    private final int block;
    private final int width;
    private final int height;

    /** Red, green, blue, {@code [height][width][3]}. */
    private final byte[] rgb;

    private PixelWindow(Box part, int block, int width, int height, byte[] rgb) {
        this.part = part;
        this.block = block;
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /** All of a picture; its longer side is under {@code 2 side + 1}. */
    static PixelWindow of(BufferedImage picture, int side) {
        var all = new Box(0, 0, picture.getWidth(), picture.getHeight());
        return of(picture, all, Math.max(1, Math.max(all.width(), all.height()) / side));
    }

    /** A part inside a picture, with the means of blocks of {@code block} pixels a side. */
    static PixelWindow of(BufferedImage picture, Box part, int block) {
        var raster = ImageDecoder.flat(picture).getRaster();
        int width = (part.width() + block - 1) / block;
        int height = (part.height() + block - 1) / block;
        var window = new PixelWindow(part, block, width, height, new byte[3 * width * height]);
        var line = new byte[3 * part.width()];
        for (int row = 0; row < height; row++) {
            int first = row * block;
            int lines = Math.min(block, part.height() - first);
            var sums = new int[3 * width];
            for (int y = first; y < first + lines; y++) {
                raster.getDataElements(part.x(), part.y() + y, part.width(), 1, line);
                window.addLine(line, sums);
            }
            window.write(row, lines, sums);
        }
        return window;
    }

    private void addLine(byte[] line, int[] sums) {
        for (int x = 0; x < part.width(); x++) {
            int to = 3 * (x / block);
            sums[to] += Byte.toUnsignedInt(line[3 * x]);
            sums[to + 1] += Byte.toUnsignedInt(line[3 * x + 1]);
            sums[to + 2] += Byte.toUnsignedInt(line[3 * x + 2]);
        }
    }

    private void write(int row, int lines, int[] sums) {
        for (int column = 0; column < width; column++) {
            int count = lines * Math.min(block, part.width() - column * block);
            for (int channel = 0; channel < 3; channel++) {
                int sum = sums[3 * column + channel];
                rgb[3 * (row * width + column) + channel] = (byte) ((sum + count / 2) / count);
            }
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Grey levels, {@code [height][width]}: luma of ITU-R BT.601. */
    byte[] grey() {
        var levels = new byte[width * height];
        for (int i = 0; i < levels.length; i++) {
            int red = Byte.toUnsignedInt(rgb[3 * i]);
            int green = Byte.toUnsignedInt(rgb[3 * i + 1]);
            int blue = Byte.toUnsignedInt(rgb[3 * i + 2]);
            levels[i] = (byte) FacePixels.luma(red, green, blue);
        }
        return levels;
    }

    /** Blue, green and red, {@code [height][width][3]}: the order of OpenCV. */
    byte[] bgr() {
        var bytes = new byte[rgb.length];
        for (int i = 0; i < bytes.length; i += 3) {
            bytes[i] = rgb[i + 2];
            bytes[i + 1] = rgb[i + 1];
            bytes[i + 2] = rgb[i];
        }
        return bytes;
    }

    /**
     * Red, green and blue at a place of the picture, as {@code 0xRRGGBB}: bilinear between pixel centres; beyond the
     * window its edge goes on.
     */
    int colour(double x, double y) {
        double column = Math.max(0, Math.min(width - 1.0, (x - part.x()) / block - 0.5));
        double row = Math.max(0, Math.min(height - 1.0, (y - part.y()) / block - 0.5));
        int colour = 0;
        for (int channel = 0; channel < 3; channel++) {
            colour = colour << 8 | (int) Math.round(level(column, row, channel));
        }
        return colour;
    }

    private double level(double column, double row, int channel) {
        int x = Math.min((int) column, width - 1);
        int y = Math.min((int) row, height - 1);
        int nextX = Math.min(x + 1, width - 1);
        int nextY = Math.min(y + 1, height - 1);
        double right = column - x;
        double lower = row - y;
        double above = (1 - right) * at(x, y, channel) + right * at(nextX, y, channel);
        double below = (1 - right) * at(x, nextY, channel) + right * at(nextX, nextY, channel);
        return (1 - lower) * above + lower * below;
    }

    private int at(int column, int row, int channel) {
        return Byte.toUnsignedInt(rgb[3 * (row * width + column) + channel]);
    }
}
