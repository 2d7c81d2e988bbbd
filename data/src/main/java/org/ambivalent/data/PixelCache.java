package org.ambivalent.data;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.DatasetReader.AnnotatedFace;

/**
 * The decoded pixels of one dataset in one shape, in one file.
 *
 * <p>The file is named after the dataset's path and the shape, and holds all pixels, a description (key, which faces
 * were skipped and why, SHA-256 of the pixels), its length, a checksum of all before, and a magic number. The key
 * covers name, size and time of the dataset and of every image, so that a change makes the file stale. So does an image that
 * could not be read then and can be now: skipped ones are tried again each time. Whatever is wrong
 * with the file, it is made again; where it cannot be written, pixels are held in memory, if they fit.
 *
 * @param file where it is, or will be
 * @param key what it must have been made from
 */
record PixelCache(Path file, String key, List<AnnotatedFace> faces, ReadOptions options) {

    /** Raised whenever decoding or the format changes. */
    private static final int VERSION = 1;

    private static final long MAGIC = 0x414d422d46414345L; // AMB-FACE
    /** A line for each of a million bad images; a damaged length cannot ask for more. */
    private static final int LARGEST_DESCRIPTION = 256 << 20;

    /** No reading takes as long: what is unfinished after that was left behind by a process that was killed. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private static final int TAIL = Integer.BYTES + 2 * Long.BYTES;

    static PixelCache of(Path dataset, List<AnnotatedFace> faces, ReadOptions options) {
        ImageShape shape = options.shape();
        var name = Sha256.digest();
        name.update(dataset.toString().getBytes(StandardCharsets.UTF_8));
        String path = Sha256.hexadecimal(name).substring(0, 16);
        var key = Sha256.digest();
        key.update((VERSION + " " + shape + " " + FacePart.fingerprint(dataset)).getBytes(StandardCharsets.UTF_8));
        for (AnnotatedFace face : faces) {
            key.update((face.face().id() + "\n" + face.pixels().fingerprint() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String fileName = String.format(
                Locale.ROOT,
                "%s-%s-%dx%dx%d.faces",
                Sources.fileName(dataset).replaceAll("[^A-Za-z0-9.-]", "_"),
                path,
                shape.channels(),
                shape.height(),
                shape.width());
        return new PixelCache(options.cache().resolve(fileName), Sha256.hexadecimal(key), faces, options);
    }

    /** The faces from the file, which is made first if it has to be. */
    DecodedFaces read(ReadProgress progress) {
        var before = load();
        if (before.isPresent() && before.get().skipped().stream().noneMatch(this::canBeRead)) {
            progress.decoded(faces.size(), faces.size());
            return before.get();
        }
        try {
            Files.createDirectories(options.cache());
            removeAbandoned();
            AtomicFiles.tryToWrite(file, temporary -> save(temporary, progress));
        } catch (IOException e) {
            // A full disk, for instance.
            return inMemory(progress, String.valueOf(e.getMessage()));
        }
        return load().orElseGet(() -> inMemory(progress, "what was written cannot be read"));
    }

    /** Rights may have been given, a disk come back, and a larger heap may hold a larger picture. */
    private boolean canBeRead(DecodedFaces.Skipped skipped) {
        return DecodedFaces.canBeRead(faces.get(skipped.index()), options.shape());
    }

