package org.ambivalent.data;

import java.util.Locale;
import java.util.Optional;
import org.ambivalent.core.BadInputException;

/** Which part of a dataset a face belongs to. Validation chooses; test only reports. */
public enum Split {
    TRAIN,
    VALID,
    TEST;

    /** Reads "train", "valid", "test" and their common spellings in any case, FER2013's among them. */
    public static Split parse(String text) {
        return find(text)
                .orElseThrow(() -> new BadInputException("\"" + text + "\" is not a split. Use train, valid or test."));
    }

    /** The same, or empty where a text names none. */
    static Optional<Split> find(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Optional.of(TRAIN);
            case "valid", "val", "validation", "dev", "publictest" -> Optional.of(VALID);
            case "test", "testing", "privatetest" -> Optional.of(TEST);
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
