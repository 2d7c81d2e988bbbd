package org.ambivalent.train;

import java.nio.file.Path;
import java.util.HashMap;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.CuredLabels;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Duplicates;
import org.ambivalent.data.Face;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.LabelIssues;
import org.ambivalent.data.LabelNoise;
import org.ambivalent.data.Split;
import org.bytedeco.pytorch.Device;

/**
 * Cures the training faces' labels before a training, as the command {@code cure} does with two folds: networks under
 * {@code forward-correction} judge the faces that they have not seen, and wrong or ambiguous labels become votes in the
 * suggested proportions. All of it takes as long as one training more.
 */
final class CureStage {

    private static final int FOLDS = 2;
    private static final String OBJECTIVE = "forward-correction";

    private CureStage() {}

    /**
     * The data with cured training faces; those without a label are left out, and all others stay.
     *
     * @param settings of the training to come: which labels are known, and which of them are made wrong first
     * @param folder empty, or of an earlier call with the same settings, to go on
     */
    static Dataset of(Dataset data, TrainSettings settings, Path folder, Device device, OutOfSample.Listener listener) {
        if (settings.labels() == GivenLabels.VOTES) {
            throw new BadInputException("Votes cannot be cured. Use labels: majority, original or voter.");
        }
        var right = settings.labels().of(data.split(Split.TRAIN));
        var given =
                LabelNoise.parse(settings.noise()).draw(right, settings.seed()).applyTo(right);
        var folds = OutOfSample.open(
                given,
                Duplicates.find(given.images()),
                folder,
                FOLDS,
                cured(settings).but().objective(OBJECTIVE).build());
        var issues = LabelIssues.find(given, folds.run(device, listener));
        return CuredLabels.cured(with(data, given), given, issues);
    }

    /** Of the training on what was cured: nothing is to be made wrong again, or reduced to one label a face. */
    static TrainSettings cured(TrainSettings settings) {
        return settings.but().labels(GivenLabels.VOTES).noise("none").build();
    }

    private static Dataset with(Dataset data, Dataset given) {
        var byId = new HashMap<String, Face>();
        given.faces().forEach(face -> byId.put(face.id(), face));
        return data.where(face -> face.split() != Split.TRAIN || byId.containsKey(face.id()))
                .map(face -> byId.getOrDefault(face.id(), face));
    }
}
