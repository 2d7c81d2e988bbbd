package org.ambivalent.data;

import java.util.Locale;

/** Text for a page: escaped, and numbers the same in every country. */
final class Markup {

    private Markup() {}

    /** Text as content or attribute value: names of files and emotions are the user's and may hold anything. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** {@link String#format} in the root locale. */
    static String fill(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    static String count(long faces) {
        return fill("%,d", faces);
    }

    /** A count with its noun: "1 face", "3,579 faces". */
    static String faces(long count) {
        return count(count) + (count == 1 ? " face" : " faces");
    }

    /** Such as "87 %", with a space that does not break; "-" for NaN. */
    static String percent(double share) {
        return Double.isNaN(share) ? "-" : fill("%.0f\u00a0%%", 100 * share);
    }

    /** With its first letter large. */
    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
