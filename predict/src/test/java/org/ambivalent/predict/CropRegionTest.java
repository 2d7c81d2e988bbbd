package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.FacePixels;
import org.junit.jupiter.api.Test;

class CropRegionTest {

    private static final ImageShape SHAPE = ImageShape.grey(48);

    private static BufferedImage noise(int width, int height) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        var random = new Random(1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return picture;
    }

    /** Grey rises by 1 for every 2 pixels to the right and falls by 1 for every 4 down, from 100 at (100, 100). */
    private static BufferedImage slope() {
        var picture = new BufferedImage(200, 200, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < 200; y++) {
            for (int x = 0; x < 200; x++) {
                int grey = (int) Math.round(level(x + 0.5, y + 0.5));
                picture.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        return picture;
    }

    private static double level(double x, double y) {
        return 100 + (x - 100) / 2 - (y - 100) / 4;
    }

    @Test
    void anUprightCropIsWhatADatasetWouldRead() {
        var picture = noise(200, 150);
        var crop = CropRegion.square(new Box(20, 30, 97, 97), 1, 0).pixels(picture, SHAPE);
        assertThat(crop).isEqualTo(FacePixels.of(picture, new Rectangle(20, 30, 97, 97), SHAPE));
    }

    @Test
    void aTurnByNothingChangesNothing() {
        var picture = noise(200, 150);
        var box = new Box(20, 30, 96, 96);
        assertThat(CropRegion.square(box, 1, 1e-12).pixels(picture, SHAPE))
                .isEqualTo(CropRegion.square(box, 1, 0).pixels(picture, SHAPE));
    }

    @Property
    void aTurnedCropOfASlopeIsATurnedSlope(@ForAll @DoubleRange(min = -0.6, max = 0.6) double tilt) {
        var crop = new CropRegion(100, 100, 96, 96, tilt).pixels(slope(), SHAPE);
        for (int row = 1; row < 47; row++) {
            for (int column = 1; column < 47; column++) {
                double u = 2 * (column + 0.5) - 48;
                double v = 2 * (row + 0.5) - 48;
                double expected = level(
                        100 + u * Math.cos(tilt) - v * Math.sin(tilt), 100 + u * Math.sin(tilt) + v * Math.cos(tilt));
                assertThat((double) Byte.toUnsignedInt(crop[48 * row + column]))
                        .isBetween(expected - 1.5, expected + 1.5);
            }
        }
    }

    @Test
    void tiltIsClockwise() {
        var picture = new BufferedImage(100, 100, BufferedImage.TYPE_3BYTE_BGR);
        // A bright spot to the right of the centre and, because the head leans clockwise, lower than it.
        double tilt = Math.toRadians(20);
        int x = (int) Math.round(50 + 30 * Math.cos(tilt));
        int y = (int) Math.round(50 + 30 * Math.sin(tilt));
        for (int dy = -3; dy <= 3; dy++) {
            for (int dx = -3; dx <= 3; dx++) {
                picture.setRGB(x + dx, y + dy, 0xFFFFFF);
            }
        }
        var crop = new CropRegion(50, 50, 96, 96, tilt).pixels(picture, SHAPE);
        assertThat(Byte.toUnsignedInt(crop[48 * 24 + 24 + 15])).isGreaterThan(200);
        assertThat(new Eyes(40, 40, 40 + Math.cos(tilt), 40 + Math.sin(tilt)).tilt())
                .isCloseTo(tilt, org.assertj.core.api.Assertions.within(1e-12));
    }

    @Test
    void beyondThePictureItsEdgeGoesOn() {
        var white = new BufferedImage(30, 30, BufferedImage.TYPE_BYTE_GRAY);
        white.getRaster()
                .setSamples(
                        0,
                        0,
                        30,
                        30,
                        0,
                        java.util.Collections.nCopies(900, 200).stream()
                                .mapToInt(i -> i)
                                .toArray());
        for (double tilt : new double[] {0, 0.3}) {
            var crop = new CropRegion(0, 0, 500, 500, tilt).pixels(white, SHAPE);
            for (byte pixel : crop) {
                assertThat(Byte.toUnsignedInt(pixel)).isEqualTo(200);
            }
        }
    }

    @Test
    void hugeTurnedRegionsAreAveragedDown() {
        var picture = noise(4000, 3000);
        var crop = new CropRegion(2000, 1500, 3000, 3000, 0.1).pixels(picture, SHAPE);
        // Noise of any colour averages to middle grey.
        for (byte pixel : crop) {
            assertThat(Byte.toUnsignedInt(pixel)).isBetween(115, 140);
        }
    }

    @Test
    void refusesAnEmptyRegion() {
        assertThatThrownBy(() -> new CropRegion(1, 1, 0, 5, 0)).hasMessageContaining("size above 0");
        assertThatThrownBy(() -> new CropRegion(1, 1, 5, 5, Double.NaN)).hasMessageContaining("NaN");
    }
}
