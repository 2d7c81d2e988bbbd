package org.ambivalent.predict;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.FacePixels;

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

    /** A turned crop is first brought under twice this many pixels a side: 16 MB however large the picture. */
    private static final int TURNED_SIDE = 1024;

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

    /** The same place, so many times as large. */
    CropRegion scaled(double factor) {
        return new CropRegion(centreX, centreY, width * factor, height * factor, tilt);
    }

    /**
     * The pixels of this region, {@code [channels][height][width]}, bytes 0 to 255, as
     * {@link FacePixels#of(BufferedImage, Rectangle, ImageShape)} makes them, so that a crop and a dataset's image of the
     * same face agree. An upright region is rounded to whole pixels first.
     */
    public byte[] pixels(BufferedImage picture, ImageShape shape) {
        return tilt == 0 ? FacePixels.of(picture, upright(), shape) : FacePixels.of(levelled(picture), shape);
    }

    private Rectangle upright() {
        int left = (int) Math.round(centreX - width / 2);
        int upper = (int) Math.round(centreY - height / 2);
        return new Rectangle(left, upper, (int) Math.max(1, Math.round(width)), (int) Math.max(1, Math.round(height)));
    }

    /** The region turned upright, at about the picture's own resolution. */
    private BufferedImage levelled(BufferedImage picture) {
        int block = (int) Math.max(1, Math.max(width, height) / TURNED_SIDE);
        var source = PixelWindow.of(picture, bounds(picture), block);
        int columns = (int) Math.max(1, Math.round(width / block));
        int rows = (int) Math.max(1, Math.round(height / block));
        double cos = Math.cos(tilt);
        double sin = Math.sin(tilt);
        var levelled = new BufferedImage(columns, rows, BufferedImage.TYPE_3BYTE_BGR);
        for (int row = 0; row < rows; row++) {
            double v = (row + 0.5) * height / rows - height / 2;
            for (int column = 0; column < columns; column++) {
                double u = (column + 0.5) * width / columns - width / 2;
                levelled.setRGB(column, row, source.colour(centreX + u * cos - v * sin, centreY + u * sin + v * cos));
            }
        }
        return levelled;
    }

    /** The upright part of the picture that this region touches, with the pixels next to it. */
    private Box bounds(BufferedImage picture) {
        double cos = Math.abs(Math.cos(tilt));
        double sin = Math.abs(Math.sin(tilt));
        double halfWidth = (width * cos + height * sin) / 2 + 1;
        double halfHeight = (width * sin + height * cos) / 2 + 1;
        return new Box(
                        (int) Math.floor(centreX - halfWidth),
                        (int) Math.floor(centreY - halfHeight),
                        (int) Math.ceil(2 * halfWidth) + 1,
                        (int) Math.ceil(2 * halfHeight) + 1)
                .within(picture.getWidth(), picture.getHeight());
    }
}
