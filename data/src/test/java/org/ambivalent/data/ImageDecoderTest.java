package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quarters.webp",
                "quarters-lossy.webp",
                "quarters-cmyk.jpg",
                "orientation-1.jpg",
                "orientation-2.jpg",
                "orientation-3.jpg",
                "orientation-4.jpg",
                "orientation-5.jpg",
                "orientation-6.jpg",
                "orientation-7.jpg",
                "orientation-8.jpg",
                "orientation-6.png",
                "orientation-6.webp"
            })
    void showsThePictureUprightInItsColours(String name) throws IOException {
        BufferedImage image = ImageDecoder.decode(fixture(name), name);
        assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
        assertThat(image.getWidth()).isEqualTo(40);
        assertThat(image.getHeight()).isEqualTo(24);
        assertColour(image, 8, 5, new Color(200, 40, 40));
        assertColour(image, 31, 5, new Color(40, 180, 60));
        assertColour(image, 8, 18, new Color(50, 60, 200));
        assertColour(image, 31, 18, new Color(220, 220, 90));
    }

    @ParameterizedTest
    @CsvSource({
        "ramp-8.png, 0",
        "ramp-16.png, 0",
        "ramp-palette.png, 0",
        "ramp-8.jpg, 2",
    })
    void keepsGreyValues(String name, int tolerance) throws IOException {
        BufferedImage image = ImageDecoder.decode(fixture(name), name);
        for (int i = 0; i < 256; i++) {
            int[] rgb = image.getRaster().getPixel(i % 16, i / 16, new int[3]);
            for (int value : rgb) {
                assertThat(value).as("%s at %d", name, i).isCloseTo(i, within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ramp-alpha.png", "ramp-rgba.png"})
    void blendsTransparencyOnWhite(String name) throws IOException {
        BufferedImage image = ImageDecoder.decode(fixture(name), name);
        for (int i = 0; i < 256; i++) {
            int expected = (int) Math.round(255 + (i - 255) * 128 / 255.0);
            assertThat(image.getRaster().getSample(i % 16, i / 16, 0)).isBetween(expected - 1, expected + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
    void readsWhatJavaWrites(String format) throws IOException {
        var image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(new Color(255, 0, 51));
        graphics.fillRect(0, 0, 30, 20);
        graphics.dispose();
        assertColour(ImageDecoder.decode(written(image, format), "a." + format), 15, 10, new Color(255, 0, 51));
    }

    @Test
    void refusesABombWithoutDecodingIt() {
        byte[] bomb = pngHeader(50_000, 50_000);
        assertThatThrownBy(() -> ImageDecoder.decode(bomb, "bomb.png"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("bomb.png")
                .hasMessageContaining("50000 x 50000")
                .hasMessageContaining("100 megapixels");
    }

    @Test
    void refusesABombWhoseSidesOverflow() {
        assertThatThrownBy(() -> ImageDecoder.decode(pngHeader(Integer.MAX_VALUE, Integer.MAX_VALUE), "bomb.png"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("100 megapixels");
    }

    @Test
    void aZippedFileIsReadNoFurtherThanAnImageCanBeLarge(@TempDir Path folder) throws IOException {
        Path zip = folder.resolve("bomb.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("zeros.png"));
            writeZeros(out, 1 << 20);
            out.putNextEntry(new ZipEntry("large.png"));
            out.write(pngHeader(10, 10));
            writeZeros(out, ImageDecoder.MAX_BYTES);
        }
        try (var files = FileSystems.newFileSystem(zip)) {
            assertThatThrownBy(() -> ImageDecoder.decode(files.getPath("zeros.png")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("is not a PNG");
            assertThatThrownBy(() -> ImageDecoder.decode(files.getPath("large.png")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("is larger than");
        }
    }

    private static void writeZeros(OutputStream out, int bytes) throws IOException {
        var block = new byte[1 << 20];
        for (int left = bytes; left > 0; left -= block.length) {
            out.write(block);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
    void refusesTruncatedFiles(String format) throws IOException {
        byte[] whole = written(noise(60, 50), format);
        for (int length : new int[] {4, 20, whole.length / 3, whole.length / 2, whole.length - 200}) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ImageDecoder.decode(part, "part." + format))
                    .as("%s of %d bytes", format, length)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("part." + format)
                    .hasMessageContaining("leave it out");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarters.webp", "quarters-lossy.webp", "quarters-cmyk.jpg"})
    void refusesTruncatedFixtures(String name) throws IOException {
        byte[] whole = fixture(name);
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        assertThatThrownBy(() -> ImageDecoder.decode(half, name)).isInstanceOf(BadInputException.class);
    }

    @Test
    void refusesRandomBytesBehindEveryMagicNumber() throws IOException {
        var random = new Random(3);
        for (String name : new String[] {"ramp-8.png", "ramp-8.jpg", "quarters.webp", "quarters-lossy.webp"}) {
            for (int run = 0; run < 50; run++) {
                byte[] bytes = fixture(name);
                for (int i = 16; i < bytes.length; i++) {
                    bytes[i] = random.nextInt(4) == 0 ? (byte) random.nextInt() : bytes[i];
                }
                try {
                    ImageDecoder.decode(bytes, name);
                } catch (BadInputException e) {
                    assertThat(e).hasMessageContaining(name);
                }
            }
        }
    }

    @Test
    void refusesRandomBytesInATiff() throws IOException {
        var random = new Random(6);
        byte[] whole = written(noise(20, 10), "tiff");
        for (int run = 0; run < 300; run++) {
            byte[] bytes = whole.clone();
            for (int i = 4; i < bytes.length; i++) {
                bytes[i] = random.nextInt(20) == 0 ? (byte) random.nextInt() : bytes[i];
            }
            try {
                ImageDecoder.decode(bytes, "random.tiff");
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining("random.tiff");
            }
        }
    }

    /** Row by row 0 and 200, 100 and 50; turned by a quarter, as the camera says. */
    @Test
    void turnsATiffAsItsCameraSays() {
        var image = ImageDecoder.decode(tiff(8, 6, new byte[] {0, (byte) 200, 100, 50}), "a.tiff");
        assertThat(image.getRaster().getSample(0, 0, 0)).isEqualTo(100);
        assertThat(image.getRaster().getSample(1, 0, 0)).isZero();
        assertThat(image.getRaster().getSample(0, 1, 0)).isEqualTo(50);
        assertThat(image.getRaster().getSample(1, 1, 0)).isEqualTo(200);
    }

    @Test
    void refusesSamplesThatAreRealNumbers() {
        assertThatThrownBy(() -> ImageDecoder.decode(tiff(32, 1, new byte[16]), "real.tiff"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("real.tiff")
                .hasMessageContaining("16 bits");
    }

    /** Two by two grey samples, not compressed. */
    private static byte[] tiff(int bits, int orientation, byte[] samples) {
        int[][] entries = {
            {256, 2},
            {257, 2},
            {258, bits},
            {259, 1},
            {262, 1},
            {273, 0},
            {274, orientation},
            {277, 1},
            {278, 2},
            {279, samples.length},
            {339, bits == 32 ? 3 : 1}
        };
        int start = 8 + 2 + 12 * entries.length + 4;
        var file = ByteBuffer.allocate(start + samples.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) entries.length);
        for (int[] entry : entries) {
            int value = entry[0] == 273 ? start : entry[1];
            file.putShort((short) entry[0]).putShort((short) 3).putInt(1).putInt(value);
        }
        return file.putInt(0).put(samples).array();
    }

    @Test
    void saysWhatIsWrongWithFilesThatAreNoImages() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.png"));
        Path text = Files.writeString(folder.resolve("text.jpg"), "I am no picture");
        assertThatThrownBy(() -> ImageDecoder.decode(empty)).hasMessageContaining("empty.png: is empty");
        assertThatThrownBy(() -> ImageDecoder.decode(text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("text.jpg: is not a PNG, JPEG, GIF, BMP, WebP or TIFF image");
        assertThatThrownBy(() -> ImageDecoder.decode(folder.resolve("none.png")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none.png: no such file");
        assertThatThrownBy(() -> ImageDecoder.decode(folder)).hasMessageContaining("is a folder");
    }

    @Test
    void decodesGreyPngAsTheGeneralDecoderDoes() throws IOException {
        var random = new Random(5);
        var shape = new ImageShape(1, 31, 48);
        for (int run = 0; run < 20; run++) {
            var image = new BufferedImage(48, 31, BufferedImage.TYPE_BYTE_GRAY);
            for (int i = 0; i < shape.size(); i++) {
                int smooth = (i % 48) * 3 + (i / 48) * 2 + random.nextInt(1 + 20 * run);
                image.getRaster().setSample(i % 48, i / 48, 0, smooth & 0xff);
            }
            byte[] png = written(image, "png");
            byte[] expected = FacePixels.of(ImageDecoder.decode(png, "a.png"), shape);
            assertThat(GreyPng.decode(png, shape))
                    .hasValueSatisfying(pixels -> assertThat(pixels).isEqualTo(expected));
        }
    }

    @Test
    void decodesEveryPngFilter() {
        var shape = new ImageShape(1, 10, 9);
        var random = new Random(11);
        for (int filter = 0; filter <= 4; filter++) {
            var lines = new byte[10 * 10];
            random.nextBytes(lines);
            for (int y = 0; y < 10; y++) {
                lines[y * 10] = (byte) filter;
            }
            byte[] png = greyPng(9, 10, lines);
            byte[] expected = FacePixels.of(ImageDecoder.decode(png, "a.png"), shape);
            assertThat(GreyPng.decode(png, shape).orElseThrow())
                    .as("filter %d", filter)
                    .isEqualTo(expected);
        }
    }

    @Test
    void leavesEveryDamagedGreyPngToTheGeneralDecoder() throws IOException {
        byte[] png = fixture("ramp-8.png");
        var shape = ImageShape.grey(16);
        assertThat(GreyPng.decode(png, shape)).isPresent();
        for (int i = 0; i < png.length - 12; i++) {
            byte[] damaged = png.clone();
            damaged[i] ^= 0x10;
            assertThat(GreyPng.decode(damaged, shape)).as("byte %d", i).isEmpty();
            assertThat(GreyPng.decode(Arrays.copyOf(png, i), shape)).isEmpty();
        }
    }

    private static void assertColour(BufferedImage image, int x, int y, Color expected) {
        var found = new Color(image.getRGB(x, y));
        assertThat(Math.abs(found.getRed() - expected.getRed())
                        + Math.abs(found.getGreen() - expected.getGreen())
                        + Math.abs(found.getBlue() - expected.getBlue()))
                .as("%s, expected %s", found, expected)
                .isLessThan(24);
    }

    static byte[] fixture(String name) throws IOException {
        try (var in = ImageDecoderTest.class.getResourceAsStream("images/" + name)) {
            return in.readAllBytes();
        }
    }

    static BufferedImage noise(int width, int height) {
        var random = new Random(width * 31L + height);
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt());
        }
        return image;
    }

    static byte[] written(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static byte[] pngHeader(int width, int height) {
        return ByteBuffer.allocate(8 + 25)
                .putLong(0x89504e470d0a1a0aL)
                .put(chunk("IHDR", headerData(width, height)))
                .array();
    }

    private static byte[] headerData(int width, int height) {
        return ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .array();
    }

    private static byte[] greyPng(int width, int height, byte[] lines) {
        var deflater = new Deflater();
        deflater.setInput(lines);
        deflater.finish();
        var packed = new byte[lines.length + 100];
        byte[] data = Arrays.copyOf(packed, deflater.deflate(packed));
        System.arraycopy(packed, 0, data, 0, data.length);
        byte[] packedChunk = chunk("IDAT", data);
        return ByteBuffer.allocate(8 + 25 + packedChunk.length + 12)
                .putLong(0x89504e470d0a1a0aL)
                .put(chunk("IHDR", headerData(width, height)))
                .put(packedChunk)
                .put(chunk("IEND", new byte[0]))
                .array();
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }
}
