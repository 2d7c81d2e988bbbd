package org.ambivalent.server;

import java.nio.file.Path;

/**
 * A file or folder and what requests call it.
 *
 * @param name letters, digits, dots, dashes and underscores
 * @param path as the user gave it
 */
record NamedPath(String name, Path path) {

    private static final int LONGEST = 60;

    /** Requests name things in their addresses, so names are kept to what needs no escaping there. */
    static String plain(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+|-+$", "");
        String some = plain.isEmpty() ? "unnamed" : plain;
        return some.substring(0, Math.min(LONGEST, some.length()));
    }
}
