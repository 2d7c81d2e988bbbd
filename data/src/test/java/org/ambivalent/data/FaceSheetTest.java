package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.ambivalent.core.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceSheetTest {

    @TempDir
    Path folder;

    @Test
    void putsFacesRowByRow() {
        var pixels = new byte[3][64];
        for (int i = 0; i < 3; i++) {
            Arrays.fill(pixels[i], (byte) (100 + 50 * i));
        }
        var picture = FaceSheet.picture(FaceImages.of(ImageShape.grey(8), pixels), 2, 3);
        assertThat(picture.getWidth()).isEqualTo(48);
        assertThat(picture.getHeight()).isEqualTo(48);
        var raster = picture.getRaster();
        assertThat(raster.getSample(23, 23, 0)).isEqualTo(100);
        assertThat(raster.getSample(24, 23, 0)).isEqualTo(150);
        assertThat(raster.getSample(23, 24, 0)).isEqualTo(200);
        assertThat(raster.getSample(47, 47, 0)).as("left over").isZero();
    }

    @Test
    void writesAPngThatCanBeRead() throws IOException {
        Path png = folder.resolve("sheet.png");
        FaceSheet.write(SampledFaces.defaults().withCounts(4, 0, 0).dataset(), 4, 1, png);
        assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(4 * 48);
    }

    @Test
    void refusesAnEmptySheet() {
        var none = FaceImages.of(ImageShape.grey(8), new byte[0][]);
        assertThatIllegalArgumentException().isThrownBy(() -> FaceSheet.picture(none, 1, 1));
    }
}
