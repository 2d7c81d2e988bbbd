package org.ambivalent.cli;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.decide.Familiarity;
import org.ambivalent.predict.Predictor;

/**
 * What can be known of a model file without running it.
 *
 * @param name where it lies
 * @param bytes its size
 * @param metadata what it says about itself
 * @param format the format of that
 * @param others what other tools wrote into its metadata
 * @param parameters how many numbers the network has learned
 * @param inputs shapes by name, such as {@code [batch, 1, 48, 48]}
 * @param outputs shapes by name
 */
record ModelDescription(
        String name,
        long bytes,
        ModelMetadata metadata,
        int format,
        Map<String, String> others,
        long parameters,
        Map<String, List<String>> inputs,
        Map<String, List<String>> outputs) {

    /** A model is read into memory whole. */
    private static final long MAX_BYTES = 1L << 30;

    /** Of names, where none is longer. */
    private static final int WIDTH = 14;

    static ModelDescription read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                throw notAModel(path.toString());
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new BadInputException(
                        path + ": is " + (Files.size(path) >> 20) + " MB large, and a model of more" + " than "
                                + (MAX_BYTES >> 20) + " MB cannot be looked at. Join fewer networks, or smaller ones.");
            }
            return ofAnySize(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a file that is known to be a model. */
    static ModelDescription ofAnySize(Path path) {
        try {
            return of(path.toString(), Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model that ships with the program. */
    static ModelDescription bundled() {
        return of("the bundled model", Predictor.bundledModel());
    }

    private static BadInputException notAModel(String name) {
        return new BadInputException(name + ": not an ONNX file, or a damaged one. A model is the .onnx file of a run"
                + " folder; train one with: ambivalent train");
    }

    private static ModelProto parse(String name, byte[] bytes) {
        try {
            var model = ModelProto.parseFrom(bytes);
            if (model.getGraph().getNodeCount() == 0) {
                throw notAModel(name);
            }
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw notAModel(name);
        }
    }

    private static ModelDescription of(String name, byte[] bytes) {
        var model = parse(name, bytes);
        var graph = model.getGraph();
        var pairs = new TreeMap<String, String>();
        model.getMetadataPropsList().forEach(pair -> pairs.put(pair.getKey(), pair.getValue()));
        long parameters = graph.getInitializerList().stream()
                .filter(ModelDescription::isLearned)
                .mapToLong(ModelDescription::elements)
                .sum();
        var metadata = ModelMetadata.fromMap(pairs, name);
        var others = new TreeMap<>(pairs);
        others.keySet().removeAll(metadata.toMap().keySet());
        return new ModelDescription(
                name,
                bytes.length,
                metadata,
                ModelMetadata.formatOf(pairs),
                others,
                parameters,
                shapes(graph.getInputList()),
                shapes(graph.getOutputList()));
    }

    /** Whole numbers in a graph are shapes and axes; running statistics are kept beside what is learned, a calibration behind it. */
    private static boolean isLearned(TensorProto tensor) {
        return !tensor.getName().contains(".running_")
                && !tensor.getName().startsWith(Familiarity.PREFIX)
                && tensor.getDataType() != TensorProto.DataType.INT64.getNumber()
                && tensor.getDataType() != TensorProto.DataType.INT32.getNumber();
    }

    private static long elements(TensorProto tensor) {
        return tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
    }

    private static Map<String, List<String>> shapes(List<ValueInfoProto> values) {
        var shapes = new LinkedHashMap<String, List<String>>();
        for (var value : values) {
            var dimensions = value.getType().getTensorType().getShape().getDimList();
            shapes.put(
                    value.getName(),
                    dimensions.stream().map(ModelDescription::dimension).toList());
        }
        return shapes;
    }

    private static String dimension(Dimension dimension) {
        return dimension.hasDimParam() ? dimension.getDimParam() : Long.toString(dimension.getDimValue());
    }

    private static String describe(PosteriorSpec posterior) {
        String text = posterior.name() + ", members: " + posterior.members();
        return posterior.isStochastic()
                ? text + ", hides " + Math.round(100 * posterior.rate()) + " % ("
                        + posterior.masking().name().toLowerCase(Locale.ROOT) + "), samples: " + posterior.samples()
                : text;
    }

    String toText(Terminal terminal) {
        var shape = metadata.preprocessing().shape();
        var posterior = metadata.posterior();
        var lines = new StringJoiner(System.lineSeparator());
        lines.add(terminal.bold(name));
        lines.add(line("size", String.format(Locale.ROOT, "%.2f MB (%,d bytes)", bytes / 1e6, bytes)));
        lines.add(line("format", Integer.toString(format)));
        lines.add(line("network", metadata.network()));
        lines.add(line("parameters", String.format(Locale.ROOT, "%,d", parameters)));
        lines.add(line("emotions", metadata.labels().toString()));
        lines.add(line("posterior", describe(posterior)));
        lines.add(line(
                "pictures",
                shape + ", mean " + metadata.preprocessing().mean() + ", deviation "
                        + metadata.preprocessing().deviation()));
        inputs.forEach((name, dimensions) -> lines.add(line("input", name + " " + dimensions)));
        outputs.forEach((name, dimensions) -> lines.add(line("output", name + " " + dimensions)));
        lines.add(terminal.bold("provenance"));
        pairs(metadata.provenance()).forEach(lines::add);
        if (!metadata.calibration().isEmpty()) {
            lines.add(terminal.bold("calibration"));
            pairs(metadata.calibration()).forEach(lines::add);
        }
        if (!others.isEmpty()) {
            lines.add(terminal.bold("written by other tools"));
            pairs(others).forEach(lines::add);
        }
        return lines.toString();
    }

    /** By name, values below each other: members of an ensemble have long names. */
    private static List<String> pairs(Map<String, String> pairs) {
        int width = pairs.keySet().stream().mapToInt(String::length).max().orElse(0);
        return new TreeMap<>(pairs)
                .entrySet().stream()
                        .map(pair -> line(Math.max(WIDTH, width), pair.getKey(), pair.getValue()))
                        .toList();
    }

    private static String line(String name, String value) {
        return line(WIDTH, name, value);
    }

    private static String line(int width, String name, String value) {
        return "  " + name + " ".repeat(width - name.length()) + " " + value;
    }

    String toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("file", name);
        json.put("bytes", bytes);
        json.put("format", format);
        json.put("network", metadata.network());
        json.put("parameters", parameters);
        json.put("labels", metadata.labels().names());
        json.put("posterior", metadata.posterior());
        json.put("preprocessing", metadata.preprocessing());
        json.put("inputs", inputs);
        json.put("outputs", outputs);
        json.put("provenance", new TreeMap<>(metadata.provenance()));
        json.put("calibration", new TreeMap<>(metadata.calibration()));
        json.put("others", others);
        return Json.pretty(json);
    }
}
