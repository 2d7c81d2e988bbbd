package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.data.ImageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotatorTest {

    @TempDir
    Path folder;

    private final Annotator annotator = new Annotator();

    private static FacePrediction face(int x, int y, int side, double... weights) {
        var distribution = Distribution.proportionalTo(weights);
        var prediction = new Prediction(LabelSet.FERPLUS, distribution, Uncertainty.of(List.of(distribution)));
        return new FacePrediction(new Box(x, y, side, side), prediction);
    }

    private static FacePrediction happy(int x, int y, int side) {
        return face(x, y, side, 2, 6, 1, 0.2, 0.3, 0.1, 0.3, 0.1);
    }

    private static int changed(BufferedImage before, BufferedImage after, int x, int y, int width, int height) {
        int changed = 0;
        for (int row = y; row < y + height; row++) {
            for (int column = x; column < x + width; column++) {
                changed += (before.getRGB(column, row) & 0xFFFFFF) != (after.getRGB(column, row) & 0xFFFFFF) ? 1 : 0;
            }
        }
        return changed;
    }

    @Test
    void aPanelStandsBesideItsFaceAndTheFaceStaysVisible() {
        var picture = Drawn.canvas(900, 600);
        var annotated = annotator.annotate(picture, List.of(happy(100, 150, 200)));
        assertThat(annotated.getWidth()).isEqualTo(900);
        assertThat(annotated.getHeight()).isEqualTo(600);
        assertThat(changed(picture, annotated, 110, 160, 180, 180)).isZero();
        assertThat(changed(picture, annotated, 100, 148, 200, 5)).isGreaterThan(200);
        assertThat(changed(picture, annotated, 305, 150, 200, 100)).isGreaterThan(5_000);
        assertThat(changed(picture, annotated, 600, 0, 300, 600)).isZero();
    }

    @Test
    void theGivenPictureStaysAsItIs() {
        var picture = Drawn.canvas(700, 500);
        annotator.annotate(picture, List.of(happy(10, 10, 100)));
        assertThat(changed(picture, Drawn.canvas(700, 500), 0, 0, 700, 500)).isZero();
    }

    @Test
    void aPictureWithoutFacesIsCopied() {
        var picture = Drawn.canvas(700, 500);
        var annotated = annotator.annotate(picture, List.of());
        assertThat(annotated).isNotSameAs(picture);
        assertThat(changed(picture, annotated, 0, 0, 700, 500)).isZero();
    }

    @Test
    void aSmallPictureIsEnlargedUntilWordsCanBeRead() {
        for (int side : new int[] {1, 20, 48, 300}) {
            var annotated = annotator.annotate(Drawn.canvas(side, side), List.of(happy(0, 0, side)));
            // No room beside a face that fills the picture: the panel goes into a margin.
            assertThat(annotated.getHeight()).isBetween(640, 1300);
            assertThat(annotated.getWidth()).isGreaterThan(annotated.getHeight());
        }
    }

    @Test
    void aHugePictureGetsLargerLettersAndThickerLines() {
        var small = annotator.annotate(Drawn.canvas(800, 600), List.of(happy(100, 100, 200)));
        var large = annotator.annotate(Drawn.canvas(4000, 3000), List.of(happy(500, 500, 1000)));
        int thin = changed(Drawn.canvas(800, 600), small, 101, 200, 50, 1);
        int thick = changed(Drawn.canvas(4000, 3000), large, 501, 1000, 50, 1);
        assertThat(thick).isGreaterThan(2 * thin);
    }

    @Test
    void everyFaceOfACrowdGetsAPanelOfItsOwn() {
        var faces = new ArrayList<FacePrediction>();
        for (int i = 0; i < 30; i++) {
            faces.add(happy(10 + 100 * (i % 6), 10 + 100 * (i / 6), 90));
        }
        var picture = Drawn.canvas(640, 520);
        var annotated = annotator.annotate(picture, faces);
        assertThat(annotated.getWidth()).isGreaterThan(640);
        for (var face : faces) {
            var box = face.box();
            assertThat(changed(picture, annotated, box.x() + 5, box.y() + 5, box.width() - 10, box.height() - 10))
                    .isZero();
        }
    }

    /** Whoever sends a crowd, or a strip of a picture, must not fill the memory. */
    @Test
    void theMarginIsNoLargerThanThePicture() {
        var crowd = new ArrayList<FacePrediction>();
        for (int i = 0; i < 64; i++) {
            crowd.add(happy(340 * (i % 8), 240 * (i / 8), 240));
        }
        assertGrowth(Drawn.canvas(2720, 1920), crowd);
        assertGrowth(Drawn.canvas(6000, 100), List.of(happy(0, 0, 6000)));
        assertGrowth(Drawn.canvas(20_000, 300), List.of(happy(0, 0, 20_000)));
        assertGrowth(Drawn.canvas(200_000, 10), List.of(happy(0, 0, 200_000)));
        assertGrowth(Drawn.canvas(10, 200_000), crowd);
    }

    private void assertGrowth(BufferedImage picture, List<FacePrediction> faces) {
        var annotated = annotator.annotate(picture, faces);
        assertThat((double) annotated.getWidth() * annotated.getHeight())
                .isLessThanOrEqualTo(Math.max(4e6, 2.0 * picture.getWidth() * picture.getHeight()));
    }

    @Test
    void theTitleNamesTheEmotionAndTheEntropyInNats() {
        var even = face(0, 0, 10, 1, 1, 1, 1, 1, 1, 1, 1).prediction();
        assertThat(Annotator.title(even)).isEqualTo("neutral  2.08 nats");
    }

    @Test
    void writesAPngThatCanBeReadAgain() {
        var file = folder.resolve("new/photo.png");
        var picture = Drawn.canvas(700, 500);
        var faces = List.of(happy(50, 50, 150));
        annotator.write(file, picture, faces);
        var read = ImageDecoder.decode(file);
        assertThat(changed(read, annotator.annotate(picture, faces), 0, 0, 700, 500))
                .isZero();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsTheUsersToSolve() throws Exception {
        Files.createDirectory(folder.resolve("taken.png"));
        assertThatThrownBy(() -> annotator.write(folder.resolve("taken.png"), Drawn.canvas(50, 50), List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("taken.png");
    }
}
