package org.ambivalent.train;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Float16;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.core.Version;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Sha256;
import org.ambivalent.decide.Familiarity;
import org.bytedeco.pytorch.Device;

/** Writes model files, and reads weights back out of them so that a model can be trained further. */
public final class ModelFile {

    /** How a zip begins, which PyTorch's checkpoints are. */
    private static final byte[] ZIP = {'P', 'K'};

    /** How a pickle begins, which older ones are; a model file begins with neither. */
    private static final int PICKLE = 0x80;

    private ModelFile() {}

    /** Writes a model of random weights: as large and as fast as a trained one, for measurements and tests. */
    public static void writeUntrained(Path file, String network, ImageShape input, LabelSet labels) {
        writeUntrained(file, network, input, labels, "deterministic");
    }

    /** The same under a posterior that is one network, of which the head hides something at the default rates. */
    public static void writeUntrained(
            Path file, String network, ImageShape input, LabelSet labels, String posteriorName) {
        var settings = TrainSettings.defaults()
                .network(network)
                .input(input)
                .posterior(posteriorName)
                .build();
        var posterior = Posterior.of(settings);
        var model = Model.create(
                Networks.named(network),
                new LinearHead(),
                posterior.heads(),
                input,
                labels.size(),
                new Device("cpu"),
                1);
        var metadata = new ModelMetadata(
                labels,
                new Preprocessing(input, 0.5, 0.25),
                network,
                posterior.spec(),
                Map.of("version", Version.CURRENT));
        AtomicFiles.write(file, model.toOnnx(metadata, posterior.where()));
    }

    /**
     * Which tensors of a file were used.
     *
     * @param used names that the file and the network share, with equal shapes; of another tool's file also what they became
     * @param notUsed what was left out, and why
     */
    public record Loaded(List<String> used, List<String> notUsed) {

        public Loaded {
            used = List.copyOf(used);
            notUsed = List.copyOf(notUsed);
        }

        /** A line for each tensor: "used" or "not used", its name and how or why. */
        String toText() {
            var text = new StringBuilder();
            used.forEach(line -> text.append("used: ").append(line).append('\n'));
            notUsed.forEach(line -> text.append("not used: ").append(line).append('\n'));
            return text.toString();
        }
    }

    /**
     * Overwrites weights with what fits of a model file, a run folder or a safetensors file.
     *
     * @throws BadInputException if nothing does
     */
    static Loaded init(Path path, Network network, ImageShape input, Weights weights, LabelSet labels) {
        return PublishedWeights.is(path)
                ? PublishedWeights.load(path, network, input, weights)
                : load(path, weights, labels);
    }

    /**
     * Says before anything is trained what {@link Trainer#start} would say.
     *
     * @throws BadInputException if nothing of a model file, a run folder or a safetensors file fits the network of settings
     */
    public static void requireFits(Path path, TrainSettings settings, LabelSet labels) {
        var network = Networks.of(settings);
        var model = Model.create(
                network,
                Objectives.named(settings.objective()).head(),
                Posterior.of(settings).heads(),
                settings.input(),
                labels.size(),
                new Device("cpu"),
                settings.seed());
        try (var weights = model.weights()) {
            init(path, network, settings.input(), weights, labels);
        }
    }

    /**
     * Overwrites weights with the tensors of the same name and shape in a model file or run folder.
     *
     * @throws BadInputException if none fits, or none but those of the head
     */
    static Loaded load(Path path, Weights weights, LabelSet labels) {
        var file = file(path);
        var model = parse(file);
        boolean sameLabels = metadata(model, file).labels().equals(labels);
        var stored = tensors(model, file);
        var used = new ArrayList<String>();
        var notUsed = new ArrayList<String>();
        for (String name : weights.names()) {
            var values = stored.remove(name);
            var shape = weights.get(name).shape();
            if (values == null) {
                notUsed.add(name + ": not in the file");
            } else if (name.startsWith(Model.HEAD) && !sameLabels) {
                notUsed.add(name + ": answers with other emotions");
            } else if (!Arrays.equals(values.shape(), shape)) {
                notUsed.add(name + ": " + Arrays.toString(values.shape()) + " in the file, " + Arrays.toString(shape)
                        + " here");
            } else {
                weights.set(name, values);
                used.add(name);
            }
        }
        stored.keySet().forEach(name -> notUsed.add(name + ": not in this network"));
        // The bias of the head fits wherever the emotions are as many.
        if (used.stream().allMatch(name -> name.startsWith(Model.HEAD))) {
            throw new BadInputException(
                    file + ": none of its tensors fits this network. Choose the --network it was trained with.");
        }
        return new Loaded(used, notUsed);
    }

