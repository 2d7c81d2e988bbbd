package org.ambivalent.data;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ambivalent.core.ImageShape;

/** Faces side by side in one picture, row by row. */
public final class FaceSheet {

    private FaceSheet() {}

    /**
     * Writes the grey faces of a dataset, in their order, as one PNG file.
     *
     * @param columns faces in a row, at least 1
     * @param zoom side of the square a pixel becomes, at least 1
     */
    public static void write(Dataset dataset, int columns, int zoom, Path png) {
        var picture = picture(dataset.images(), columns, zoom);
        AtomicFiles.write(png, temporary -> ImageIO.write(picture, "png", temporary.toFile()));
    }

    /** The grey faces as one picture; places left over in the last row are black. */
    static BufferedImage picture(FaceImages faces, int columns, int zoom) {
        ImageShape shape = faces.shape();
        if (faces.count() == 0 || columns < 1 || zoom < 1 || shape.channels() != 1) {
            throw new IllegalArgumentException("A sheet needs grey faces, a column and a zoom of 1, but got "
                    + faces.count() + " faces of " + shape + ", " + columns + " columns and zoom " + zoom);
        }
        int rows = (faces.count() + columns - 1) / columns;
        var picture = new BufferedImage(
                columns * shape.width() * zoom, rows * shape.height() * zoom, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < faces.count(); i++) {
            draw(faces.pixels(i), shape, picture, i % columns * shape.width(), i / columns * shape.height(), zoom);
        }
        return picture;
    }

    private static void draw(byte[] pixels, ImageShape shape, BufferedImage picture, int left, int top, int zoom) {
        var raster = picture.getRaster();
        for (int y = 0; y < shape.height() * zoom; y++) {
            for (int x = 0; x < shape.width() * zoom; x++) {
                int value = Byte.toUnsignedInt(pixels[y / zoom * shape.width() + x / zoom]);
                raster.setSample(left * zoom + x, top * zoom + y, 0, value);
            }
        }
    }
}
