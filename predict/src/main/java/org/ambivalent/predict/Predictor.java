package org.ambivalent.predict;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Masks;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.ImageDecoder;
import org.ambivalent.decide.Decisions;
import org.jspecify.annotations.Nullable;

/**
 * A model file, ready to answer: pictures in, a distribution over emotions for each face out.
 *
 * <p>The graph reads {@code images [faces][channels][height][width]}, normalised as the file's
 * {@link org.ambivalent.core.Preprocessing} says, and answers {@code probabilities [faces][emotions]}, and
 * {@code importance [faces]} if the model learned one. A file of several members, or one that hides something at random
 * (then with masks as further inputs), answers {@code samples [samples][faces][emotions]} too; the prediction is their mean,
 * and how far they differ is the epistemic part of its uncertainty. What is hidden follows from
 * {@link PredictorOptions#seed()} and the pixels of the face, so an answer can be repeated. A file that was calibrated
 * answers {@code unfamiliarity [faces]} as well, and each prediction comes with a {@link org.ambivalent.core.Decision}.
 *
 * <p>Safe to use from several threads at once. Memory is bounded: however many faces are asked for, at most
 * {@link PredictorOptions#batch()} of them are in the network at a time for each calling thread. Answers do not depend
 * on which faces share a run beyond the rounding of floats.
 */
public final class Predictor implements AutoCloseable {

    private static final String BUNDLED = "bundled.onnx";
    private static final String IMAGES = "images";
    private static final String PROBABILITIES = "probabilities";
    private static final String SAMPLES = "samples";
    private static final String IMPORTANCE = "importance";

    private final String file;
    private final Decisions decisions;
    private final ModelMetadata metadata;
    private final PredictorOptions options;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> answers;

    /** Null where the same face gets the same answer anyway. */
    private final @Nullable Sampling sampling;

    /** Runs of the network share it; closing waits for them. */
    private final ReadWriteLock open = new ReentrantReadWriteLock();

    private boolean closed;

