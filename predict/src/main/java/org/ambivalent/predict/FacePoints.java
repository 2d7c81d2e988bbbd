package org.ambivalent.predict;

import java.util.List;

/**
 * Five points of a face in pixels of the picture: the eye on the left side of the picture, the other eye, the tip of the nose,
 * the corner of the mouth on the left side of the picture, the other corner.
 */
public record FacePoints(List<Point> all) {

    /**
     * A place in a picture, or on a canvas.
     *
     * @param x pixels from the left edge
     * @param y pixels from the upper edge
     */
    public record Point(double x, double y) {}

    private static final int COUNT = 5;

    /** The side of the canvas on which {@link #CANONICAL} lies. */
    private static final double CANVAS = 112;

    /**
     * Where face-recognition networks expect the points, on a canvas of 112 pixels (Deng et al. 2019, arXiv 1801.07698, section
     * 3.1): a common convention, so that their published weights see faces as they know them.
     */
    private static final List<Point> CANONICAL = List.of(
            new Point(38.2946, 51.6963),
            new Point(73.5318, 51.5014),
            new Point(56.0252, 71.7366),
            new Point(41.5493, 92.3655),
            new Point(70.7299, 92.2041));

    public FacePoints {
        all = List.copyOf(all);
        if (all.size() != COUNT || all.stream().anyMatch(point -> !Double.isFinite(point.x + point.y))) {
            throw new IllegalArgumentException("A face has five finite points, but got " + all);
        }
    }

    /**
     * The square that brings the points as near to their places on the canvas as turning, scaling and shifting can, by least
     * squares (a similarity: nothing is stretched or mirrored).
     *
     * <p>With canvas points u and points of the picture p about their means, as complex numbers: {@code z = sum conj(u) p / sum
     * |u|^2}, whose modulus is the scale and whose argument the tilt.
     */
    CropRegion crop() {
        Point from = mean(CANONICAL);
        Point to = mean(all);
        double real = 0;
        double imaginary = 0;
        double norm = 0;
        for (int i = 0; i < COUNT; i++) {
            double u = CANONICAL.get(i).x - from.x;
            double v = CANONICAL.get(i).y - from.y;
            double x = all.get(i).x - to.x;
            double y = all.get(i).y - to.y;
            real += u * x + v * y;
            imaginary += u * y - v * x;
            norm += u * u + v * v;
        }
        real /= norm;
        imaginary /= norm;
        double u = CANVAS / 2 - from.x;
        double v = CANVAS / 2 - from.y;
        double side = CANVAS * Math.hypot(real, imaginary);
        return new CropRegion(
                to.x + real * u - imaginary * v,
                to.y + imaginary * u + real * v,
                side,
                side,
                Math.atan2(imaginary, real));
    }

    private static Point mean(List<Point> points) {
        double x = points.stream().mapToDouble(Point::x).average().orElseThrow();
        double y = points.stream().mapToDouble(Point::y).average().orElseThrow();
        return new Point(x, y);
    }
}
