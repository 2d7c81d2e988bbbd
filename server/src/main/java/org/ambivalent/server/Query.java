package org.ambivalent.server;

import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ambivalent.core.LabelSet;
import org.jspecify.annotations.Nullable;

/** The parameters of a request: those that its route knows, each once. */
final class Query {

    private final Set<String> known;
    private final Map<String, String> values = new HashMap<>();

    private Query(Set<String> known) {
        this.known = known;
    }

    /** Those of an address. */
    static Query of(Context ctx, String... known) {
        var query = new Query(Set.of(known));
        for (Map.Entry<String, List<String>> entry : parameters(ctx).entrySet()) {
            for (String value : entry.getValue()) {
                query.put(entry.getKey(), value);
            }
        }
        return query;
    }

    private static Map<String, List<String>> parameters(Context ctx) {
        try {
            return ctx.queryParamMap();
        } catch (RuntimeException e) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "The address has parameters that are not UTF-8.");
        }
    }

    /** Adds one that came another way. */
    void put(String name, String value) {
        if (!known.contains(name)) {
            throw bad("There is no parameter \"" + Texts.shortened(name) + "\" here. There are: "
                    + String.join(", ", new TreeSet<>(known)));
        }
        if (values.putIfAbsent(name, value) != null) {
            throw bad("The parameter " + name + " stands there twice.");
        }
    }

    @Nullable
    String text(String name) {
        return values.get(name);
    }

    String text(String name, String standard) {
        return values.getOrDefault(name, standard);
    }

    boolean flag(String name, boolean standard) {
        String text = values.get(name);
        if (text == null) {
            return standard;
        }
        if (!text.equals("true") && !text.equals("false")) {
            throw bad(name + " has to be true or false, but is \"" + Texts.shortened(text) + "\".");
        }
        return text.equals("true");
    }

    int whole(String name, int standard, int least, int most) {
        String text = values.get(name);
        return text == null ? standard : (int) parsed(name, text, least, most);
    }

    long wholeLong(String name, long standard) {
        String text = values.get(name);
        return text == null ? standard : parsed(name, text, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long parsed(String name, String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        String range = least == Long.MIN_VALUE ? "" : " from " + least + " to " + most;
        throw bad(name + " has to be a whole number" + range + ", but is \"" + Texts.shortened(text) + "\".");
    }

    /** One of some words. */
    String oneOf(String name, String standard, String... words) {
        String text = text(name, standard);
        if (!List.of(words).contains(text)) {
            throw bad(name + " has to be one of " + String.join(", ", words) + ", but is \"" + Texts.shortened(text)
                    + "\".");
        }
        return text;
    }

    /** The emotion of a name. */
    static int emotion(String name, LabelSet labels) {
        return labels.find(name)
                .orElseThrow(() -> bad("\"" + Texts.shortened(name) + "\" is none of the emotions " + labels + "."));
    }

    static ProblemException bad(String detail) {
        return new ProblemException(ProblemType.BAD_REQUEST, detail);
    }
}