    private Predictor(
            String file,
            ModelMetadata metadata,
            Decisions decisions,
            PredictorOptions options,
            OrtEnvironment environment,
            OrtSession session,
            @Nullable Sampling sampling) {
        this.file = file;
        this.metadata = metadata;
        this.decisions = decisions;
        this.options = options;
        this.environment = environment;
        this.session = session;
        this.sampling = sampling;
        String probabilities = sampling == null && metadata.posterior().members() == 1 ? PROBABILITIES : SAMPLES;
        answers = Stream.of(probabilities, IMPORTANCE, ModelFiles.UNFAMILIARITY)
                .filter(session.getOutputNames()::contains)
                // Calibration has written it.
                .filter(output -> options.calibrated() || !output.equals(ModelFiles.UNFAMILIARITY))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The model that ships with the program. */
    public static Predictor bundled() {
        return bundled(PredictorOptions.defaults());
    }

    /** The model that ships with the program. */
    public static Predictor bundled(PredictorOptions options) {
        return opened(Predictor::bundledModel, "the bundled model", options);
    }

    /**
     * The bytes of the model file that ships with the program.
     *
     * @throws BadInputException if this build has none
     */
    public static byte[] bundledModel() {
        try (InputStream resource = Predictor.class.getResourceAsStream(BUNDLED)) {
            if (resource == null) {
                throw new BadInputException("This build has no bundled model (" + BUNDLED
                        + " is not among its resources). Name a model file, or train one with: ambivalent train");
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new BadInputException("The bundled model cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The model in a file.
     *
     * @throws BadInputException if the file is missing, damaged, not a model of ours or of a newer format
     */
    public static Predictor open(Path model) {
        return open(model, PredictorOptions.defaults());
    }

    /** As {@link #open(Path)}, with a detector, threads and batch of your choice. */
    public static Predictor open(Path model, PredictorOptions options) {
        return opened(() -> bytes(model), model.toString(), options);
    }

    /**
     * The bytes of a model file.
     *
     * @throws BadInputException if it is missing, empty or a folder
     */
    public static byte[] bytes(Path model) {
        return ModelFiles.read(model);
    }

    /**
     * The model in the bytes of a file.
     *
     * @param file how messages call it
     */
    public static Predictor of(byte[] model, String file, PredictorOptions options) {
        return opened(() -> model, file, options);
    }

    /** Closes the detector if anything fails: nobody has the predictor that would have closed it. */
    private static Predictor opened(Supplier<byte[]> model, String file, PredictorOptions options) {
        try {
            return opened(model.get(), file, options);
        } catch (RuntimeException e) {
            options.detector().close();
            throw e;
        }
    }

    private static Predictor opened(byte[] model, String file, PredictorOptions options) {
        var environment = OrtEnvironment.getEnvironment();
        var session = ModelFiles.session(environment, model, file, options.threads());
        try {
            var metadata = ModelMetadata.fromMap(session.getMetadata().getCustomMetadata(), file);
            ModelFiles.requireFit(session, metadata, file);
            var whole = damaged(file, () -> whole(options, metadata));
            return new Predictor(
                    file,
                    metadata,
                    options.calibrated()
                            ? damaged(file, () -> Decisions.fromMap(metadata.calibration()))
                            : Decisions.NONE,
                    whole,
                    environment,
                    session,
                    sampling(session, metadata, file, whole));
        } catch (OrtException | RuntimeException e) {
            ModelFiles.close(session);
            throw e instanceof RuntimeException known ? known : ModelFiles.unreadable(file, e);
        }
    }

    /** What is read from a calibration, which may have been changed by hand. */
    private static <T> T damaged(String file, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    file + ": what its calibration says is damaged (" + e.getMessage()
                            + "). Calibrate it again with: ambivalent calibrate",
                    e);
        }
    }

    /** Samples and their seed as asked for; else as the calibration took them, if it counts; else as the file says. */
    private static PredictorOptions whole(PredictorOptions options, ModelMetadata metadata) {
        var calibration = options.calibrated() ? metadata.calibration() : Map.<String, String>of();
        var samples = calibration.get(Calibrator.SAMPLES);
        var seed = calibration.get(Calibrator.SAMPLE_SEED);
        var seeded = options.seed().isPresent()
                ? options
                : options.withSeed(seed == null ? PredictorOptions.SEED : Long.parseLong(seed));
        if (options.samples() > 0 || !metadata.posterior().isStochastic()) {
            return seeded;
        }
        int count = samples == null ? metadata.posterior().samples() : Integer.parseInt(samples);
        if (count < 1) {
            throw new IllegalArgumentException("it took " + count + " samples");
        }
        return seeded.withSamples(count);
    }

    private static @Nullable Sampling sampling(
            OrtSession session, ModelMetadata metadata, String file, PredictorOptions options) throws OrtException {
        var posterior = metadata.posterior();
        if (!posterior.isStochastic()) {
            if (options.samples() > 1) {
                throw alwaysTheSame(file, metadata);
            }
            return null;
        }
        return new Sampling(
                session, new Masks(posterior.rate(), options.seed().orElse(PredictorOptions.SEED)), options.samples());
    }

    private static BadInputException alwaysTheSame(String file, ModelMetadata metadata) {
        return new BadInputException(
                file + ": its posterior is " + metadata.posterior().name() + ", which gives the same"
                        + " answer every time. Leave out --samples, or train with: --posterior mc-dropout");
    }

    /** What the model file says about itself. */
    public ModelMetadata metadata() {
        return metadata;
    }

    /** What predictions are made with: {@link Decisions#NONE} if the file was not calibrated, or is not to be used so. */
    public Decisions decisions() {
        return decisions;
    }

    /**
     * The faces in a picture file, largest first; empty if there is none. The picture is turned upright as its EXIF data
     * ask, and boxes are in pixels of the upright picture.
     *
     * @throws BadInputException if the file is missing or not a picture that can be read
     */
    public List<FacePrediction> predict(Path picture) {
        return ImageDecoder.with(picture, this::predict);
    }

    /** The faces in a picture, largest first; empty if there is none. The picture stays as it is. */
    public List<FacePrediction> predict(BufferedImage picture) {
        var shape = metadata.preprocessing().shape();
        var flat = ImageDecoder.flat(picture);
        var faces = options.detector().detect(flat);
        var predictions = predict(faces.size(), i -> faces.get(i).crop().pixels(flat, shape));
        var found = new ArrayList<FacePrediction>(faces.size());
        for (int i = 0; i < faces.size(); i++) {
            found.add(new FacePrediction(faces.get(i).box(), predictions.get(i)));
        }
        return List.copyOf(found);
    }

    /** A prediction for every face of a dataset, in its order. The images must have the model's shape. */
    public List<Prediction> predictCrops(FaceImages images) {
        requireShape(images);
        return predict(images.count(), images::pixels);
    }

    /** A prediction for every face, each {@code [channels][height][width]} bytes of the model's shape. */
    public List<Prediction> predictCrops(List<byte[]> crops) {
        return predictCrops(FaceImages.of(metadata.preprocessing().shape(), crops.toArray(byte[][]::new)));
    }

    /**
     * The same with other samples than the predictor's own.
     *
     * @param samples of a stochastic posterior, at least 1, or 0 for as many as the predictor takes
     * @param seed of what the samples hide
     * @throws BadInputException if several samples are asked of a model that gives the same answer every time
     */
    public List<Prediction> predictCrops(List<byte[]> crops, int samples, long seed) {
        var images = FaceImages.of(metadata.preprocessing().shape(), crops.toArray(byte[][]::new));
        return answers(images.count(), images::pixels, answers, sampling(samples, seed)).stream()
                .map(this::prediction)
                .toList();
    }

    private @Nullable Sampling sampling(int samples, long seed) {
        if (sampling == null) {
            if (samples > 1) {
                throw alwaysTheSame(file, metadata);
            }
            return null;
        }
        return sampling.with(new Masks(metadata.posterior().rate(), seed), samples == 0 ? sampling.samples() : samples);
    }

    /** How many samples of each face are averaged; 1 for a model that gives the same answer every time. */
    public int samples() {
        return sampling == null ? 1 : sampling.samples();
    }

    /** The seed of what the samples hide. */
    public long seed() {
        return options.seed().orElse(PredictorOptions.SEED);
    }

    /** What the network itself says of every face of a dataset, in its order, features too: what a calibration learns from. */
    public List<Answer> answerCrops(FaceImages images) {
        requireShape(images);
        var withFeatures = new HashSet<>(answers);
        if (session.getOutputNames().contains(ModelFiles.FEATURES)) {
            withFeatures.add(ModelFiles.FEATURES);
        }
        return answers(images.count(), images::pixels, withFeatures, sampling);
    }

    private void requireShape(FaceImages images) {
        var shape = metadata.preprocessing().shape();
        if (!images.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "The model takes faces of " + shape + ", but these are " + images.shape());
        }
    }

    private List<Prediction> predict(int faces, IntFunction<byte[]> pixels) {
        return answers(faces, pixels, answers, sampling).stream()
                .map(this::prediction)
                .toList();
    }

    /** With these outputs of the graph. */
    private List<Answer> answers(
            int faces, IntFunction<byte[]> pixels, Set<String> outputs, @Nullable Sampling sampled) {
        var all = new ArrayList<Answer>(faces);
        for (int from = 0; from < faces; from += options.batch()) {
            var some = IntStream.range(from, Math.min(faces, from + options.batch()))
                    .mapToObj(pixels)
                    .toList();
            all.addAll(run(some, outputs, sampled));
        }
        return List.copyOf(all);
    }

    /** One run of the network for some faces, or several where it is sampled. */
    private List<Answer> run(List<byte[]> faces, Set<String> outputs, @Nullable Sampling sampled) {
        var inputs = inputs(faces);
        open.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("This predictor is closed");
            }
            var shape = metadata.preprocessing().shape();
            long[] axes = {faces.size(), shape.channels(), shape.height(), shape.width()};
            try (var images = OnnxTensor.createTensor(environment, inputs, axes)) {
                return sampled == null
                        ? once(images, keys(faces), outputs)
                        : sampled(images, keys(faces), outputs, sampled);
            }
        } catch (OrtException e) {
            throw new BadInputException(
                    file + ": the network failed (" + e.getMessage() + "). Export the model again from its run folder.",
                    e);
        } finally {
            open.readLock().unlock();
        }
    }

