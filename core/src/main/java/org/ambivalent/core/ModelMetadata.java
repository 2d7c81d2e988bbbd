package org.ambivalent.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ambivalent.core.PosteriorSpec.Masking;

/**
 * Everything a model file says about itself. It travels as plain name-value pairs in the metadata of the ONNX file, so
 * any ONNX tool can show it.
 *
 * <p>Formats: files of format {@value #FORMAT} and older are read; a newer one is refused with the version that wrote
 * it, rather than half understood.
 *
 * @param labels the emotions of the outputs, in order
 * @param preprocessing from pixels to inputs
 * @param network its name
 * @param posterior what is averaged
 * @param provenance where the model comes from: data hash, seed, version, settings, validation figures; free names
 * @param calibration what was learned about its answers on faces that it was not trained on, as name-value pairs that
 *     {@link org.ambivalent.decide.Decisions} reads; empty if nobody calibrated it
 */
public record ModelMetadata(
        LabelSet labels,
        Preprocessing preprocessing,
        String network,
        PosteriorSpec posterior,
        Map<String, String> provenance,
        Map<String, String> calibration) {

    /** The format written today. */
    public static final int FORMAT = 3;

    /** Every name starts with this, so other tools' entries are left alone. */
    private static final String PREFIX = "ambivalent.";

    private static final String PROVENANCE = PREFIX + "provenance.";
    private static final String CALIBRATION = PREFIX + "calibration.";

    /** Of a model that nobody calibrated. */
    public ModelMetadata(
            LabelSet labels,
            Preprocessing preprocessing,
            String network,
            PosteriorSpec posterior,
            Map<String, String> provenance) {
        this(labels, preprocessing, network, posterior, provenance, Map.of());
    }

    public ModelMetadata {
        provenance = Map.copyOf(provenance);
        calibration = Map.copyOf(calibration);
        if (network.isBlank()) {
            throw new IllegalArgumentException("A network has a name, but got \"" + network + "\"");
        }
    }

    /** The same model, calibrated anew; what was known before is forgotten. */
    public ModelMetadata calibrated(Map<String, String> calibration) {
        return new ModelMetadata(labels, preprocessing, network, posterior, provenance, calibration);
    }

    /** Whether a pair of a file's metadata is one of those that {@link #toMap()} writes. */
    public static boolean isOurs(String name) {
        return name.startsWith(PREFIX);
    }

    /** Name-value pairs, sorted by name. */
    public Map<String, String> toMap() {
        var map = new TreeMap<String, String>();
        map.put(PREFIX + "format", Integer.toString(FORMAT));
        map.put(PREFIX + "labels", String.join(",", labels.names()));
        map.put(
                PREFIX + "input.channels",
                Integer.toString(preprocessing.shape().channels()));
        map.put(PREFIX + "input.height", Integer.toString(preprocessing.shape().height()));
        map.put(PREFIX + "input.width", Integer.toString(preprocessing.shape().width()));
        map.put(PREFIX + "input.mean", Double.toString(preprocessing.mean()));
        map.put(PREFIX + "input.deviation", Double.toString(preprocessing.deviation()));
        map.put(PREFIX + "network", network);
        map.put(PREFIX + "posterior", posterior.name());
        map.put(PREFIX + "posterior.members", Integer.toString(posterior.members()));
        map.put(PREFIX + "posterior.masking", posterior.masking().name().toLowerCase(Locale.ROOT));
        map.put(PREFIX + "posterior.rate", Double.toString(posterior.rate()));
        map.put(PREFIX + "posterior.samples", Integer.toString(posterior.samples()));
        provenance.forEach((name, value) -> map.put(PROVENANCE + name, value));
        calibration.forEach((name, value) -> map.put(CALIBRATION + name, value));
        return map;
    }

    /**
     * Reads what {@link #toMap()} wrote.
     *
     * @param file named in messages
     * @throws BadInputException if the pairs are not a model of ours, damaged, or of a newer format
     */
    public static ModelMetadata fromMap(Map<String, String> map, String file) {
        requireKnownFormat(map, file);
        try {
            var shape = new ImageShape(
                    integer(map, "input.channels"), integer(map, "input.height"), integer(map, "input.width"));
            return new ModelMetadata(
                    new LabelSet(List.of(text(map, "labels").split(",", -1))),
                    new Preprocessing(shape, number(map, "input.mean"), number(map, "input.deviation")),
                    text(map, "network"),
                    posterior(map),
                    under(PROVENANCE, map),
                    under(CALIBRATION, map));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    file + ": its metadata is damaged (" + e.getMessage() + "). Export the model again from its run"
                            + " folder, or fetch it anew.",
                    e);
        }
    }

    /**
     * The format in which {@link #fromMap} found the pairs of a model.
     *
     * @throws IllegalArgumentException if they name none
     */
    public static int formatOf(Map<String, String> map) {
        return integer(map, "format");
    }

    private static void requireKnownFormat(Map<String, String> map, String file) {
        String format = map.get(PREFIX + "format");
        if (format == null) {
            throw new BadInputException(file + ": an ONNX file, but not a model of Ambivalent (no " + PREFIX
                    + "format in its metadata). Train one with: ambivalent train");
        }
        if (!format.matches("[1-9][0-9]{0,5}")) {
            throw new BadInputException(file + ": " + PREFIX + "format is \"" + format + "\", which is no format"
                    + " number. Export the model again from its run folder, or fetch it anew.");
        }
        if (Integer.parseInt(format) > FORMAT) {
            throw new BadInputException(file + ": written in format " + format + " by version "
                    + map.getOrDefault(PROVENANCE + "version", "unknown") + "; this version (" + Version.CURRENT
                    + ") reads formats up to " + FORMAT + ". Update Ambivalent to use it.");
        }
    }

    private static Map<String, String> under(String prefix, Map<String, String> map) {
        var pairs = new TreeMap<String, String>();
        map.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                pairs.put(name.substring(prefix.length()), value);
            }
        });
        return pairs;
    }

    /** Files of format 1 know no masks. */
    private static PosteriorSpec posterior(Map<String, String> map) {
        String name = text(map, "posterior");
        int members = integer(map, "posterior.members");
        if (formatOf(map) == 1) {
            return new PosteriorSpec(name, members, Masking.NONE, 0, 1);
        }
        return new PosteriorSpec(
                name,
                members,
                Masking.valueOf(text(map, "posterior.masking").toUpperCase(Locale.ROOT)),
                number(map, "posterior.rate"),
                integer(map, "posterior.samples"));
    }

    private static String text(Map<String, String> map, String name) {
        String value = map.get(PREFIX + name);
        if (value == null) {
            var present = new ArrayList<>(new TreeMap<>(map).keySet());
            throw new IllegalArgumentException(PREFIX + name + " is missing among " + present);
        }
        return value;
    }

    private static int integer(Map<String, String> map, String name) {
        return Integer.parseInt(text(map, name));
    }

    private static double number(Map<String, String> map, String name) {
        return Double.parseDouble(text(map, name));
    }
}
