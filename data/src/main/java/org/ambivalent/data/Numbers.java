package org.ambivalent.data;

/** Numbers in text files, with messages that name the column. */
final class Numbers {

    private Numbers() {}

    /** A whole number in [0, largest]. */
    static int count(String column, String text, int largest) {
        try {
            int count = Integer.parseInt(text.strip());
            if (count >= 0 && count <= largest) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same message as a number out of range.
        }
        throw new IllegalArgumentException(
                column + " is \"" + text + "\", but a count is a whole number from 0 to " + largest);
    }

    /** A number in [0, 1]. */
    static double share(String column, String text) {
        return number(column, text, 0);
    }

    /** A number in [-1, 1]. */
    static double signedShare(String column, String text) {
        return number(column, text, -1);
    }

    /** A number of a picture's pixels, either sign, of at most nine digits. */
    static double real(String column, String text) {
        try {
            double value = Double.parseDouble(text.strip());
            if (Math.abs(value) < 1e9) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same message as a number out of range.
        }
        throw new IllegalArgumentException(column + " is \"" + text + "\", but must be a number of pixels");
    }

    private static double number(String column, String text, int least) {
        try {
            double value = Double.parseDouble(text.strip());
            if (value >= least && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same message as a number out of range.
        }
        throw new IllegalArgumentException(
                column + " is \"" + text + "\", but must be a number from " + least + " to 1");
    }
}
