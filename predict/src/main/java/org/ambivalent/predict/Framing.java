package org.ambivalent.predict;

/** What of a face a crop shows, and how it is levelled. */
public enum Framing {
    /** As the faces of FER2013 are framed: around the detector's box, the eyes level where they were found. */
    BOX,
    /** As face-recognition networks expect it: five points as near to their usual places as they can be. */
    LANDMARKS;

    /** Whether all is known of a face that this needs: YuNet finds no five points where a face is turned far away. */
    boolean frames(DetectedFace face) {
        return this == BOX || face.points() != null;
    }

    /**
     * The crop of a face.
     *
     * @throws IllegalArgumentException if {@link #frames} is false
     */
    CropRegion crop(DetectedFace face) {
        if (this == BOX) {
            return face.crop();
        }
        var points = face.points();
        if (points == null) {
            throw new IllegalArgumentException("The five points of this face are not known");
        }
        return points.crop();
    }
}