    /**
     * Tells at once that a training cannot start from something.
     *
     * @throws BadInputException if there is nothing, or a checkpoint in PyTorch's own format, which holds a program beside its
     *     tensors
     */
    public static void requireTensors(Path init) {
        if (!Files.exists(init)) {
            throw new BadInputException(
                    init + ": no such file or folder. Name a run folder, its model.onnx, or a .safetensors file.");
        }
        if (Files.isDirectory(init) || PublishedWeights.is(init)) {
            return;
        }
        try (var file = Files.newInputStream(init)) {
            byte[] begin = file.readNBytes(ZIP.length);
            if (Arrays.equals(begin, ZIP) || (begin.length > 0 && Byte.toUnsignedInt(begin[0]) == PICKLE)) {
                throw new BadInputException(init + ": a checkpoint in PyTorch's own format, which is not read. Save its"
                        + " tensors with safetensors.torch.save_file and name that file, or name a run folder or its"
                        + " model.onnx.");
            }
        } catch (IOException e) {
            throw new BadInputException(init + ": cannot be read (" + e.getMessage() + "). Check its rights.", e);
        }
    }

    private static Path file(Path path) {
        return Files.isDirectory(path) ? path.resolve("model.onnx") : path;
    }

    /** Keeps a copy of what trainings start from, as it is, once it is known to be what it should be. */
    static void copy(Path path, Path to) {
        if (!PublishedWeights.is(path)) {
            AtomicFiles.write(to, bytes(path));
            return;
        }
        SafeTensors.open(path).close();
        AtomicFiles.write(to, temporary -> Files.copy(path, temporary));
    }

    /** A model file, or that of a run folder. */
    private static byte[] bytes(Path path) {
        var file = file(path);
        parse(file);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /** What identifies a model wherever it lies: its file's name and hash, not its place on this machine. */
    static String identity(Path path) {
        var file = file(path);
        try {
            return file.getFileName() + ", SHA-256 " + Sha256.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new BadInputException(
                    file + ": cannot be read (" + e.getMessage() + "). Name a run folder or its model.onnx.", e);
        }
    }

    /** The content of a model file, or of that of a run folder. */
    static ModelProto model(Path path) {
        return parse(file(path));
    }

    private static ModelProto parse(Path file) {
        try {
            return ModelProto.parseFrom(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new BadInputException(
                    file + ": is missing or not a model file (" + e.getMessage() + "). Name a run folder or its"
                            + " model.onnx.",
                    e);
        }
    }

    /** What a model file, or that of a run folder, says about itself. */
    static ModelMetadata metadata(Path path) {
        var file = file(path);
        return metadata(parse(file), file);
    }

    /** The same of a content that has been read. */
    static ModelMetadata metadata(ModelProto model, Path file) {
        var map = new HashMap<String, String>();
        model.getMetadataPropsList().forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return ModelMetadata.fromMap(map, file.toString());
    }

    /** What a model has learned, by name. */
    static Map<String, Weights.Values> tensors(ModelProto model, Path file) {
        var tensors = new LinkedHashMap<String, Weights.Values>();
        for (var tensor : model.getGraph().getInitializerList()) {
            boolean isWeight =
                    isType(tensor, TensorProto.DataType.FLOAT) || isType(tensor, TensorProto.DataType.FLOAT16);
            if (isWeight && !tensor.getName().startsWith(Familiarity.PREFIX)) {
                tensors.put(tensor.getName(), values(tensor, file));
            }
        }
        return tensors;
    }

    private static boolean isType(TensorProto tensor, TensorProto.DataType type) {
        return tensor.getDataType() == type.getNumber();
    }

    private static Weights.Values values(TensorProto tensor, Path file) {
        float[] values = isType(tensor, TensorProto.DataType.FLOAT) ? floats(tensor) : halves(tensor);
        var shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        if (values.length != Arrays.stream(shape).reduce(1, (a, b) -> a * b)) {
            throw new BadInputException(file + ": the tensor " + tensor.getName() + " has " + values.length
                    + " values for the shape " + Arrays.toString(shape)
                    + ". The file is damaged or was written by another tool; export it again from its run folder.");
        }
        return new Weights.Values(values, shape);
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] floats(TensorProto tensor) {
        var buffer = raw(tensor).asFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static float[] halves(TensorProto tensor) {
        var buffer = raw(tensor).asShortBuffer();
        var values = new float[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float16.toFloat(buffer.get());
        }
        return values;
    }
}
