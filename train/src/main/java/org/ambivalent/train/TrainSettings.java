package org.ambivalent.train;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.LabelNoise;

/**
 * Everything that decides what a training run computes. Two runs with equal settings, data and thread count end with
 * equal weights in fp32.
 *
 * @param network name of a {@link Network}
 * @param objective name and options of an {@link Objective}
 * @param labels what is known of the training faces
 * @param noise text of a {@link LabelNoise} put into the labels of the training faces
 * @param input shape of the faces
 * @param epochs passes over the training faces, at least 1
 * @param batch faces a step, at least 2
 * @param optimiser and its learning rate over time
 * @param averaging decay of the running average of the weights, in [0, 1); 0 keeps the last weights alone
 * @param posterior name of a {@link Posterior}
 * @param stochastic which layers hide something
 * @param dropout share of its inputs that such a layer does not see in training, in [0, 1)
 * @param dropConnect share of its weights that it does not use under mc-dropconnect, in [0, 1)
 * @param classWeights how rare emotions count
 * @param augmentation of the training faces
 * @param settle share of the epochs, at the end, that change training faces lightly only, in [0, 1]: strong changes teach
 *     more, but a network that has only seen changed faces is too modest about unchanged ones (He et al. 2019,
 *     arXiv 1909.09148)
 * @param progressive share of the epochs, at the start, that see training faces at two thirds of their side, in [0, 1]: such
 *     an epoch costs less than half, and the coarse features it teaches serve at full size too (progressive resizing; Tan
 *     and Le 2021, arXiv 2104.00298)
 * @param keep which epoch's weights the model file holds
 * @param seed of everything random
 * @param precision of convolutions
 * @param threads LibTorch computes with
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrainSettings(
        String network,
        String objective,
        GivenLabels labels,
        String noise,
        ImageShape input,
        int epochs,
        int batch,
        Optimiser optimiser,
        double averaging,
        String posterior,
        Stochastic stochastic,
        double dropout,
        double dropConnect,
        ClassWeights classWeights,
        Augmentation augmentation,
        double settle,
        double progressive,
        Keep keep,
        long seed,
        Precision precision,
        int threads) {

    public TrainSettings {
        var problems = new ArrayList<String>();
        require(epochs >= 1, "epochs must be at least 1, but is " + epochs, problems);
        require(batch >= 2, "batch must be at least 2 (batch normalisation needs two), but is " + batch, problems);
        require(averaging >= 0 && averaging < 1, "averaging must be in [0, 1), but is " + averaging, problems);
        require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), but is " + dropout, problems);
        require(dropConnect >= 0 && dropConnect < 1, "dropconnect must be in [0, 1), but is " + dropConnect, problems);
        require(settle >= 0 && settle <= 1, "settle must be in [0, 1], but is " + settle, problems);
        require(progressive >= 0 && progressive <= 1, "progressive must be in [0, 1], but is " + progressive, problems);
        require(threads >= 1, "threads must be at least 1, but is " + threads, problems);
        if (!problems.isEmpty()) {
            throw new BadInputException("These training settings cannot be used: " + String.join("; ", problems));
        }
        requireSizes(Networks.named(network), input, progressive);
        Objectives.named(objective).requireBatch(batch);
        Posterior.named(posterior, stochastic, dropout, dropConnect);
        requireSingleLabels(labels, noise);
    }

    private static void requireSizes(Network network, ImageShape input, double progressive) {
        network.trunk(input);
        if (progressive > 0 && !network.readsAnySize()) {
            throw new BadInputException("The network " + network.name()
                    + " reads faces of one size only. Leave out --progressive, or use another network.");
        }
        if (progressive > 0 && Math.min(smaller(input.height()), smaller(input.width())) < ImageShape.MIN_SIDE) {
            throw new BadInputException("Epochs on faces of two thirds of " + input + " would be on faces of less than "
                    + ImageShape.MIN_SIDE + " pixels. Use a larger --size.");
        }
    }

    /** Whether an epoch, from 1, sees training faces at their full size. */
    boolean isFullSize(int epoch) {
        return epoch > Math.round(epochs * progressive);
    }

    /** Two thirds of each side, rounded. */
    static ImageShape smaller(ImageShape input) {
        return new ImageShape(input.channels(), smaller(input.height()), smaller(input.width()));
    }

    private static int smaller(int side) {
        return Math.round(side * 2 / 3f);
    }

    private static void requireSingleLabels(GivenLabels labels, String noise) {
        if (labels == GivenLabels.VOTES && !noise.equals("none")) {
            throw new BadInputException("Noise changes single labels, but these settings train on votes."
                    + " Add --labels majority (or original).");
        }
    }

    private static void require(boolean holds, String problem, List<String> problems) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /** All settings as one line of JSON. */
    String toJson() {
        try {
            return new ObjectMapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is used where nobody chose. */
    public static Builder defaults() {
        return new Builder();
    }

    /** The same settings, to change some of. */
    public Builder but() {
        return new Builder()
                .network(network)
                .objective(objective)
                .labels(labels)
                .noise(noise)
                .input(input)
                .epochs(epochs)
                .batch(batch)
                .optimiser(optimiser)
                .averaging(averaging)
                .posterior(posterior)
                .stochastic(stochastic)
                .dropout(dropout)
                .dropConnect(dropConnect)
                .classWeights(classWeights)
                .augmentation(augmentation)
                .settle(settle)
                .progressive(progressive)
                .keep(keep)
                .seed(seed)
                .precision(precision)
                .threads(threads);
    }

    /** Settings under construction. */
    public static final class Builder {

        private String network = "compact";
        private String objective = "votes";
        private GivenLabels labels = GivenLabels.VOTES;
        private String noise = "none";
        private ImageShape input = ImageShape.grey(48);
        private int epochs = 30;
        private int batch = 64;
        private Optimiser optimiser = Optimiser.of(Rule.ADAMW);
        private double averaging = 0.999;
        private String posterior = "deterministic";
        private Stochastic stochastic = Stochastic.HEAD;
        private double dropout = 0.2;
        private double dropConnect = 0.1;
        private ClassWeights classWeights = ClassWeights.NONE;
        private Augmentation augmentation = Augmentation.standard();
        private double settle = 0.3;
        private double progressive;
        private Keep keep = Keep.BEST;
        private long seed = 1;
        private Precision precision = Precision.FP32;
        private int threads = Runtime.getRuntime().availableProcessors();

        private Builder() {}

        public Builder network(String other) {
            network = other;
            return this;
        }

        public Builder objective(String other) {
            objective = other;
            return this;
        }

        public Builder labels(GivenLabels other) {
            labels = other;
            return this;
        }

        public Builder noise(String other) {
            noise = other;
            return this;
        }

        public Builder input(ImageShape other) {
            input = other;
            return this;
        }

        public Builder epochs(int other) {
            epochs = other;
            return this;
        }

        public Builder batch(int other) {
            batch = other;
            return this;
        }

        public Builder optimiser(Optimiser other) {
            optimiser = other;
            return this;
        }

        public Builder averaging(double other) {
            averaging = other;
            return this;
        }

        public Builder posterior(String other) {
            posterior = other;
            return this;
        }

        public Builder stochastic(Stochastic other) {
            stochastic = other;
            return this;
        }

        public Builder dropConnect(double other) {
            dropConnect = other;
            return this;
        }

        public Builder dropout(double other) {
            dropout = other;
            return this;
        }

        public Builder classWeights(ClassWeights other) {
            classWeights = other;
            return this;
        }

        public Builder augmentation(Augmentation other) {
            augmentation = other;
            return this;
        }

        public Builder settle(double other) {
            settle = other;
            return this;
        }

        public Builder progressive(double other) {
            progressive = other;
            return this;
        }

        public Builder keep(Keep other) {
            keep = other;
            return this;
        }

        public Builder seed(long other) {
            seed = other;
            return this;
        }

        public Builder precision(Precision other) {
            precision = other;
            return this;
        }

        public Builder threads(int other) {
            threads = other;
            return this;
        }

        /** {@link BadInputException} with everything that cannot be used. */
        public TrainSettings build() {
            return new TrainSettings(
                    network,
                    objective,
                    labels,
                    noise,
                    input,
                    epochs,
                    batch,
                    optimiser,
                    averaging,
                    posterior,
                    stochastic,
                    dropout,
                    dropConnect,
                    classWeights,
                    augmentation,
                    settle,
                    progressive,
                    keep,
                    seed,
                    precision,
                    threads);
        }
    }

    /** Which epoch's weights the model file holds. */
    public enum Keep {
        /** The epoch with the lowest cross-entropy on the validation faces. */
        BEST,
        /** The last: nothing is chosen, so validation figures stay fair where validation labels are scored. */
        LAST
    }

    /** Which rule turns gradients into steps. */
    public enum Rule {
        /** Stochastic gradient descent with Nesterov momentum 0.9. */
        SGD(0.1, 5e-4),
        /** Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101). */
        ADAMW(0.002, 0.05);

        private final double learningRate;
        private final double weightDecay;

        Rule(double learningRate, double weightDecay) {
            this.learningRate = learningRate;
            this.weightDecay = weightDecay;
        }

        /** What suits it where nobody chose. */
        public double defaultLearningRate() {
            return learningRate;
        }

        /** What suits it where nobody chose. */
        public double defaultWeightDecay() {
            return weightDecay;
        }
    }

    /** How the learning rate falls after the warm-up. */
    public enum Schedule {
        /** {@code lr (1 + cos(pi t)) / 2} for t in [0, 1] over the run. */
        COSINE,
        /** A tenth of it after 3/8 and again after 3/4 of the run: the Self-Cure Network's epochs 15 and 30 of 40. */
        STEP;

        /** The factor at a moment {@code t} of the run, in [0, 1]. */
        double factor(double t) {
            return switch (this) {
                case COSINE -> (1 + Math.cos(Math.PI * t)) / 2;
                case STEP -> t < 0.375 ? 1 : t < 0.75 ? 0.1 : 0.01;
            };
        }
    }

    /**
     * The rule of the steps, and the learning rate over time.
     *
     * @param rule from gradients to steps
     * @param learningRate at the end of the warm-up, above 0
     * @param weightDecay of kernels and matrices, at least 0; biases and scales are never decayed
     * @param schedule how the learning rate falls
     * @param warmup epochs in which it rises linearly from 0
     */
    public record Optimiser(Rule rule, double learningRate, double weightDecay, Schedule schedule, double warmup) {

        public Optimiser {
            boolean finite = Double.isFinite(learningRate) && Double.isFinite(weightDecay) && Double.isFinite(warmup);
            if (!finite || learningRate <= 0 || weightDecay < 0 || warmup < 0) {
                throw new BadInputException("A learning rate above 0, a weight decay of at least 0 and a warm-up of at"
                        + " least 0 epochs are needed, but got " + learningRate + ", " + weightDecay + " and "
                        + warmup);
            }
        }

        /** What suits a rule where nobody chose: cosine, after a warm-up of one epoch. */
        public static Optimiser of(Rule rule) {
            return new Optimiser(rule, rule.defaultLearningRate(), rule.defaultWeightDecay(), Schedule.COSINE, 1);
        }

        /** The learning rate of a step, with {@code epochsDone} a fraction. */
        double learningRateAt(double epochsDone, int epochs) {
            double rise = warmup == 0 ? 1 : Math.min(1, epochsDone / warmup);
            return learningRate * rise * schedule.factor(epochsDone / epochs);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s under %s, %d epochs, seed %d, %s", network, objective, epochs, seed, precision);
    }
}
