package org.ambivalent.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ambivalent.data.Corruption;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.PosteriorSamples;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.PosteriorScoring;
import org.ambivalent.data.RecoveryScore;
import org.ambivalent.data.ShiftScore;
import org.ambivalent.data.ShiftScoring;
import org.ambivalent.metrics.Bootstrap;

/**
 * Finds out what a trained model says about the validation faces, as they are and changed. What it says is kept in a folder, a
 * file of {@link PosteriorSamples} for each condition, and never asked again.
 */
final class Findings {

    static final long BOOTSTRAP_SEED = 1;

    private static final long CORRUPTION_SEED = 1;

    private final TrialTraining training;
    private final Path folder;
    private final ExperimentRunner.Listener listener;
    private final Dataset faces;
    private final TrialRecovery recovery;

    /**
     * Of a training that has been run to its end.
     *
     * @param folder of its samples
     * @param recovery of its training faces
     */
    Findings(TrialTraining training, Path folder, ExperimentRunner.Listener listener, TrialRecovery recovery) {
        this.training = training;
        this.folder = folder;
        this.listener = listener;
        this.recovery = recovery;
        faces = training.validation();
    }

    /** How many sets of faces a finding asks about. */
    static int conditions(Finding finding) {
        return finding == Finding.SHIFT ? 1 + Corruption.all().size() : 1;
    }

    /** What is said about the faces as they are. */
    PosteriorSamples clean() {
        return samples(ShiftScore.CLEAN, () -> training.sample(faces), faces);
    }

    /** A result with one more finding. */
    TrialResult add(Finding finding, TrialResult result) {
        return switch (finding) {
            case POSTERIOR -> result.with(posterior());
            case SHIFT -> result.with(shift());
            case RECOVERY -> result.with(recovery());
            case ELSEWHERE -> result.elsewhere(elsewhere());
        };
    }

    private PosteriorScore posterior() {
        listener.scores("every measure");
        var clean = clean();
        var alone = Posterior.of(training.settings()).spec().isStochastic()
                ? samples("whole", () -> training.sampleWhole(faces), faces)
                : clean;
        return PosteriorScoring.of(faces, clean, alone, Bootstrap.seeded(BOOTSTRAP_SEED));
    }

    private RecoveryScore recovery() {
        listener.scores("what the training faces are worth");
        return recovery.score(training, Bootstrap.seeded(BOOTSTRAP_SEED));
    }

    private List<Elsewhere> elsewhere() {
        listener.scores("other datasets");
        return Elsewhere.of(training, faces, Bootstrap.seeded(BOOTSTRAP_SEED));
    }

    private boolean areMembers() {
        return Posterior.of(training.settings()).spec().members() > 1;
    }

    private List<ShiftScore> shift() {
        var clean = clean();
        var whole = new ShiftScoring(faces, clean, Bootstrap.seeded(BOOTSTRAP_SEED));
        var members = areMembers() ? ShiftScoring.members(faces, clean, BOOTSTRAP_SEED) : List.<ShiftScoring>of();
        var scores = new ArrayList<ShiftScore>();
        scores.add(score(ShiftScore.CLEAN, clean, whole, members));
        for (var corruption : Corruption.all()) {
            listener.scores(corruption.text());
            var changed = corrupted(corruption);
            scores.add(score(corruption.text(), changed, whole, members));
        }
        return scores;
    }

    private static ShiftScore score(
            String condition, PosteriorSamples samples, ShiftScoring whole, List<ShiftScoring> members) {
        var score = whole.of(condition, samples);
        return members.isEmpty()
                ? score
                : score.with(IntStream.range(0, members.size())
                        .mapToObj(member -> members.get(member).of(condition, samples.alone(member)))
                        .toList());
    }

    private PosteriorSamples corrupted(Corruption corruption) {
        var changed = corruption.applyTo(faces, CORRUPTION_SEED);
        return samples(corruption.text(), () -> training.sample(changed), changed);
    }

    private PosteriorSamples samples(String condition, Supplier<PosteriorSamples> asked, Dataset data) {
        var file = folder.resolve(condition.replace(':', '-') + ".bin");
        if (Files.exists(file)) {
            return PosteriorSamples.read(file, data);
        }
        var samples = asked.get();
        samples.write(file);
        return samples;
    }
}
