package org.ambivalent.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.ambivalent.data.NumbersOrNull;
import org.jspecify.annotations.Nullable;

/** JSON in and out. */
final class Json {

    static final String TYPE = "application/json";
    static final String PROBLEM = "application/problem+json";

    /** Of other encodings the library would know the text, but not the place of anything in the bytes. */
    private static final JsonFactory UTF_8_ALONE =
            JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    static final ObjectMapper MAPPER = JsonMapper.builder(UTF_8_ALONE)
            .addModule(NumbersOrNull.MODULE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
            .build();

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private Json() {}

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers a request. */
    static void answer(Context ctx, Object value) {
        ctx.contentType(TYPE).result(bytes(value));
    }

    /** A small object that a client sent. */
    static JsonNode object(byte[] body) {
        try {
            var node = MAPPER.readTree(withoutMark(body));
            if (node == null || !node.isObject()) {
                throw new ProblemException(ProblemType.BAD_REQUEST, "The body has to be a JSON object.");
            }
            return node;
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** Some programs write a byte order mark in front of UTF-8, which says nothing. */
    static byte[] withoutMark(byte[] body) {
        boolean isMarked = body.length >= MARK.length && Arrays.equals(body, 0, MARK.length, MARK, 0, MARK.length);
        return isMarked ? Arrays.copyOfRange(body, MARK.length, body.length) : body;
    }

    static ProblemException notJson(IOException e) {
        String what =
                e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
        return new ProblemException(ProblemType.BAD_REQUEST, "The body is not JSON: " + what);
    }

    /** A number, or null where there is none. */
    static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** A number, or null where it is infinite or undefined. */
    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
