package org.ambivalent.data;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;

/** Collects what is wrong with an input, so that a user can mend everything at once. */
final class Problems {

    private static final int SHOWN = 20;

    private final List<String> first = new ArrayList<>();
    private int count;

    /** Notes a problem of one line of a file. */
    void add(String file, long line, String problem) {
        add(file + ", line " + line + ": " + problem);
    }

    void add(String problem) {
        count++;
        if (first.size() < SHOWN) {
            first.add(problem);
        }
    }

    /** @throws BadInputException naming the problems, if there are any */
    void throwIfAny() {
        if (count == 0) {
            return;
        }
        String more = count > SHOWN ? "\n... and " + (count - SHOWN) + " more" : "";
        throw new BadInputException(String.join("\n", first) + more);
    }
}
