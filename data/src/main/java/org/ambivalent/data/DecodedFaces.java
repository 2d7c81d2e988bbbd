package org.ambivalent.data;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.DatasetReader.AnnotatedFace;
import org.jspecify.annotations.Nullable;

/**
 * The pixels of all faces that could be decoded, in order.
 *
 * @param images of the faces that are not skipped
 * @param skipped the others
 * @param hash SHA-256 of all pixels, hexadecimal
 */
record DecodedFaces(FaceImages images, List<Skipped> skipped, String hash) {

    /** Enough to keep all cores busy, few enough to stay small in memory. */
    private static final int BLOCK = 256;

    /**
     * A face that was left out.
     *
     * @param index among all annotated faces
     * @param reason the file and what is wrong with it
     */
    record Skipped(int index, String reason) {}

    /** Takes the pixels of one face after another. */
    @FunctionalInterface
    interface Sink {

        void accept(byte[] pixels) throws IOException;
    }

    /** What is known once all faces went to a sink. */
    record Summary(List<Skipped> skipped, String hash) {}

    DecodedFaces {
        skipped = List.copyOf(skipped);
    }

    /** Those of all faces that were not skipped. */
    List<Face> kept(List<Face> all) {
        var left = new HashSet<Integer>();
        skipped.forEach(one -> left.add(one.index()));
        return IntStream.range(0, all.size())
                .filter(i -> !left.contains(i))
                .mapToObj(all::get)
                .toList();
    }

    /**
     * Decodes faces with all cores and hands their pixels over in order.
     *
     * @throws BadInputException for the first bad image, if {@code strict}
     * @throws IOException if the sink fails
     */
    static Summary decode(List<AnnotatedFace> faces, ImageShape shape, boolean strict, ReadProgress progress, Sink sink)
            throws IOException {
        var skipped = new ArrayList<Skipped>();
        MessageDigest digest = Sha256.digest();
        for (int from = 0; from < faces.size(); from += BLOCK) {
            int first = from;
            int end = Math.min(faces.size(), from + BLOCK);
            List<Attempt> attempts = IntStream.range(first, end)
                    .parallel()
                    .mapToObj(i -> Attempt.at(faces.get(i), shape))
                    .toList();
            for (int i = 0; i < attempts.size(); i++) {
                byte[] pixels = attempts.get(i).pixels();
                BadInputException failure = attempts.get(i).failure();
                if (pixels != null) {
                    digest.update(pixels);
                    sink.accept(pixels);
                } else if (failure != null) {
                    if (strict) {
                        throw failure;
                    }
                    skipped.add(new Skipped(first + i, String.valueOf(failure.getMessage())));
                }
            }
            progress.decoded(end, faces.size());
        }
        return new Summary(skipped, Sha256.hexadecimal(digest));
    }

    static boolean canBeRead(AnnotatedFace face, ImageShape shape) {
        return Attempt.at(face, shape).pixels() != null;
    }

    /** Exactly one of the two is there. */
    @SuppressWarnings("ArrayRecordComponent") // Lives for one block, never compared.
    private record Attempt(
            byte @Nullable [] pixels, @Nullable BadInputException failure) {

        static Attempt at(AnnotatedFace face, ImageShape shape) {
            try {
                return new Attempt(face.pixels().read(shape), null);
            } catch (BadInputException e) {
                return new Attempt(null, e);
            }
        }
    }
}
