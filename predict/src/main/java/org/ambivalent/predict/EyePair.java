package org.ambivalent.predict;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.jspecify.annotations.Nullable;

/**
 * Two eyes that a cascade saw in a face box which was brought to a width of {@value #FACE_WIDTH} pixels.
 *
 * @param left on the left side of the picture
 * @param right on the right side of the picture
 */
record EyePair(Eye left, Eye right) {

    static final String CASCADE = "haarcascades/haarcascade_eye.xml";

    /** The cascade's smallest window (20) is well below an eye at this width. */
    private static final int FACE_WIDTH = 192;

    /** Eyes are in the upper part of a face box; below are nostrils and mouth corners, which look alike to a cascade. */
    private static final double UPPER_PART = 0.62;

    /** Distance between the eyes over the width of the box: an average face has 0.4. */
    private static final double MIN_DISTANCE = 0.25;

    private static final double MAX_DISTANCE = 0.6;

    /** A frontal cascade finds no face that is turned further. */
    private static final double MAX_TILT = Math.toRadians(25);

    /**
     * @param x centre
     * @param y centre
     * @param score windows that agree on it
     */
    private record Eye(double x, double y, int score) {}

    /** The eyes in pixels of the picture, or null unless both are seen where eyes can be. Callers hold a scope. */
    static @Nullable Eyes find(CascadeClassifier cascade, WorkingImage image, Rect face) {
        double scale = (double) FACE_WIDTH / face.width();
        var upper = new Rect(face.x(), face.y(), face.width(), (int) Math.round(face.height() * UPPER_PART));
        var enlarged = new Mat();
        resize(new Mat(image.grey(), upper), enlarged, new Size(), scale, scale, INTER_LINEAR);
        EyePair pair = best(seen(cascade, enlarged));
        if (pair == null) {
            return null;
        }
        double[] left = image.inPicture(face.x() + pair.left.x / scale, face.y() + pair.left.y / scale);
        double[] right = image.inPicture(face.x() + pair.right.x / scale, face.y() + pair.right.y / scale);
        return new Eyes(left[0], left[1], right[0], right[1]);
    }

    private static SortedSet<Eye> seen(CascadeClassifier cascade, Mat face) {
        var boxes = new RectVector();
        var agreeing = new IntPointer();
        var smallest = new Size(FACE_WIDTH / 8, FACE_WIDTH / 8);
        var largest = new Size(FACE_WIDTH / 2, FACE_WIDTH / 2);
        cascade.detectMultiScale2(face, boxes, agreeing, 1.1, 3, 0, smallest, largest);
        // The cascade's threads find them in any order.
        var eyes = new TreeSet<>(
                Comparator.comparingDouble(Eye::x).thenComparingDouble(Eye::y).thenComparingInt(Eye::score));
        for (int i = 0; i < boxes.size(); i++) {
            Rect box = boxes.get(i);
            eyes.add(new Eye(box.x() + box.width() / 2.0, box.y() + box.height() / 2.0, agreeing.get(i)));
        }
        return eyes;
    }

    /** The first of those with the highest score. */
    private static @Nullable EyePair best(SortedSet<Eye> eyes) {
        EyePair best = null;
        for (Eye left : eyes) {
            for (Eye right : eyes) {
                var pair = new EyePair(left, right);
                if (pair.plausible() && (best == null || pair.score() > best.score())) {
                    best = pair;
                }
            }
        }
        return best;
    }

    private int score() {
        return left.score + right.score;
    }

    private boolean plausible() {
        double across = right.x - left.x;
        double down = right.y - left.y;
        double distance = Math.hypot(across, down) / FACE_WIDTH;
        return left.x < FACE_WIDTH / 2.0
                && right.x > FACE_WIDTH / 2.0
                && distance >= MIN_DISTANCE
                && distance <= MAX_DISTANCE
                && Math.abs(Math.atan2(down, across)) <= MAX_TILT;
    }
}
