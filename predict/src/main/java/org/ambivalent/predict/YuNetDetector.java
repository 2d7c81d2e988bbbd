package org.ambivalent.predict;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;
import org.jspecify.annotations.Nullable;

/**
 * Faces by a YuNet network (Wu et al. 2023, doi:10.1007/s11633-023-1423-y) that the user has as an ONNX file; OpenCV's
 * model zoo offers it as {@code face_detection_yunet}. It finds turned and partly hidden faces that cascades miss.
 *
 * <p>The square around its box, which reaches from forehead to chin, is the crop, turned to level the eyes.
 */
final class YuNetDetector implements FaceDetector {

    /** The network knows faces of about 10 to 300 pixels, so larger pictures are searched at this size. */
    private static final int SIDE = 640;

    private static final float MIN_SCORE = 0.7f;
    private static final float MAX_OVERLAP = 0.3f;
    private static final int MAX_FACES = 1000;

    private final String model;
    private @Nullable FaceDetectorYN network;

    /** Loads the network and tries it out, so that a wrong file is known before the first picture. */
    @SuppressWarnings("try") // The scope is there for what it frees.
    YuNetDetector(Path file) {
        model = file.toString();
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new BadInputException(
                    file + ": no readable file. Name a YuNet model (.onnx), or leave the detector out"
                            + " to use the one that ships with Ambivalent.");
        }
        try (var scope = new PointerScope()) {
            var size = new Size(SIDE, SIDE);
            FaceDetectorYN opened = FaceDetectorYN.create(model, "", size, MIN_SCORE, MAX_OVERLAP, MAX_FACES, 0, 0);
            opened.detect(OpenCv.bgr(PixelWindow.of(blank(), SIDE), SIDE, SIDE), new Mat());
            network = opened.retainReference();
        } catch (RuntimeException e) {
            throw new BadInputException(
                    file
                            + ": not a YuNet face detector that OpenCV can run. Use face_detection_yunet_2023mar.onnx or newer from OpenCV's model zoo, or leave the"
                            + " detector out to use the one that ships with Ambivalent.",
                    e);
        }
    }

    private static BufferedImage blank() {
        return new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    }

    /** The network keeps its input size between calls, so pictures take turns. */
    @Override
    @SuppressWarnings("try") // The scope is there for what it frees.
    public synchronized List<DetectedFace> detect(BufferedImage picture) {
        if (network == null) {
            throw new IllegalStateException("This detector is closed");
        }
        try (var scope = new PointerScope()) {
            Mat image = OpenCv.bgr(PixelWindow.of(picture, SIDE), SIDE / 4, SIDE);
            network.setInputSize(image.size());
            var rows = new Mat();
            network.detect(image, rows);
            return DetectedFace.distinct(faces(rows, (double) picture.getWidth() / image.cols(), picture));
        }
    }

    /** From rows {@code [faces][15]}: box (x, y, width, height), five points (x, y), the two eyes first, and the score. */
    private static List<DetectedFace> faces(Mat rows, double perPixel, BufferedImage picture) {
        var faces = new ArrayList<DetectedFace>();
        for (int i = 0; i < rows.rows(); i++) {
            var row = new float[15];
            new FloatPointer(rows.ptr(i)).get(row);
            faces.add(face(row, perPixel, picture));
        }
        return faces;
    }

    static DetectedFace face(float[] row, double perPixel, BufferedImage picture) {
        var box = new Box(
                (int) Math.round(row[0] * perPixel),
                (int) Math.round(row[1] * perPixel),
                (int) Math.max(1, Math.round(row[2] * perPixel)),
                (int) Math.max(1, Math.round(row[3] * perPixel)));
        Eyes eyes = row[6] > row[4]
                ? new Eyes(row[4] * perPixel, row[5] * perPixel, row[6] * perPixel, row[7] * perPixel)
                : null;
        var crop = CropRegion.square(box, 1, eyes == null ? 0 : eyes.tilt());
        var points = eyes == null ? null : points(row, perPixel);
        return new DetectedFace(box.within(picture.getWidth(), picture.getHeight()), crop, row[14], eyes, points);
    }

    private static FacePoints points(float[] row, double perPixel) {
        return new FacePoints(IntStream.range(0, 5)
                .mapToObj(i -> new FacePoints.Point(row[4 + 2 * i] * perPixel, row[5 + 2 * i] * perPixel))
                .toList());
    }

    @Override
    public synchronized void close() {
        if (network != null) {
            network.deallocate();
            network = null;
        }
    }
}
