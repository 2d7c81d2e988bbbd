package org.ambivalent.train;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checkpoints under the names that PyTorch gives the tensors of published networks, with values from the formula of
 * src/test/golden/published.py.
 */
final class Published {

    private static final long PRIME = 0x100000001B3L;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Published() {}

    /** A tensor of a network; whole numbers are counters. */
    record Named(String name, boolean real, int[] shape) {

        int size() {
            return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        }
    }

    /** Lines of a file beside this class that begin with a network's name, without it. */
    static List<String> lines(String file, String network) throws IOException {
        try (InputStream in = Published.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(network + " "))
                    .map(line -> line.substring(network.length() + 1))
                    .toList();
        }
    }

    /** All tensors of a network, as PyTorch names them. */
    static List<Named> tensors(String network) throws IOException {
        var tensors = new ArrayList<Named>();
        for (String line : lines("published-names.txt", network)) {
            String[] words = line.split(" ", -1);
            int[] shape = words[2].isEmpty()
                    ? new int[0]
                    : Arrays.stream(words[2].split(","))
                            .mapToInt(Integer::parseInt)
                            .toArray();
            tensors.add(new Named(words[0], words[1].equals("torch.float32"), shape));
        }
        return tensors;
    }

    /** Writes them as a safetensors file, each name behind a prefix. */
    static void write(Path file, List<Named> tensors, String prefix) throws IOException {
        var header = new StringBuilder("{");
        long place = 0;
        for (var tensor : tensors) {
            long end = place + (tensor.real() ? 4L : 8L) * tensor.size();
            header.append(header.length() == 1 ? "" : ",")
                    .append(String.format(
                            "\"%s%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
                            prefix,
                            tensor.name(),
                            tensor.real() ? "F32" : "I64",
                            Arrays.toString(tensor.shape()),
                            place,
                            end));
            place = end;
        }
        byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(little(8).putLong(text.length).array());
            out.write(text);
            for (var tensor : tensors) {
                var bytes = little((tensor.real() ? 4 : 8) * tensor.size());
                if (tensor.real()) {
                    bytes.asFloatBuffer().put(values(tensor.name(), tensor.shape()));
                }
                out.write(bytes.array());
            }
        }
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The values of a tensor. */
    static float[] values(String name, int... shape) {
        var values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        int fanIn = shape.length < 2 ? 1 : values.length / shape[0];
        long seed = hash(name);
        for (int i = 0; i < values.length; i++) {
            double u = uniform(seed, i);
            if (shape.length > 1) {
                values[i] = (float) ((2 * u - 1) * Math.sqrt(6.0 / fanIn));
            } else if (name.endsWith(".bias") || name.endsWith(".running_mean")) {
                values[i] = (float) (0.2 * (2 * u - 1));
            } else {
                values[i] = (float) (name.endsWith(".running_var") ? 0.5 + u : 0.25 + 0.5 * u);
            }
        }
        return values;
    }

    /** Pictures {@code [faces][3][side][side]}. */
    static float[] images(int faces, int side) {
        var images = new float[faces * 3 * side * side];
        long seed = hash("images");
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) (2 * uniform(seed, i) - 1);
        }
        return images;
    }

    /** FNV-1a. */
    private static long hash(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte next : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ Byte.toUnsignedLong(next)) * PRIME;
        }
        return hash;
    }

    /** Of splitmix64, in [0, 1). */
    private static double uniform(long seed, int index) {
        long z = seed + (index + 1) * GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 40) * 0x1p-24;
    }
}
