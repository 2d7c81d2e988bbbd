package org.ambivalent.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Duplicates;
import org.ambivalent.data.FeatureNeighbours;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.LabelEvidence;
import org.ambivalent.data.ProcessLock;
import org.ambivalent.data.RecoveryScore;
import org.ambivalent.data.RecoveryScoring;
import org.ambivalent.data.Split;
import org.ambivalent.metrics.Bootstrap;
import org.bytedeco.pytorch.Device;

/**
 * The ways in which a training on one label a face recovers distributions for its faces:
 * <ul>
 *   <li>{@code predicted}: what the trained network says of them, having seen their labels
 *   <li>{@code feature neighbours}: the mean of the labels of a face and its {@value #NEIGHBOURS} nearest by features
 *   <li>{@code out of fold}: what two networks say, trained as long as the training itself on one half of the faces each, about
 *       the other half; for the plain objective alone, for it is the same for all
 *   <li>{@code first stage}: the same of the first networks of {@link ValenceArousalStage}
 *   <li>{@code recovered}: what {@link NeighboursObjective} recovers in the end (its targets, where there is no evidence)
 * </ul>
 * The last two only where the training has them.
 *
 * @param device to compute on
 * @param listener hears of the trainings out of fold
 *
 * @param data faces with their votes
 * @param settings of the training
 * @param run its folder
 * @param places folder of {@link ValenceArousalStage}, which need not be there
 */
record TrialRecovery(
        Dataset data, TrainSettings settings, Path run, Path places, Device device, OutOfSample.Listener listener) {

    /** Whose trainings out of fold stand for all. */
    static final String PLAIN = "majority";

    private static final String OUT_OF_FOLD = "out of fold";
    private static final int NEIGHBOURS = 8;
    private static final int FOLDS = 2;

    /** Whether a score knows every way of its training; those of older versions know none out of fold, nor doubts. */
    static boolean isWhole(TrainSettings settings, RecoveryScore score) {
        return score.doubtAuroc() != null
                && (!settings.objective().equals(PLAIN) || score.jensenShannon().containsKey(OUT_OF_FOLD));
    }

    RecoveryScore score(TrialTraining training, Bootstrap bootstrap) {
        var truth = data.split(Split.TRAIN);
        var labelled = one().of(truth);
        var given = new HashMap<String, Integer>();
        labelled.faces().forEach(face -> given.put(face.id(), face.givenLabel().orElseThrow()));
        var ways = new LinkedHashMap<String, Map<String, Distribution>>();
        ways.put("predicted", byName(labelled, training.sample(labelled).means()));
        ways.put("feature neighbours", byName(labelled, agreed(labelled, training.features(labelled))));
        if (settings.objective().equals(PLAIN)) {
            ways.put(OUT_OF_FOLD, outOfFold(labelled, settings, run, device, listener));
        }
        if (Objectives.named(settings.objective()).needsValenceArousal()) {
            addFirstStage(ways);
        }
        addRecovered(ways);
        boolean isVote = settings.labels() != GivenLabels.ORIGINAL;
        return RecoveryScoring.of(truth, given, isVote, ways, bootstrap);
    }

    /** A training on all votes has seen every voter's; the one left out is then the one that other trainings get. */
    private GivenLabels one() {
        return settings.labels() == GivenLabels.VOTES ? GivenLabels.VOTER : settings.labels();
    }

    private static Map<String, Distribution> byName(Dataset faces, List<Distribution> distributions) {
        var named = new HashMap<String, Distribution>();
        for (int i = 0; i < faces.size(); i++) {
            named.put(faces.faces().get(i).id(), distributions.get(i));
        }
        return named;
    }

    private static List<Distribution> agreed(Dataset faces, List<float[]> features) {
        var neighbours = FeatureNeighbours.of(features, NEIGHBOURS);
        var labels = faces.faces().stream()
                .map(face -> face.givenLabel().orElseThrow())
                .toList();
        return IntStream.range(0, faces.size())
                .mapToObj(face -> {
                    var votes = new double[faces.labels().size()];
                    votes[labels.get(face)]++;
                    for (int rank = 0; rank < NEIGHBOURS; rank++) {
                        votes[labels.get(neighbours.neighbour(face, rank))]++;
                    }
                    return Distribution.proportionalTo(votes);
                })
                .toList();
    }

    /**
     * What each half of the faces is said to show by a network that was trained on the other half, by the faces' names.
     *
     * @param labelled training faces with one label each
     * @param settings of the trainings
     * @param run whose folder they lie in
     */
    static Map<String, Distribution> outOfFold(
            Dataset labelled, TrainSettings settings, Path run, Device device, OutOfSample.Listener listener) {
        var folder = run.resolve("out-of-fold");
        try (var lock = ProcessLock.take(run.resolve("out-of-fold.lock"))) {
            var evidence = OutOfSample.open(labelled, Duplicates.find(labelled.images()), folder, FOLDS, settings)
                    .run(device, listener);
            return byName(
                    labelled, evidence.stream().map(LabelEvidence::predicted).toList());
        }
    }

    private void addFirstStage(Map<String, Map<String, Distribution>> ways) {
        var said = new HashMap<String, Distribution>();
        for (int fold = 1; Files.exists(predictions(fold)); fold++) {
            said.putAll(distributions(predictions(fold), ""));
        }
        if (!said.isEmpty()) {
            ways.put("first stage", said);
        }
    }

    private Path predictions(int fold) {
        return places.resolve("folds").resolve("fold" + fold).resolve("predictions.csv");
    }

    private void addRecovered(Map<String, Map<String, Distribution>> ways) {
        var file = run.resolve(NeighboursSession.FILE);
        if (Files.exists(file)) {
            ways.put("recovered", distributions(file, NeighboursSession.RECOVERED));
        }
    }

    private Map<String, Distribution> distributions(Path table, String prefix) {
        return LabelTable.distributions(FaceTable.read(table), prefix, data.labels());
    }
}
