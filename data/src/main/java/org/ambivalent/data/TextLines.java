package org.ambivalent.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;

/** Reads lists of one thing a line in UTF-8, with or without a byte order mark, whose empty lines do not count. */
final class TextLines {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextLines() {}

    /**
     * A line that is not blank.
     *
     * @param number from 1, blank lines counted
     * @param text without the space around it
     */
    record Line(long number, String text) {

        /** What stands between spaces or tabs. */
        List<String> words() {
            return List.of(text.split("\\s+"));
        }
    }

    /** All lines with something in them, at least one. */
    static List<Line> read(Path file) {
        String name = Sources.name(file);
        try {
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            var lines = lines(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
            if (lines.isEmpty()) {
                throw new BadInputException(name + ": is empty. Copy it again.");
            }
            return lines;
        } catch (IOException e) {
            throw new BadInputException(name + ": cannot be read (" + e.getMessage() + "). Check its rights.", e);
        }
    }

    private static List<Line> lines(String text) {
        var lines = new ArrayList<Line>();
        long number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                lines.add(new Line(number, line.strip()));
            }
        }
        return lines;
    }
}
