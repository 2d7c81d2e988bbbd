package org.ambivalent.server;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** Names of reviewers, as people give them. */
final class Reviewers {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N} .@_-]{1,40}");

    private Reviewers() {}

    /** A name without space around it, its letters composed: what looks the same is the same reviewer. */
    static String require(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFC).strip();
        if (!NAME.matcher(plain).matches()) {
            throw Query.bad("A reviewer is 1 to 40 letters, digits, spaces, dots, @, _ and -.");
        }
        return plain;
    }
}
