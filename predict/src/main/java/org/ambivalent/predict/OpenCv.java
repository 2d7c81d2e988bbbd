package org.ambivalent.predict;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;

/** What both detectors need of OpenCV. Callers hold a {@link org.bytedeco.javacpp.PointerScope}. */
final class OpenCv {

    private OpenCv() {}

    /** A copy of grey levels, {@code [height][width]}. */
    static Mat grey(PixelWindow window) {
        return mat(window, CV_8UC1, window.grey());
    }

    /** A copy of blue, green and red, {@code [height][width][3]}. */
    static Mat bgr(PixelWindow window) {
        return mat(window, CV_8UC3, window.bgr());
    }

    private static Mat mat(PixelWindow window, int type, byte[] bytes) {
        var mat = new Mat(window.height(), window.width(), type);
        mat.data().put(bytes);
        return mat;
    }

    /** A cascade, not bound to any scope, that ships inside OpenCV's jar, such as {@code haarcascades/haarcascade_eye.xml}. */
    static CascadeClassifier cascade(String name) {
        String resource = "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/" + name;
        try {
            var file = Loader.cacheResource(CascadeClassifier.class, resource);
            if (file == null) {
                throw new IllegalStateException("The cascade " + resource + " is missing from OpenCV's jar");
            }
            var cascade = new CascadeClassifier(new BytePointer(path(file.toPath())));
            if (cascade.isNull()) {
                throw new IllegalStateException("The cascade " + file + " cannot be loaded");
            }
            return cascade.retainReference();
        } catch (IOException e) {
            throw new IllegalStateException("The cascade " + resource + " cannot be unpacked", e);
        }
    }

    private static String path(Path file) {
        return file.toAbsolutePath().toString();
    }
}