    private void removeAbandoned() {
        var before = Instant.now().minus(ABANDONED);
        try (var parts = Files.newDirectoryStream(options.cache(), AtomicFiles.PART + "*")) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
                    Files.deleteIfExists(part);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They cost space, nothing else; the next reading tries again.
        }
    }

    private DecodedFaces inMemory(ReadProgress progress, String why) {
        long size = (long) faces.size() * options.shape().size();
        if (size > Runtime.getRuntime().maxMemory() / 2) {
            throw new BadInputException(String.format(
                    Locale.ROOT,
                    "%s: the cache of decoded images cannot be written (%s), and %,d MB are too much for the memory."
                            + " Set AMBIVALENT_CACHE to a folder with that much space.",
                    options.cache(),
                    why,
                    size >> 20));
        }
        var pixels = new ArrayList<byte[]>();
        try {
            var summary = DecodedFaces.decode(faces, options.shape(), options.strict(), progress, pixels::add);
            var images = FaceImages.of(options.shape(), pixels.toArray(new byte[0][]));
            return new DecodedFaces(images, summary.skipped(), summary.hash());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void save(Path target, ReadProgress progress) throws IOException {
        var checksum = new CRC32();
        try (OutputStream plain = new BufferedOutputStream(Files.newOutputStream(target), 1 << 20);
                var out = new DataOutputStream(new CheckedOutputStream(plain, checksum))) {
            var summary = DecodedFaces.decode(faces, options.shape(), options.strict(), progress, out::write);
            byte[] description = description(summary);
            out.write(description);
            long sum = checksum.getValue();
            out.writeInt(description.length);
            out.writeLong(sum);
            out.writeLong(MAGIC);
        }
    }

    private byte[] description(DecodedFaces.Summary summary) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeUTF(key);
        out.writeUTF(summary.hash());
        out.writeInt(summary.skipped().size());
        for (DecodedFaces.Skipped one : summary.skipped()) {
            byte[] reason = one.reason().getBytes(StandardCharsets.UTF_8);
            out.writeInt(one.index());
            out.writeInt(reason.length);
            out.write(reason);
        }
        return bytes.toByteArray();
    }

    /** The faces, or empty if the file is missing, stale or damaged. */
    private Optional<DecodedFaces> load() {
        try (var channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size < TAIL) {
                return Optional.empty();
            }
            ByteBuffer tail = read(channel, size - TAIL, TAIL);
            int length = tail.getInt();
            long checksum = tail.getLong();
            if (tail.getLong() != MAGIC || length < 0 || length > Math.min(size - TAIL, LARGEST_DESCRIPTION)) {
                return Optional.empty();
            }
            long pixels = size - TAIL - length;
            var description = new byte[length];
            read(channel, pixels, length).get(description);
            return load(channel, pixels, description, checksum);
        } catch (IOException | RuntimeException e) {
            // Damaged lengths surface as many kinds of exception.
            return Optional.empty();
        }
    }

    private Optional<DecodedFaces> load(FileChannel channel, long pixels, byte[] description, long checksum)
            throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(description));
        if (!in.readUTF().equals(key)) {
            return Optional.empty();
        }
        String hash = in.readUTF();
        var skipped = new ArrayList<DecodedFaces.Skipped>();
        for (int left = in.readInt(); left > 0; left--) {
            int index = in.readInt();
            skipped.add(
                    new DecodedFaces.Skipped(index, new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8)));
        }
        int count = faces.size() - skipped.size();
        if (pixels != (long) count * options.shape().size()) {
            return Optional.empty();
        }
        var images = MappedImages.map(channel, options.shape(), count);
        var found = new CRC32();
        images.addTo(found);
        found.update(description);
        return found.getValue() == checksum ? Optional.of(new DecodedFaces(images, skipped, hash)) : Optional.empty();
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
            // A read may stop early.
        }
        return bytes.flip();
    }

    /** Images at the start of a file, mapped in chunks that one buffer can address. */
    private record MappedImages(ImageShape shape, int count, int perChunk, List<MappedByteBuffer> chunks)
            implements FaceImages {

        private static final int LARGEST_CHUNK = 1 << 30;

        static MappedImages map(FileChannel channel, ImageShape shape, int count) throws IOException {
            int perChunk = LARGEST_CHUNK / shape.size();
            var chunks = new ArrayList<MappedByteBuffer>();
            for (int from = 0; from < count; from += perChunk) {
                long images = Math.min(perChunk, count - from);
                chunks.add(
                        channel.map(FileChannel.MapMode.READ_ONLY, (long) from * shape.size(), images * shape.size()));
            }
            return new MappedImages(shape, count, perChunk, chunks);
        }

        void addTo(CRC32 checksum) {
            chunks.forEach(chunk -> checksum.update(chunk.duplicate()));
        }

        @Override
        public byte[] pixels(int index) {
            var pixels = new byte[shape.size()];
            chunks.get(index / perChunk).get(index % perChunk * shape.size(), pixels);
            return pixels;
        }
    }
}
