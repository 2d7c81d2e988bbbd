package org.ambivalent.server;

import java.util.Arrays;
import java.util.Optional;

/** What a row of the review store says. */
enum VoteKind {
    EMOTIONS("emotions"),
    UNKNOWN("unknown"),
    NOT_A_FACE("not-a-face"),
    BAD_CROP("bad-crop"),
    SKIP("skip"),
    UNDO("undo");

    private final String key;

    VoteKind(String key) {
        this.key = key;
    }

    /** As the API and the store write it. */
    String key() {
        return key;
    }

    /** In words, as agreement counts them. */
    String words() {
        return key.replace('-', ' ');
    }

    static Optional<VoteKind> ofKey(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
    }

    /** Whether it says something about the face. */
    boolean isWord() {
        return this != SKIP && this != UNDO;
    }
}
