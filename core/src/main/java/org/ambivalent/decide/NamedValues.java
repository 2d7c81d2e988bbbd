package org.ambivalent.decide;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Name-value pairs that are read back; {@link IllegalArgumentException}s name the pair that is missing or damaged. */
record NamedValues(Map<String, String> map) {

    String text(String name) {
        String value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing among " + new TreeSet<>(map.keySet()));
        }
        return value;
    }

    double number(String name) {
        return number(name, text(name));
    }

    int whole(String name) {
        return whole(name, text(name));
    }

    long wholeLong(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw damaged(name, text(name), "no whole number");
        }
    }

    boolean flag(String name) {
        String value = text(name);
        if (!value.equals("true") && !value.equals("false")) {
            throw damaged(name, value, "neither true nor false");
        }
        return value.equals("true");
    }

    /** Numbers between commas. */
    List<Double> numbers(String name) {
        return parts(name).stream().map(part -> number(name, part)).toList();
    }

    /** Whole numbers between commas. */
    List<Integer> wholes(String name) {
        return parts(name).stream().map(part -> whole(name, part)).toList();
    }

    private List<String> parts(String name) {
        return List.of(text(name).split(",", -1));
    }

    private static double number(String name, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw damaged(name, value, "no number");
        }
    }

    private static int whole(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw damaged(name, value, "no whole number");
        }
    }

    static IllegalArgumentException damaged(String name, String value, String what) {
        return new IllegalArgumentException(name + " is \"" + value + "\", which is " + what);
    }
}
