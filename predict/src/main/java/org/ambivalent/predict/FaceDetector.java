package org.ambivalent.predict;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the faces in a picture. Implementations are safe to use from several threads at once. The cascades load their native
 * library at the first picture, not before; YuNet loads it with its model, which it tries.
 */
public interface FaceDetector extends AutoCloseable {

    /** The faces found, largest box first; empty if there is none. The picture stays as it is. */
    List<DetectedFace> detect(BufferedImage picture);

    /** Frees native memory. Closing twice does nothing; a closed detector finds nothing more and says so. */
    @Override
    default void close() {}

    /** Frontal faces by OpenCV's cascades, which ship with the program. */
    static FaceDetector cascade() {
        return new CascadeDetector();
    }

    /** Faces by a YuNet model that the user has as an ONNX file. */
    static FaceDetector yuNet(Path model) {
        return new YuNetDetector(model);
    }

    /** Every picture is one face that fills it: for pictures that are face crops already. */
    static FaceDetector wholeImage() {
        return picture -> {
            int width = picture.getWidth();
            int height = picture.getHeight();
            var all = new CropRegion(width / 2.0, height / 2.0, width, height, 0);
            return List.of(new DetectedFace(new Box(0, 0, width, height), all, 1, null));
        };
    }
}