    private List<Answer> once(OnnxTensor images, long[] keys, Set<String> wanted) throws OrtException {
        try (var outputs = session.run(Map.of(IMAGES, images), wanted)) {
            var members = outputs.get(SAMPLES);
            var samples = members.isPresent()
                    ? Arrays.asList((float[][][]) members.get().getValue())
                    : List.<float[][]>of(
                            (float[][]) outputs.get(PROBABILITIES).orElseThrow().getValue());
            return answers(samples, PerFace.of(outputs), keys);
        }
    }

    /** What is not sampled comes from the first run: the same for a calibration and for what is predicted later. */
    private List<Answer> sampled(OnnxTensor images, long[] keys, Set<String> wanted, Sampling sampling)
            throws OrtException {
        var samples = new ArrayList<float[][]>();
        PerFace perFace = null;
        int run = sampling.samplesARun(keys.length);
        for (int from = 0; perFace == null || from < sampling.samples(); from += run) {
            var inputs = sampling.inputs(environment, keys, from, Math.min(sampling.samples(), from + run));
            inputs.put(IMAGES, images);
            try (var outputs = session.run(inputs, wanted)) {
                samples.addAll(Arrays.asList(
                        (float[][][]) outputs.get(SAMPLES).orElseThrow().getValue()));
                perFace = perFace == null ? PerFace.of(outputs) : perFace;
            } finally {
                inputs.remove(IMAGES);
                inputs.values().forEach(OnnxTensor::close);
            }
        }
        return answers(samples, perFace, keys);
    }

