package org.ambivalent.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.ambivalent.core.BadInputException;

/** The image formats that are read, told apart by their first bytes: names of files lie. */
enum ImageFormat {
    PNG(0, "\u0089PNG\r\n\u001a\n"),
    JPEG(0, "\u00ff\u00d8\u00ff"),
    GIF(0, "GIF8"),
    BMP(0, "BM"),
    WEBP(8, "WEBP"),
    TIFF(0, "II*\0", "MM\0*");

    private static final Set<String> ENDINGS =
            Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "webp", "tif", "tiff");

    /** Of pictures that are not read. */
    private static final Set<String> OTHERS =
            Set.of("heic", "heif", "avif", "jxl", "jp2", "pgm", "ppm", "pnm", "dng", "cr2", "nef", "arw");

    private final int offset;
    private final String magic;
    private final String other;

    ImageFormat(int offset, String magic) {
        this(offset, magic, magic);
    }

    /** A format that begins in one of two ways. */
    ImageFormat(int offset, String magic, String other) {
        this.offset = offset;
        this.magic = magic;
        this.other = other;
    }

    /** The format of a file's bytes. */
    static ImageFormat of(byte[] bytes, String name) {
        if (bytes.length == 0) {
            throw new BadInputException(name + ": is empty (0 bytes). Copy it again or leave it out.");
        }
        return find(bytes)
                .orElseThrow(() -> new BadInputException(
                        name + ": is not a PNG, JPEG, GIF, BMP, WebP or TIFF image. Convert it or leave it out."));
    }

    /** The format of a file's bytes, or empty if it is none of these. */
    static Optional<ImageFormat> find(byte[] bytes) {
        return Arrays.stream(values()).filter(format -> format.matches(bytes)).findFirst();
    }

    private boolean matches(byte[] bytes) {
        return begins(bytes, magic) || begins(bytes, other);
    }

    private boolean begins(byte[] bytes, String with) {
        return bytes.length >= offset + with.length()
                && new String(bytes, offset, with.length(), StandardCharsets.ISO_8859_1).equals(with);
    }

    /** What the decoder is registered as. */
    String readerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Lower case, sorted. */
    static List<String> endings() {
        return ENDINGS.stream().sorted().toList();
    }

    /** Whether a file's name ends like that of an image. */
    static boolean isImageName(String name) {
        return !name.startsWith(".") && ENDINGS.contains(ending(name));
    }

    /** Whether it ends like that of a picture in a format that is not read. */
    static boolean isOtherImageName(String name) {
        return !name.startsWith(".") && OTHERS.contains(ending(name));
    }

    /** What follows the last dot of a name, in lower case; the whole name where there is none. */
    static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
