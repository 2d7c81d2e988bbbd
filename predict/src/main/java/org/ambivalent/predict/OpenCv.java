package org.ambivalent.predict;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.io.File;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;

/** What both detectors need of OpenCV. Callers hold a {@link org.bytedeco.javacpp.PointerScope}. */
final class OpenCv {

    /** Enlarging more than this shows no more than blur. */
    private static final double MAX_ENLARGEMENT = 8;

    private OpenCv() {}

    /** Grey levels, {@code [height][width]}, resized so that the longer side is from {@code min} to {@code max}. */
    static Mat grey(PixelWindow window, int min, int max) {
        return resized(mat(window, CV_8UC1, window.grey()), min, max);
    }

    /** Blue, green and red, {@code [height][width][3]}, resized so that the longer side is from {@code min} to {@code max}. */
    static Mat bgr(PixelWindow window, int min, int max) {
        return resized(mat(window, CV_8UC3, window.bgr()), min, max);
    }

    private static Mat mat(PixelWindow window, int type, byte[] bytes) {
        var mat = new Mat(window.height(), window.width(), type);
        mat.data().put(bytes);
        return mat;
    }

    private static Mat resized(Mat image, int min, int max) {
        double longest = Math.max(image.cols(), image.rows());
        double scale = Math.min(MAX_ENLARGEMENT, Math.min(max, Math.max(min, longest)) / longest);
        int width = (int) Math.max(1, Math.round(image.cols() * scale));
        int height = (int) Math.max(1, Math.round(image.rows() * scale));
        var resized = new Mat();
        resize(image, resized, new Size(width, height), 0, 0, scale < 1 ? INTER_AREA : INTER_LINEAR);
        return resized;
    }

    /** A cascade, not bound to any scope, that ships inside OpenCV's jar, such as {@code haarcascades/haarcascade_eye.xml}. */
    static CascadeClassifier cascade(String name) {
        String resource = "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/" + name;
        try {
            File file = Loader.cacheResource(CascadeClassifier.class, resource);
            if (file == null) {
                throw new IllegalStateException("The cascade " + resource + " is missing from OpenCV's jar");
            }
            var cascade = new CascadeClassifier(file.getAbsolutePath());
            if (cascade.empty()) {
                throw new IllegalStateException("The cascade " + file + " cannot be loaded");
            }
            return cascade.retainReference();
        } catch (IOException e) {
            throw new IllegalStateException("The cascade " + resource + " cannot be unpacked", e);
        }
    }
}
