package org.ambivalent.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Preprocessing;

/**
 * Random changes to a training face that leave its emotion as it is.
 *
 * <p>In this order: one affine resampling (mirror, scale, rotation, shift; bilinear, the border replicated), then
 * {@code x' = c x + b} on normalised values with contrast factor {@code c} and brightness {@code b}, then random
 * erasing (Zhong et al. 2020, arXiv 1708.04896) of one rectangle with one random grey value. Each amount is uniform in
 * its range. A face always takes the same number of random draws, so switching one change off leaves the others as
 * they were.
 *
 * @param flip probability of a left-right mirror, in [0, 1]
 * @param rotation largest angle either way, in degrees, in [0, 180]
 * @param scale largest relative change of size either way, in [0, 1)
 * @param shift largest move either way along each axis, as a share of that side, in [0, 1]
 * @param brightness largest offset either way, in standard deviations of the training pixels, at least 0
 * @param contrast largest relative change of contrast about the mean training pixel either way, in [0, 1)
 * @param erase probability of erasing a rectangle, in [0, 1]
 * @param eraseSmallest smallest side of the rectangle, as a share of the image's side, in [0, eraseLargest]
 * @param eraseLargest largest side of the rectangle, as a share of the image's side, in [0, 1]
 */
public record Augmentation(
        double flip,
        double rotation,
        double scale,
        double shift,
        double brightness,
        double contrast,
        double erase,
        double eraseSmallest,
        double eraseLargest) {

    private static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public Augmentation {
        requireRange("flip", flip, 1);
        requireRange("rotation", rotation, 180);
        requireRange("scale", scale, Math.nextDown(1.0));
        requireRange("shift", shift, 1);
        requireRange("brightness", brightness, Double.MAX_VALUE);
        requireRange("contrast", contrast, Math.nextDown(1.0));
        requireRange("erase", erase, 1);
        requireRange("eraseLargest", eraseLargest, 1);
        requireRange("eraseSmallest", eraseSmallest, eraseLargest);
    }

    private static void requireRange(String name, double value, double largest) {
        if (!(value >= 0 && value <= largest)) {
            throw new IllegalArgumentException(name + " must be in [0, " + largest + "], but got " + value);
        }
    }

    /** No change: {@link #apply} only normalises. */
    public static Augmentation none() {
        return NONE;
    }

    /** About half of {@link #standard}, and nothing erased: for short trainings and for fine-tuning. */
    public static Augmentation light() {
        return new Augmentation(0.5, 8, 0.08, 0.05, 0.1, 0.1, 0, 0, 0);
    }

    /** For long trainings: strong enough that a small network never sees a face twice. */
    public static Augmentation standard() {
        return new Augmentation(0.5, 15, 0.12, 0.08, 0.2, 0.2, 0.5, 0.12, 0.42);
    }

    /** The same without mirror images: for faces whose mirror image shows something else, as sampled faces' does. */
    public Augmentation unmirrored() {
        return new Augmentation(0, rotation, scale, shift, brightness, contrast, erase, eraseSmallest, eraseLargest);
    }

    /** Each amount no larger than another's. */
    public Augmentation atMost(Augmentation other) {
        return new Augmentation(
                Math.min(flip, other.flip),
                Math.min(rotation, other.rotation),
                Math.min(scale, other.scale),
                Math.min(shift, other.shift),
                Math.min(brightness, other.brightness),
                Math.min(contrast, other.contrast),
                Math.min(erase, other.erase),
                Math.min(eraseSmallest, other.eraseSmallest),
                Math.min(eraseLargest, other.eraseLargest));
    }

    /**
     * Changes one face and normalises it.
     *
     * @param pixels {@code [channels][height][width]} of the preprocessing's shape, bytes 0 to 255; not modified
     * @param preprocessing the shape and the normalisation
     * @param random where every amount comes from
     * @param out receives {@code [channels][height][width]} from {@code offset} on
     */
    public void apply(byte[] pixels, Preprocessing preprocessing, SplittableRandom random, float[] out, int offset) {
        ImageShape shape = preprocessing.shape();
        if (pixels.length != shape.size()) {
            throw new IllegalArgumentException(
                    "An image of " + shape + " has " + shape.size() + " values, but got " + pixels.length);
        }
        var change = Change.draw(this, shape, random);
        if (change.affine().isIdentity()) {
            normalise(pixels, preprocessing, change, out, offset);
        } else {
            resample(pixels, preprocessing, change, out, offset);
        }
        if (change.erased()) {
            change.rectangle().fill(out, offset, shape, preprocessing);
        }
    }

    private static void normalise(byte[] pixels, Preprocessing preprocessing, Change change, float[] out, int offset) {
        for (int i = 0; i < pixels.length; i++) {
            out[offset + i] = change.gain() * preprocessing.normalise(pixels[i]) + change.offset();
        }
    }

    private static void resample(byte[] pixels, Preprocessing preprocessing, Change change, float[] out, int offset) {
        ImageShape shape = preprocessing.shape();
        int width = shape.width();
        int height = shape.height();
        Affine affine = change.affine();
        float scale = (float) (change.gain() / (255 * preprocessing.deviation()));
        float bias = (float) (change.offset() - change.gain() * preprocessing.mean() / preprocessing.deviation());
        int plane = width * height;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float column = clamp(affine.column(x, y), width - 1);
                float row = clamp(affine.row(x, y), height - 1);
                int left = (int) column;
                int top = (int) row;
                float right = column - left;
                float down = row - top;
                int corner = top * width + left;
                int toRight = left + 1 < width ? 1 : 0;
                int below = top + 1 < height ? width : 0;
                for (int base = 0; base < pixels.length; base += plane) {
                    int i = base + corner;
                    float upper = mix(pixels[i], pixels[i + toRight], right);
                    float lower = mix(pixels[i + below], pixels[i + below + toRight], right);
                    out[offset + base + y * width + x] = (upper + down * (lower - upper)) * scale + bias;
                }
            }
        }
    }

    private static float mix(byte from, byte to, float share) {
        int a = Byte.toUnsignedInt(from);
        return a + share * (Byte.toUnsignedInt(to) - a);
    }

    private static float clamp(double value, int largest) {
        return (float) Math.max(0, Math.min(largest, value));
    }

    /** The amounts drawn for one face. */
    private record Change(Affine affine, float gain, float offset, boolean erased, Rectangle rectangle) {

        static Change draw(Augmentation limits, ImageShape shape, SplittableRandom random) {
            boolean mirror = random.nextDouble() < limits.flip;
            double angle = Math.toRadians(either(random, limits.rotation));
            double zoom = 1 + either(random, limits.scale);
            double right = either(random, limits.shift) * shape.width();
            double down = either(random, limits.shift) * shape.height();
            double gain = 1 + either(random, limits.contrast);
            double offset = either(random, limits.brightness);
            boolean erased = random.nextDouble() < limits.erase;
            return new Change(
                    Affine.of(shape, mirror, angle, zoom, right, down),
                    (float) gain,
                    (float) offset,
                    erased,
                    Rectangle.draw(limits, shape, random));
        }

        private static double either(SplittableRandom random, double limit) {
            return (2 * random.nextDouble() - 1) * limit;
        }
    }

    /** Where a pixel of the changed image comes from: {@code column = a x + b y + c, row = d x + e y + f}. */
    private record Affine(double a, double b, double c, double d, double e, double f) {

        static Affine of(ImageShape shape, boolean mirror, double angle, double zoom, double right, double down) {
            double centreX = (shape.width() - 1) / 2.0;
            double centreY = (shape.height() - 1) / 2.0;
            double cos = Math.cos(angle) / zoom;
            double sin = Math.sin(angle) / zoom;
            double side = mirror ? -1 : 1;
            double x = centreX + right;
            double y = centreY + down;
            return new Affine(
                    side * cos,
                    side * sin,
                    centreX - side * (cos * x + sin * y),
                    -sin,
                    cos,
                    centreY + sin * x - cos * y);
        }

        boolean isIdentity() {
            return a == 1 && b == 0 && c == 0 && d == 0 && e == 1 && f == 0;
        }

        double column(int x, int y) {
            return a * x + b * y + c;
        }

        double row(int x, int y) {
            return d * x + e * y + f;
        }
    }

    /** The part of an image that is erased, wholly inside it. */
    private record Rectangle(int left, int top, int width, int height, double grey) {

        static Rectangle draw(Augmentation limits, ImageShape shape, SplittableRandom random) {
            int width = side(limits, shape.width(), random);
            int height = side(limits, shape.height(), random);
            int left = (int) (random.nextDouble() * (shape.width() - width + 1));
            int top = (int) (random.nextDouble() * (shape.height() - height + 1));
            return new Rectangle(left, top, width, height, random.nextDouble());
        }

        private static int side(Augmentation limits, int whole, SplittableRandom random) {
            double share = limits.eraseSmallest + random.nextDouble() * (limits.eraseLargest - limits.eraseSmallest);
            return (int) Math.round(share * whole);
        }

        void fill(float[] out, int offset, ImageShape shape, Preprocessing preprocessing) {
            float value = (float) ((grey - preprocessing.mean()) / preprocessing.deviation());
            for (int line = 0; line < shape.channels() * shape.height(); line++) {
                int row = line % shape.height();
                if (row >= top && row < top + height) {
                    int start = offset + line * shape.width() + left;
                    Arrays.fill(out, start, start + width, value);
                }
            }
        }
    }
}
