package org.ambivalent.train;

import java.util.List;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.PosteriorSamples;

/** The training of a trial, of one network or of several, as experiments see it. */
sealed interface TrialTraining extends AutoCloseable {

    /**
     * Trains what is not trained yet.
     *
     * @return whether all of it is: not where other processes are at members of an ensemble
     */
    boolean run(ExperimentRunner.Listener listener);

    /** Whether the last run trained anything, so that it took a while. */
    boolean hasTrained();

    TrainSettings settings();

    /** Epochs done, of all networks; once run. */
    List<EpochLog> log();

    /** Faces each network is trained on; once run. */
    int trainingFaces();

    /** The validation faces that count. */
    Dataset validation();

    /** What the posterior says about faces; once run. */
    PosteriorSamples sample(Dataset faces);

    /** What each network and head says about faces where nothing is hidden; once run. */
    PosteriorSamples sampleWhole(Dataset faces);

    /** What the network, or the first of them, makes of faces; once run. */
    List<float[]> features(Dataset faces);

    @Override
    void close();

    /** One network. */
    record Single(Trainer trainer) implements TrialTraining {

        @Override
        public boolean run(ExperimentRunner.Listener listener) {
            listener.train(trainer);
            return true;
        }

        @Override
        public boolean hasTrained() {
            return true;
        }

        @Override
        public TrainSettings settings() {
            return trainer.settings();
        }

        @Override
        public List<EpochLog> log() {
            return trainer.log();
        }

        @Override
        public int trainingFaces() {
            return trainer.trainingFaces();
        }

        @Override
        public Dataset validation() {
            return trainer.validation();
        }

        @Override
        public PosteriorSamples sample(Dataset faces) {
            return trainer.sample(faces);
        }

        @Override
        public PosteriorSamples sampleWhole(Dataset faces) {
            return trainer.sampleWhole(faces);
        }

        @Override
        public List<float[]> features(Dataset faces) {
            return trainer.features(faces);
        }

        @Override
        public void close() {
            trainer.close();
        }
    }

    /** The members of an ensemble. */
    record Several(EnsembleTraining ensemble) implements TrialTraining {

        @Override
        public boolean run(ExperimentRunner.Listener listener) {
            return ensemble.run((member, of, trainer) -> {
                        listener.member(member, of);
                        listener.train(trainer);
                    })
                    .isEmpty();
        }

        @Override
        public boolean hasTrained() {
            return ensemble.hasTrained();
        }

        @Override
        public TrainSettings settings() {
            return ensemble.settings();
        }

        @Override
        public List<EpochLog> log() {
            return ensemble.log();
        }

        @Override
        public int trainingFaces() {
            return ensemble.trainingFaces();
        }

        @Override
        public Dataset validation() {
            return ensemble.validation();
        }

        @Override
        public PosteriorSamples sample(Dataset faces) {
            return ensemble.sample(faces);
        }

        @Override
        public PosteriorSamples sampleWhole(Dataset faces) {
            return ensemble.sample(faces);
        }

        @Override
        public List<float[]> features(Dataset faces) {
            return ensemble.features(faces);
        }

        /** Each member has been closed when it was trained. */
        @Override
        public void close() {}
    }
}
