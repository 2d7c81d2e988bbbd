package org.ambivalent.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ambivalent.core.BadInputException;

/**
 * What is written behind an objective's name: {@code self-cure:beta=0.8,relabel=all}. An objective reads every option it
 * has; whatever is left over, or cannot be used, is reported at once.
 */
final class ObjectiveOptions {

    private final String name;
    private final Map<String, String> values;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    private ObjectiveOptions(String name, Map<String, String> values) {
        this.name = name;
        this.values = values;
    }

    static ObjectiveOptions parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new ObjectiveOptions(text, Map.of());
        }
        var options = new ObjectiveOptions(text.substring(0, colon), new LinkedHashMap<>());
        Arrays.stream(text.substring(colon + 1).split(",", -1)).forEach(options::read);
        return options;
    }

    private void read(String option) {
        int equals = option.indexOf('=');
        if (equals < 1) {
            problems.add("\"" + option + "\" is not of the form option=value");
        } else if (values.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
            problems.add("\"" + option.substring(0, equals) + "\" is given twice");
        }
    }

    String name() {
        return name;
    }

    /**
     * A number in [least, most].
     *
     * @param words that may stand in its place, which the objective has looked for before; only named in the message
     */
    double number(String option, double otherwise, double least, double most, String... words) {
        String text = text(option, Double.toString(otherwise));
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, as a number out of range is.
        }
        String or = words.length == 0 ? "" : " or one of " + String.join(", ", words);
        problems.add(String.format(Locale.ROOT, "%s must be in [%s, %s]%s, but is %s", option, least, most, or, text));
        return otherwise;
    }

    /** A whole number in [least, most]. */
    int whole(String option, int otherwise, int least, int most) {
        double value = number(option, otherwise, least, most);
        require(value == Math.rint(value), option + " must be a whole number, but is " + text(option, ""));
        return (int) value;
    }

    /** {@code on} or {@code off}. */
    boolean flag(String option, boolean otherwise) {
        return choice(option, otherwise ? "on" : "off", List.of("on", "off")).equals("on");
    }

    /** One of the words. */
    String choice(String option, String otherwise, List<String> words) {
        String text = text(option, otherwise);
        if (!words.contains(text)) {
            problems.add(option + " must be one of " + String.join(", ", words) + ", but is " + text);
            return otherwise;
        }
        return text;
    }

    /** The text as given. */
    String text(String option, String otherwise) {
        known.add(option);
        return values.getOrDefault(option, otherwise);
    }

    /** Adds a problem that only the objective can see. */
    void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /** {@link BadInputException} with everything wrong, if anything is. */
    void requireUsable() {
        for (String option : values.keySet()) {
            if (!known.contains(option)) {
                problems.add("there is no option \"" + option + "\""
                        + (known.isEmpty() ? "" : "; there are " + String.join(", ", known)));
            }
        }
        if (!problems.isEmpty()) {
            throw new BadInputException("The objective " + name + " cannot be used: " + String.join("; ", problems)
                    + ". Correct --objective.");
        }
    }
}
