package org.ambivalent.data;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngProcessingException;
import com.drew.imaging.riff.RiffProcessingException;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * How to turn an image so that it stands upright: Exif 2.3 tag 0x0112, values 1 to 8.
 *
 * @param transpose whether rows become columns, before the mirrors
 * @param mirrorX whether left and right are exchanged
 * @param mirrorY whether top and bottom are exchanged
 */
record ExifOrientation(boolean transpose, boolean mirrorX, boolean mirrorY) {

    private static final List<ExifOrientation> BY_VALUE = List.of(
            new ExifOrientation(false, false, false),
            new ExifOrientation(false, true, false),
            new ExifOrientation(false, true, true),
            new ExifOrientation(false, false, true),
            new ExifOrientation(true, false, false),
            new ExifOrientation(true, true, false),
            new ExifOrientation(true, true, true),
            new ExifOrientation(true, false, true));

    private static final ExifOrientation UPRIGHT = BY_VALUE.get(0);

    boolean isUpright() {
        return equals(UPRIGHT);
    }

    /** What an image file says; upright where it says nothing, or nonsense. */
    static ExifOrientation of(byte[] file) {
        try {
            var exif = metadata(file).getFirstDirectoryOfType(ExifIFD0Directory.class);
            Integer value = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            return value == null || value < 1 || value > BY_VALUE.size() ? UPRIGHT : BY_VALUE.get(value - 1);
        } catch (IOException
                | JpegProcessingException
                | PngProcessingException
                | RiffProcessingException
                | RuntimeException e) {
            return UPRIGHT;
        }
    }

    private static Metadata metadata(byte[] file)
            throws IOException, JpegProcessingException, PngProcessingException, RiffProcessingException {
        return switch (ImageFormat.of(file, "")) {
            case JPEG -> JpegMetadataReader.readMetadata(new ByteArrayInputStream(file), List.of(new ExifReader()));
            case PNG -> ofPng(file);
            case TIFF -> ofTiff(file);
            case WEBP -> WebpMetadataReader.readMetadata(new ByteArrayInputStream(file));
            default -> new Metadata();
        };
    }

    /** Only the one chunk: reading all would inflate compressed text of any size. */
    private static Metadata ofPng(byte[] file) throws IOException, PngProcessingException {
        var metadata = new Metadata();
        for (PngChunk chunk :
                new PngChunkReader().extract(new SequentialByteArrayReader(file), Set.of(PngChunkType.eXIf))) {
            new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
        }
        return metadata;
    }

    /** Exif is laid out as a TIFF file is. */
    private static Metadata ofTiff(byte[] file) {
        var metadata = new Metadata();
        new ExifReader().extract(new ByteArrayReader(file), metadata);
        return metadata;
    }

    /** The image, turned; the same object if it is upright already. */
    BufferedImage apply(BufferedImage image) {
        if (equals(UPRIGHT)) {
            return image;
        }
        int width = transpose ? image.getHeight() : image.getWidth();
        int height = transpose ? image.getWidth() : image.getHeight();
        var turned = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            int row = mirrorY ? height - 1 - y : y;
            for (int x = 0; x < width; x++) {
                int column = mirrorX ? width - 1 - x : x;
                turned.setRGB(x, y, transpose ? image.getRGB(row, column) : image.getRGB(column, row));
            }
        }
        return turned;
    }
}
