package org.ambivalent.data;

import java.util.Locale;
import java.util.function.Supplier;

/** Elsewhere numbers look otherwise. */
final class Countries {

    private Countries() {}

    /** Where digits are not those of ASCII. */
    static <T> T inEgypt(Supplier<T> work) {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            return work.get();
        } finally {
            Locale.setDefault(before);
        }
    }
}
