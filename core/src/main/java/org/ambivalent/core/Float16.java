package org.ambivalent.core;

/**
 * Numbers in 16 bits (IEEE 754-2008 binary16): a sign, 5 bits of exponent, 10 of fraction. What weights are kept in where
 * space counts; every relative step is at most 2^-11, down to 2^-14 in magnitude, below which steps are 2^-24.
 */
public final class Float16 {

    /** The largest finite number. */
    public static final float MAX = 65504;

    /** Halfway to what would follow {@link #MAX}. */
    private static final float INFINITE_FROM = 65520;

    private static final float LEAST_NORMAL = 0x1p-14f;
    private static final float LEAST = 0x1p-24f;
    private static final int FRACTION = 10;
    private static final int FRACTION_LOST = 23 - FRACTION;

    /** Exponents are kept plus 15 here and plus 127 in a float. */
    private static final int BIAS = 127 - 15;

    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7c00;
    private static final int NAN = 0x7e00;

    private Float16() {}

    /** The nearest number of 16 bits, of two equally near the even one; too large a number becomes infinite. */
    public static short of(float value) {
        int sign = (Float.floatToRawIntBits(value) >>> 16) & SIGN;
        return (short) (sign | magnitude(Math.abs(value)));
    }

    private static int magnitude(float value) {
        if (Float.isNaN(value)) {
            return NAN;
        }
        if (value >= INFINITE_FROM) {
            return INFINITY;
        }
        if (value < LEAST_NORMAL) {
            return (int) Math.rint(value / LEAST);
        }
        int bits = Float.floatToRawIntBits(value) - (BIAS << 23);
        int toEven = (1 << (FRACTION_LOST - 1)) - 1 + ((bits >>> FRACTION_LOST) & 1);
        return (bits + toEven) >>> FRACTION_LOST;
    }

    /** The same number as a float, exactly. */
    public static float toFloat(short bits) {
        int exponent = (bits >>> FRACTION) & 0x1f;
        int fraction = bits & ((1 << FRACTION) - 1);
        float value = magnitude(exponent, fraction);
        return bits < 0 ? -value : value;
    }

    private static float magnitude(int exponent, int fraction) {
        if (exponent == 0) {
            return fraction * LEAST;
        }
        if (exponent == 0x1f) {
            return fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        }
        return Float.intBitsToFloat(((exponent + BIAS) << 23) | (fraction << FRACTION_LOST));
    }
}
