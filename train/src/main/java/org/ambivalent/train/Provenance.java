package org.ambivalent.train;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.ambivalent.core.Version;
import org.ambivalent.data.Dataset;

/** Where a model comes from, as name-value pairs for its file: enough to train it again. */
final class Provenance {

    private Provenance() {}

    static Map<String, String> of(RunFolder.Started started, Dataset trained, OptionalLong heldOutBy, EpochLog best) {
        var settings = started.settings();
        var pairs = new TreeMap<String, String>();
        pairs.put("version", Version.CURRENT);
        pairs.put("data", trained.name());
        pairs.put("data.hash", trained.hash());
        pairs.put("data.faces", Integer.toString(trained.size()));
        pairs.put("objective", settings.objective());
        pairs.put("seed", Long.toString(settings.seed()));
        heldOutBy.ifPresent(seed -> pairs.put(HeldOut.SEED, Long.toString(seed)));
        pairs.put("settings", settings.toJson());
        pairs.put("init", started.init() == null ? "random weights" : started.init());
        if (started.trusted() != null) {
            pairs.put("trusted", started.trusted());
        }
        pairs.put("epoch", Integer.toString(best.epoch()));
        put(pairs, new Validation(best.validCrossEntropy(), best.validAccuracy(), best.validJensenShannon()));
        return pairs;
    }

    /** How good the model is, as far as it is known. */
    static void put(Map<String, String> pairs, Validation validation) {
        put(pairs, "valid.accuracy", validation.accuracy());
        put(pairs, "valid.crossEntropy", validation.crossEntropy());
        put(pairs, "valid.jensenShannon", validation.jensenShannon());
    }

    private static void put(Map<String, String> pairs, String name, double value) {
        if (!Double.isNaN(value)) {
            pairs.put(name, String.format(Locale.ROOT, "%.4f", value));
        }
    }
}
