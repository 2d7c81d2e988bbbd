package org.ambivalent.data;

import java.util.Locale;
import org.ambivalent.core.BadInputException;

/** Which part of a dataset a face belongs to. Validation chooses; test only reports. */
public enum Split {
    TRAIN,
    VALID,
    TEST;

    /** Reads "train", "valid", "test" and their common spellings in any case. */
    public static Split parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "train", "training" -> TRAIN;
            case "valid", "val", "validation", "dev" -> VALID;
            case "test", "testing" -> TEST;
            default -> throw new BadInputException("\"" + text + "\" is not a split. Use train, valid or test.");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
