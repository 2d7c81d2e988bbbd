package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceModelTest {

    @TempDir
    Path folder;

    @Test
    void comesWithAModelOfTheEightEmotionsOfFerPlus() {
        var model = FaceModel.embedded();
        assertThat(model.labels()).isEqualTo(LabelSet.FERPLUS);
        assertThat(model.shape()).isEqualTo(ImageShape.grey(48));
        assertThat(model.components()).isEqualTo(100);
        assertThat(FaceModelFile.encode(model)).hasSizeLessThan(270_000);
        assertThat(model.priors().top()).isEqualTo(LabelSet.FERPLUS.indexOf("neutral"));
    }

    @Test
    void rendersTheMeanFacePlusTheWeightedComponents() {
        byte[] pixels = HandMade.twoComponents().render(new double[] {10, -20});
        assertThat(pixels[0]).as("left and upper").isEqualTo((byte) (128 + 2 * 10 - 3 * 20));
        assertThat(pixels[7]).as("upper").isEqualTo((byte) (128 - 3 * 20));
        assertThat(pixels[63]).isEqualTo((byte) 128);
    }

    @Test
    void cutsPixelsToAByte() {
        byte[] pixels = HandMade.twoComponents().render(new double[] {1000, 0});
        assertThat(pixels[0]).isEqualTo((byte) 255);
        assertThat(HandMade.twoComponents().render(new double[] {-1000, 0})[0]).isEqualTo((byte) 0);
    }

    @Test
    void recoversTheWeightsOfAFaceThoughComponentsOverlap() {
        var model = HandMade.twoComponents();
        assertThat(model.project(model.render(new double[] {10, -20})))
                .containsExactly(new double[] {10, -20}, within(1e-9));
        assertThatIllegalArgumentException().isThrownBy(() -> model.project(new byte[63]));
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        Path file = folder.resolve("faces.bin");
        for (FaceModel model : new FaceModel[] {HandMade.twoComponents(), FaceModel.embedded()}) {
            model.write(file);
            assertThat(FaceModelFile.encode(FaceModel.read(file))).isEqualTo(Files.readAllBytes(file));
        }
        var again = FaceModel.read(file);
        var settings = SampledFaces.defaults().withCounts(3, 0, 0);
        assertThat(settings.dataset(again).hash()).isEqualTo(settings.dataset().hash());
    }

    @Test
    void refusesEveryDamagedByteAndEveryTruncation() {
        byte[] good = FaceModelFile.encode(HandMade.twoComponents());
        for (int i = 0; i < good.length; i++) {
            byte[] damaged = good.clone();
            damaged[i] ^= 0x10;
            byte[] cut = Arrays.copyOf(good, i);
            assertThatThrownBy(() -> FaceModelFile.decode(damaged, "a.bin"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith("a.bin: ");
            assertThatThrownBy(() -> FaceModelFile.decode(cut, "a.bin")).isInstanceOf(BadInputException.class);
        }
    }

    @Test
    void refusesForgedContentWhoseChecksumFits() {
        byte[] good = FaceModelFile.encode(HandMade.twoComponents());
        for (int i = 12; i < good.length - 8; i++) {
            byte[] forged = good.clone();
            forged[i] = 0x7f;
            forged[i + 1] = (byte) 0xff;
            sign(forged);
            try {
                FaceModelFile.decode(forged, "a.bin");
            } catch (BadInputException refused) {
                assertThat(refused).hasMessageStartingWith("a.bin: ");
            }
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        sign(longer);
        assertThatThrownBy(() -> FaceModelFile.decode(longer, "a.bin")).hasMessageContaining("1 bytes too many");
    }

    private static void sign(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes, 0, bytes.length - Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(bytes.length - Long.BYTES, crc.getValue());
    }

    @Test
    void refusesANewerVersionAndSaysSo() {
        byte[] newer = FaceModelFile.encode(HandMade.twoComponents());
        newer[11] = 2;
        assertThatThrownBy(() -> FaceModelFile.decode(newer, "a.bin"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("Update the program");
    }

    @Test
    void refusesFilesThatAreMissingOrSomethingElse() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no model");
        for (Path file : new Path[] {text, folder.resolve("missing.bin"), folder}) {
            assertThatThrownBy(() -> FaceModel.read(file))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith(file.toString());
        }
    }
}
