package org.ambivalent.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Circumplex;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Duplicates;
import org.ambivalent.data.Face;
import org.ambivalent.data.LabelNoise;
import org.ambivalent.data.Protocol;
import org.ambivalent.data.Sha256;
import org.ambivalent.data.Split;
import org.ambivalent.data.ValenceArousal;
import org.bytedeco.pytorch.Device;

/**
 * Gives training faces places in the plane of valence and arousal where their dataset has none and the objective looks for
 * neighbours there. A first network, of the same kind and trained for half the epochs on the same labels (the wrong ones among
 * them), predicts each half of the faces from the other half; the place of a face is the mean of the {@link Circumplex} under its
 * prediction. So neither its votes nor its own label have a say in where it lies.
 *
 * <p>The places stand in {@code valence-arousal.csv} of a folder beside the run, with the trainings that led to them; they are
 * not computed again.
 */
public final class ValenceArousalStage {

    private static final String FILE = "valence-arousal.csv";
    private static final List<String> HEADER = List.of("id", "valence", "arousal");
    private static final int FOLDS = 2;

    /** Beside the places: a hash of what decided them, or {@value #KEPT}. */
    private static final String ORIGIN = "origin.txt";

    private static final String KEPT = "from elsewhere";

    private final Dataset data;
    private final TrainSettings settings;
    private final Path folder;

    private ValenceArousalStage(Dataset data, TrainSettings settings, Path folder) {
        this.data = data;
        this.settings = settings;
        this.folder = folder;
    }

    /** The settings of the first network: those that decide the places. */
    static TrainSettings first(TrainSettings settings) {
        return settings.but()
                .objective("majority")
                .posterior("deterministic")
                .epochs(Math.max(1, (settings.epochs() + 1) / 2))
                .build();
    }

    /** Where the places of a run are. */
    public static Path beside(Path run) {
        var named = run.normalize();
        if (named.toString().isEmpty() || named.endsWith("..")) {
            named = run.toAbsolutePath().normalize();
        }
        return named.resolveSibling(named.getFileName() + "-valence-arousal");
    }

    /**
     * The data as they are if the objective asks for no places or all training faces have one, otherwise with places.
     *
     * @param settings of the training to come
     * @param folder empty, or of an earlier call with the same settings, to go on
     */
    public static Dataset of(
            Dataset data, TrainSettings settings, Path folder, Device device, OutOfSample.Listener listener) {
        return new ValenceArousalStage(data, settings, folder).run(device, listener);
    }

