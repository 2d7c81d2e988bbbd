package org.ambivalent.predict;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.getRotationMatrix2D;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import java.awt.image.BufferedImage;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * A picture as a cascade searches it: grey, resized and perhaps turned about its centre, with the way back.
 *
 * @param grey levels, {@code [height][width]}
 * @param tilt in the picture, clockwise, of what is upright here; radians
 * @param perPixel pixels of the picture for one pixel of this image
 */
record WorkingImage(Mat grey, double tilt, double perPixel) {

    static WorkingImage of(Mat grey, double tilt, BufferedImage picture) {
        double perPixel = (double) picture.getWidth() / grey.cols();
        return new WorkingImage(tilt == 0 ? grey : turned(grey, tilt), tilt, perPixel);
    }

    private static Mat turned(Mat grey, double tilt) {
        var centre = new Point2f(grey.cols() / 2f, grey.rows() / 2f);
        var turned = new Mat();
        Mat back = getRotationMatrix2D(centre, Math.toDegrees(tilt), 1);
        warpAffine(grey, turned, back, grey.size(), INTER_LINEAR, BORDER_REPLICATE, new Scalar());
        return turned;
    }

    /** The place in the picture of a place in this image, x then y. */
    double[] inPicture(double x, double y) {
        double u = x - grey.cols() / 2.0;
        double v = y - grey.rows() / 2.0;
        double turnedX = u * Math.cos(tilt) - v * Math.sin(tilt);
        double turnedY = u * Math.sin(tilt) + v * Math.cos(tilt);
        return new double[] {(turnedX + grey.cols() / 2.0) * perPixel, (turnedY + grey.rows() / 2.0) * perPixel};
    }

    /** The upright box in the picture with the centre and size of a rectangle here. */
    Box box(Rect rect) {
        double[] centre = inPicture(rect.x() + rect.width() / 2.0, rect.y() + rect.height() / 2.0);
        double width = Math.max(1, rect.width() * perPixel);
        double height = Math.max(1, rect.height() * perPixel);
        return new Box(
                (int) Math.round(centre[0] - width / 2),
                (int) Math.round(centre[1] - height / 2),
                (int) Math.round(width),
                (int) Math.round(height));
    }
}
