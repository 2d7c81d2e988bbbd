package org.ambivalent.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.ambivalent.core.ImageShape;

/** Faces as PNG files: samples as they are, grey as grey. */
public final class FacePng {

    private FacePng() {}

    /** Of pixels {@code [channels][height][width]}. */
    public static byte[] of(byte[] pixels, ImageShape shape) {
        return enlarged(pixels, shape, 1);
    }

    /** The same with each pixel drawn as a square of {@code zoom} pixels a side, at least 1. */
    public static byte[] enlarged(byte[] pixels, ImageShape shape, int zoom) {
        int width = shape.width() * zoom;
        int height = shape.height() * zoom;
        int type = shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        var image = new BufferedImage(width, height, type);
        // Samples, not colours: setRGB would convert greys into Java's linear grey and lighten them.
        var raster = image.getRaster();
        var line = new int[width];
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int y = 0; y < height; y++) {
                int row = (channel * shape.height() + y / zoom) * shape.width();
                for (int x = 0; x < width; x++) {
                    line[x] = Byte.toUnsignedInt(pixels[row + x / zoom]);
                }
                raster.setSamples(0, y, width, 1, channel, line);
            }
        }
        return of(image);
    }

    /** Of a whole image. */
    public static byte[] of(BufferedImage image) {
        var bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", bytes)) {
                throw new IllegalStateException("This Java writes no PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
