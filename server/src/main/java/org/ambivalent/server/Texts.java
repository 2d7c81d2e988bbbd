package org.ambivalent.server;

/** Text that clients sent, fit to be shown. */
final class Texts {

    private static final int SHOWN = 60;
    private static final int LONGEST_NAME = 200;

    private Texts() {}

    /** Its beginning, without control characters. */
    static String shortened(String text) {
        String plain = text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(SHOWN + 1L)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.codePointCount(0, plain.length()) > SHOWN
                ? plain.substring(0, plain.offsetByCodePoints(0, SHOWN)) + "..."
                : plain;
    }

    /** The name of a file without the folders that a client may have put before it. */
    static String fileName(String given) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        return last.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
