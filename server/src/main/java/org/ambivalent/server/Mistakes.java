package org.ambivalent.server;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;

/** Everything that is wrong with the settings, told at once: who mends one mistake should not meet the next. */
final class Mistakes {

    private final List<String> messages = new ArrayList<>();

    void add(String message) {
        messages.add(message);
    }

    void throwIfAny() {
        if (messages.size() == 1) {
            throw new BadInputException(messages.get(0));
        }
        if (!messages.isEmpty()) {
            throw new BadInputException(messages.size() + " settings are wrong:\n"
                    + messages.stream().map(message -> "- " + message).collect(Collectors.joining("\n")));
        }
    }
}
