package org.ambivalent.predict;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.jspecify.annotations.Nullable;

/**
 * Frontal faces by the boosted cascades of Haar features that ship with OpenCV (Viola and Jones 2001), in pictures of
 * any size: they are searched at a bounded size, where the smallest face found is about 3 % of the longer side.
 *
 * <p>Where both eyes are found, the crop is turned to level them. A crop is {@value #CROP} times the box, which is how
 * FER2013 frames its faces: on 500 of them, pasted into larger pictures, the median box was 0.975 times the face image
 * and its centre within 1 % of the image's.
 */
final class CascadeDetector implements FaceDetector {

    private static final double CROP = 1.025;

    /** Pictures are searched with their longer side brought into this range of pixels. */
    private static final int MIN_SIDE = 320;

    private static final int MAX_SIDE = 1024;

    /** Enlarging more than this shows no more than blur. */
    private static final double MAX_ENLARGEMENT = 8;

    /** Ratio of neighbouring search scales. */
    private static final double STEP = 1.1;

    /** Windows that must agree on a face. */
    private static final int AGREEING = 3;

    /** Window of the face cascade, pixels. */
    private static final int SMALLEST = 24;

    /** Boxes that overlap more than this are one face. */
    private static final double SAME_FACE = 0.3;

    private @Nullable CascadeClassifier faces;
    private @Nullable EyeFinder eyes;
    private boolean closed;

    /** Cascades keep state while they search, so pictures take turns; each search uses several threads itself. */
    @Override
    @SuppressWarnings("try") // The scope is there for what it frees.
    public synchronized List<DetectedFace> detect(BufferedImage picture) {
        if (closed) {
            throw new IllegalStateException("This detector is closed");
        }
        try (var scope = new PointerScope()) {
            var window = PixelWindow.of(picture, MAX_SIDE);
            double scale = scale(window.width(), window.height());
            Mat grey = scaled(OpenCv.grey(window), scale);
            double perPixel = (double) picture.getWidth() / grey.cols();
            return distinct(found(grey, perPixel, picture));
        }
    }

    private static double scale(int width, int height) {
        double longest = Math.max(width, height);
        return Math.min(MAX_ENLARGEMENT, Math.min(MAX_SIDE, Math.max(MIN_SIDE, longest)) / longest);
    }

    private static Mat scaled(Mat grey, double scale) {
        int width = (int) Math.max(1, Math.round(grey.cols() * scale));
        int height = (int) Math.max(1, Math.round(grey.rows() * scale));
        var resized = new Mat();
        resize(grey, resized, new Size(width, height), 0, 0, scale < 1 ? INTER_AREA : INTER_LINEAR);
        return resized;
    }

    private List<DetectedFace> found(Mat grey, double perPixel, BufferedImage picture) {
        var boxes = new RectVector();
        var agreeing = new IntPointer();
        faces().detectMultiScale2(grey, boxes, agreeing, STEP, AGREEING, 0, new Size(SMALLEST, SMALLEST), new Size());
        var found = new ArrayList<DetectedFace>();
        for (int i = 0; i < boxes.size(); i++) {
            found.add(face(grey, boxes.get(i), agreeing.get(i), perPixel, picture));
        }
        return found;
    }

    private DetectedFace face(Mat grey, Rect rect, int score, double perPixel, BufferedImage picture) {
        var box = new Box(
                (int) Math.round(rect.x() * perPixel),
                (int) Math.round(rect.y() * perPixel),
                (int) Math.max(1, Math.round(rect.width() * perPixel)),
                (int) Math.max(1, Math.round(rect.height() * perPixel)));
        var pair = eyes().find(grey, rect, perPixel);
        var crop = CropRegion.square(box, CROP, pair == null ? 0 : pair.tilt());
        return new DetectedFace(box.within(picture.getWidth(), picture.getHeight()), crop, score, pair);
    }

    /** Of boxes that overlap, the one that most windows agree on; largest first. */
    static List<DetectedFace> distinct(List<DetectedFace> found) {
        var distinct = new ArrayList<DetectedFace>();
        for (var face : found.stream()
                .sorted(Comparator.comparingDouble(DetectedFace::score).reversed())
                .toList()) {
            if (distinct.stream().allMatch(kept -> kept.box().overlap(face.box()) <= SAME_FACE)) {
                distinct.add(face);
            }
        }
        distinct.sort(Comparator.comparingLong((DetectedFace face) -> face.box().area())
                .reversed());
        return List.copyOf(distinct);
    }

    private CascadeClassifier faces() {
        if (faces == null) {
            faces = OpenCv.cascade("haarcascades/haarcascade_frontalface_alt2.xml");
        }
        return faces;
    }

    private EyeFinder eyes() {
        if (eyes == null) {
            eyes = new EyeFinder();
        }
        return eyes;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (faces != null) {
            faces.deallocate();
            faces = null;
        }
        if (eyes != null) {
            eyes.close();
            eyes = null;
        }
    }
}
