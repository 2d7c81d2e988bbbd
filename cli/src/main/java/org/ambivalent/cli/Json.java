package org.ambivalent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.ambivalent.data.NumbersOrNull;

/** Answers as JSON text. */
final class Json {

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(NumbersOrNull.MODULE).build();
    private static final ObjectWriter LINE = MAPPER.writer();
    private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();

    private Json() {}

    /** On one line, for programs. */
    static String line(Object value) {
        return write(LINE, value);
    }

    /** On many lines, for people and programs. */
    static String pretty(Object value) {
        return write(PRETTY, value);
    }

    private static String write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
