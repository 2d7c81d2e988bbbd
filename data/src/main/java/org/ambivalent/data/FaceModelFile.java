package org.ambivalent.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;

/**
 * The file of a {@link FaceModel}. Numbers are big-endian; C emotions, D components, P pixels:
 * <pre>
 *   8 bytes      "AMBFACES"
 *   int          version, 1
 *   int, C x     C, then the emotions' names (modified UTF-8 after a length of two bytes, as DataOutput.writeUTF)
 *   3 int        channels, height, width
 *   int          D
 *   C float      share of each emotion in the votes
 *   P float      mean face
 *   D x          scale (float), then P signed bytes: the component is scale times the bytes
 *   C x D float  mean of each emotion, from the mean face
 *   D(D+1)/2 float  covariance within emotions, lower triangle row by row
 *   long         CRC-32 of all bytes before it
 * </pre>
 */
final class FaceModelFile {

    private static final byte[] MAGIC = "AMBFACES".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int MAX_EMOTIONS = 1000;
    private static final String REMEDY = " Name a file that \"ambivalent data fit-faces\" wrote, or make it anew.";

    private FaceModelFile() {}

    static byte[] encode(FaceModel model) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeInt(VERSION);
            encodeHead(model, out);
            encodeNumbers(model, out);
            out.writeLong(checksum(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void encodeHead(FaceModel model, DataOutputStream out) throws IOException {
        out.writeInt(model.labels().size());
        for (String name : model.labels().names()) {
            out.writeUTF(name);
        }
        out.writeInt(model.shape().channels());
        out.writeInt(model.shape().height());
        out.writeInt(model.shape().width());
        out.writeInt(model.components());
    }

    private static void encodeNumbers(FaceModel model, DataOutputStream out) throws IOException {
        writeFloats(out, model.storedPriors());
        writeFloats(out, model.storedMean());
        var components = model.storedComponents();
        for (int k = 0; k < components.count(); k++) {
            out.writeFloat(components.scale(k));
            out.write(components.values(k));
        }
        for (float[] mean : model.storedEmotionMeans()) {
            writeFloats(out, mean);
        }
        for (int k = 0; k < components.count(); k++) {
            writeFloats(out, Arrays.copyOf(model.storedCovariance()[k], k + 1));
        }
    }

    private static void writeFloats(DataOutputStream out, float[] values) throws IOException {
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    /** Reads a model; {@code source} names the file in messages. */
    static FaceModel decode(byte[] bytes, String source) {
        int head = MAGIC.length + Integer.BYTES;
        if (bytes.length < head || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new BadInputException(source + ": is not a face model." + REMEDY);
        }
        int version = ByteBuffer.wrap(bytes).getInt(MAGIC.length);
        if (version != VERSION) {
            throw new BadInputException(source + ": is a face model of version " + version + ", but this program reads"
                    + " version " + VERSION + ". Update the program, or make the file anew with it.");
        }
        int end = bytes.length - Long.BYTES;
        if (end < head || ByteBuffer.wrap(bytes).getLong(end) != checksum(Arrays.copyOf(bytes, end))) {
            throw new BadInputException(source + ": is damaged, its checksum does not fit." + REMEDY);
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes, head, end - head))) {
            return decode(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException(source + ": holds no usable face model (" + e.getMessage() + ")." + REMEDY, e);
        }
    }

    private static FaceModel decode(DataInputStream in) throws IOException {
        int emotions = count(in, MAX_EMOTIONS, "emotions");
        var names = new ArrayList<String>();
        for (int c = 0; c < emotions; c++) {
            names.add(in.readUTF());
        }
        var shape = new ImageShape(in.readInt(), in.readInt(), in.readInt());
        int components = count(in, shape.size(), "components");
        var priors = readFloats(in, emotions);
        var mean = readFloats(in, shape.size());
        var rounded = readComponents(in, components, shape.size());
        var means = new float[emotions][];
        for (int c = 0; c < emotions; c++) {
            means[c] = readFloats(in, components);
        }
        var covariance = readSymmetric(in, components);
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes too many");
        }
        return new FaceModel(new LabelSet(names), shape, priors, mean, rounded, means, covariance);
    }

    /** A count that fits the bytes left, so that a forged file cannot ask for gigabytes. */
    private static int count(DataInputStream in, int most, String what) throws IOException {
        int count = in.readInt();
        if (count < 1 || count > most || count > in.available()) {
            throw new IOException(count + " " + what);
        }
        return count;
    }

    private static FaceModel.Components readComponents(DataInputStream in, int count, int pixels) throws IOException {
        var scales = new float[count];
        var values = new byte[count][];
        for (int k = 0; k < count; k++) {
            scales[k] = readFloat(in);
            values[k] = new byte[pixels];
            in.readFully(values[k]);
        }
        return new FaceModel.Components(scales, values);
    }

    private static float[][] readSymmetric(DataInputStream in, int n) throws IOException {
        var matrix = new float[n][n];
        for (int i = 0; i < n; i++) {
            var row = readFloats(in, i + 1);
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = row[j];
                matrix[j][i] = row[j];
            }
        }
        return matrix;
    }

    private static float[] readFloats(DataInputStream in, int count) throws IOException {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = readFloat(in);
        }
        return values;
    }

    private static float readFloat(DataInputStream in) throws IOException {
        float value = in.readFloat();
        if (!Float.isFinite(value)) {
            throw new IOException("a number is " + value);
        }
        return value;
    }

    private static long checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
