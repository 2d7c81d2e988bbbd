package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.ambivalent.core.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FacePixelsTest {

    @ParameterizedTest
    @ValueSource(ints = {16, 48, 96})
    void resizesGreyAsPillowDoes(int side) throws IOException {
        assertClose(FacePixels.of(image("waves.png"), ImageShape.grey(side)), grey("waves-grey-" + side + ".png"));
    }

    @Test
    void resizesColourAsPillowDoes() throws IOException {
        byte[] found = FacePixels.of(image("waves.png"), ImageShape.colour(24));
        BufferedImage expected = image("waves-colour-24.png");
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < 24 * 24; i++) {
                assertThat(Byte.toUnsignedInt(found[channel * 24 * 24 + i]))
                        .isCloseTo(expected.getRaster().getSample(i % 24, i / 24, channel), within(1));
            }
        }
    }

    @Test
    void resizesAPartAsPillowDoes() throws IOException {
        assertClose(
                FacePixels.of(image("waves.png"), new Rectangle(10, 5, 40, 40), ImageShape.grey(24)),
                grey("waves-part-24.png"));
    }

    @Test
    void repeatsTheBorderOutsideTheImage() {
        var image = new BufferedImage(10, 10, BufferedImage.TYPE_3BYTE_BGR);
        var graphics = image.createGraphics();
        graphics.setColor(new Color(90, 90, 90));
        graphics.fillRect(0, 0, 10, 10);
        graphics.dispose();
        assertThat(FacePixels.of(image, new Rectangle(-5, -20, 40, 60), ImageShape.grey(16)))
                .containsOnly(90);
    }

    @Test
    void averagesWhatItShrinks() {
        var image = new BufferedImage(160, 160, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 160 * 160; i++) {
            image.setRGB(i % 160, i / 160, (i % 160 + i / 160) % 2 == 0 ? 0xffffff : 0);
        }
        for (byte pixel : FacePixels.of(image, ImageShape.grey(8))) {
            assertThat(Byte.toUnsignedInt(pixel)).isBetween(127, 128);
        }
    }

    private static BufferedImage image(String name) throws IOException {
        return ImageDecoder.decode(ImageDecoderTest.fixture(name), name);
    }

    private static byte[] grey(String name) throws IOException {
        BufferedImage image = image(name);
        var bytes = new byte[image.getWidth() * image.getHeight()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) image.getRaster().getSample(i % image.getWidth(), i / image.getWidth(), 0);
        }
        return bytes;
    }

    private static void assertClose(byte[] found, byte[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(Math.abs(Byte.toUnsignedInt(found[i]) - Byte.toUnsignedInt(expected[i])))
                    .as("pixel %d", i)
                    .isLessThanOrEqualTo(1);
        }
    }
}
