package org.ambivalent.train;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.Sha256;
import org.ambivalent.data.Split;
import org.jspecify.annotations.Nullable;

/**
 * One training of an experiment. Experiments that ask for equal trainings share them.
 *
 * @param name what tables and progress call it
 * @param settings of the training; precision and threads are the machine's, not the experiment's
 * @param part the training faces it may see
 * @param init the trial whose model it starts from, or whose trust it relies on; or null
 */
public record Trial(
        String name,
        TrainSettings settings,
        Part part,
        @Nullable Trial init) {

    /** Which training faces; the validation faces are always whole. */
    public enum Part {
        ALL,
        /** Those whose labels {@link Trial#init} trusts, with these labels and random weights, see {@link TrustedLabels}. */
        TRUSTED,
        FIRST_HALF,
        SECOND_HALF,
        /**
         * All, with what two networks trained as {@link Trial#init} say of them out of fold in place of labels, see
         * {@link TrialRecovery#outOfFold}.
         */
        OUT_OF_FOLD,
        /** About 5,000 of the 28,000 faces of FER+, for what takes long. */
        FEW,
        /** None; {@value #SAMPLED_FACES} sampled faces take their place, see {@link SampledFaces}. */
        SAMPLED;

        private static final int SAMPLED_FACES = 20_000;
        private static final double SHARE_OF_FEW = 0.18;

        /** The faces of a dataset that a trial sees: those to train on, and all others. */
        Dataset of(Dataset data) {
            var held = data.where(this::holds);
            return this == SAMPLED
                    ? SampledFaces.defaults()
                            .withCounts(SAMPLED_FACES, 0, 0)
                            .dataset()
                            .with(held)
                    : held;
        }

        public boolean holds(Face face) {
            if (this == SAMPLED) {
                return face.split() != Split.TRAIN;
            }
            boolean isWhole = this == ALL || this == TRUSTED || this == OUT_OF_FOLD || face.split() != Split.TRAIN;
            return isWhole
                    || (this == FEW ? position(face) < SHARE_OF_FEW : position(face) < 0.5 == (this == FIRST_HALF));
        }

        int trainingFaces(Dataset data) {
            return this == SAMPLED
                    ? SAMPLED_FACES
                    : data.where(this::holds).split(Split.TRAIN).size();
        }

        /** In [0, 1), by the face's name, so that adding faces moves no other. */
        private static double position(Face face) {
            String digits =
                    Sha256.of(face.id().getBytes(StandardCharsets.UTF_8)).substring(0, 7);
            return Integer.parseInt(digits, 16) / (double) (1 << 28);
        }
    }

    static Trial of(String name, TrainSettings settings) {
        return new Trial(name, settings, Part.ALL, null);
    }

    /**
     * How much there is to compute, in images trained on: every network sees its faces once an epoch, neighbours that are forwarded
     * with them count a third each, and an image that a finding asks about counts as one that is trained on. It costs half of that or less, which leaves room for samples and
     * for scoring.
     *
     * @param isTrained whether only findings are left
     */
    public double imagesToCompute(Dataset data, Set<Finding> findings, boolean isTrained) {
        double trained = isTrained
                ? 0
                : (settings.epochs() * imagesForAFace(settings) + epochsBefore()) * part.trainingFaces(data);
        if (findings.contains(Finding.RECOVERY) && settings.objective().equals(TrialRecovery.PLAIN)) {
            // Out of fold, two networks see a half each.
            trained += (double) settings.epochs() * part.trainingFaces(data);
        }
        int conditions = findings.stream().mapToInt(Findings::conditions).sum();
        double asked = (double) conditions * data.split(Split.VALID).size();
        return Posterior.of(settings).networks() * (trained + asked);
    }

    /** In the mean over the epochs; what is forwarded without gradients is a third of the work. */
    static double imagesForAFace(TrainSettings settings) {
        return Objectives.named(settings.objective()) instanceof NeighboursObjective neighbours
                        && neighbours.live()
                        && neighbours.hearsNeighbours()
                ? 1 + (1 - neighbours.from()) * neighbours.k() / 3
                : 1;
    }

    /** Of the networks that place the faces, each on its half of them. */
    private int epochsBefore() {
        return Objectives.named(settings.objective()).needsValenceArousal()
                ? ValenceArousalStage.first(settings).epochs()
                : 0;
    }

    /** What decides its outcome, in 12 hexadecimal digits: the name of its run folder and of its result. */
    public String key() {
        var decisive =
                settings.but().precision(Precision.FP32).threads(1).build().toJson();
        var from = init == null ? "" : init.key();
        return Sha256.of((decisive + part + from).getBytes(StandardCharsets.UTF_8))
                .substring(0, 12);
    }
}
