package org.ambivalent.predict;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.jspecify.annotations.Nullable;

/** The two eyes of a face box, by OpenCV's eye cascade. Callers hold a scope and take turns. */
final class EyeFinder implements AutoCloseable {

    /** Faces are brought to this width, where the cascade's smallest window (20) is well below an eye's. */
    private static final int FACE_WIDTH = 192;

    /** Eyes are in the upper part of a face box; below are nostrils and mouth corners, which look alike to a cascade. */
    private static final double UPPER_PART = 0.62;

    /** Distance between the eyes over the width of the box: an average face has 0.4. */
    private static final double MIN_DISTANCE = 0.25;

    private static final double MAX_DISTANCE = 0.6;

    /** A frontal cascade finds no face that is turned further. */
    private static final double MAX_TILT = Math.toRadians(25);

    private final CascadeClassifier cascade = OpenCv.cascade("haarcascades/haarcascade_eye.xml");

    private record Candidate(double x, double y, int score) {}

    /** The eyes in pixels of the picture, or null unless both are seen where eyes can be. */
    @Nullable
    Eyes find(Mat grey, Rect face, double perPixel) {
        double scale = (double) FACE_WIDTH / face.width();
        var upper = new Rect(face.x(), face.y(), face.width(), (int) Math.round(face.height() * UPPER_PART));
        var enlarged = new Mat();
        resize(new Mat(grey, upper), enlarged, new Size(), scale, scale, INTER_LINEAR);
        Eyes pair = bestPair(candidates(enlarged));
        return pair == null
                ? null
                : new Eyes(
                        (face.x() + pair.leftX() / scale) * perPixel,
                        (face.y() + pair.leftY() / scale) * perPixel,
                        (face.x() + pair.rightX() / scale) * perPixel,
                        (face.y() + pair.rightY() / scale) * perPixel);
    }

    private List<Candidate> candidates(Mat face) {
        var boxes = new RectVector();
        var agreeing = new IntPointer();
        int smallest = FACE_WIDTH / 8;
        int largest = FACE_WIDTH / 2;
        cascade.detectMultiScale2(
                face, boxes, agreeing, 1.1, 3, 0, new Size(smallest, smallest), new Size(largest, largest));
        var candidates = new ArrayList<Candidate>();
        for (int i = 0; i < boxes.size(); i++) {
            Rect box = boxes.get(i);
            candidates.add(new Candidate(box.x() + box.width() / 2.0, box.y() + box.height() / 2.0, agreeing.get(i)));
        }
        return candidates;
    }

    private static @Nullable Eyes bestPair(List<Candidate> candidates) {
        Eyes best = null;
        int score = 0;
        for (Candidate left : candidates) {
            for (Candidate right : candidates) {
                if (plausible(left, right) && left.score + right.score > score) {
                    score = left.score + right.score;
                    best = new Eyes(left.x, left.y, right.x, right.y);
                }
            }
        }
        return best;
    }

    private static boolean plausible(Candidate left, Candidate right) {
        double middle = FACE_WIDTH / 2.0;
        if (left.x >= middle || right.x <= middle) {
            return false;
        }
        var pair = new Eyes(left.x, left.y, right.x, right.y);
        return pair.distance() >= MIN_DISTANCE * FACE_WIDTH
                && pair.distance() <= MAX_DISTANCE * FACE_WIDTH
                && Math.abs(pair.tilt()) <= MAX_TILT;
    }

    @Override
    public void close() {
        cascade.deallocate();
    }
}
