package org.ambivalent.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.Split;

/**
 * The training faces whose labels an earlier training trusts, for a second one to learn from. The first was misled by wrong labels
 * for as long as it took to tell them from right ones; the second never sees most of them.
 */
public final class TrustedLabels {

    /** How far a label must be trusted, unless one says otherwise. */
    public static final double LEAST = 0.7;

    private TrustedLabels() {}

    /**
     * The dataset with trusted training faces alone, each with the label that the earlier training was given; other splits are
     * whole.
     *
     * @param run folder of a training that weighed labels, with a {@value LabelTable#FILE}
     * @param least in [0, 1]: faces whose label is trusted less are left out
     * @throws BadInputException if the run weighed no labels, or of no face of this dataset
     */
    public static Dataset of(Dataset data, Path run, double least) {
        if (!(least >= 0 && least <= 1)) {
            throw new BadInputException("Labels are trusted from 0 to 1, not " + least + ".");
        }
        Path file = run.resolve(LabelTable.FILE);
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(run + ": has no " + LabelTable.FILE
                    + ", so it trusts every label alike. Name the folder of a finished training under forward-correction,"
                    + " self-cure or neighbours.");
        }
        var trusted = trusted(file, least, data.labels());
        var left = data.where(face -> face.split() != Split.TRAIN || trusted.containsKey(face.id()))
                .map(face -> labelled(face, trusted));
        if (left.split(Split.TRAIN).size() == 0) {
            throw new BadInputException(file + ": trusts no label of a training face of " + data.name() + " as far as "
                    + least + ". Name the dataset that " + run + " was trained on, or trust less.");
        }
        return left;
    }

    /** Given labels by the names of their faces. */
    private static Map<String, Integer> trusted(Path file, double least, LabelSet labels) {
        var trusted = new HashMap<String, Integer>();
        for (var row : FaceTable.read(file).byName()) {
            String trust = row.get("trust");
            if (!trust.isEmpty() && Double.parseDouble(trust) >= least) {
                String given = row.get("given");
                trusted.put(
                        row.get("id"),
                        labels.find(given)
                                .orElseThrow(() -> new BadInputException(file + ": has labels such as " + given
                                        + ", but the dataset has " + labels + ". Name the dataset of that run.")));
            }
        }
        return trusted;
    }

    private static Face labelled(Face face, Map<String, Integer> labels) {
        var label = labels.get(face.id());
        return face.split() != Split.TRAIN || label == null ? face : face.withLabelAlone(label);
    }
}
