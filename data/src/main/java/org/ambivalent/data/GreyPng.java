package org.ambivalent.data;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.ambivalent.core.ImageShape;

/**
 * Decodes 8-bit grey PNG files that have the wanted size already, as the FER2013 faces do, several times faster than
 * the general decoder. Anything else, damaged files too, is left to that one and its messages.
 *
 * <p>Format: W3C, Portable Network Graphics (third edition), 2025, https://www.w3.org/TR/png-3/.
 */
final class GreyPng {

    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int HEADER = 0x49484452; // IHDR
    private static final int DATA = 0x49444154; // IDAT
    private static final int END = 0x49454e44; // IEND
    private static final int EXIF = 0x65584966; // eXIf
    private static final int TRANSPARENT = 0x74524e53; // tRNS
    private static final int CHUNK_FRAME = 12;

    private GreyPng() {}

    /** The pixels {@code [height][width]}, or empty if the file is not a sound, plain grey PNG of this shape. */
    static Optional<byte[]> decode(byte[] file, ImageShape shape) {
        var in = ByteBuffer.wrap(file);
        if (shape.channels() != 1 || file.length < 8 || in.getLong() != SIGNATURE || !hasHeader(in, shape)) {
            return Optional.empty();
        }
        var lines = new byte[shape.height() * (shape.width() + 1)];
        var inflater = new Inflater();
        try {
            return inflate(in, inflater, lines) ? unfilter(lines, shape) : Optional.empty();
        } catch (DataFormatException e) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }

    private static boolean hasHeader(ByteBuffer in, ImageShape shape) {
        return in.remaining() >= 13 + CHUNK_FRAME
                && in.getInt() == 13
                && isIntact(in, 13)
                && in.getInt() == HEADER
                && in.getInt() == shape.width()
                && in.getInt() == shape.height()
                && in.get() == 8 // bits
                && in.get() == 0 // grey
                && in.get() == 0 // deflate
                && in.get() == 0 // the five filters
                && in.get() == 0 // not interlaced
                && in.position(in.position() + 4).hasRemaining(); // past the checksum
    }

    /** Reads the chunks after the header; whether they end as they should and fill all lines. */
    private static boolean inflate(ByteBuffer in, Inflater inflater, byte[] lines) throws DataFormatException {
        int filled = 0;
        while (in.remaining() >= CHUNK_FRAME) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining() - 8 || !isIntact(in, length)) {
                return false;
            }
            int type = in.getInt();
            if (type == END) {
                return filled == lines.length;
            }
            if (type == EXIF || type == TRANSPARENT) {
                return false;
            }
            if (type == DATA) {
                inflater.setInput(in.slice(in.position(), length));
                filled += inflater.inflate(lines, filled, lines.length - filled);
            }
            in.position(in.position() + length + 4);
        }
        return false;
    }

    /** Whether the checksum of the chunk whose type is next is right. */
    private static boolean isIntact(ByteBuffer in, int length) {
        var crc = new CRC32();
        crc.update(in.slice(in.position(), 4 + length));
        return (int) crc.getValue() == in.getInt(in.position() + 4 + length);
    }

    /** Undoes the filter of each line: its first byte says which neighbour was subtracted from every pixel. */
    private static Optional<byte[]> unfilter(byte[] lines, ImageShape shape) {
        int width = shape.width();
        var pixels = new byte[shape.size()];
        for (int y = 0; y < shape.height(); y++) {
            int from = y * (width + 1);
            int to = y * width;
            int filter = lines[from];
            if (filter < 0 || filter > 4) {
                return Optional.empty();
            }
            for (int x = 0; x < width; x++) {
                int left = x > 0 ? pixels[to + x - 1] & 0xff : 0;
                int above = y > 0 ? pixels[to + x - width] & 0xff : 0;
                int corner = x > 0 && y > 0 ? pixels[to + x - width - 1] & 0xff : 0;
                pixels[to + x] = (byte) (lines[from + 1 + x] + predicted(filter, left, above, corner));
            }
        }
        return Optional.of(pixels);
    }

    private static int predicted(int filter, int left, int above, int corner) {
        return switch (filter) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> (left + above) / 2;
            case 4 -> paeth(left, above, corner);
            default -> 0;
        };
    }

    private static int paeth(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return left;
        }
        return toAbove <= toCorner ? above : corner;
    }
}