    private Dataset run(Device device, OutOfSample.Listener listener) {
        if (!Objectives.named(settings.objective()).needsValenceArousal()) {
            return data;
        }
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            var labelled = labelled();
            if (isPlaced(labelled)) {
                return data;
            }
            requireFaces(labelled);
            write(labelled, device, listener, file);
        } else if (!isKept(folder)) {
            requireSame(labelled());
        }
        var places = read(file);
        return data.map(face -> placed(face, places));
    }

    /** Whether every face has a place of its own; none may be lost. */
    private static boolean isPlaced(Dataset labelled) {
        long placed = labelled.faces().stream()
                .filter(face -> face.valenceArousal() != null)
                .count();
        if (placed > 0 && placed < labelled.size()) {
            throw new BadInputException(
                    labelled.name() + ": " + placed + " of " + labelled.size()
                            + " training faces have valence and arousal. Annotate all of them, or none to have them estimated.");
        }
        return placed == labelled.size();
    }

    /** Before any training. */
    private void requireFaces(Dataset labelled) {
        if (Objectives.named(settings.objective()) instanceof NeighboursObjective neighbours
                && neighbours.hearsNeighbours()
                && labelled.size() <= neighbours.k()) {
            throw new BadInputException(labelled.name() + ": " + labelled.size() + " training faces are too few for "
                    + neighbours.k() + " neighbours each. Use more faces, or fewer neighbours with neighbours:k=K.");
        }
        var counts = new int[labelled.labels().size()];
        labelled.faces().forEach(face -> counts[face.givenLabel().orElseThrow()]++);
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0 && counts[k] < FOLDS) {
                throw new BadInputException(labelled.name() + ": only " + counts[k] + " training face is labelled "
                        + labelled.labels().name(k) + ", too few to estimate valence and arousal from one half of the"
                        + " faces for the other. Use more faces, annotate them, or name a --va-model.");
            }
        }
    }

    /** What decides places: the first network's settings, the data, and what is said of each face. */
    private String origin(Dataset labelled) {
        var decisive = first(settings)
                .but()
                .precision(Precision.FP32)
                .threads(1)
                .build()
                .toJson();
        var said = labelled.faces().stream()
                .map(face -> face.id() + "=" + face.givenLabel().orElseThrow())
                .collect(Collectors.joining("\n"));
        return Sha256.of((decisive + data.hash() + said).getBytes(StandardCharsets.UTF_8));
    }

    private void requireSame(Dataset labelled) {
        if (!origin(labelled).equals(read(folder.resolve(ORIGIN), ""))) {
            throw new BadInputException(folder
                    + ": holds places of faces that were estimated with other settings, data or labels, or by an older version."
                    + " Delete it, or choose another --out.");
        }
    }

    /** Whether the places of a folder came from elsewhere, see {@link #keep}. */
    public static boolean isKept(Path folder) {
        return Files.exists(folder.resolve(FILE))
                && read(folder.resolve(ORIGIN), "").equals(KEPT);
    }

    private static String read(Path file, String otherwise) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : otherwise;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Faces where {@code valence-arousal.csv} of a run's places puts them, by their names; others stay where they are.
     *
     * @throws BadInputException if it is no such file, or speaks of none of the faces
     */
    public static Dataset placed(Dataset data, Path file) {
        var places = read(file);
        if (data.faces().stream().noneMatch(face -> places.containsKey(face.id()))) {
            throw new BadInputException(file + ": has a place for none of the faces of " + data.name()
                    + ". Name the file of a run on the same data.");
        }
        return data.map(face -> placed(face, places));
    }

    /**
     * The data of a run that goes on: with the places beside it, if there are any. They are not found anew, for those would be others.
     *
     * @param folder of the places, see {@link #beside}
     */
    public static Dataset again(Dataset data, Path folder) {
        var file = folder.resolve(FILE);
        return Files.exists(file) ? placed(data, file) : data;
    }

    private static Face placed(Face face, Map<String, ValenceArousal> places) {
        var place = places.get(face.id());
        return place == null ? face : face.withValenceArousal(place);
    }

    /** The training faces as the training will see them, noise and all, each with one label alone. */
    private Dataset labelled() {
        var given = settings.labels().of(Parts.of(data, settings.seed()).train());
        var noisy =
                LabelNoise.parse(settings.noise()).draw(given, settings.seed()).applyTo(given);
        int emotions = data.labels().size();
        return noisy.where(face -> Protocol.MAJORITY.target(face, emotions).isPresent())
                .map(face -> face.withLabelAlone(Protocol.MAJORITY
                                .target(face, emotions)
                                .orElseThrow()
                                .label())
                        .in(Split.TRAIN));
    }

    private void write(Dataset labelled, Device device, OutOfSample.Listener listener, Path file) {
        var circumplex = Circumplex.of(data.labels());
        // The labels are wrong already where they are to be.
        var first = first(settings).but().noise("none").build();
        var copies = Duplicates.find(labelled.images());
        var folds = OutOfSample.open(labelled, copies, folder.resolve("folds"), FOLDS, first);
        var evidence = folds.run(device, listener);
        var places = new TreeMap<String, ValenceArousal>();
        for (int i = 0; i < labelled.size(); i++) {
            places.put(
                    labelled.faces().get(i).id(), circumplex.of(evidence.get(i).predicted()));
        }
        AtomicFiles.write(folder.resolve(ORIGIN), origin(labelled) + "\n");
        write(places, file);
    }

    /** Keeps places from elsewhere for the trainings of a folder: they count before a dataset's own. */
    public static void keep(Path folder, Map<String, ValenceArousal> places) {
        AtomicFiles.write(folder.resolve(ORIGIN), KEPT + "\n");
        write(new TreeMap<>(places), folder.resolve(FILE));
    }

    private static void write(SortedMap<String, ValenceArousal> places, Path file) {
        var rows = new ArrayList<List<String>>();
        places.forEach((id, place) -> rows.add(List.of(id, number(place.valence()), number(place.arousal()))));
        new FaceTable(FILE, HEADER, rows).write(file);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static Map<String, ValenceArousal> read(Path file) {
        var places = new HashMap<String, ValenceArousal>();
        try {
            for (var row : FaceTable.read(file).byName()) {
                places.put(
                        row.get("id"),
                        new ValenceArousal(
                                Double.parseDouble(row.get("valence")), Double.parseDouble(row.get("arousal"))));
            }
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    file + ": is damaged (" + e.getMessage() + "). Delete it to have it made again.", e);
        }
        return places;
    }
}