    /** Outputs that have one value or one row for each face, where the graph was asked for them. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record PerFace(
            float @Nullable [] importance, float @Nullable [] unfamiliarity, float @Nullable [] @Nullable [] features) {

        static PerFace of(OrtSession.Result outputs) throws OrtException {
            var rows = outputs.get(ModelFiles.FEATURES);
            return new PerFace(
                    values(IMPORTANCE, outputs),
                    values(ModelFiles.UNFAMILIARITY, outputs),
                    rows.isPresent() ? (float[][]) rows.get().getValue() : null);
        }

        private static float @Nullable [] values(String name, OrtSession.Result outputs) throws OrtException {
            var values = outputs.get(name);
            return values.isPresent() ? (float[]) values.get().getValue() : null;
        }

        float[] featuresOf(int face) {
            var row = features == null ? null : features[face];
            return row == null ? new float[0] : row;
        }
    }

    private static long[] keys(List<byte[]> faces) {
        return faces.stream().mapToLong(Masks::key).toArray();
    }

    /** Normalised images, {@code [faces][channels][height][width]}. */
    private FloatBuffer inputs(List<byte[]> faces) {
        var preprocessing = metadata.preprocessing();
        var normalised = new float[256];
        for (int value = 0; value < normalised.length; value++) {
            normalised[value] = preprocessing.normalise((byte) value);
        }
        var inputs = ByteBuffer.allocateDirect(
                        faces.size() * preprocessing.shape().size() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (byte[] face : faces) {
            for (byte pixel : face) {
                inputs.put(normalised[Byte.toUnsignedInt(pixel)]);
            }
        }
        return inputs.flip();
    }

    /** From probabilities {@code [samples][faces][emotions]}. */
    private List<Answer> answers(List<float[][]> samples, PerFace perFace, long[] keys) {
        return IntStream.range(0, keys.length)
                .mapToObj(i -> new Answer(
                        samples.stream().map(sample -> distribution(sample[i])).toList(),
                        optional(perFace.importance(), i),
                        optional(perFace.unfamiliarity(), i),
                        perFace.featuresOf(i),
                        keys[i]))
                .toList();
    }

    private static OptionalDouble optional(float @Nullable [] values, int face) {
        return values == null ? OptionalDouble.empty() : OptionalDouble.of(values[face]);
    }

    private Prediction prediction(Answer answer) {
        try {
            return decisions.predict(
                    metadata.labels(), answer.samples(), answer.importance(), answer.unfamiliarity(), answer.face());
        } catch (IllegalArgumentException e) {
            throw noProbabilities(e);
        }
    }

    private BadInputException noProbabilities(IllegalArgumentException e) {
        return new BadInputException(
                file + ": the network does not answer with probabilities (" + e.getMessage()
                        + "). Its weights are damaged: export the model again from its run folder.",
                e);
    }

    private Distribution distribution(float[] probabilities) {
        var widened = new double[probabilities.length];
        Arrays.setAll(widened, k -> probabilities[k]);
        try {
            return Distribution.of(widened);
        } catch (IllegalArgumentException e) {
            throw noProbabilities(e);
        }
    }

    /** Waits for runs in other threads, then frees the network and the detector. Closing twice does nothing. */
    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                ModelFiles.close(session);
                options.detector().close();
            }
        } finally {
            open.writeLock().unlock();
        }
    }
}
