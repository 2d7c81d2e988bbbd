package org.ambivalent.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Float16;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a safetensors file: eight bytes with the length of a header (little-endian), the header (a JSON object: each
 * tensor's name, {@code dtype}, {@code shape} and {@code data_offsets} from the end of the header), then the values, little-endian
 * and row-major. Values of {@code F32}, {@code F16} and {@code BF16} are read; other types are only named.
 *
 * <p>A file may come from anyone, so nothing in its header is believed: lengths are within the file, names differ, each tensor
 * has as many bytes as its shape asks for, and tensors fill the file without gaps or overlaps.
 */
final class SafeTensors implements AutoCloseable {

    /** The limit of the format's own library. */
    private static final int LONGEST_HEADER = 100_000_000;

    private static final int MOST_DIMENSIONS = 8;
    private static final String METADATA = "__metadata__";

    private static final Map<String, Integer> BYTES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("U8", 1),
            Map.entry("I8", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("F32", 4),
            Map.entry("I64", 8),
            Map.entry("U64", 8),
            Map.entry("F64", 8));

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final FileChannel channel;
    private final long data;
    private final Map<String, Stored> tensors;

    private SafeTensors(Path file, FileChannel channel, long data, Map<String, Stored> tensors) {
        this.file = file;
        this.channel = channel;
        this.data = data;
        this.tensors = tensors;
    }

    /**
     * What the header says of a tensor.
     *
     * @param type as the format names it
     * @param shape sizes of its axes
     * @param begin from the end of the header, bytes
     * @param end from the end of the header, bytes
     */
    record Stored(String type, List<Long> shape, long begin, long end) {

        Stored {
            shape = List.copyOf(shape);
        }

        /** Whether {@link SafeTensors#read} reads it. */
        boolean isReal() {
            return type.equals("F32") || type.equals("F16") || type.equals("BF16");
        }
    }

    /** Opens a file and reads its header; {@link BadInputException} unless all of it holds. */
    static SafeTensors open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file);
            var opened = open(file, channel);
            channel = null;
            return opened;
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e + "). Check the path and its rights.", e);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    file + ": cannot be read as a safetensors file (" + e.getMessage() + "). Copy or write it again.",
                    e);
        } finally {
            close(channel);
        }
    }

    private static SafeTensors open(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        require(size >= Long.BYTES, "it has " + size + " bytes");
        long length = read(channel, 0, Long.BYTES).getLong();
        require(
                length >= 2 && length <= LONGEST_HEADER && length <= size - Long.BYTES,
                "its header claims " + Long.toUnsignedString(length) + " bytes");
        var header = new byte[(int) length];
        read(channel, Long.BYTES, header.length).get(header);
        require(header[0] == '{', "its header is no JSON object");
        long data = Long.BYTES + length;
        return new SafeTensors(file, channel, data, tensors(header, size - data));
    }

    private static Map<String, Stored> tensors(byte[] header, long bytes) {
        var tensors = new LinkedHashMap<String, Stored>();
        tree(header).properties().forEach(field -> {
            if (!field.getKey().equals(METADATA)) {
                tensors.put(field.getKey(), stored(field.getKey(), field.getValue()));
            }
        });
        long place = 0;
        for (var tensor : tensors.values().stream()
                .sorted(Comparator.comparingLong(Stored::begin).thenComparingLong(Stored::end))
                .toList()) {
            require(
                    tensor.begin() == place,
                    "a tensor begins at byte " + tensor.begin() + ", the one before ends at " + place);
            place = tensor.end();
        }
        require(place == bytes, "its tensors have " + place + " bytes, the file has " + bytes);
        return tensors;
    }

    private static JsonNode tree(byte[] header) {
        try {
            return JSON.readTree(new String(header, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its header is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Stored stored(String name, JsonNode node) {
        var shape = node.path("shape");
        var offsets = node.path("data_offsets");
        String type = node.path("dtype").asText();
        long bytes = BYTES.getOrDefault(type, 0);
        require(bytes > 0, "the tensor " + name + " has the type \"" + type + "\", which is not known here");
        require(
                shape.isArray() && shape.size() <= MOST_DIMENSIONS && offsets.isArray() && offsets.size() == 2,
                "the tensor " + name + " has no shape of at most " + MOST_DIMENSIONS + " axes or no offsets");
        var sizes = new ArrayList<Long>();
        for (var axis : shape) {
            require(
                    axis.isIntegralNumber() && axis.canConvertToLong() && axis.asLong() >= 0,
                    "the tensor " + name + " has the shape " + shape);
            sizes.add(axis.asLong());
            require(
                    axis.asLong() == 0 || bytes <= Long.MAX_VALUE / axis.asLong(),
                    "the tensor " + name + " has the shape " + shape);
            bytes *= axis.asLong();
        }
        for (var offset : offsets) {
            require(
                    offset.isIntegralNumber() && offset.canConvertToLong() && offset.asLong() >= 0,
                    "the tensor " + name + " has the offsets " + offsets);
        }
        long begin = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        require(
                end >= begin && end - begin == bytes,
                "the tensor " + name + " of shape " + shape + " has " + (end - begin) + " bytes");
        return new Stored(type, sizes, begin, end);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** What there is, by name, in the order of the header. */
    Map<String, Stored> tensors() {
        return tensors;
    }

    /** The values of a tensor, as fp32; {@link BadInputException} if some are no finite numbers. */
    Weights.Values read(String name) {
        var stored = tensors.get(name);
        if (stored == null || !stored.isReal()) {
            throw new IllegalArgumentException(name + " is no tensor of real numbers in " + file);
        }
        long bytes = stored.end() - stored.begin();
        if (bytes > Integer.MAX_VALUE) {
            throw new BadInputException(file + ": the tensor " + name + " has more than 2 GB. No network here does.");
        }
        try {
            var values = values(stored.type(), read(channel, data + stored.begin(), (int) bytes));
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new BadInputException(file + ": the tensor " + name + " holds " + value
                            + ", which nothing can be computed with. Use another checkpoint.");
                }
            }
            return new Weights.Values(
                    values, stored.shape().stream().mapToLong(Long::longValue).toArray());
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e + "). Copy it again.", e);
        }
    }

    private static float[] values(String type, ByteBuffer bytes) {
        var values = new float[bytes.remaining() / BYTES.getOrDefault(type, 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case "F32" -> bytes.getFloat();
                case "F16" -> Float16.toFloat(bytes.getShort());
                default -> Float.intBitsToFloat(bytes.getShort() << 16);
            };
        }
        return values;
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("it ends too early");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
