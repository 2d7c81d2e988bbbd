package org.ambivalent.predict;

import java.awt.image.BufferedImage;
import org.ambivalent.core.ImageShape;

/**
 * A rectangle of a picture, turned about its centre, that becomes a network's input. It may reach beyond the picture,
 * whose edge pixels then go on outwards.
 *
 * @param centreX pixels from the left edge of the picture
 * @param centreY pixels from the upper edge of the picture
 * @param width pixels, above 0
 * @param height pixels, above 0
 * @param tilt clockwise from upright, in radians; the crop is turned back by it
 */
public record CropRegion(double centreX, double centreY, double width, double height, double tilt) {

    /**
     * Samples per output pixel and axis never exceed this: more would not change a byte of a photo, and a crop of a
     * huge picture stays fast.
     */
    private static final int MAX_SAMPLES = 32;

    public CropRegion {
        if (!(width > 0 && height > 0) || !Double.isFinite(centreX + centreY + width + height + tilt)) {
            throw new IllegalArgumentException("A crop needs a finite centre and tilt and a size above 0, but got "
                    + width + "x" + height + " at (" + centreX + ", " + centreY + ") turned by " + tilt);
        }
    }

    /** The square around a box, {@code scale} times its longer side, turned by {@code tilt}. */
    static CropRegion square(Box box, double scale, double tilt) {
        double side = Math.max(box.width(), box.height()) * scale;
        return new CropRegion(box.x() + box.width() / 2.0, box.y() + box.height() / 2.0, side, side, tilt);
    }

    /**
     * The pixels of this region, {@code [channels][height][width]}, bytes 0 to 255.
     *
     * <p>Every output pixel is the average of {@code s} x {@code s} bilinear samples spread evenly over the area it
     * covers, with {@code s} the scale rounded up: the exact area average where the region is upright and a whole
     * multiple of the shape, and no aliasing elsewhere. A region of the shape's own size that lies on whole pixels is
     * copied.
     */
    byte[] sample(BufferedImage picture, ImageShape shape) {
        var pixels = PixelWindow.around(this, picture);
        double stepX = width / shape.width();
        double stepY = height / shape.height();
        int across = samples(stepX);
        int down = samples(stepY);
        double cos = Math.cos(tilt);
        double sin = Math.sin(tilt);
        int plane = shape.height() * shape.width();
        var crop = new byte[shape.size()];
        var sum = new double[3];
        for (int row = 0; row < shape.height(); row++) {
            for (int column = 0; column < shape.width(); column++) {
                sum[0] = sum[1] = sum[2] = 0;
                for (int j = 0; j < down; j++) {
                    double v = (row + (j + 0.5) / down) * stepY - height / 2;
                    for (int i = 0; i < across; i++) {
                        double u = (column + (i + 0.5) / across) * stepX - width / 2;
                        pixels.addTo(sum, centreX + u * cos - v * sin, centreY + u * sin + v * cos);
                    }
                }
                write(sum, across * down, crop, row * shape.width() + column, shape.channels(), plane);
            }
        }
        return crop;
    }

    private static int samples(double step) {
        return Math.max(1, Math.min(MAX_SAMPLES, (int) Math.ceil(step - 1e-9)));
    }

    private static void write(double[] sum, int samples, byte[] crop, int index, int channels, int plane) {
        if (channels == 1) {
            crop[index] = (byte) Math.round(PixelWindow.grey(sum[0], sum[1], sum[2]) / samples);
            return;
        }
        for (int channel = 0; channel < channels; channel++) {
            crop[channel * plane + index] = (byte) Math.round(sum[channel] / samples);
        }
    }
}
