package org.ambivalent.predict;

/**
 * An upright rectangle in a picture, in pixels from its upper left corner, after any rotation the file asks for.
 *
 * @param x left edge
 * @param y upper edge
 * @param width at least 1
 * @param height at least 1
 */
public record Box(int x, int y, int width, int height) {

    public Box {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("A box is at least 1x1 pixels, but got " + width + "x" + height);
        }
    }

    /** Pixels covered. */
    public long area() {
        return (long) width * height;
    }

    /** Intersection over union, in [0, 1]: 1 for equal boxes, 0 for boxes that do not touch. */
    public double overlap(Box that) {
        double both = intersection(that);
        return both / (area() + that.area() - both);
    }

    /** How much of the smaller box lies within the other, in [0, 1]: 1 if all of it does. */
    double inside(Box that) {
        return intersection(that) / (double) Math.min(area(), that.area());
    }

    /** Pixels that both boxes cover. */
    private long intersection(Box that) {
        long across = Math.min(x + width, that.x + that.width) - (long) Math.max(x, that.x);
        long down = Math.min(y + height, that.y + that.height) - (long) Math.max(y, that.y);
        return Math.max(0, across) * Math.max(0, down);
    }

    /** The part inside a picture of the given size; at least one pixel of it. */
    Box within(int pictureWidth, int pictureHeight) {
        int left = Math.max(0, Math.min(x, pictureWidth - 1));
        int upper = Math.max(0, Math.min(y, pictureHeight - 1));
        int right = Math.max(left + 1, Math.min(x + width, pictureWidth));
        int lower = Math.max(upper + 1, Math.min(y + height, pictureHeight));
        return new Box(left, upper, right - left, lower - upper);
    }

    @Override
    public String toString() {
        return width + "x" + height + "+" + x + "+" + y;
    }
}
