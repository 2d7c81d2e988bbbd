package org.ambivalent.data;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.ambivalent.core.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Reads PNG, JPEG, GIF, BMP, WebP and TIFF files as a person would see them.
 *
 * <p>Every image becomes {@link BufferedImage#TYPE_3BYTE_BGR}, sRGB, upright:
 * <ul>
 *   <li>grey images of any depth keep their values ({@code r = g = b}, no change of gamma), 16 bits are rounded to 8;
 *   <li>palettes and CMYK become RGB;
 *   <li>transparent parts are blended on white, as a browser shows them;
 *   <li>the orientation written by the camera (Exif) is applied;
 *   <li>of an animation, or of several pages, the first picture is read.
 * </ul>
 *
 * <p>The size in the header is read before anything is decoded, and more than {@value #MAX_PIXELS} pixels are refused, and
 * what takes more than half of Java's memory while it is decoded: a file of a few bytes can claim a size that fills it. Safe
 * from several threads at once; those that use {@link #with} hold at most {@value #MOST_AT_ONCE} bytes of pixels together, or
 * one larger picture, and wait for each other beyond that.
 */
public final class ImageDecoder {

    /** Larger than any camera's photo of a face; 300 MB once decoded. */
    public static final long MAX_PIXELS = 100_000_000;

    /** One picture of the largest size, or a few of a camera's; in bytes. */
    static final int MOST_AT_ONCE = 360_000_000;

    /** Of a pixel of the images handed over. */
    private static final int BYTES_A_PIXEL = 3;

    /** Of a sample: TIFF has real numbers too, whose black and white nobody knows. */
    private static final int MOST_BITS = 16;

    private static final PixelBudget BUDGET = new PixelBudget(MOST_AT_ONCE);

    /** No image within the limit above needs a larger file; nor may one fill the memory before it is looked at. */
    static final int MAX_BYTES = (int) Math.min(512L << 20, Runtime.getRuntime().maxMemory() / 4);

    /** Enough to know a format by. */
    private static final int START = 32;

    static {
        // Files are in memory already; a disk cache would only write each of them out again.
        ImageIO.setUseCache(false);
    }

    private ImageDecoder() {}

    /**
     * Reads an image file. Who reads many pictures in many threads should rather use {@link #with}.
     *
     * @throws BadInputException if it is missing, empty, truncated, too large or not an image
     */
    public static BufferedImage decode(Path file) {
        return decode(bytes(file), Sources.name(file));
    }

    /**
     * Reads an image from a file's bytes.
     *
     * @param name of the file, for messages
     * @throws BadInputException if it is empty, truncated, too large or not an image
     */
    public static BufferedImage decode(byte[] bytes, String name) {
        return with(bytes, name, image -> image);
    }

    /**
     * Reads an image file and hands it over, so that only so many pixels are in memory at once, whatever the number of
     * threads: {@code use} counts as holding them until it returns.
     *
     * @param use must not decode images itself, nor wait for a thread that does
     * @return what {@code use} returns
     * @throws BadInputException if it is missing, empty, truncated, too large or not an image
     */
    public static <T> T with(Path file, Function<BufferedImage, T> use) {
        return with(file, pixels -> 0, use);
    }

    /**
     * The same for a {@code use} that holds more than the image.
     *
     * @param further how many bytes that is, by the number of its pixels
     */
    public static <T> T with(Path file, LongUnaryOperator further, Function<BufferedImage, T> use) {
        return with(bytes(file), Sources.name(file), further, use);
    }

    /** Whether a file begins as one of the formats that are read does. */
    public static boolean isImage(byte[] bytes) {
        return ImageFormat.find(bytes).isPresent();
    }

    /**
     * Width times height of an image, as its header says; nothing is decoded.
     *
     * @param name of the file, for messages
     * @throws BadInputException if it is empty, not an image, or its header is damaged
     */
    public static long pixels(byte[] bytes, String name) {
        return reading(bytes, name, ImageFormat.of(bytes, name), ImageDecoder::area);
    }

    /** The same from a file's bytes. */
    public static <T> T with(byte[] bytes, String name, Function<BufferedImage, T> use) {
        return with(bytes, name, pixels -> 0, use);
    }

    /** The same for a {@code use} that holds further bytes. */
    public static <T> T with(byte[] bytes, String name, LongUnaryOperator further, Function<BufferedImage, T> use) {
        var format = ImageFormat.of(bytes, name);
        var orientation = ExifOrientation.of(bytes);
        long held = reading(bytes, name, format, reader -> {
            long pixels = size(reader, format, name);
            return pixels * bytesAPixel(reader, orientation) + further.applyAsLong(pixels);
        });
        requireMemory(held, name);
        return BUDGET.hold(held, () -> {
            BufferedImage decoded = reading(bytes, name, format, reader -> flat(raw(reader, name)));
            return use.apply(orientation.apply(decoded));
        });
    }

    /** In memory at once while a pixel is decoded: as the file has it, as it is handed over, and turned. */
    private static int bytesAPixel(ImageReader reader, ExifOrientation orientation) throws IOException {
        var types = reader.getImageTypes(0);
        var type = types.hasNext() ? types.next() : null;
        boolean asWanted = type != null && type.getBufferedImageType() == BufferedImage.TYPE_3BYTE_BGR;
        int raw = type == null ? BYTES_A_PIXEL + 1 : bytesAPixel(type.getSampleModel());
        return raw + (asWanted ? 0 : BYTES_A_PIXEL) + (orientation.isUpright() ? 0 : BYTES_A_PIXEL);
    }

    private static int bytesAPixel(SampleModel samples) {
        return samples.getNumDataElements() * DataBuffer.getDataTypeSize(samples.getDataType()) / Byte.SIZE;
    }

    private static void requireMemory(long held, String name) {
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (held > most) {
            throw new BadInputException(String.format(
                    Locale.ROOT,
                    "%s: takes %,d MB of memory, more than half of what Java may use (%,d MB). Make it smaller, or give Java more"
                            + " (AMBIVALENT_JAVA_OPTS=-Xmx4g).",
                    name,
                    held >> 20,
                    (2 * most) >> 20));
        }
    }

    /** Whether a file's name ends like that of an image; hidden files do not count. */
    public static boolean isImageName(String name) {
        return ImageFormat.isImageName(name);
    }

    /** The endings of image names, lower case, sorted. */
    public static List<String> endings() {
        return ImageFormat.endings();
    }

    /** The bytes of an image file. */
    static byte[] bytes(Path file) {
        String name = Sources.name(file);
        try {
            if (Files.isDirectory(file)) {
                throw new BadInputException(name + ": is a folder, not an image. Name a file in it.");
            }
            return read(file, name);
        } catch (NoSuchFileException e) {
            throw new BadInputException(name + ": no such file. Check the path.", e);
        } catch (IOException e) {
            throw new BadInputException(name + ": cannot be read (" + e.getMessage() + "). Check its rights.", e);
        }
    }

    /** Files in a zip may be larger than they say, and none is read whole that is no image. */
    private static byte[] read(Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(START);
            ImageFormat.of(start, name);
            byte[] all = new SequenceInputStream(new ByteArrayInputStream(start), in).readNBytes(MAX_BYTES + 1);
            if (all.length > MAX_BYTES) {
                throw new BadInputException(name + ": is larger than " + (MAX_BYTES >> 20)
                        + " MB, which no image of a face needs. Make it smaller or leave it out.");
            }
            return all;
        }
    }

    /** Something that is read from a file. */
    @FunctionalInterface
    private interface Reading<T> {
        T from(ImageReader reader) throws IOException;
    }

    private static <T> T reading(byte[] bytes, String name, ImageFormat format, Reading<T> reading) {
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(format.readerName()).next();
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(input, true, true);
            return reading.from(reader);
        } catch (BadInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders answer damaged files with many kinds of runtime exception.
            throw damaged(name, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage raw(ImageReader reader, String name) throws IOException {
        var damage = new DamageListener();
        reader.addIIOReadWarningListener(damage);
        BufferedImage image = reader.read(0);
        if (damage.truncated()) {
            throw damaged(name, "it ends too early", null);
        }
        return image;
    }

    /** Width times height, as the header says, if it is one that is decoded. */
    private static long size(ImageReader reader, ImageFormat format, String name) throws IOException {
        var type = format == ImageFormat.TIFF ? reader.getRawImageType(0) : null;
        if (type != null && type.getSampleModel().getSampleSize(0) > MOST_BITS) {
            throw new BadInputException(
                    name + ": has more than " + MOST_BITS + " bits a sample. Convert it to 8 or 16.");
        }
        if (reader.getWidth(0) < 1 || reader.getHeight(0) < 1) {
            throw damaged(name, "it claims " + reader.getWidth(0) + " x " + reader.getHeight(0) + " pixels", null);
        }
        if (area(reader) > MAX_PIXELS) {
            throw new BadInputException(String.format(
                    Locale.ROOT,
                    "%s: claims %d x %d pixels, more than the %d megapixels that are decoded. Make it smaller.",
                    name,
                    reader.getWidth(0),
                    reader.getHeight(0),
                    MAX_PIXELS / 1_000_000));
        }
        return area(reader);
    }

    private static long area(ImageReader reader) throws IOException {
        return (long) reader.getWidth(0) * reader.getHeight(0);
    }

    private static BadInputException damaged(String name, String what, @Nullable Exception e) {
        String message = name + ": is damaged or truncated (" + what + "). Copy it again or leave it out.";
        return e == null ? new BadInputException(message) : new BadInputException(message, e);
    }

    /**
     * An image that was not decoded here as one that is: opaque 8-bit BGR, by the rules above. An image that is so already
     * is returned itself.
     */
    public static BufferedImage flat(BufferedImage image) {
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            return image;
        }
        var flat = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            copyGrey(image, flat);
        } else {
            var graphics = flat.createGraphics();
            graphics.drawImage(image, 0, 0, Color.WHITE, null);
            graphics.dispose();
        }
        return flat;
    }

    /** Java takes grey samples as linear light and brightens them when it draws; files mean them as they are. */
    private static void copyGrey(BufferedImage grey, BufferedImage flat) {
        Raster from = grey.getRaster();
        int width = grey.getWidth();
        int largest = (1 << from.getSampleModel().getSampleSize(0)) - 1;
        boolean transparent = grey.getColorModel().hasAlpha();
        var value = new int[width];
        var alpha = new int[width];
        var line = new int[3 * width];
        for (int y = 0; y < grey.getHeight(); y++) {
            from.getSamples(0, y, width, 1, 0, value);
            if (transparent) {
                from.getSamples(0, y, width, 1, from.getNumBands() - 1, alpha);
            }
            for (int x = 0; x < width; x++) {
                long onWhite = transparent ? largest + (long) alpha[x] * (value[x] - largest) / largest : value[x];
                int rounded = (int) ((2 * 255 * onWhite + largest) / (2L * largest));
                line[3 * x] = rounded;
                line[3 * x + 1] = rounded;
                line[3 * x + 2] = rounded;
            }
            flat.getRaster().setPixels(0, y, width, 1, line);
        }
    }
}
