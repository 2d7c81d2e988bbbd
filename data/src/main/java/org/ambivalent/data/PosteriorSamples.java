package org.ambivalent.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Uncertainty;

/**
 * What each sample of a posterior says about each face of a dataset, so that everything that is asked of them later needs no
 * network. Immutable.
 *
 * <p>The file, all numbers big-endian:
 * <pre>
 *   bytes 0-3     "AMBS"
 *   bytes 4-7     format, 1
 *   bytes 8-19    samples, faces, emotions, 4 bytes each
 *   bytes 20-83   SHA-256 of the faces' ids, a line each, hexadecimal
 *   then          probabilities [samples][faces][emotions], float32
 * </pre>
 */
public final class PosteriorSamples {

    private static final byte[] MAGIC = "AMBS".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;
    private static final int HASH = 64;
    private static final int HEADER = 4 + 4 + 3 * 4 + HASH;

    private final int samples;
    private final int faces;
    private final int emotions;
    private final String hash;

    /** {@code [samples][faces][emotions]}. */
    private final float[] values;

    private PosteriorSamples(int samples, int faces, int emotions, String hash, float[] values) {
        this.samples = samples;
        this.faces = faces;
        this.emotions = emotions;
        this.hash = hash;
        this.values = values;
    }

    /**
     * Samples of the faces of a dataset.
     *
     * @param values probabilities {@code [samples][faces][emotions]}, at least one sample; copied
     */
    public static PosteriorSamples of(Dataset data, float[] values) {
        int each = data.size() * data.labels().size();
        if (each == 0 || values.length == 0 || values.length % each != 0) {
            throw new IllegalArgumentException("Whole samples of " + data.size() + " faces and "
                    + data.labels().size() + " emotions are needed, but got " + values.length + " values");
        }
        return new PosteriorSamples(
                values.length / each, data.size(), data.labels().size(), hash(data), values.clone());
    }

    /**
     * The same from distributions {@code [faces][samples]}, as many for each face.
     *
     * @throws IllegalArgumentException if these are not the faces, or some have fewer samples than others
     */
    public static PosteriorSamples of(Dataset data, List<List<Distribution>> answers) {
        int faces = data.size();
        int emotions = data.labels().size();
        int samples = answers.isEmpty() ? 0 : answers.get(0).size();
        if (answers.size() != faces || answers.stream().anyMatch(answer -> answer.size() != samples)) {
            throw new IllegalArgumentException("Equally many samples of each of " + faces
                    + " faces are needed, but got " + answers.size() + " faces, the first with " + samples);
        }
        var values = new float[samples * faces * emotions];
        for (int sample = 0; sample < samples; sample++) {
            for (int face = 0; face < faces; face++) {
                var p = answers.get(face).get(sample);
                for (int k = 0; k < emotions; k++) {
                    values[(sample * faces + face) * emotions + k] = (float) p.probability(k);
                }
            }
        }
        return of(data, values);
    }

    private static String hash(Dataset data) {
        String ids = data.faces().stream().map(Face::id).collect(Collectors.joining("\n"));
        return Sha256.of(ids.getBytes(StandardCharsets.UTF_8));
    }

    /** Of each face, at least 1. */
    public int samples() {
        return samples;
    }

    public int faces() {
        return faces;
    }

    public int emotions() {
        return emotions;
    }

    /** What one sample says about one face. */
    public Distribution sample(int sample, int face) {
        var p = new double[emotions];
        int from = (sample * faces + face) * emotions;
        for (int k = 0; k < emotions; k++) {
            p[k] = values[from + k];
        }
        return Distribution.of(p);
    }

    /** What the first {@code count} samples, at most all, say about one face. */
    public List<Distribution> first(int count, int face) {
        return IntStream.range(0, count)
                .mapToObj(sample -> sample(sample, face))
                .toList();
    }

    /** What all samples say, {@code [faces][samples]}. */
    public List<List<Distribution>> all() {
        return IntStream.range(0, faces).mapToObj(face -> first(samples, face)).toList();
    }

    /** One sample alone, such as a member of an ensemble. */
    public PosteriorSamples alone(int sample) {
        int each = faces * emotions;
        return new PosteriorSamples(
                1, faces, emotions, hash, Arrays.copyOfRange(values, sample * each, (sample + 1) * each));
    }

    /** The prediction for each face: the mean over its samples. */
    public List<Distribution> means() {
        return all().stream().map(Uncertainty::mean).toList();
    }

    /** Writes the file, whole or not at all. */
    public void write(Path file) {
        var bytes = ByteBuffer.allocate(HEADER + Float.BYTES * values.length);
        bytes.put(MAGIC).putInt(FORMAT).putInt(samples).putInt(faces).putInt(emotions);
        bytes.put(hash.getBytes(StandardCharsets.US_ASCII));
        bytes.asFloatBuffer().put(values);
        AtomicFiles.write(file, bytes.array());
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws BadInputException if it is no such file, is damaged, or is about other faces than these
     */
    public static PosteriorSamples read(Path file, Dataset data) {
        var bytes = bytes(file);
        var magic = new byte[MAGIC.length];
        if (bytes.remaining() < HEADER) {
            throw damaged(file, bytes.remaining() + " bytes are too few");
        }
        bytes.get(magic);
        int format = bytes.getInt();
        if (!Arrays.equals(magic, MAGIC) || format != FORMAT) {
            throw damaged(file, "it does not begin as such a file does, or was written by a later version");
        }
        int samples = bytes.getInt();
        int faces = bytes.getInt();
        int emotions = bytes.getInt();
        var hash = new byte[HASH];
        bytes.get(hash);
        var same = new String(hash, StandardCharsets.US_ASCII).equals(hash(data));
        if (!same || faces != data.size() || emotions != data.labels().size()) {
            throw damaged(file, "its " + faces + " faces are not the " + data.size() + " that it is asked about");
        }
        if (samples < 1 || bytes.remaining() != (long) Float.BYTES * samples * faces * emotions) {
            throw damaged(file, "its length does not fit its " + samples + " samples");
        }
        var values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return new PosteriorSamples(samples, faces, emotions, hash(data), values);
    }

    private static ByteBuffer bytes(Path file) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ").", e);
        }
    }

    private static BadInputException damaged(Path file, String why) {
        return new BadInputException(file + ": holds no samples of these faces: " + why
                + ". Delete it; they are taken again from the trained network.");
    }
}
