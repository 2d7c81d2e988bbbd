package org.ambivalent.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Faces that are one picture: equal pixel by pixel, or nearly (resized, compressed or slightly cropped again).
 *
 * <p>Near duplicates are looked for by a difference hash: the face is shrunk to 9 x 8 areas and each of 64 bits says whether
 * an area is brighter than its right neighbour. Pairs whose hashes differ in at most {@value #MOST_BITS} bits are
 * compared: they are near duplicates if the correlation of their pixels is at least {@value #LEAST_CORRELATION}. Where more
 * than {@value #CROWDED} faces agree in 37 of the bits, as blank or evenly shaded images do, only equal ones are found.
 */
public final class Duplicates {

    static final int MOST_BITS = 3;
    static final double LEAST_CORRELATION = 0.97;

    /** Hashes that differ in at most 3 bits agree in at least one of 4 parts, and so do any bits that are left of them. */
    private static final int PARTS = MOST_BITS + 1;

    /** Comparing all of more faces would take too long. */
    private static final int CROWDED = 500;

    /** Where so few bits are left to tell faces apart by, a crowd is of plain images. */
    private static final int FEW_BITS = 27;

    private Duplicates() {}

    /**
     * Faces that are one picture.
     *
     * @param pictures faces that are equal pixel by pixel, ascending; several where some are nearly equal. At least 2 faces
     */
    public record Group(List<List<Integer>> pictures) {

        public Group {
            pictures = pictures.stream().map(List::copyOf).toList();
        }

        /** Indices of all its faces, ascending. */
        public List<Integer> faces() {
            return pictures.stream().flatMap(List::stream).sorted().toList();
        }

        /** Whether all are equal pixel by pixel. */
        public boolean exact() {
            return pictures.size() == 1;
        }

        /** Whether its faces have different labels, the majority standing for a label where there are votes alone. */
        public boolean conflicting(Dataset data) {
            return faces().stream()
                            .map(face -> label(data.faces().get(face)))
                            .filter(OptionalInt::isPresent)
                            .distinct()
                            .count()
                    > 1;
        }
    }

    /** The given label of a face, or its majority; empty if there is neither. */
    static OptionalInt label(Face face) {
        var votes = face.votes();
        return face.givenLabel().isPresent() || votes == null ? face.givenLabel() : votes.majority();
    }

    /** Every group, in the order of their first faces. */
    public static List<Group> find(FaceImages images) {
        var hashes = new long[images.count()];
        var first = new int[images.count()];
        var content = new HashMap<String, Integer>();
        var groups = new Union(images.count());
        for (int face = 0; face < hashes.length; face++) {
            var pixels = images.pixels(face);
            hashes[face] = hash(pixels, images);
            Integer same = content.putIfAbsent(Sha256.of(pixels), face);
            first[face] = same == null ? face : same;
            groups.join(first[face], face);
        }
        var everything = IntStream.range(0, hashes.length).boxed().toList();
        joinNear(images, hashes, everything, IntStream.range(0, Long.SIZE).toArray(), groups);
        return groups.all().stream().map(faces -> group(first, faces)).toList();
    }

    /** Joins what is nearly equal among faces whose hashes agree in all bits but these. */
    private static void joinNear(FaceImages images, long[] hashes, List<Integer> faces, int[] bits, Union groups) {
        for (int part = 0; part < PARTS; part++) {
            var own = Arrays.copyOfRange(bits, part * bits.length / PARTS, (part + 1) * bits.length / PARTS);
            var others = Arrays.stream(bits)
                    .filter(bit -> Arrays.binarySearch(own, bit) < 0)
                    .toArray();
            Map<Long, List<Integer>> buckets = new HashMap<>();
            faces.forEach(face -> buckets.computeIfAbsent(chosen(hashes[face], own), key -> new ArrayList<>())
                    .add(face));
            for (var bucket : buckets.values()) {
                if (bucket.size() <= CROWDED) {
                    joinNear(images, hashes, bucket, groups);
                } else if (others.length > FEW_BITS) {
                    joinNear(images, hashes, bucket, others, groups);
                }
            }
        }
    }

    private static long chosen(long hash, int[] bits) {
        long chosen = 0;
        for (int bit : bits) {
            chosen = (chosen << 1) | ((hash >>> bit) & 1);
        }
        return chosen;
    }

    private static void joinNear(FaceImages images, long[] hashes, List<Integer> faces, Union groups) {
        for (int i = 0; i < faces.size(); i++) {
            for (int j = i + 1; j < faces.size(); j++) {
                joinIfNear(images, hashes, faces.get(i), faces.get(j), groups);
            }
        }
    }

    private static void joinIfNear(FaceImages images, long[] hashes, int first, int second, Union groups) {
        if (Long.bitCount(hashes[first] ^ hashes[second]) <= MOST_BITS
                && groups.root(first) != groups.root(second)
                && correlation(images.pixels(first), images.pixels(second)) >= LEAST_CORRELATION) {
            groups.join(first, second);
        }
    }

    private static Group group(int[] first, List<Integer> faces) {
        var pictures = new TreeMap<Integer, List<Integer>>();
        faces.forEach(face ->
                pictures.computeIfAbsent(first[face], key -> new ArrayList<>()).add(face));
        return new Group(List.copyOf(pictures.values()));
    }

    /** The difference hash of the first channel. */
    static long hash(byte[] pixels, FaceImages images) {
        int height = images.shape().height();
        int width = images.shape().width();
        long bits = 0;
        for (int row = 0; row < 8; row++) {
            double left = area(pixels, width, height, row, 0);
            for (int column = 1; column < 9; column++) {
                double right = area(pixels, width, height, row, column);
                bits = (bits << 1) | (left > right ? 1 : 0);
                left = right;
            }
        }
        return bits;
    }

    /** Mean of one of 9 x 8 areas. */
    private static double area(byte[] pixels, int width, int height, int row, int column) {
        int top = row * height / 8;
        int bottom = Math.max(top + 1, (row + 1) * height / 8);
        int from = Math.min(width - 1, column * width / 9);
        int to = Math.max(from + 1, (column + 1) * width / 9);
        double sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = from; x < to; x++) {
                sum += Byte.toUnsignedInt(pixels[y * width + x]);
            }
        }
        return sum / ((bottom - top) * (to - from));
    }

    /** Pearson's, over all pixels; NaN where an image has no contrast: blank images are copies only if they are equal. */
    static double correlation(byte[] a, byte[] b) {
        double sumA = 0;
        double sumB = 0;
        for (int i = 0; i < a.length; i++) {
            sumA += Byte.toUnsignedInt(a[i]);
            sumB += Byte.toUnsignedInt(b[i]);
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            double x = Byte.toUnsignedInt(a[i]) - sumA / a.length;
            double y = Byte.toUnsignedInt(b[i]) - sumB / b.length;
            ab += x * y;
            aa += x * x;
            bb += y * y;
        }
        return ab / Math.sqrt(aa * bb);
    }

    /** Sets that grow together (union-find). */
    private static final class Union {

        private final int[] parent;

        Union(int size) {
            parent = new int[size];
            Arrays.setAll(parent, i -> i);
        }

        int root(int i) {
            while (parent[i] != i) {
                parent[i] = parent[parent[i]];
                i = parent[i];
            }
            return i;
        }

        void join(int i, int j) {
            int a = root(i);
            int b = root(j);
            parent[Math.max(a, b)] = Math.min(a, b);
        }

        List<List<Integer>> all() {
            var sets = new TreeMap<Integer, List<Integer>>();
            for (int i = 0; i < parent.length; i++) {
                sets.computeIfAbsent(root(i), k -> new ArrayList<>()).add(i);
            }
            return sets.values().stream().filter(set -> set.size() > 1).toList();
        }
    }
}
