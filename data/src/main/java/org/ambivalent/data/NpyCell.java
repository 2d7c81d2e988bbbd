package org.ambivalent.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.ambivalent.core.BadInputException;

/**
 * NumPy files ({@code .npy}, versions 1 to 3) that hold a single number or text, as a text. Whole numbers, floating-point
 * numbers and texts of either byte order are read; objects, which can run code when NumPy reads them, are refused.
 */
final class NpyCell {

    private static final String MAGIC = "\u0093NUMPY";
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z])(\\d{1,4})'");
    private static final Pattern ONES = Pattern.compile("\\s*(1\\s*(,\\s*|$))*");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]*)\\)");

    /** No file of one value is as large. */
    private static final int MOST_BYTES = 1 << 16;

    private NpyCell() {}

    /** The value of a file; {@link BadInputException} if it is missing or holds anything but one value. */
    static String read(Path file) {
        String name = Sources.name(file);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new BadInputException(name + ": is too large for a NumPy file of one value. Copy it again.");
            }
            return value(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new BadInputException(name + ": no such file. Copy the annotations again.", e);
        } catch (IOException e) {
            throw new BadInputException(name + ": cannot be read (" + e.getMessage() + "). Check its rights.", e);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    name + ": is not a NumPy file of one value (" + e.getMessage() + "). Copy it again.", e);
        }
    }

    static String value(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 10 || !new String(bytes, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
            throw new IllegalArgumentException("it does not begin as one");
        }
        boolean old = bytes[6] == 1;
        if (!old && bytes.length < 12) {
            throw new IllegalArgumentException("it ends too early");
        }
        long length = old ? Short.toUnsignedInt(buffer.getShort(8)) : Integer.toUnsignedLong(buffer.getInt(8));
        int start = old ? 10 : 12;
        if (length > bytes.length - start) {
            throw new IllegalArgumentException("it ends too early");
        }
        var header = new String(bytes, start, (int) length, StandardCharsets.ISO_8859_1);
        requireOne(header);
        int data = start + (int) length;
        return value(header, buffer.slice(data, bytes.length - data));
    }

    private static void requireOne(String header) {
        var shape = SHAPE.matcher(header);
        if (!shape.find() || !ONES.matcher(shape.group(1)).matches()) {
            throw new IllegalArgumentException("its shape is not that of one value");
        }
    }

    private static String value(String header, ByteBuffer data) {
        var type = TYPE.matcher(header);
        if (!type.find()) {
            throw new IllegalArgumentException("its type is none of numbers and text");
        }
        boolean big = type.group(1).equals(">");
        data.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int size = Integer.parseInt(type.group(3));
        String kind = type.group(2);
        if (data.remaining() < (kind.equals("U") ? 4 * size : size)) {
            throw new IllegalArgumentException("it ends too early");
        }
        return switch (kind + size) {
            case "f4" -> Float.toString(data.getFloat());
            case "f8" -> Double.toString(data.getDouble());
            case "i1" -> Integer.toString(data.get());
            case "u1" -> Integer.toString(Byte.toUnsignedInt(data.get()));
            case "i2" -> Integer.toString(data.getShort());
            case "u2" -> Integer.toString(Short.toUnsignedInt(data.getShort()));
            case "i4" -> Integer.toString(data.getInt());
            case "u4" -> Integer.toUnsignedString(data.getInt());
            case "i8", "u8" -> Long.toString(data.getLong());
            default -> text(kind, size, data, big);
        };
    }

    private static String text(String kind, int size, ByteBuffer data, boolean big) {
        if (!kind.equals("U") && !kind.equals("S")) {
            throw new IllegalArgumentException("its type " + kind + size + " is none of numbers and text");
        }
        boolean wide = kind.equals("U");
        var bytes = new byte[wide ? 4 * size : size];
        data.get(bytes);
        Charset charset = wide ? Charset.forName(big ? "UTF-32BE" : "UTF-32LE") : StandardCharsets.ISO_8859_1;
        return new String(bytes, charset).replace("\0", "").strip();
    }
}
