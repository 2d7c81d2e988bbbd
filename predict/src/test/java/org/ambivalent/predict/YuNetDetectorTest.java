package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YuNetDetectorTest {

    @TempDir
    Path folder;

    @Test
    void aMissingFileIsTheUsersToSolve() {
        assertBad(folder.resolve("yunet.onnx"), "yunet.onnx", "no readable file");
    }

    @Test
    void aFileThatIsNoOnnxIsRefused() throws Exception {
        var text = Files.write(folder.resolve("text.onnx"), "no network".getBytes(StandardCharsets.UTF_8));
        assertBad(text, "text.onnx", "not a YuNet face detector", "model zoo");
    }

    @Test
    void anotherNetworkIsRefused() throws Exception {
        var model = Files.write(
                folder.resolve("emotions.onnx"),
                LinearModel.random(ImageShape.grey(48), 1).toOnnx());
        assertBad(model, "emotions.onnx", "not a YuNet face detector");
    }

    private static void assertBad(Path model, String... parts) {
        assertThatThrownBy(() -> FaceDetector.yuNet(model))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(parts);
    }

    /** Box, right and left eye (of the person), nose, corners of the mouth, score. */
    @Test
    void aRowBecomesAFaceInPixelsOfThePicture() {
        float[] row = {10, 20, 30, 40, 15, 30, 35, 32, 25, 40, 18, 50, 32, 50, 0.9f};
        var face = YuNetDetector.face(row, 2, Drawn.canvas(200, 200));
        assertThat(face.box()).isEqualTo(new Box(20, 40, 60, 80));
        assertThat(face.eyes()).isEqualTo(new Eyes(30, 60, 70, 64));
        assertThat(face.score()).isEqualTo(0.9f);
        assertThat(face.points().all())
                .containsExactly(
                        new FacePoints.Point(30, 60),
                        new FacePoints.Point(70, 64),
                        new FacePoints.Point(50, 80),
                        new FacePoints.Point(36, 100),
                        new FacePoints.Point(64, 100));
        assertThat(Framing.LANDMARKS.crop(face)).isEqualTo(face.points().crop());
        assertThat(face.crop().tilt()).isCloseTo(Math.atan(0.1), within(1e-9));
        assertThat(face.crop().width()).isEqualTo(80);
        assertThat(face.crop().centreX()).isEqualTo(50);
        assertThat(face.crop().centreY()).isEqualTo(80);
    }

    @Test
    void eyesInTheWrongOrderLevelNothing() {
        float[] row = {10, 20, 30, 40, 35, 30, 15, 32, 25, 40, 18, 50, 32, 50, 0.9f};
        var face = YuNetDetector.face(row, 1, Drawn.canvas(200, 200));
        assertThat(face.eyes()).isNull();
        assertThat(face.crop().tilt()).isZero();
    }
}
