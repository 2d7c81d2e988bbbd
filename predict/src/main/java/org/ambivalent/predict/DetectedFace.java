package org.ambivalent.predict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A face that a {@link FaceDetector} found.
 *
 * @param box where people would draw it, inside the picture
 * @param crop what the network should look at: framed and levelled as the faces of FER2013 are
 * @param score how sure the detector is; higher is surer, on the detector's own scale
 * @param eyes where the detector found them, else null
 * @param points where the detector found all five, else null
 */
public record DetectedFace(
        Box box,
        CropRegion crop,
        double score,
        @Nullable Eyes eyes,
        @Nullable FacePoints points) {

    /** Boxes that overlap more than this are one face. */
    private static final double SAME_FACE = 0.3;

    /** So is a box of which more than this lies within another: a mouth or an eye is no face of its own. */
    private static final double INSIDE = 0.7;

    private static final Comparator<DetectedFace> LARGEST = Comparator.comparingLong(
                    (DetectedFace face) -> face.box.area())
            .reversed()
            .thenComparing(face -> face.box.x())
            .thenComparing(face -> face.box.y());

    /** Total, because detectors with several threads find equally sure boxes in any order. */
    private static final Comparator<DetectedFace> SUREST =
            Comparator.comparingDouble(DetectedFace::score).reversed().thenComparing(LARGEST);

    /** By a detector that finds eyes at most. */
    DetectedFace(Box box, CropRegion crop, double score, @Nullable Eyes eyes) {
        this(box, crop, score, eyes, null);
    }

    /** Of boxes that overlap the surest one; largest first, and from the left where they are equal. */
    static List<DetectedFace> distinct(List<DetectedFace> found) {
        var distinct = new ArrayList<DetectedFace>();
        for (var face : found.stream().sorted(SUREST).toList()) {
            if (distinct.stream().noneMatch(kept -> same(kept.box, face.box))) {
                distinct.add(face);
            }
        }
        return distinct.stream().sorted(LARGEST).toList();
    }

    private static boolean same(Box one, Box other) {
        return one.overlap(other) > SAME_FACE || one.inside(other) > INSIDE;
    }
}
