package org.ambivalent.predict;

/**
 * The centres of the two eyes of a face, in pixels of the picture.
 *
 * @param leftX the eye on the left side of the picture
 * @param leftY the eye on the left side of the picture
 * @param rightX the eye on the right side of the picture
 * @param rightY the eye on the right side of the picture
 */
public record Eyes(double leftX, double leftY, double rightX, double rightY) {

    public Eyes {
        if (!(rightX > leftX) || !Double.isFinite(leftY + rightY + rightX - leftX)) {
            throw new IllegalArgumentException("The left eye must be left of the right one, but got (" + leftX + ", "
                    + leftY + ") and (" + rightX + ", " + rightY + ")");
        }
    }

    /** How far the line through the eyes is turned clockwise from level, in radians, in (-pi/2, pi/2). */
    public double tilt() {
        return Math.atan2(rightY - leftY, rightX - leftX);
    }
}
