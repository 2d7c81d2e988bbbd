package org.ambivalent.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;

/**
 * Labelled faces: what people said ({@link Face}) and the pixels, under the same index. Never modified.
 *
 * @param name for people: the file or folder name
 * @param labels the emotions that votes and labels are over
 * @param faces index by index with {@code images}
 * @param images pixels
 * @param hash SHA-256 over everything read (annotations and pixels), hexadecimal: the provenance of results
 * @param skipped what was left out while reading, a line each: the file and why
 */
public record Dataset(
        String name, LabelSet labels, List<Face> faces, FaceImages images, String hash, List<String> skipped) {

    public Dataset {
        faces = List.copyOf(faces);
        skipped = List.copyOf(skipped);
        if (faces.size() != images.count()) {
            throw new IllegalArgumentException(faces.size() + " faces, but " + images.count() + " images");
        }
    }

    public int size() {
        return faces.size();
    }

    /** The faces of one split, in order. */
    public Dataset split(Split split) {
        return where(face -> face.split() == split);
    }

    /** The faces that satisfy a condition, in order; pixels are shared, not copied. */
    public Dataset where(Predicate<Face> condition) {
        return select(IntStream.range(0, size())
                .filter(i -> condition.test(faces.get(i)))
                .toArray());
    }

    /** The same images with other things said about them, face by face. */
    public Dataset map(UnaryOperator<Face> change) {
        return new Dataset(name, labels, faces.stream().map(change).toList(), images, hash, skipped);
    }

    /**
     * The same faces over emotions that hold all of its own, in any order; none of the faces shows one of the others.
     *
     * @throws IllegalArgumentException if one of its own is not among them
     */
    public Dataset over(LabelSet more) {
        if (labels.equals(more)) {
            return this;
        }
        int[] places = labels.names().stream().mapToInt(more::indexOf).toArray();
        var moved = faces.stream().map(face -> face.over(places, more.size())).toList();
        return new Dataset(name, more, moved, images, hash, skipped);
    }

    /**
     * The same faces with other pixels, index by index.
     *
     * @param change what was done to the pixels, exactly: the hash is of this dataset's and of the change
     */
    public Dataset withImages(FaceImages other, String change) {
        byte[] provenance = (hash + "\n" + change).getBytes(StandardCharsets.UTF_8);
        return new Dataset(name, labels, faces, other, Sha256.of(provenance), skipped);
    }

    /**
     * The faces of this dataset, then those of another with the same emotions and shape of images.
     *
     * @throws IllegalArgumentException if emotions or shapes differ
     */
    public Dataset with(Dataset other) {
        if (!labels.equals(other.labels) || !images.shape().equals(other.images.shape())) {
            throw new IllegalArgumentException(name + " and " + other.name + " differ in emotions or shape of images");
        }
        int first = size();
        var both = FaceImages.of(
                images.shape(),
                first + other.size(),
                index -> index < first ? images.pixels(index) : other.images.pixels(index - first));
        var hashes = Sha256.of((hash + "\n" + other.hash).getBytes(StandardCharsets.UTF_8));
        return new Dataset(
                name + " and " + other.name,
                labels,
                Stream.concat(faces.stream(), other.faces.stream()).toList(),
                both,
                hashes,
                Stream.concat(skipped.stream(), other.skipped.stream()).toList());
    }

    /** The first {@code limit} faces, or all if there are fewer. */
    public Dataset limit(int limit) {
        return select(IntStream.range(0, Math.min(limit, size())).toArray());
    }

    /** The faces at these indices, in their order; pixels are shared, not copied. */
    public Dataset select(int... indices) {
        var chosen = Arrays.stream(indices).mapToObj(faces::get).toList();
        return new Dataset(name, labels, chosen, new Selection(images, indices.clone()), hash, skipped);
    }

    private static final class Selection implements FaceImages {

        private final FaceImages all;
        private final int[] indices;

        Selection(FaceImages all, int[] indices) {
            this.all = all;
            this.indices = indices;
        }

        @Override
        public ImageShape shape() {
            return all.shape();
        }

        @Override
        public int count() {
            return indices.length;
        }

        @Override
        public byte[] pixels(int index) {
            return all.pixels(indices[index]);
        }
    }
}
