package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.ambivalent.predict.FacePoints.Point;
import org.junit.jupiter.api.Test;

class FacePointsTest {

    /** Where face-recognition networks expect the points on 112 x 112 pixels. */
    private static final List<Point> CANONICAL = List.of(
            new Point(38.2946, 51.6963),
            new Point(73.5318, 51.5014),
            new Point(56.0252, 71.7366),
            new Point(41.5493, 92.3655),
            new Point(70.7299, 92.2041));

    @Test
    void pointsInTheirPlacesCropTheCanvasItself() {
        var crop = new FacePoints(CANONICAL).crop();
        assertThat(crop.centreX()).isCloseTo(56, within(1e-9));
        assertThat(crop.centreY()).isCloseTo(56, within(1e-9));
        assertThat(crop.width()).isCloseTo(112, within(1e-9));
        assertThat(crop.tilt()).isCloseTo(0, within(1e-9));
    }

    /** Any turning, scaling and shifting is found again exactly. */
    @Test
    void findsEverySimilarityAgain() {
        var random = new SplittableRandom(1);
        for (int run = 0; run < 200; run++) {
            double scale = 0.1 + 9.9 * random.nextDouble();
            double tilt = 2 * Math.PI * (random.nextDouble() - 0.5);
            double x = 4000 * random.nextDouble() - 2000;
            double y = 4000 * random.nextDouble() - 2000;
            var crop = new FacePoints(CANONICAL.stream()
                            .map(point -> moved(point, scale, tilt, x, y))
                            .toList())
                    .crop();
            var centre = moved(new Point(56, 56), scale, tilt, x, y);
            assertThat(crop.centreX()).as("run %d", run).isCloseTo(centre.x(), within(1e-6));
            assertThat(crop.centreY()).as("run %d", run).isCloseTo(centre.y(), within(1e-6));
            assertThat(crop.width()).as("run %d", run).isCloseTo(112 * scale, within(1e-6));
            assertThat(Math.sin(crop.tilt() - tilt)).as("run %d", run).isCloseTo(0, within(1e-9));
            assertThat(Math.cos(crop.tilt() - tilt)).as("run %d", run).isCloseTo(1, within(1e-9));
        }
    }

    private static Point moved(Point point, double scale, double tilt, double x, double y) {
        double cos = scale * Math.cos(tilt);
        double sin = scale * Math.sin(tilt);
        return new Point(x + cos * point.x() - sin * point.y(), y + sin * point.x() + cos * point.y());
    }

    /** Least squares: no small change of the crop brings disturbed points nearer to their places. */
    @Test
    void noNeighbourOfTheCropFitsDisturbedPointsBetter() {
        var random = new SplittableRandom(2);
        for (int run = 0; run < 50; run++) {
            var points = CANONICAL.stream()
                    .map(point -> new Point(
                            3 * point.x() + 20 * random.nextDouble(), 3 * point.y() + 20 * random.nextDouble()))
                    .toList();
            var crop = new FacePoints(points).crop();
            double best = error(crop, points);
            for (double step : new double[] {-0.1, 0.1}) {
                assertThat(error(changed(crop, step, 0, 0, 0), points)).isGreaterThan(best);
                assertThat(error(changed(crop, 0, step, 0, 0), points)).isGreaterThan(best);
                assertThat(error(changed(crop, 0, 0, step, 0), points)).isGreaterThan(best);
                assertThat(error(changed(crop, 0, 0, 0, step / 20), points)).isGreaterThan(best);
            }
        }
    }

    private static CropRegion changed(CropRegion crop, double x, double y, double side, double tilt) {
        return new CropRegion(
                crop.centreX() + x, crop.centreY() + y, crop.width() + side, crop.width() + side, crop.tilt() + tilt);
    }

    /** Squared distance of the places on the canvas, brought into the picture, from the points there. */
    private static double error(CropRegion crop, List<Point> points) {
        double sum = 0;
        double scale = crop.width() / 112;
        for (int i = 0; i < points.size(); i++) {
            var offset = new Point(CANONICAL.get(i).x() - 56, CANONICAL.get(i).y() - 56);
            var place = moved(offset, scale, crop.tilt(), crop.centreX(), crop.centreY());
            sum += Math.pow(place.x() - points.get(i).x(), 2)
                    + Math.pow(place.y() - points.get(i).y(), 2);
        }
        return sum;
    }

    @Test
    void fiveFinitePointsAreNeeded() {
        assertThatThrownBy(() -> new FacePoints(CANONICAL.subList(0, 4))).hasMessageContaining("five finite points");
        var bad = List.of(new Point(Double.NaN, 0), new Point(1, 1), new Point(2, 2), new Point(3, 3), new Point(4, 4));
        assertThatThrownBy(() -> new FacePoints(bad)).hasMessageContaining("five finite points");
    }
}
