package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import org.ambivalent.core.ImageShape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CascadeDetectorTest {

    private static final List<BufferedImage> FACES = Drawn.sampled(40);

    private static FaceDetector detector;

    /** Sampled faces that are found: some tests ask where and how, not how often. */
    private static List<BufferedImage> clear;

    @BeforeAll
    static void open() {
        detector = FaceDetector.cascade();
        clear = FACES.stream()
                .filter(face ->
                        detector.detect(Drawn.withFace(face, 400, 400, 200)).size() == 1)
                .limit(8)
                .toList();
    }

    @AfterAll
    static void close() {
        detector.close();
    }

    @Test
    void findsSampledFacesWhereTheyAre() {
        int found = 0;
        for (BufferedImage face : FACES) {
            found += detector.detect(Drawn.withFace(face, 400, 400, 160)).stream()
                            .anyMatch(seen -> seen.box().overlap(new Box(120, 120, 160, 160)) > 0.5)
                    ? 1
                    : 0;
        }
        // 30 of 40: some sampled faces are too blurred for a cascade.
        assertThat(found).isGreaterThanOrEqualTo(26);
    }

    @Test
    void findsMostFacesOfFer2013() throws Exception {
        int found = 0;
        var faces = RealFaces.validation(60);
        for (BufferedImage face : faces) {
            found += detector.detect(Drawn.withFace(face, 400, 400, 144)).stream()
                            .anyMatch(seen -> seen.box().overlap(new Box(128, 128, 144, 144)) > 0.4)
                    ? 1
                    : 0;
        }
        // 86 % of 500.
        assertThat(found).isGreaterThanOrEqualTo(45);
    }

    @Test
    void theCropIsFramedAsTheFaceWas() {
        var shape = ImageShape.grey(48);
        var face = clear.get(0);
        var picture = Drawn.withFace(face, 400, 400, 192);
        var crop = detector.detect(picture).get(0).crop();
        assertThat(crop.centreX()).isBetween(185.0, 215.0);
        assertThat(crop.centreY()).isBetween(185.0, 215.0);
        assertThat(crop.width()).isEqualTo(crop.height()).isBetween(150.0, 235.0);
        assertThat(crop.pixels(picture, shape)).hasSize(shape.size());
    }

    @Test
    void severalFacesComeLargestFirst() {
        var faces = clear;
        var picture = Drawn.canvas(900, 400);
        Drawn.paste(faces.get(0), picture, 120, 200, 110, 0);
        Drawn.paste(faces.get(1), picture, 420, 200, 240, 0);
        Drawn.paste(faces.get(2), picture, 740, 200, 170, 0);
        var boxes = detector.detect(picture).stream().map(DetectedFace::box).toList();
        assertThat(boxes).hasSize(3);
        assertThat(boxes).extracting(box -> (box.x() + box.width() / 2) / 300).containsExactly(1, 2, 0);
    }

    @Test
    void aTurnedFaceIsFoundAndLevelled() {
        int levelled = 0;
        for (BufferedImage face : clear) {
            for (double degrees : new double[] {-22, 22}) {
                var picture = Drawn.canvas(400, 400);
                Drawn.paste(face, picture, 200, 200, 192, Math.toRadians(degrees));
                levelled += detector.detect(picture).stream()
                                .anyMatch(seen ->
                                        Math.abs(Math.toDegrees(seen.crop().tilt()) - degrees) < 9)
                        ? 1
                        : 0;
            }
        }
        assertThat(levelled).isGreaterThanOrEqualTo(10);
    }

    @Test
    void aPlainPictureHasNoFace() {
        assertThat(detector.detect(Drawn.canvas(400, 300))).isEmpty();
    }

    @Test
    void picturesOfAnySizeAreSearched() {
        for (int side : new int[] {1, 2, 7, 20, 48}) {
            assertThat(detector.detect(Drawn.canvas(side, side))).isEmpty();
        }
        assertThat(detector.detect(Drawn.canvas(1, 3000))).isEmpty();
        assertThat(detector.detect(Drawn.canvas(3000, 1))).isEmpty();
    }

    @Test
    void aSmallPictureIsEnlargedAndItsBoxIsInItsOwnPixels() {
        var picture = Drawn.withFace(clear.get(0), 80, 80, 48);
        var box = detector.detect(picture).get(0).box();
        assertThat(box.overlap(new Box(16, 16, 48, 48))).isGreaterThan(0.5);
    }

    @Test
    void aHugePictureIsSearchedAtABoundedSizeAndItsBoxIsInItsOwnPixels() {
        var picture = Drawn.withFace(clear.get(0), 8000, 6000, 3000);
        var box = detector.detect(picture).get(0).box();
        assertThat(box.overlap(new Box(2500, 1500, 3000, 3000))).isGreaterThan(0.5);
    }

    @Test
    void boxesStayInsideThePicture() {
        var picture = Drawn.canvas(300, 300);
        Drawn.paste(clear.get(0), picture, 95, 95, 200, Math.toRadians(20));
        var found = detector.detect(picture);
        assertThat(found).isNotEmpty();
        for (var face : found) {
            assertThat(face.box()).isEqualTo(face.box().within(300, 300));
        }
    }

    @Test
    void threadsTakeTurnsAndFindTheSame() throws Exception {
        var picture = Drawn.withFace(clear.get(0), 300, 300, 160);
        var expected = detector.detect(picture);
        var pool = Executors.newFixedThreadPool(4);
        try {
            for (var found : pool.invokeAll(Collections.nCopies(16, () -> detector.detect(picture)))) {
                assertThat(found.get()).isEqualTo(expected);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aClosedDetectorSaysSo() {
        var closing = FaceDetector.cascade();
        closing.detect(Drawn.canvas(50, 50));
        closing.close();
        closing.close();
        assertThatThrownBy(() -> closing.detect(Drawn.canvas(50, 50)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This detector is closed");
    }
}
