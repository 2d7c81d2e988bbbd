package org.ambivalent.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;

/**
 * The labels that an earlier training trusts, for a second one to learn from. The first was misled by wrong labels for as long as it
 * took to tell them from right ones; the second never sees most of them. Trust is what {@value LabelTable#FILE} of a run says:
 * under {@link ForwardCorrectionObjective} how probable it is that the label is right.
 *
 * @param source which run trusts them, and how far, for people
 * @param labels names of emotions by the names of faces
 */
public record TrustedLabels(String source, Map<String, String> labels) {

    /** How far a label must be trusted, unless one says otherwise. */
    public static final double LEAST = 0.7;

    static final String FILE = "trusted.csv";

    private static final List<String> HEADER = List.of("id", "label");

    public TrustedLabels {
        labels = Map.copyOf(labels);
    }

    /**
     * What a run trusts: the labels that it was given, wrong ones too if it trusts them.
     *
     * @param run folder of a finished training that weighed labels
     * @param least in [0, 1]: labels that are trusted less are left out
     * @throws BadInputException if the run is not finished, weighed no labels, or trusts none of them so far
     */
    public static TrustedLabels by(Path run, double least) {
        if (!(least >= 0 && least <= 1)) {
            throw new BadInputException("Labels are trusted from 0 to 1, not " + least + ". Choose another --trust.");
        }
        requireTrust(run);
        var trusted = new LinkedHashMap<String, String>();
        Path file = run.resolve(LabelTable.FILE);
        for (var row : FaceTable.read(file).byName()) {
            String trust = row.get("trust");
            if (!trust.isEmpty() && number(trust, file) >= least) {
                trusted.put(row.get("id"), row.get("given"));
            }
        }
        if (trusted.isEmpty()) {
            throw new BadInputException(
                    file + ": trusts no label as far as " + least + ". Trust less, or name another run.");
        }
        return new TrustedLabels(String.format(Locale.ROOT, "%s, to %s", run, least), trusted);
    }

    private static void requireTrust(Path run) {
        if (!Files.isDirectory(run)) {
            throw new BadInputException(run + ": no such folder. Name the folder of an earlier training.");
        }
        if (!RunFolder.isFinished(run)) {
            throw new BadInputException(run + ": holds no finished training of one network. Name another folder (of an"
                    + " ensemble, its member1), or finish the training with --resume.");
        }
        if (!Files.exists(run.resolve(LabelTable.FILE))) {
            throw new BadInputException(run + ": has no " + LabelTable.FILE
                    + ", so it trusts every label alike. Train it under --objective forward-correction.");
        }
    }

    private static double number(String cell, Path file) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new BadInputException(file + ": trusts a label to \"" + cell + "\". Train the run again.", e);
        }
    }

    /**
     * The trusted ones of some faces, each with its trusted label alone.
     *
     * @throws BadInputException if none is, or if they have other emotions
     */
    Dataset of(Dataset faces) {
        var left = faces.where(face -> labels.containsKey(face.id())).map(face -> labelled(face, faces.labels()));
        if (left.size() == 0) {
            throw new BadInputException(faces.name() + ": none of its training faces is among the " + labels.size()
                    + " whose labels are trusted (by " + source + "). Name the dataset that run was trained on.");
        }
        return left;
    }

    private Face labelled(Face face, LabelSet emotions) {
        String label = String.valueOf(labels.get(face.id()));
        return face.withLabelAlone(emotions.find(label)
                .orElseThrow(() -> new BadInputException(source + ": has labels such as " + label
                        + ", but the dataset has " + emotions + ". Name the dataset that run was trained on.")));
    }

    /** As a run keeps them. */
    FaceTable toTable() {
        var rows = new ArrayList<List<String>>();
        labels.forEach((id, label) -> rows.add(List.of(id, label)));
        rows.sort((one, other) -> one.get(0).compareTo(other.get(0)));
        return new FaceTable(FILE, HEADER, rows);
    }

    /** What a run has kept. */
    static TrustedLabels read(Path file, String source) {
        var labels = new LinkedHashMap<String, String>();
        FaceTable.read(file).byName().forEach(row -> labels.put(row.get("id"), row.get("label")));
        return new TrustedLabels(source, labels);
    }
}
