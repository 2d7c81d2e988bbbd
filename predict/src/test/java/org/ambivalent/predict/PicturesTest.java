package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.FacePixels;
import org.ambivalent.data.ImageDecoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Picture files of every kind, from the file to the answer. */
class PicturesTest {

    private static final ImageShape SHAPE = ImageShape.grey(48);
    private static final LinearModel MODEL = LinearModel.random(SHAPE, 7);
    private static final BufferedImage FACE = Drawn.sampled(1).get(0);

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws Exception {
        model = Files.write(folder.resolve("model.onnx"), MODEL.toOnnx());
    }

    private Predictor whole() {
        return Predictor.open(model, PredictorOptions.defaults().withDetector(FaceDetector.wholeImage()));
    }

    private Path png(String name, BufferedImage picture) throws Exception {
        var file = folder.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    @Test
    void aFaceCropIsAnsweredAsTheDatasetsImageIs() throws Exception {
        try (var predictor = whole()) {
            var face = predictor.predict(png("face.png", FACE)).get(0);
            var pixels = FacePixels.of(FACE, SHAPE);
            assertThat(face.prediction())
                    .isEqualTo(predictor.predictCrops(List.of(pixels)).get(0));
            assertThat(face.box()).isEqualTo(new Box(0, 0, 48, 48));
        }
    }

    @Test
    void greyColourAlphaAndSixteenBitsOfTheSameFaceAgree() throws Exception {
        var colour = Drawn.canvas(48, 48);
        var alpha = new BufferedImage(48, 48, BufferedImage.TYPE_INT_ARGB);
        var sixteen = new BufferedImage(48, 48, BufferedImage.TYPE_USHORT_GRAY);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 48; x++) {
                int grey = FACE.getRaster().getSample(x, y, 0);
                colour.setRGB(x, y, grey << 16 | grey << 8 | grey);
                alpha.setRGB(x, y, 0xFF000000 | grey << 16 | grey << 8 | grey);
                sixteen.getRaster().setSample(x, y, 0, grey * 257);
            }
        }
        try (var predictor = whole()) {
            var expected = predictor.predict(FACE);
            for (var picture : List.of(colour, alpha, sixteen)) {
                assertThat(predictor.predict(picture)).isEqualTo(expected);
                assertThat(predictor.predict(png("kind.png", picture))).isEqualTo(expected);
            }
        }
    }

    @Test
    void anExifRotatedPhotoIsAnsweredUpright() throws Exception {
        var upright = Drawn.canvas(60, 80);
        Drawn.paste(FACE, upright, 30, 40, 60, 0);
        // A camera held on its side stores the picture turned left by a quarter and notes orientation 6.
        var stored = Drawn.canvas(80, 60);
        for (int y = 0; y < 80; y++) {
            for (int x = 0; x < 60; x++) {
                stored.setRGB(y, 59 - x, upright.getRGB(x, y));
            }
        }
        var file = Files.write(folder.resolve("turned.jpg"), withOrientation(stored, 6));
        try (var predictor = whole()) {
            var face = predictor.predict(file).get(0);
            assertThat(face.box()).isEqualTo(new Box(0, 0, 60, 80));
            assertThat(face.prediction())
                    .isEqualTo(
                            predictor.predict(ImageDecoder.decode(file)).get(0).prediction());
        }
    }

    /** A JPEG with a minimal Exif segment (one entry, orientation) right after its first marker. */
    private static byte[] withOrientation(BufferedImage picture, int orientation) throws Exception {
        var jpeg = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpg", jpeg);
        byte[] plain = jpeg.toByteArray();
        byte[] exif = {
            (byte) 0xFF,
            (byte) 0xE1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        var out = new ByteArrayOutputStream();
        out.write(plain, 0, 2);
        out.write(exif);
        out.write(plain, 2, plain.length - 2);
        return out.toByteArray();
    }

    @Test
    void tinyAndHugePicturesAreAnswered() throws Exception {
        try (var predictor = whole()) {
            for (int[] size : new int[][] {{1, 1}, {20, 20}, {1, 500}, {8000, 6000}}) {
                var picture = Drawn.canvas(size[0], size[1]);
                assertThat(predictor.predict(picture)).hasSize(1);
            }
        }
    }

    @Test
    void aPhotoWithoutAFaceGivesAnEmptyList() throws Exception {
        try (var predictor = Predictor.open(model)) {
            assertThat(predictor.predict(png("plain.png", Drawn.canvas(300, 200))))
                    .isEmpty();
        }
    }

    @Test
    void aPhotoWithAFaceIsDetectedCroppedAndAnswered() throws Exception {
        try (var predictor = Predictor.open(model)) {
            var faces = predictor.predict(png("photo.png", Drawn.withFace(FACE, 500, 400, 200)));
            assertThat(faces).hasSize(1);
            assertThat(faces.get(0).box().overlap(new Box(150, 100, 200, 200))).isGreaterThan(0.5);
            assertThat(faces.get(0).distribution().size()).isEqualTo(8);
        }
    }

    @Test
    void aFileThatIsNoPictureIsTheUsersToSolve() throws Exception {
        var text = Files.write(folder.resolve("notes.jpg"), "no picture".getBytes(StandardCharsets.UTF_8));
        try (var predictor = whole()) {
            assertThatThrownBy(() -> predictor.predict(text))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("notes.jpg");
            assertThatThrownBy(() -> predictor.predict(folder.resolve("missing.jpg")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("missing.jpg");
        }
    }
}
