package org.ambivalent.predict;

import org.ambivalent.core.BadInputException;

/** What of a face a crop shows, and how it is levelled. */
public enum Framing {
    /** As the faces of FER2013 are framed: around the detector's box, the eyes level where they were found. */
    BOX,
    /** As face-recognition networks expect it: five points as near to their usual places as they can be. */
    LANDMARKS;

    CropRegion crop(DetectedFace face) {
        if (this == BOX) {
            return face.crop();
        }
        var points = face.points();
        if (points == null) {
            throw new BadInputException("Five points of a face are found by a YuNet model alone. Name one with"
                    + " --detector, or use --frame box.");
        }
        return points.crop();
    }
}
